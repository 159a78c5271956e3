/** Connections as scripts of segments, and the states they must lead to (RFC 9293 figures 5, 6, 11, 12 and section 3.5). */
import { deepStrictEqual, strictEqual } from "node:assert";
import {
  clientOf,
  END,
  makeSegment,
  OUTCOME,
  readSegment,
  SCALE,
  SHARED,
  STATE,
  TH,
  TRANSITIONS,
  VERDICT,
} from "../../../lib/packet/tcp/mod.ts";
import { play } from "./play.ts";
import { HANDSHAKE, type Step } from "./steps.ts";

const { SYN, ACK, FIN, RST, PUSH } = TH;

const OPENED = [
  "client CLOSED SYN_SENT",
  "server LISTEN SYN_RECEIVED",
  "client SYN_SENT ESTABLISHED",
  "server SYN_RECEIVED ESTABLISHED",
];

Deno.test("a handshake: both ends are established, the opener first", () => {
  const { changes, outcomes, words } = play(HANDSHAKE);
  deepStrictEqual(changes, OPENED);
  deepStrictEqual(outcomes.map((h) => h & ~OUTCOME.RTT_SAMPLE), [
    OUTCOME.NEW | OUTCOME.CONNECT_REQUEST,
    OUTCOME.CONNECT_ESTABLISHED,
    OUTCOME.ACCEPT_ESTABLISHED,
  ]);
  strictEqual(clientOf(words, 0), 0);
  strictEqual(words[SHARED.HANDSHAKE], 2000);
});

Deno.test("a close by the client: FIN, ACK, FIN, ACK", () => {
  const { changes, outcomes } = play([
    ...HANDSHAKE,
    { from: 0, flags: FIN | ACK, seq: 101, ack: 501 },
    { from: 1, flags: ACK, seq: 501, ack: 102 },
    { from: 1, flags: FIN | ACK, seq: 501, ack: 102 },
    { from: 0, flags: ACK, seq: 102, ack: 502 },
  ]);
  deepStrictEqual(changes.slice(4), [
    "client ESTABLISHED FIN_WAIT_1",
    "server ESTABLISHED CLOSE_WAIT",
    "client FIN_WAIT_1 FIN_WAIT_2",
    "server CLOSE_WAIT LAST_ACK",
    "client FIN_WAIT_2 TIME_WAIT",
    "server LAST_ACK CLOSED",
  ]);
  strictEqual(outcomes.at(-1)! & OUTCOME.CLOSED, OUTCOME.CLOSED);
});

Deno.test("a close in three segments: the server's FIN acknowledges the client's", () => {
  const { changes } = play([
    ...HANDSHAKE,
    { from: 0, flags: FIN | ACK, seq: 101, ack: 501 },
    { from: 1, flags: FIN | ACK, seq: 501, ack: 102 },
    { from: 0, flags: ACK, seq: 102, ack: 502 },
  ]);
  deepStrictEqual(changes.slice(4), [
    "client ESTABLISHED FIN_WAIT_1",
    "server ESTABLISHED CLOSE_WAIT",
    "server CLOSE_WAIT LAST_ACK",
    "client FIN_WAIT_1 FIN_WAIT_2",
    "client FIN_WAIT_2 TIME_WAIT",
    "server LAST_ACK CLOSED",
  ]);
});

Deno.test("a simultaneous close: both FINs cross", () => {
  const { changes } = play([
    ...HANDSHAKE,
    { from: 0, flags: FIN | ACK, seq: 101, ack: 501 },
    { from: 1, flags: FIN | ACK, seq: 501, ack: 101 },
    { from: 0, flags: ACK, seq: 102, ack: 502 },
    { from: 1, flags: ACK, seq: 502, ack: 102 },
  ]);
  // The tap sees the first FIN arrive before the second leaves; the second end's own order cannot be told from here.
  strictEqual(changes.includes("client FIN_WAIT_1 CLOSING"), true);
  strictEqual(changes.includes("client CLOSING TIME_WAIT"), true);
});

Deno.test("a simultaneous open", () => {
  const { changes } = play([
    { from: 0, flags: SYN, seq: 100 },
    { from: 1, flags: SYN, seq: 500 },
    { from: 0, flags: SYN | ACK, seq: 100, ack: 501 },
    { from: 1, flags: SYN | ACK, seq: 500, ack: 101 },
  ]);
  deepStrictEqual(changes, [
    "client CLOSED SYN_SENT",
    "server CLOSED SYN_SENT",
    "client SYN_SENT SYN_RECEIVED",
    "server SYN_SENT SYN_RECEIVED",
    "server SYN_RECEIVED ESTABLISHED",
    "client SYN_RECEIVED ESTABLISHED",
  ]);
});

Deno.test("a refused connection: the answer to a SYN is a RST", () => {
  const { changes, outcomes } = play([
    { from: 0, flags: SYN, seq: 100 },
    { from: 1, flags: RST | ACK, seq: 0, ack: 101 },
  ]);
  deepStrictEqual(changes, ["client CLOSED SYN_SENT", "client SYN_SENT CLOSED"]);
  strictEqual(
    outcomes[1] & (OUTCOME.CONNECT_REFUSED | OUTCOME.ACCEPT_REFUSED),
    OUTCOME.CONNECT_REFUSED | OUTCOME.ACCEPT_REFUSED,
  );
});

