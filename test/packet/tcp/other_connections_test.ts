/**
 * Segments of other connections that had the same ends: half-open ends, old duplicates, ports used again (RFC 9293,
 * sections 3.5.1 and 3.10.7, figures 8 to 10).
 */
import { TH } from "../../../lib/packet/tcp/mod.ts";
import { ACCEPTED, ack, ASK, C, type Case, OPEN, REFUSED, REFUSES, reply, S, syn, synAck, test } from "./cases.ts";
import type { Step } from "./steps.ts";

const { ACK, FIN, RST } = TH;

const CASES: readonly Case[] = [
  // other connections of the same ends
  {
    name: "figure 9: an old SYN|ACK is answered by a RST, and the state stays SYN-SENT",
    steps: [syn({ seq: 9000 }), synAck({ ack: 777 }), { from: 0, flags: RST, seq: 777 }],
    states: "SYN_SENT CLOSED",
    told: [ASK, "", ""],
  },
  {
    name: "figure 9 to its end: the numbers of the old SYN|ACK are not those of the connection",
    steps: [
      syn({ seq: 9000 }),
      synAck({ ack: 777 }),
      { from: 0, flags: RST, seq: 777 },
      synAck({ seq: 80000, ack: 9001 }),
      ack({ seq: 9001, ack: 80001 }),
      ack({ seq: 9001, ack: 80001, length: 10 }),
    ],
    states: "ESTABLISHED ESTABLISHED",
    told: [ASK, "", "", OPEN, ACCEPTED, ""],
    verdicts: ["", "", "", "", "", ""],
    words: [[S, "ISS", 80000], [S, "UNA", 80001], [C, "MAX", 9011]],
  },
  {
    name: "figure 10: half-open; the old connection is reset, and nothing of its numbers lives on",
    steps: [
      ...[syn({ seq: 100 }), reply({ seq: 9000, ack: 1_000_000 }), { from: 0, flags: RST, seq: 1_000_000 } as Step],
      ...[syn({ seq: 100, after: 100 }), synAck({ seq: 500, ack: 101 }), ack({ seq: 101, ack: 501 })],
      ...[
        ack({ seq: 101, ack: 501, length: 50 }),
        reply({ seq: 501, ack: 151 }),
        ack({ seq: 151, ack: 501, length: 50 }),
      ],
    ],
    states: "ESTABLISHED ESTABLISHED",
    told: [ASK, "", "", ASK, OPEN, ACCEPTED, "", "", ""],
    // the challenge acknowledges what is not in the capture
    verdicts: ["", "ACKED_UNSEEN", "", "RETRANSMISSION|REPEATED", "", "", "", "", ""],
    words: [[C, "MAX", 201], [C, "UNA", 151], [S, "RCV_NXT", 201]],
  },
  {
    name: "figure 10: the end that has crashed stays in SYN-SENT, the other is in ESTABLISHED until the RST",
    steps: [syn(), synAck(), ack(), syn({ seq: 9000 }), reply({ ack: 1001 })],
    states: "SYN_SENT ESTABLISHED",
    // the acknowledgment is of the connection before, and so below what this one has sent
    verdicts: ["", "", "", "", ""],
  },
  {
    name: "half-open, and the SYN is answered after all: a port used again",
    steps: [
      syn(),
      synAck(),
      ack(),
      syn({ seq: 9000 }),
      synAck({ seq: 7000, ack: 9001 }),
      ack({ seq: 9001, ack: 7001 }),
    ],
    states: "ESTABLISHED ESTABLISHED",
    told: [ASK, OPEN, ACCEPTED, ASK, OPEN, ACCEPTED],
  },
  {
    name: "half-open, and refused: the host that had the connection is another now",
    steps: [syn(), synAck(), ack(), syn({ seq: 9000 }), { from: 1, flags: RST | ACK, seq: 0, ack: 9001 }],
    states: "CLOSED LISTEN",
    told: [ASK, OPEN, ACCEPTED, ASK, `${REFUSED}|${REFUSES}|CLOSED`],
  },
  {
    name: "a SYN with another number begins anew, and so does the verdict",
    steps: [syn(), syn({ seq: 3000, after: 100 }), synAck({ ack: 3001 }), ack({ seq: 3001 })],
    states: "ESTABLISHED ESTABLISHED",
    told: [ASK, ASK, OPEN, ACCEPTED],
    verdicts: ["", "", "", ""],
  },
  {
    name: "a second SYN|ACK with another number is of another connection: the first counts",
    steps: [syn(), synAck(), synAck({ seq: 8000 }), ack(), reply({ length: 10 })],
    states: "ESTABLISHED ESTABLISHED",
    verdicts: ["", "", "", "", ""],
    words: [[S, "ISS", 5000], [S, "MAX", 5011]],
  },
  // ports used again
  {
    name: "after TIME-WAIT the same number opens anew",
    steps: [
      ...[syn(), synAck(), ack(), { from: 0, flags: FIN | ACK, seq: 1001, ack: 5001 } as Step],
      { from: 1, flags: FIN | ACK, seq: 5001, ack: 1002 },
      ack({ seq: 1002, ack: 5002 }),
      ...[syn(), synAck({ seq: 70000 }), ack({ ack: 70001 })],
    ],
    states: "ESTABLISHED ESTABLISHED",
    told: [ASK, OPEN, ACCEPTED, "", "", "CLOSED", ASK, OPEN, ACCEPTED],
    verdicts: Array(9).fill(""),
  },
  {
    name: "after a close a SYN|ACK with other numbers answers a SYN that was not captured",
    steps: [
      ...[syn(), synAck(), ack(), { from: 1, flags: RST, seq: 5001 } as Step],
      ...[synAck({ seq: 70000, ack: 90001 }), ack({ seq: 90001, ack: 70001 })],
    ],
    states: "ESTABLISHED ESTABLISHED",
    told: [ASK, OPEN, ACCEPTED, "CLOSED", OPEN, ""],
    words: [[C, "UNA", 90001]],
  },
  {
    name: "after TIME-WAIT what is left of the connection changes nothing",
    steps: [
      ...[syn(), synAck(), ack(), { from: 0, flags: FIN | ACK, seq: 1001, ack: 5001 } as Step],
      { from: 1, flags: FIN | ACK, seq: 5001, ack: 1002 },
      ...[ack({ seq: 1002, ack: 5002 }), { from: 1, flags: FIN | ACK, seq: 5001, ack: 1002 } as Step],
    ],
    states: "TIME_WAIT CLOSED",
  },
];
test(CASES);
