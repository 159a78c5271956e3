/**
 * The loop over packets that nearly all of them can stay in: each is judged as the decoder would, and either its probes fire or
 * it is left to the slow path. Hot functions: see lib/wasm/translate/README.md.
 *
 * @module
 */
import { CONTEXT } from "../../image/mod.ts";
import { IP4_BYTES, isPlain4, isPlain6 } from "../../packet/wire/mod.ts";
import { DIRECTION } from "../../sources/mod.ts";
import type { f64, HotMemory, i32 } from "../../wasm/mod.ts";
import { DIRECTED } from "../pipeline/direction_rule.ts";
import { storeArgument } from "./arguments.ts";
import { FIRED, isOver, LEFT, type LoopHost, OVER } from "./host.ts";
import { directionsInFrame, ETHERNET_BYTES, IPV4, IPV6, isOfTap, isTag } from "./link.ts";
import { beginPacket, firePacket, mayCarryTunnel } from "./packet.ts";
import { fireSegment } from "./segments.ts";
import { FIRING, SETTINGS } from "./settings.ts";

/** What is looked at: nothing; IP's header, in a frame of Ethernet; segments behind that; all that the settings say. */
const RECORDS = 0, IP = 1, SEGMENTS = 2, ALL = 3;
const RECORD_HEADER = 16;

/**
 * Fires for packets of a batch from `position` on; returns the first that is left to the slow path, or `end`. A packet that is
 * due or later is left, too.
 */
export function recordsOfBatch(
  memory: HotMemory,
  host: LoopHost,
  position: i32,
  end: i32,
  dueSeconds: f64,
  dueNanoseconds: i32,
): i32 {
  return overBatch(memory, host, position, end, dueSeconds, dueNanoseconds, RECORDS);
}
export function ipOfBatch(
  memory: HotMemory,
  host: LoopHost,
  position: i32,
  end: i32,
  dueSeconds: f64,
  dueNanoseconds: i32,
): i32 {
  return overBatch(memory, host, position, end, dueSeconds, dueNanoseconds, IP);
}
export function segmentsOfBatch(
  memory: HotMemory,
  host: LoopHost,
  position: i32,
  end: i32,
  dueSeconds: f64,
  dueNanoseconds: i32,
): i32 {
  return overBatch(memory, host, position, end, dueSeconds, dueNanoseconds, SEGMENTS);
}
export function packetsOfBatch(
  memory: HotMemory,
  host: LoopHost,
  position: i32,
  end: i32,
  dueSeconds: f64,
  dueNanoseconds: i32,
): i32 {
  return overBatch(memory, host, position, end, dueSeconds, dueNanoseconds, ALL);
}
/** The same for records as they lie in a file, all of one interface: addresses take the place of numbers. */
export function recordsOfFile(
  memory: HotMemory,
  host: LoopHost,
  position: i32,
  end: i32,
  dueSeconds: f64,
  dueNanoseconds: i32,
): i32 {
  return overRecords(memory, host, position, end, dueSeconds, dueNanoseconds, RECORDS);
}
export function ipOfFile(
  memory: HotMemory,
  host: LoopHost,
  position: i32,
  end: i32,
  dueSeconds: f64,
  dueNanoseconds: i32,
): i32 {
  return overRecords(memory, host, position, end, dueSeconds, dueNanoseconds, IP);
}
export function segmentsOfFile(
  memory: HotMemory,
  host: LoopHost,
  position: i32,
  end: i32,
  dueSeconds: f64,
  dueNanoseconds: i32,
): i32 {
  return overRecords(memory, host, position, end, dueSeconds, dueNanoseconds, SEGMENTS);
}
export function packetsOfFile(
  memory: HotMemory,
  host: LoopHost,
  position: i32,
  end: i32,
  dueSeconds: f64,
  dueNanoseconds: i32,
): i32 {
  return overRecords(memory, host, position, end, dueSeconds, dueNanoseconds, ALL);
}