Deno.test("a RST that does not acknowledge the SYN refuses nothing (RFC 9293 3.10.7.3)", () => {
  const { changes } = play([
    { from: 0, flags: SYN, seq: 100 },
    { from: 1, flags: RST | ACK, seq: 0, ack: 77 },
  ]);
  deepStrictEqual(changes, ["client CLOSED SYN_SENT"]);
});

Deno.test("a SYN sent again asks again, and changes no state", () => {
  const { changes, outcomes, verdicts } = play([
    { from: 0, flags: SYN, seq: 100 },
    { from: 0, flags: SYN, seq: 100, after: 1000 },
  ]);
  deepStrictEqual(changes, ["client CLOSED SYN_SENT"]);
  strictEqual(outcomes[1], OUTCOME.CONNECT_REQUEST);
  strictEqual(verdicts[1], VERDICT.RETRANSMISSION | VERDICT.REPEATED);
});

Deno.test("an open connection met in the middle is adopted without a change", () => {
  const { changes, outcomes } = play([
    { from: 1, flags: ACK | PUSH, seq: 9000, ack: 70, length: 10 },
    { from: 0, flags: ACK, seq: 70, ack: 9010 },
    { from: 0, flags: FIN | ACK, seq: 70, ack: 9010 },
  ]);
  deepStrictEqual(changes, ["client ESTABLISHED FIN_WAIT_1", "server ESTABLISHED CLOSE_WAIT"]);
  strictEqual(outcomes[0], OUTCOME.NEW);
});

Deno.test("a port used again begins a new connection", () => {
  const { changes, outcomes } = play([
    ...HANDSHAKE,
    { from: 0, flags: RST | ACK, seq: 101, ack: 501 },
    { from: 0, flags: SYN, seq: 70_000 },
  ]);
  deepStrictEqual(changes.slice(4), [
    "client ESTABLISHED CLOSED",
    "server ESTABLISHED CLOSED",
    "client CLOSED SYN_SENT",
  ]);
  strictEqual(outcomes.at(-1), OUTCOME.NEW | OUTCOME.CONNECT_REQUEST);
});

Deno.test("a lost FIN: the receiver changes state when its acknowledgment proves that it came", () => {
  const { changes } = play([
    ...HANDSHAKE,
    { from: 0, flags: FIN | ACK, seq: 201, ack: 501 }, // 100 bytes before it are not in the capture
    { from: 1, flags: ACK, seq: 501, ack: 202 },
  ]);
  deepStrictEqual(changes.slice(4), [
    "client ESTABLISHED FIN_WAIT_1",
    "server ESTABLISHED CLOSE_WAIT",
    "client FIN_WAIT_1 FIN_WAIT_2",
  ]);
});

Deno.test("verdicts: retransmission by time-out, fast, spurious, out of order, duplicate ACK", () => {
  const data = (seq: number, after: number): Step => ({ from: 0, flags: ACK, seq, ack: 501, length: 100, after });
  const ack = (ack: number): Step => ({ from: 1, flags: ACK, seq: 501, ack, window: 1000 });
  const { verdicts } = play([
    ...HANDSHAKE,
    data(101, 50),
    data(101, 300), // the same after 300 ms
    ack(201),
    data(101, 300), // acknowledged already
    data(201, 1),
    data(301, 1),
    data(401, 1),
    ack(201),
    ack(201),
    data(201, 1), // asked for by two duplicates just now
  ]);
  deepStrictEqual(verdicts.slice(3), [
    0,
    VERDICT.RETRANSMISSION | VERDICT.REPEATED,
    0,
    VERDICT.RETRANSMISSION | VERDICT.SPURIOUS | VERDICT.REPEATED,
    0,
    0,
    0,
    VERDICT.DUPLICATE_ACK,
    VERDICT.DUPLICATE_ACK,
    VERDICT.RETRANSMISSION | VERDICT.FAST_RETRANSMISSION | VERDICT.REPEATED,
  ]);
});

Deno.test("verdicts: a segment that comes late within the round trip is out of order", () => {
  const { verdicts } = play([
    ...HANDSHAKE,
    { from: 0, flags: ACK, seq: 201, ack: 501, length: 100 },
    { from: 0, flags: ACK, seq: 101, ack: 501, length: 100 },
  ]);
  deepStrictEqual(verdicts.slice(3), [VERDICT.PREVIOUS_LOST, VERDICT.OUT_OF_ORDER]);
});

