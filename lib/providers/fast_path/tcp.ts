/**
 * The fast path of tcp's probes: what most segments are, of a connection whose flow is in the cache and that header prediction
 * takes. Hot functions: see lib/wasm/translate/README.md.
 *
 * @module
 */
import { FLOW, lookUpCached4, lookUpCached6 } from "../../packet/flow/mod.ts";
import {
  END,
  noteTimestamp,
  PREDICTED,
  predictSegment,
  sampleRoundTrip,
  sinceStart,
  TH,
  upperOf,
} from "../../packet/tcp/mod.ts";
import { PROTOCOL } from "../../protocols/mod.ts";
import type { f64, HotMemory, i32 } from "../../wasm/mod.ts";
import { storeArgument } from "./ip.ts";

/** Lengths of headers: without options, and with the timestamps option as RFC 7323 recommends to send it. */
const SEGMENT_BYTES = 20, TIMESTAMPS_BYTES = 32;
/** Two bytes of padding, kind 8, length 10: as read little-endian. */
const TIMESTAMPS = 0x0a080101;
const MORE = TH.FIN | TH.SYN | TH.RST | TH.URG;

function u16(bytes: Uint8Array, at: i32): i32 {
  return bytes[at] << 8 | bytes[at + 1];
}
function u32(bytes: Uint8Array, at: i32): i32 {
  return bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
}
/**
 * Takes a segment, and returns its connection's record plus the side that has sent it; 0 for one that is left to the slow path.
 *
 * @param ip address of a plain header of IP; `transport` of what follows it
 * @param end behind the captured bytes
 * @param length bytes behind IP's header on the wire
 */
export function takeSegment(
  memory: HotMemory,
  cache: i32,
  ip: i32,
  isFour: boolean,
  transport: i32,
  end: i32,
  length: i32,
  seconds: f64,
  nanoseconds: i32,
): i32 {
  const { bytes, words, view } = memory;
  const there = end - transport | 0;
  // where less was captured these are other bytes of memory, and the header's length refuses the segment
  const flags = bytes[transport + 13];
  if ((flags & MORE) !== 0) return 0;
  const header = bytes[transport + 12] >> 2 & 60,
    payload = length - header | 0,
    hasTimestamps = header === TIMESTAMPS_BYTES;
  if (payload < 0 || there < header) return 0;
  if (hasTimestamps ? view.getInt32(transport + 20, true) !== TIMESTAMPS : header !== SEGMENT_BYTES) return 0;
  const found = find(memory, cache, ip, isFour, transport, seconds | 0);
  if (found === 0) return 0;
  const side = found & 1, connection = (found ^ side) + FLOW.TCP >> 2;
  const x = connection + side * END.WORDS | 0, y = connection + (side ^ 1) * END.WORDS | 0;
  const now = sinceStart(words, connection, seconds, nanoseconds);
  const seq = u32(bytes, transport + 4 | 0),
    ack = u32(bytes, transport + 8 | 0),
    window = u16(bytes, transport + 14 | 0);
  const predicted = predictSegment(words, x, y, flags, seq, ack, window, payload, now | 0, upperOf(now));
  if (predicted === PREDICTED.NO) return 0;
  if (predicted === PREDICTED.ENDS_ROUND_TRIP) sampleRoundTrip(words, y, now);
  if (hasTimestamps) noteTimestamp(words, x, y, u32(bytes, transport + 24 | 0));
  return found;
}
function find(memory: HotMemory, cache: i32, ip: i32, isFour: boolean, transport: i32, seconds: i32): i32 {
  const { bytes } = memory;
  const source = u16(bytes, transport), target = u16(bytes, transport + 2 | 0);
  return isFour
    ? lookUpCached4(memory, cache, PROTOCOL.TCP, ip + 12 | 0, ip + 16 | 0, source, target, seconds)
    : lookUpCached6(memory, cache, PROTOCOL.TCP, ip + 8 | 0, ip + 24 | 0, source, target, seconds);
}
/** Arguments of tcp:::send and tcp:::receive: see the provider. @inline */
export function storeTcpArguments(view: DataView, record: i32, ip: i32, transport: i32): void {
  storeArgument(view, 0, 0);
  storeArgument(view, 1, record);
  storeArgument(view, 2, ip);
  storeArgument(view, 3, record);
  storeArgument(view, 4, transport);
  storeArgument(view, 5, 0);
}
/** Which end the clauses see as theirs. @inline */
export function faceSide(bytes: Uint8Array, record: i32, side: i32, isSent: boolean): void {
  bytes[record + FLOW.LOCAL_SIDE] = side;
  bytes[record + FLOW.DIRECTION] = +isSent;
}
