/**
 * The loop over packets that nearly all of them can stay in: each is judged as the decoder would, and either its probes fire or
 * it is left to the slow path. Hot functions: see lib/wasm/translate/README.md.
 *
 * @module
 */
import { CONTEXT } from "../../image/mod.ts";
import {
  hasTransport4,
  hasTransport6,
  IP4_BYTES,
  IP6_BYTES,
  isPlain4,
  isPlain6,
  payloadLength4,
  payloadLength6,
} from "../../packet/wire/mod.ts";
import { PROTOCOL } from "../../protocols/mod.ts";
import { DIRECTION } from "../../sources/mod.ts";
import type { f64, HotMemory, i32 } from "../../wasm/mod.ts";
import { DIRECTED, directionsOf } from "../pipeline/direction_rule.ts";
import { storeArgument, storeIpArguments } from "./ip.ts";
import { SETTINGS } from "./settings.ts";
import { faceSide, storeTcpArguments, takeSegment } from "./tcp.ts";

/** What fires, and what looks after a firing's status: 1 when tracing has come to its end. */
interface LoopHost {
  send(): i32;
  receive(): i32;
  checkStatus(status: i32): i32;
}
/** What is looked at: nothing, IP's header, TCP's too. */
const RECORDS = 0, IP = 1, TCP = 2;
const ETHERNET_BYTES = 14, RECORD_HEADER = 16;
/** EtherTypes as they are read little-endian. */
const IPV4 = 0x0008, IPV6 = 0xdd86;

/**
 * Fires for packets of a batch from `position` on; returns the first that is left to the slow path, or `end`. A packet that is
 * due or later is left, too.
 */
export function recordsOfBatch(
  memory: HotMemory,
  host: LoopHost,
  settings: i32,
  position: i32,
  end: i32,
  dueSeconds: f64,
  dueNanoseconds: i32,
): i32 {
  return overBatch(memory, host, settings, position, end, dueSeconds, dueNanoseconds, RECORDS);
}
export function ipOfBatch(
  memory: HotMemory,
  host: LoopHost,
  settings: i32,
  position: i32,
  end: i32,
  dueSeconds: f64,
  dueNanoseconds: i32,
): i32 {
  return overBatch(memory, host, settings, position, end, dueSeconds, dueNanoseconds, IP);
}
export function tcpOfBatch(
  memory: HotMemory,
  host: LoopHost,
  settings: i32,
  position: i32,
  end: i32,
  dueSeconds: f64,
  dueNanoseconds: i32,
): i32 {
  return overBatch(memory, host, settings, position, end, dueSeconds, dueNanoseconds, TCP);
}
/** The same for records as they lie in a file, all of one interface: addresses take the place of numbers. */
export function recordsOfFile(
  memory: HotMemory,
  host: LoopHost,
  settings: i32,
  position: i32,
  end: i32,
  dueSeconds: f64,
  dueNanoseconds: i32,
): i32 {
  return overRecords(memory, host, settings, position, end, dueSeconds, dueNanoseconds, RECORDS);
}
export function ipOfFile(
  memory: HotMemory,
  host: LoopHost,
  settings: i32,
  position: i32,
  end: i32,
  dueSeconds: f64,
  dueNanoseconds: i32,
): i32 {
  return overRecords(memory, host, settings, position, end, dueSeconds, dueNanoseconds, IP);
}
export function tcpOfFile(
  memory: HotMemory,
  host: LoopHost,
  settings: i32,
  position: i32,
  end: i32,
  dueSeconds: f64,
  dueNanoseconds: i32,
): i32 {
  return overRecords(memory, host, settings, position, end, dueSeconds, dueNanoseconds, TCP);
}

/** @inline */
function overBatch(
  memory: HotMemory,
  host: LoopHost,
  settings: i32,
  position: i32,
  end: i32,
  dueSeconds: f64,
  dueNanoseconds: i32,
  kind: i32,
): i32 {
  const { bytes, words, doubles } = memory;
  const addresses = words[settings + SETTINGS.ADDRESSES >> 2] >> 2,
    lengths = words[settings + SETTINGS.LENGTHS >> 2] >> 2;
  const secondsColumn = words[settings + SETTINGS.SECONDS >> 2] >> 3;
  const nanosecondsColumn = words[settings + SETTINGS.NANOSECONDS >> 2] >> 2;
  const directions = words[settings + SETTINGS.DIRECTIONS >> 2], isTold = words[settings + SETTINGS.TOLD >> 2] !== 0;
  const interfaces = words[settings + SETTINGS.INTERFACES >> 2] >> 2,
    views = words[settings + SETTINGS.VIEWS >> 2] >> 2;
  const only = words[settings + SETTINGS.VIEW >> 2];
  for (; position < end; position++) {
    const frame = words[addresses + position], captured = words[lengths + position];
    if (!isPlain(memory, frame, captured, kind)) return position;
    const seconds = doubles[secondsColumn + position], nanoseconds = words[nanosecondsColumn + position];
    if (isDue(memory, seconds, nanoseconds, dueSeconds, dueNanoseconds)) return position;
    const told = isTold ? bytes[directions + position] : DIRECTION.UNKNOWN;
    const view = only !== 0 ? only : words[views + words[interfaces + position]];
    const done = fire(memory, host, settings, view, told, frame, captured, seconds, nanoseconds, kind);
    if (done === LEFT) return position;
    if (done === OVER) return position + 1 | 0;
  }
  return position;
}
/** @inline */
function overRecords(
  memory: HotMemory,
  host: LoopHost,
  settings: i32,
  position: i32,
  end: i32,
  dueSeconds: f64,
  dueNanoseconds: i32,
  kind: i32,
): i32 {
  const { words, view } = memory;
  const limit = words[settings + SETTINGS.LIMIT >> 2], fractions = words[settings + SETTINGS.FRACTIONS >> 2];
  const scale = words[settings + SETTINGS.SCALE >> 2], only = words[settings + SETTINGS.VIEW >> 2];
  for (;;) {
    const frame = position + RECORD_HEADER | 0;
    if (frame > end) return position;
    const captured = view.getInt32(position + 8, true), next = frame + captured | 0;
    if ((captured >>> 0) > (limit >>> 0) || next > end) return position;
    // where the next one lies is waited for while this one is worked on
    view.getInt32(next + 8, true);
    view.getInt32(next + 72, true);
    if (!isPlain(memory, frame, captured, kind)) return position;
    const part = view.getInt32(position + 4, true);
    if ((part >>> 0) >= (fractions >>> 0)) return position;
    const seconds: f64 = view.getUint32(position, true), nanoseconds = Math.imul(part, scale);
    if (isDue(memory, seconds, nanoseconds, dueSeconds, dueNanoseconds)) return position;
    const done = fire(memory, host, settings, only, DIRECTION.UNKNOWN, frame, captured, seconds, nanoseconds, kind);
    if (done === LEFT) return position;
    words[settings + SETTINGS.TAKEN >> 2]++;
    position = next;
    if (done === OVER) return position;
  }
}

