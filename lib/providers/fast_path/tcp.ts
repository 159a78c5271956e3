/**
 * The fast path of tcp's probes: what most segments are, of a connection whose flow is in the cache and that header prediction
 * takes. Hot functions: see lib/wasm/translate/README.md.
 *
 * @module
 */
import { FLOW, lookUpCached4, lookUpCached6 } from "../../packet/flow/mod.ts";
import {
  END,
  isNearStart,
  lowSinceStart,
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
import { ACTION, SETTINGS } from "./settings.ts";

/** Lengths of headers: without options, and with the timestamps option as RFC 7323 recommends to send it. */
export const SEGMENT_BYTES = 20;
const TIMESTAMPS_BYTES = 32;
/** Two bytes of padding, kind 8, length 10: as read little-endian. */
const TIMESTAMPS = 0x0a080101;
/** Of options the first two bytes of padding, and kind and length of what follows. */
const PADDING = 1, FIRST_OPTION_BYTES = 24;
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
 * @param end behind the captured bytes: the first 20 of the header are there
 * @param length bytes behind IP's header on the wire
 */
export function takeSegment(
  memory: HotMemory,
  ip: i32,
  isFour: boolean,
  transport: i32,
  end: i32,
  length: i32,
  seconds: f64,
  nanoseconds: i32,
): i32 {
  const { bytes, words, doubles } = memory;
  const flags = bytes[transport + 13];
  if ((flags & MORE) !== 0) return 0;
  const header = bytes[transport + 12] >> 2 & 60, payload = length - header | 0;
  if (payload < 0) return 0;
  const options = header === SEGMENT_BYTES ? NONE : optionsOf(memory, transport, header, end - transport | 0);
  if (options === OTHERS) return 0;
  const whole = seconds | 0, found = findFlow(memory, PROTOCOL.TCP, ip, isFour, transport, whole);
  if (found === 0) return 0;
  const side = found & 1, connection = (found ^ side) + FLOW.TCP >> 2;
  const x = connection + side * END.WORDS | 0, y = connection + (side ^ 1) * END.WORDS | 0;
  const low = lowSinceStart(words, connection, whole, nanoseconds);
  const high = isNearStart(words, connection, whole)
    ? low >> 31
    : upperOf(sinceStart(words, connection, seconds, nanoseconds));
  const seq = u32(bytes, transport + 4 | 0),
    ack = u32(bytes, transport + 8 | 0),
    window = u16(bytes, transport + 14 | 0);
  const predicted = predictSegment(words, x, y, flags, seq, ack, window, payload, low, high);
  if (predicted === PREDICTED.NO) return 0;
  doubles[SETTINGS.ROUND_TRIP >> 3] = predicted === PREDICTED.ENDS_ROUND_TRIP
    ? sampleRoundTrip(words, y, sinceStart(words, connection, seconds, nanoseconds))
    : -1;
  if (options === STAMPS) noteTimestamp(words, x, y, u32(bytes, transport + 24 | 0));
  return found;
}
/** What the tracker reads of options: nothing, the timestamps, anything else. */
const NONE = 0, STAMPS = 1, OTHERS = 2;
/** Of a header with options, of which only so many bytes may be there: those that are cut short are not read. */
function optionsOf(memory: HotMemory, transport: i32, header: i32, there: i32): i32 {
  const { bytes, view } = memory;
  if (there === SEGMENT_BYTES) return NONE;
  if (there < FIRST_OPTION_BYTES || bytes[transport + 20] !== PADDING || bytes[transport + 21] !== PADDING) {
    return OTHERS;
  }
  const isCut = there < header;
  if (!isCut) {
    return header === TIMESTAMPS_BYTES && view.getInt32(transport + 20, true) === TIMESTAMPS ? STAMPS : OTHERS;
  }
  return bytes[transport + 22] > PADDING && (22 + bytes[transport + 23] | 0) > there ? NONE : OTHERS;
}
/** The flow of a packet whose ports stand first behind IP: its record, plus the side that has sent it; 0 if it is not cached. */
export function findFlow(
  memory: HotMemory,
  protocol: i32,
  ip: i32,
  isFour: boolean,
  transport: i32,
  seconds: i32,
): i32 {
  const { bytes, words } = memory, cache = words[SETTINGS.CACHE >> 2];
  const source = u16(bytes, transport), target = u16(bytes, transport + 2 | 0);
  return isFour
    ? lookUpCached4(memory, cache, protocol, ip + 12 | 0, ip + 16 | 0, source, target, seconds)
    : lookUpCached6(memory, cache, protocol, ip + 8 | 0, ip + 24 | 0, source, target, seconds);
}
/** Which end the clauses see as theirs; of a connection also which way the segment goes. @inline */
export function faceSide(bytes: Uint8Array, record: i32, side: i32, isSent: boolean, action: i32): void {
  bytes[record + FLOW.LOCAL_SIDE] = side;
  if (action === ACTION.FOLLOW) bytes[record + FLOW.DIRECTION] = +isSent;
}
