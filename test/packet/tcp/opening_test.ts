/**
 * How connections begin, and which segments do not belong to them: scripts, and what RFC 9293 (sections 3.5 and 3.10.7) and
 * RFC 7413 say of each. States are those of both ends after the segment has arrived.
 */
import { deepStrictEqual } from "node:assert";
import { clientOf, END, HAPPENED, SCALE, TH } from "../../../lib/packet/tcp/mod.ts";
import { namesOf, play, verdictNames } from "./play.ts";
import type { Step } from "./steps.ts";

const { SYN, ACK, FIN, RST, PUSH } = TH;
const C = 0, S = END.WORDS;
const TOLD = {
  CONNECT_REQUEST: HAPPENED.CONNECT_REQUEST,
  CONNECT_ESTABLISHED: HAPPENED.CONNECT_ESTABLISHED,
  CONNECT_REFUSED: HAPPENED.CONNECT_REFUSED,
  ACCEPT_ESTABLISHED: HAPPENED.ACCEPT_ESTABLISHED,
  ACCEPT_REFUSED: HAPPENED.ACCEPT_REFUSED,
  CLOSED: HAPPENED.CLOSED,
};
const [ASK, OPEN, REFUSED, ACCEPTED, REFUSES] = [
  ...["CONNECT_REQUEST", "CONNECT_ESTABLISHED", "CONNECT_REFUSED", "ACCEPT_ESTABLISHED", "ACCEPT_REFUSED"],
];
interface Case {
  readonly name: string;
  readonly steps: readonly Step[];
  /** After the last step. */
  readonly states?: string;
  /** After each step. */
  readonly told?: readonly string[];
  readonly verdicts?: readonly string[];
  /** Words of the record at the end: end, name, value. */
  readonly words?: readonly [end: number, name: keyof typeof END, value: number][];
  readonly client?: number;
}
const syn = (more: Partial<Step> = {}): Step => ({ from: 0, flags: SYN, seq: 1000, ...more });
const synAck = (more: Partial<Step> = {}): Step => ({ from: 1, flags: SYN | ACK, seq: 5000, ack: 1001, ...more });
const ack = (more: Partial<Step> = {}): Step => ({ from: 0, flags: ACK, seq: 1001, ack: 5001, ...more });
const reply = (more: Partial<Step> = {}): Step => ({ from: 1, flags: ACK, seq: 5001, ack: 1001, ...more });
const fast = (length: number): Step => syn({ length, cookie: true });
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
for (const { name, steps, states, told, verdicts, words = [], client } of CASES) {
  Deno.test(name, () => {
    const outcome = play(steps);
    if (states) deepStrictEqual(outcome.states.at(-1), states);
    if (told) deepStrictEqual(outcome.happened.map((bits) => namesOf(bits, TOLD)), told);
    if (verdicts) deepStrictEqual(outcome.verdicts.map(verdictNames), verdicts);
    const wanted = words.map(([end, word, value]) => [end, word, value]);
    deepStrictEqual(words.map(([end, word]) => [end, word, outcome.words[end + END[word]] >>> 0]), wanted);
    if (client !== undefined) deepStrictEqual(clientOf(outcome.words, 0), client);
  });
}
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