/** Of a frame of Ethernet: whether its headers are whole, and what nearly all packets have. @inline */
function isPlain(memory: HotMemory, frame: i32, captured: i32, kind: i32): boolean {
  const { bytes, view } = memory;
  if (captured < ETHERNET_BYTES + IP4_BYTES) return false;
  if (kind === RECORDS) return true;
  const type = view.getUint16(frame + 12, true), ip = frame + ETHERNET_BYTES | 0;
  if (type === IPV4) return isPlain4(bytes, ip) && (kind === IP || hasTransport4(bytes, ip));
  return type === IPV6 && isPlain6(bytes, ip, frame + captured | 0) && (kind === IP || hasTransport6(bytes, ip));
}
/** A packet that something of the clock comes before, or that is earlier than the one before it: both are the slow path's. @inline */
function isDue(memory: HotMemory, seconds: f64, nanoseconds: i32, dueSeconds: f64, dueNanoseconds: i32): boolean {
  if (seconds > dueSeconds || seconds === dueSeconds && nanoseconds >= dueNanoseconds) return true;
  const before = memory.doubles[CONTEXT.TIME_SECONDS >> 3];
  return before > seconds || before === seconds && nanoseconds < memory.words[CONTEXT.TIME_NANOSECONDS >> 2];
}

/** What became of a packet: left to the slow path, fired, fired and tracing is over. */
const LEFT = 0, FIRED = 1, OVER = 2;
/** @inline */
function fire(
  memory: HotMemory,
  host: LoopHost,
  settings: i32,
  hostView: i32,
  told: i32,
  frame: i32,
  captured: i32,
  seconds: f64,
  nanoseconds: i32,
  kind: i32,
): i32 {
  const { bytes, words, doubles, view } = memory;
  const ip = frame + ETHERNET_BYTES | 0, isFour = view.getUint16(frame + 12, true) === IPV4;
  let directions = DIRECTED.SENT | DIRECTED.RECEIVED;
  if (kind !== RECORDS) {
    const source = ip + (isFour ? 12 : 8) | 0, target = ip + (isFour ? 16 : 24) | 0;
    directions = directionsOf(memory, hostView, told, source, target, isFour, (bytes[frame] & 1) !== 0);
    // what is counted
    if (directions > (DIRECTED.SENT | DIRECTED.RECEIVED)) return LEFT;
  }
  doubles[CONTEXT.TIME_SECONDS >> 3] = seconds;
  words[CONTEXT.TIME_NANOSECONDS >> 2] = nanoseconds;
  words[CONTEXT.PACKET_START >> 2] = frame;
  words[CONTEXT.PACKET_END >> 2] = frame + captured;
  const fires = words[settings + SETTINGS.FIRES >> 2] & directions;
  if (kind === TCP) {
    if (bytes[ip + (isFour ? 9 : 6)] !== PROTOCOL.TCP) {
      return words[settings + SETTINGS.ALONE >> 2] !== 0 ? FIRED : LEFT;
    }
    const transport = ip + (isFour ? IP4_BYTES : IP6_BYTES) | 0;
    const length = isFour ? payloadLength4(bytes, ip) : payloadLength6(bytes, ip), end = frame + captured | 0;
    const cache = words[settings + SETTINGS.CACHE >> 2];
    const found = takeSegment(memory, cache, ip, isFour, transport, end, length, seconds, nanoseconds);
    if (found === 0) return LEFT;
    const side = found & 1, record = found ^ side;
    storeTcpArguments(view, record, ip, transport);
    if ((fires & DIRECTED.SENT) !== 0) {
      faceSide(bytes, record, side, true);
      if (isOver(host, host.send())) return OVER;
    }
    if ((fires & DIRECTED.RECEIVED) === 0) return FIRED;
    faceSide(bytes, record, side ^ 1, false);
    return isOver(host, host.receive()) ? OVER : FIRED;
  }
  if (kind === IP) storeIpArguments(view, ip, isFour);
  else for (let n = 0; n < 6; n++) storeArgument(view, n, 0);
  if ((fires & DIRECTED.SENT) !== 0 && isOver(host, host.send())) return OVER;
  return (fires & DIRECTED.RECEIVED) !== 0 && isOver(host, host.receive()) ? OVER : FIRED;
}
/** @inline */
function isOver(host: LoopHost, status: i32): boolean {
  return status !== 0 && host.checkStatus(status) !== 0;
}
