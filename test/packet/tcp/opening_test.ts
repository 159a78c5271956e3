/**
 * How connections begin and end, and what shows it where segments are not captured: scripts, and what RFC 9293 (sections 3.5
 * and 3.10.7) and RFC 7413 say of each. States are those of both ends after the segment has arrived.
 */
import { deepStrictEqual } from "node:assert";
import { END, SCALE, TH } from "../../../lib/packet/tcp/mod.ts";
import {
  ACCEPTED,
  ack,
  ASK,
  C,
  type Case,
  fast,
  OPEN,
  REFUSED,
  REFUSES,
  reply,
  S,
  syn,
  synAck,
  test,
} from "./cases.ts";
import type { Step } from "./steps.ts";
import { play } from "./play.ts";
const { SYN, ACK, FIN, RST, PUSH } = TH;

const CASES: readonly Case[] = [
  // Fast Open
  {
    name: "Fast Open, all data taken: SYN|ACK acknowledges SYN and data (ISS < SEG.ACK <= SND.NXT)",
    steps: [fast(40), synAck({ ack: 1041 }), ack({ seq: 1041 })],
    states: "ESTABLISHED ESTABLISHED",
    told: [ASK, OPEN, ACCEPTED],
    verdicts: ["", "", ""],
    words: [[C, "UNA", 1041], [C, "MAX", 1041], [S, "RCV_NXT", 1041]],
  },
  {
    name: "Fast Open, no data taken: they are sent again",
    steps: [fast(40), synAck(), ack({ flags: ACK | PUSH, length: 40 })],
    states: "ESTABLISHED ESTABLISHED",
    told: [ASK, OPEN, ACCEPTED],
    verdicts: ["", "", "RETRANSMISSION|REPEATED"],
    words: [[S, "RCV_NXT", 1041]],
  },
  {
    name: "Fast Open, some data taken",
    steps: [fast(40), synAck({ ack: 1021 }), ack({ seq: 1021, length: 20 })],
    told: [ASK, OPEN, ACCEPTED],
    verdicts: ["", "", "RETRANSMISSION|REPEATED"],
  },
  {
    name: "Fast Open: data with the SYN wait, RCV.NXT is SEG.SEQ+1 until they are acknowledged (3.10.7.2)",
    steps: [fast(40)],
    words: [[S, "RCV_NXT", 1001]],
  },
  {
    name: "Fast Open: the server answers with data before the last ACK, and is in SYN-RECEIVED (RFC 7413, 4.2)",
    steps: [fast(40), synAck({ ack: 1041 }), reply({ ack: 1041, length: 10 })],
    states: "ESTABLISHED SYN_RECEIVED",
    words: [[C, "RCV_NXT", 5011]],
  },
  {
    name: "Fast Open that was not taken is none: the server that sends data has had the last ACK",
    steps: [fast(40), synAck(), reply({ ack: 1041, length: 10 })],
    states: "ESTABLISHED ESTABLISHED",
  },
  {
    name: "data with a SYN|ACK have come when it has (3.10.7.3)",
    steps: [syn(), synAck({ length: 7 }), ack({ ack: 5008 })],
    states: "ESTABLISHED ESTABLISHED",
    words: [[C, "RCV_NXT", 5008], [S, "UNA", 5008]],
    verdicts: ["", "", ""],
  },
  {
    name: "a RST refuses that acknowledges SYN and data",
    steps: [fast(40), { from: 1, flags: RST | ACK, seq: 0, ack: 1041 }],
    states: "CLOSED LISTEN",
    told: [ASK, `${REFUSED}|${REFUSES}|CLOSED`],
  },
  {
    name: "a RST refuses that acknowledges the SYN alone",
    steps: [fast(40), { from: 1, flags: RST | ACK, seq: 0, ack: 1001 }],
    states: "CLOSED LISTEN",
    told: [ASK, `${REFUSED}|${REFUSES}|CLOSED`],
  },
  {
    name: "one byte with a SYN, sent again: not acknowledged, so no keep-alive",
    steps: [fast(1), synAck(), ack({ flags: ACK | PUSH, length: 1 })],
    verdicts: ["", "", "RETRANSMISSION|REPEATED"],
  },
  {
    name: "a SYN with one byte sent again is no keep-alive",
    steps: [fast(1), { ...fast(1), after: 1000 }],
    told: [ASK, ASK],
    verdicts: ["", "RETRANSMISSION|REPEATED"],
  },
  {
    name: "Fast Open over the wrap of sequence numbers",
    steps: [
      syn({ seq: 0xfffffff0, length: 40, cookie: true }),
      synAck({ ack: 25 }), // 0xfffffff0 + 1 + 40
      ack({ seq: 25 }),
    ],
    states: "ESTABLISHED ESTABLISHED",
    words: [[C, "UNA", 25], [S, "RCV_NXT", 25]],
    verdicts: ["", "", ""],
  },
  // resets that answer a SYN
  {
    name: "a RST whose acknowledgment is ISS refuses nothing (3.10.7.1: SEG.SEQ+SEG.LEN)",
    steps: [syn(), { from: 1, flags: RST | ACK, seq: 0, ack: 1000 }, synAck(), ack()],
    states: "ESTABLISHED ESTABLISHED",
    told: [ASK, "", OPEN, ACCEPTED],
    verdicts: ["", "", "", ""],
  },
  {
    name: "a RST that acknowledges more than was sent refuses nothing",
    steps: [syn(), { from: 1, flags: RST | ACK, seq: 0, ack: 1002 }],
    states: "SYN_SENT LISTEN",
    told: [ASK, ""],
  },
  {
    name: "a RST without ACK refuses nothing (3.10.7.3)",
    steps: [syn(), { from: 1, flags: RST, seq: 1001, ack: 1001 }],
    states: "SYN_SENT LISTEN",
    told: [ASK, ""],
  },
  {
    name: "refused, asked again, refused again",
    steps: [syn(), { from: 1, flags: RST | ACK, seq: 0, ack: 1001 }, syn({ after: 500 }), {
      ...{ from: 1, flags: RST | ACK, seq: 0, ack: 1001 },
    }],
    states: "CLOSED LISTEN",
    told: [ASK, `${REFUSED}|${REFUSES}|CLOSED`, ASK, `${REFUSED}|${REFUSES}|CLOSED`],
  },
  {
    name: "refused with text in the RST (RFC 9293, 3.5.3): no data of the stream",
    steps: [syn(), { from: 1, flags: RST | ACK, seq: 0, ack: 1001, length: 12 }],
    told: [ASK, `${REFUSED}|${REFUSES}|CLOSED`],
    words: [[C, "RCV_NXT", 0]],
  },
  {
    name:
      "a RST that follows the SYN comes from an end that has had the SYN|ACK: a scan of which that was not captured",
    steps: [syn(), { from: 0, flags: RST, seq: 1001 }],
    states: "CLOSED LISTEN",
  },
  // what is not captured
  {
    name: "the SYN|ACK is not captured: an end that acknowledges without SYN has had it",
    steps: [syn({ scale: 7 }), ack()],
    states: "ESTABLISHED ESTABLISHED",
    told: [ASK, ""],
    words: [[C, "UNA", 1001], [S, "UNA", 5001], [C, "RCV_NXT", 5001]],
  },
  {
    name: "the SYN|ACK is not captured: the connection closes as any",
    steps: [
      ...[syn(), ack(), ack({ length: 100 }), reply({ ack: 1101, length: 200 })],
      { from: 0, flags: FIN | ACK, seq: 1101, ack: 5201 },
      { from: 1, flags: FIN | ACK, seq: 5201, ack: 1102 },
      ack({ seq: 1102, ack: 5202 }),
    ],
    states: "TIME_WAIT CLOSED",
    verdicts: ["", "", "", "", "", "", ""],
  },
  {
    name: "SYN|ACK and last ACK are not captured: a server that sends data has had both answered",
    steps: [syn(), reply({ length: 10 })],
    states: "ESTABLISHED ESTABLISHED",
    words: [[C, "UNA", 1001]],
  },
  {
    name: "the last ACK is not captured: a server that sends data has had it",
    steps: [syn(), synAck(), reply({ length: 10 })],
    states: "ESTABLISHED ESTABLISHED",
    told: [ASK, OPEN, ""],
  },
  {
    name: "the last ACK is not captured: a server that finishes has had it",
    steps: [syn(), synAck(), { from: 1, flags: FIN | ACK, seq: 5001, ack: 1001 }],
    states: "CLOSE_WAIT FIN_WAIT_1",
  },
  {
    name: "a SYN|ACK sent again proves nothing",
    steps: [syn(), synAck(), synAck({ after: 1000 })],
    states: "ESTABLISHED SYN_RECEIVED",
    told: [ASK, OPEN, ""],
  },
  {
    name: "only the client is captured: it finishes",
    steps: [syn(), ack(), ack({ length: 100 }), { from: 0, flags: FIN | ACK, seq: 1101, ack: 5201 }],
    states: "FIN_WAIT_1 CLOSE_WAIT",
  },
  {
    name: "only the server is captured: SYN|ACK, data, FIN",
    steps: [synAck(), reply({ ack: 1101, length: 200 }), { from: 1, flags: FIN | ACK, seq: 5201, ack: 1102 }],
    states: "CLOSE_WAIT FIN_WAIT_1",
    told: [OPEN, "", ""],
    client: 0,
  },
  {
    name: "an ACK far below the ISS, of an earlier connection, proves nothing",
    steps: [syn({ seq: 0x90000000 }), ack({ seq: 0x10000000 })],
    states: "SYN_SENT LISTEN",
  },
  // SYN|ACK seen first
  {
    name: "SYN|ACK first: who opens is known, and the other end waited for it",
    steps: [synAck(), ack()],
    states: "ESTABLISHED ESTABLISHED",
    client: 0,
    told: [OPEN, ""],
    words: [[C, "UNA", 1001]],
  },
  {
    name: "SYN|ACK, then its SYN: a late SYN takes nothing back",
    steps: [synAck({ scale: 7 }), syn({ scale: 3 }), ack()],
    states: "ESTABLISHED ESTABLISHED",
    client: 0,
    told: [OPEN, ASK, ACCEPTED],
    verdicts: ["", "", ""],
    words: [[C, "UNA", 1001], [C, "ISS", 1000]],
  },
  {
    name: "the SYN last of all: it is what the SYN|ACK answered, captured late",
    steps: [synAck(), ack(), ack({ length: 100 }), reply({ ack: 1101 }), syn()],
    states: "ESTABLISHED ESTABLISHED",
    client: 0,
    verdicts: ["", "", "", "", "OUT_OF_ORDER"],
    words: [[C, "UNA", 1101], [C, "ISS", 1000], [C, "MAX", 1101]],
  },
  {
    name: "ACK, then the SYN|ACK that it acknowledges: the connection's establishing is told when it is captured",
    steps: [syn(), ack(), synAck()],
    states: "ESTABLISHED ESTABLISHED",
    told: [ASK, "", OPEN],
    words: [[S, "UNA", 5001], [S, "ISS", 5000], [C, "RCV_NXT", 5001]],
    verdicts: ["", "", ""],
  },
  {
    name: "a SYN that is not what the SYN|ACK answered begins another connection",
    steps: [synAck(), ack(), syn({ seq: 70000 })],
    states: "SYN_SENT ESTABLISHED",
    told: [OPEN, "", ASK],
  },
  // both at once, halves
  {
    name: "both open at once, with data in both SYNs",
    steps: [
      ...[syn({ length: 5 }), { from: 1, flags: SYN, seq: 5000, length: 6 } as Step],
      ...[synAck({ from: 0, seq: 1000, ack: 5001 }), synAck({ ack: 1001 })],
    ],
    states: "ESTABLISHED ESTABLISHED",
  },
  {
    name: "half a close: the other end goes on to send",
    steps: [
      ...[syn(), synAck(), ack(), { from: 0, flags: FIN | ACK, seq: 1001, ack: 5001 } as Step],
      ...[
        reply({ ack: 1002, length: 100 }),
        ack({ seq: 1002, ack: 5101 }),
        reply({ seq: 5101, ack: 1002, length: 100 }),
      ],
    ],
    states: "FIN_WAIT_2 CLOSE_WAIT",
    verdicts: Array(7).fill(""),
  },
  {
    name: "a FIN with a SYN waits with the data, which are sent again",
    steps: [syn({ flags: SYN | FIN, length: 5 }), synAck(), ack()],
    states: "ESTABLISHED ESTABLISHED",
  },
];
test(CASES);
Deno.test("scales: not offered, not known, offered", () => {
  const scales = (steps: readonly Step[]) => {
    const { words } = play(steps);
    return [C, S].map((end) => words[end + END.WINDOW] << 8 >> 24);
  };
  deepStrictEqual(scales([syn({ scale: 7 }), synAck({ scale: 3 })]), [7, 3]);
  deepStrictEqual(scales([syn({ scale: 7 }), synAck()]), [7, SCALE.NONE]);
  deepStrictEqual(scales([syn({ scale: 7 }), ack()]), [7, SCALE.UNKNOWN]);
  deepStrictEqual(scales([synAck({ scale: 3 }), ack()]), [SCALE.UNKNOWN, 3]);
  deepStrictEqual(scales([ack(), reply()]), [SCALE.UNKNOWN, SCALE.UNKNOWN]);
  deepStrictEqual(scales([synAck({ scale: 3 }), syn({ scale: 7 })]), [7, 3]);
});