/** @inline */
function overBatch(
  memory: HotMemory,
  host: LoopHost,
  position: i32,
  end: i32,
  dueSeconds: f64,
  dueNanoseconds: i32,
  kind: i32,
): i32 {
  const { bytes, words, doubles } = memory;
  const addresses = words[SETTINGS.ADDRESSES >> 2] >> 2,
    lengths = words[SETTINGS.LENGTHS >> 2] >> 2,
    wireLengths = words[SETTINGS.WIRE_LENGTHS >> 2] >> 2;
  const secondsColumn = words[SETTINGS.SECONDS >> 2] >> 3;
  const nanosecondsColumn = words[SETTINGS.NANOSECONDS >> 2] >> 2;
  const directions = words[SETTINGS.DIRECTIONS >> 2];
  const interfaces = words[SETTINGS.INTERFACE_COLUMN >> 2] >> 2,
    only = words[SETTINGS.INTERFACE >> 2];
  const isTap = isByAddress(kind) && words[SETTINGS.STATED >> 2] === 0 && isOfTap(memory, only);
  if (kind === RECORDS || kind === IP) beginArguments(memory, kind);
  for (; position < end; position++) {
    const frame = words[addresses + position], captured = words[lengths + position];
    const seconds = doubles[secondsColumn + position], nanoseconds = words[nanosecondsColumn + position];
    if (isDue(memory, seconds, nanoseconds, dueSeconds, dueNanoseconds)) break;
    const stated = bytes[directions + position];
    const from = only >= 0 ? only : words[interfaces + position];
    let done = 0;
    if (kind === ALL) {
      const wire = words[wireLengths + position], number = doubles[SETTINGS.FIRST >> 3] + position;
      done = firePacket(memory, host, from, stated, frame, captured, wire, number, seconds, nanoseconds);
    } else if (kind === SEGMENTS) {
      done = fireSegment(memory, host, from, stated, isTap, frame, captured, seconds, nanoseconds);
    } else done = fire(memory, host, from, stated, isTap, frame, captured, seconds, nanoseconds, kind);
    if (done !== FIRED) return done === LEFT ? position : position + 1 | 0;
  }
  return position;
}
/** @inline */
function overRecords(
  memory: HotMemory,
  host: LoopHost,
  position: i32,
  end: i32,
  dueSeconds: f64,
  dueNanoseconds: i32,
  kind: i32,
): i32 {
  const { words, doubles, view } = memory, stated = DIRECTION.UNKNOWN;
  const limit = words[SETTINGS.LIMIT >> 2], fractions = words[SETTINGS.FRACTIONS >> 2];
  const scale = words[SETTINGS.SCALE >> 2], from = words[SETTINGS.INTERFACE >> 2];
  const isTap = isByAddress(kind) && isOfTap(memory, from);
  if (kind === RECORDS || kind === IP) beginArguments(memory, kind);
  let taken = 0;
  for (;;) {
    const frame = position + RECORD_HEADER | 0;
    if (frame > end) break;
    const captured = view.getInt32(position + 8, true), next = frame + captured | 0;
    if ((captured >>> 0) > (limit >>> 0) || next > end) break;
    // where the next one lies is waited for while this one is worked on
    view.getInt32(next + 8, true);
    view.getInt32(next + 72, true);
    const part = view.getInt32(position + 4, true);
    if ((part >>> 0) >= (fractions >>> 0)) break;
    const seconds: f64 = view.getUint32(position, true), nanoseconds = Math.imul(part, scale);
    if (isDue(memory, seconds, nanoseconds, dueSeconds, dueNanoseconds)) break;
    let done = 0;
    if (kind === ALL) {
      const wire = view.getInt32(position + 12, true), number = doubles[SETTINGS.FIRST >> 3] + taken;
      done = firePacket(memory, host, from, stated, frame, captured, wire, number, seconds, nanoseconds);
    } else if (kind === SEGMENTS) {
      done = fireSegment(memory, host, from, stated, isTap, frame, captured, seconds, nanoseconds);
    } else done = fire(memory, host, from, stated, isTap, frame, captured, seconds, nanoseconds, kind);
    if (done === LEFT) break;
    taken++;
    position = next;
    if (done === OVER) break;
  }
  words[SETTINGS.TAKEN >> 2] = taken;
  return position;
}
/** A packet that something of the clock comes before, or that is earlier than the one before it: both are the slow path's. @inline */
function isDue(memory: HotMemory, seconds: f64, nanoseconds: i32, dueSeconds: f64, dueNanoseconds: i32): boolean {
  if (seconds > dueSeconds || seconds === dueSeconds && nanoseconds >= dueNanoseconds) return true;
  const before = memory.doubles[CONTEXT.TIME_SECONDS >> 3];
  return before > seconds || before === seconds && nanoseconds < memory.words[CONTEXT.TIME_NANOSECONDS >> 2];
}
/** Whether it is asked for each packet which directions it has, unless it has both. @inline */
function isByAddress(kind: i32): boolean {
  return kind === IP || kind === SEGMENTS;
}
/** Arguments that are 0 for every packet of the loop: nothing else in it writes them. @inline */
function beginArguments(memory: HotMemory, kind: i32): void {
  const { view } = memory;
  storeArgument(view, 0, 0);
  storeArgument(view, 1, 0);
  storeArgument(view, 3, 0);
  if (kind === IP) return;
  storeArgument(view, 2, 0);
  storeArgument(view, 4, 0);
  storeArgument(view, 5, 0);
}
/** For a record, or for what nearly every frame is: Ethernet without tags, and a plain header of IP. @inline */
function fire(
  memory: HotMemory,
  host: LoopHost,
  from: i32,
  stated: i32,
  isTap: boolean,
  frame: i32,
  captured: i32,
  seconds: f64,
  nanoseconds: i32,
  kind: i32,
): i32 {
  const { bytes, words, view } = memory;
  if (captured < ETHERNET_BYTES + IP4_BYTES) return LEFT;
  let directions = DIRECTED.SENT | DIRECTED.RECEIVED;
  if (kind === IP) {
    const ip = frame + ETHERNET_BYTES | 0, type = view.getUint16(frame + 12, true), isFour = type === IPV4;
    if (!isFour && type !== IPV6) {
      // firePacket is dear to compile, which a few frames of ARP are not worth
      if (!isTag(type)) return LEFT;
      return firePacket(memory, host, from, stated, frame, captured, 0, 0, seconds, nanoseconds);
    }
    if (isFour ? !isPlain4(bytes, ip) : !isPlain6(bytes, ip, frame + captured | 0)) return LEFT;
    if (!isTap) directions = directionsInFrame(memory, from, stated, frame, isFour);
    // what is counted
    if (directions > (DIRECTED.SENT | DIRECTED.RECEIVED)) return LEFT;
    if (mayCarryTunnel(memory, ip, frame + captured | 0, isFour)) return LEFT;
    storeArgument(view, 2, ip);
    storeArgument(view, 4, isFour ? ip : 0);
    storeArgument(view, 5, isFour ? 0 : ip);
  }
  beginPacket(memory, frame, captured, seconds, nanoseconds);
  const fires = words[SETTINGS.FIRES >> 2] & directions;
  if ((fires & DIRECTED.SENT) !== 0 && isOver(host, host.fire(FIRING.SENT))) return OVER;
  return (fires & DIRECTED.RECEIVED) !== 0 && isOver(host, host.fire(FIRING.RECEIVED)) ? OVER : FIRED;
}
