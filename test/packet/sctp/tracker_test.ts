/** Associations as scripts of chunks, and the states they must lead to (RFC 9260 sections 4, 5 and 9). */
import { deepStrictEqual, strictEqual } from "node:assert";
import {
  Chunks,
  nextSctpState,
  SCTP_CHUNK,
  SCTP_STATE,
  SCTP_TRANSITIONS,
  SctpTracker,
} from "../../../lib/packet/sctp/mod.ts";

const NAMES = Object.fromEntries(Object.entries(SCTP_STATE).map(([name, value]) => [value, name]));
const { INIT, INIT_ACK, COOKIE_ECHO, COOKIE_ACK, DATA, SACK, SHUTDOWN, SHUTDOWN_ACK, SHUTDOWN_COMPLETE, ABORT } =
  SCTP_CHUNK;

/** A packet of chunks of 20 bytes each. */
function packet(...types: number[]): Uint8Array {
  const bytes = new Uint8Array(12 + 20 * types.length);
  types.forEach((type, i) => bytes.set([type, 0, 0, 20, 0, 0, 0, 7 + i], 12 + 20 * i));
  return bytes;
}
function play(...packets: [from: 0 | 1, ...types: number[]][]): string[] {
  const words = new Int32Array(2), tracker = new SctpTracker(words), chunks = new Chunks();
  const changes: string[] = [];
  packets.forEach(([from, ...types], i) => {
    const bytes = packet(...types);
    chunks.read(bytes, 0, bytes.length);
    tracker.observe(from, from, 1 - from, chunks, i === 0);
    for (let k = 0; k < tracker.changes; k++) {
      changes.push(`${tracker.changeSide[k]} ${NAMES[tracker.changeFrom[k]]} ${NAMES[tracker.changeTo[k]]}`);
    }
  });
  return changes;
}
const OPENING: [from: 0 | 1, ...types: number[]][] = [[0, INIT], [1, INIT_ACK], [0, COOKIE_ECHO, DATA], [
  1,
  COOKIE_ACK,
]];
const OPENED = ["0 CLOSED COOKIE_WAIT", "0 COOKIE_WAIT COOKIE_ECHOED", "1 CLOSED OPEN", "0 COOKIE_ECHOED OPEN"];

Deno.test("an association opens with four packets", () => deepStrictEqual(play(...OPENING), OPENED));
Deno.test("a shutdown: SHUTDOWN, SHUTDOWN ACK, SHUTDOWN COMPLETE", () => {
  deepStrictEqual(play(...OPENING, [0, SHUTDOWN], [1, SHUTDOWN_ACK], [0, SHUTDOWN_COMPLETE]).slice(4), [
    "0 OPEN SHUTDOWN_SENT",
    "1 OPEN SHUTDOWN_RECEIVED",
    "1 SHUTDOWN_RECEIVED SHUTDOWN_ACK_SENT",
    "0 SHUTDOWN_SENT CLOSED",
    "1 SHUTDOWN_ACK_SENT CLOSED",
  ]);
});
Deno.test("an abort closes both ends, whatever their state", () => {
  deepStrictEqual(play(...OPENING, [1, ABORT]).slice(4), ["1 OPEN CLOSED", "0 OPEN CLOSED"]);
  deepStrictEqual(play([0, INIT], [1, ABORT]), ["0 CLOSED COOKIE_WAIT", "0 COOKIE_WAIT CLOSED"]);
});
Deno.test("an association met in the middle is adopted without a change", () => {
  deepStrictEqual(play([0, DATA], [1, SACK], [1, SHUTDOWN]), ["1 OPEN SHUTDOWN_SENT", "0 OPEN SHUTDOWN_RECEIVED"]);
  deepStrictEqual(play([0, COOKIE_ECHO], [1, COOKIE_ACK]), ["1 CLOSED OPEN", "0 COOKIE_ECHOED OPEN"]);
});
Deno.test("chunks are counted as far as they were captured, and nothing is read beyond", () => {
  const bytes = packet(DATA, SACK, DATA), chunks = new Chunks();
  chunks.read(bytes, 0, bytes.length);
  deepStrictEqual([chunks.count, chunks.first, chunks.typesLow, chunks.data, chunks.dataBytes, chunks.tsn], [
    ...[3, DATA, 1 << DATA | 1 << SACK, 2, 8, 7],
  ]);
  for (let end = 0; end <= bytes.length; end++) {
    chunks.read(bytes, 0, end);
    strictEqual(chunks.count, end < 16 ? 0 : end < 36 ? 1 : end < 56 ? 2 : 3);
  }
  // a length of less than a header ends the packet
  chunks.read(new Uint8Array(100), 0, 100);
  strictEqual(chunks.count, 0);
});
Deno.test("every row of the table leads on", () => {
  for (const [state, event, next] of SCTP_TRANSITIONS) strictEqual(nextSctpState(state, event), next);
  strictEqual(new Set(SCTP_TRANSITIONS.map(([state, event]) => `${state} ${event}`)).size, SCTP_TRANSITIONS.length);
  strictEqual(nextSctpState(SCTP_STATE.OPEN, 0), -1);
});