Deno.test("verdicts: zero window, probe, its answer, and a keep-alive with its answer", () => {
  const { verdicts } = play([
    ...HANDSHAKE,
    { from: 1, flags: ACK, seq: 501, ack: 101, window: 0 },
    { from: 0, flags: ACK, seq: 101, ack: 501, length: 1 },
    { from: 1, flags: ACK, seq: 501, ack: 101, window: 0 },
    { from: 1, flags: ACK, seq: 501, ack: 101, window: 900 },
    { from: 0, flags: ACK, seq: 100, ack: 501, length: 0 },
    { from: 1, flags: ACK, seq: 501, ack: 101, window: 900 },
  ]);
  deepStrictEqual(verdicts.slice(3), [
    VERDICT.ZERO_WINDOW,
    VERDICT.WINDOW_PROBE,
    VERDICT.ZERO_WINDOW | VERDICT.WINDOW_PROBE_ACK,
    VERDICT.WINDOW_UPDATE | VERDICT.ZERO_WINDOW_END,
    VERDICT.KEEP_ALIVE,
    VERDICT.KEEP_ALIVE_ACK,
  ]);
});

Deno.test("round trips: one segment is timed at a time, and none that was sent twice (Karn)", () => {
  const { rtts, words } = play([
    ...HANDSHAKE,
    { from: 0, flags: ACK, seq: 101, ack: 501, length: 100, after: 10 },
    { from: 1, flags: ACK, seq: 501, ack: 201, after: 40 },
    { from: 0, flags: ACK, seq: 201, ack: 501, length: 100, after: 10 },
    { from: 0, flags: ACK, seq: 201, ack: 501, length: 100, after: 400 },
    { from: 1, flags: ACK, seq: 501, ack: 301, after: 40 },
  ]);
  deepStrictEqual(rtts, [1000, 1000, 40_000]); // SYN, SYN|ACK, the first data
  // RFC 6298: SRTT = 7/8 * 1000 + 1/8 * 40000
  strictEqual(words[END.SRTT], 5875);
});

Deno.test("sequence numbers wrap", () => {
  const { changes, verdicts } = play([
    { from: 0, flags: SYN, seq: 0xffffffff },
    { from: 1, flags: SYN | ACK, seq: 0xfffffff0, ack: 0 },
    { from: 0, flags: ACK, seq: 0, ack: 0xfffffff1 },
    { from: 1, flags: ACK, seq: 0xfffffff1, ack: 0, length: 100 },
    { from: 0, flags: ACK, seq: 0, ack: 0x55 },
  ]);
  deepStrictEqual(changes, OPENED);
  deepStrictEqual(verdicts, [0, 0, 0, 0, 0]);
});

Deno.test("every row of the table is reached by nextState, and nothing else changes a state", () => {
  const words = new Int32Array(SHARED.WORDS);
  strictEqual(words.length, 60);
  const keys = new Set(TRANSITIONS.map(([state, event]) => `${state} ${event}`));
  strictEqual(keys.size, TRANSITIONS.length);
  for (const [state, , next] of TRANSITIONS) strictEqual(state !== next && next <= STATE.TIME_WAIT, true);
});

Deno.test("options: MSS, scale (at most 14), SACK, timestamps; wrong lengths do not count, cuts are safe", () => {
  const header = new Uint8Array(60);
  header[12] = 0xf0;
  const options = [
    2,
    4,
    5,
    0xb4,
    3,
    3,
    20,
    4,
    2,
    8,
    10,
    0,
    0,
    0,
    9,
    0,
    0,
    0,
    7,
    1,
    5,
    10,
    0,
    0,
    0,
    1,
    0,
    0,
    0,
    5,
    3,
    2,
    0,
  ];
  header.set(options, 20);
  const s = makeSegment();
  readSegment(s, header, 0, 60, 100);
  deepStrictEqual([s.mss, s.scale, s.sackPermitted, s.hasTimestamps, s.tsValue, s.tsEcho, s.sackBlocks, s.length], [
    1460,
    14,
    true,
    true,
    9,
    7,
    1,
    40,
  ]);
  deepStrictEqual([...s.sack.subarray(0, 2)], [1, 5]);
  for (let end = 20; end <= 60; end++) {
    readSegment(s, header, 0, end, 100);
    // the option ends with byte 27; before it is there, it may be what was cut off
    strictEqual(s.scale, end < 27 ? SCALE.UNKNOWN : 14, `${end} bytes`);
  }
  readSegment(s, header, 0, 22, 100);
  strictEqual(s.mss, 0);
});
Deno.test("a scale is not offered where options end, or cannot be read on, before the capture does", () => {
  const scaleOf = (options: readonly number[], there: number) => {
    const header = new Uint8Array(60), s = makeSegment();
    header[12] = 0xf0;
    header.set(options, 20);
    readSegment(s, header, 0, 20 + there, 100);
    return s.scale;
  };
  strictEqual(scaleOf([2, 4, 5, 180, 0], 5), SCALE.NONE, "an end of options");
  strictEqual(scaleOf([2, 4, 5, 180, 0], 4), SCALE.UNKNOWN, "an end that was cut off");
  strictEqual(scaleOf([8, 1, 1, 1], 4), SCALE.NONE, "a length that is no length");
  strictEqual(scaleOf([8], 1), SCALE.UNKNOWN, "a length that was cut off");
  strictEqual(scaleOf(Array(40).fill(1), 39), SCALE.UNKNOWN, "padding up to the cut");
  strictEqual(scaleOf(Array(40).fill(1), 40), SCALE.NONE, "padding alone");
});
