/**
 * A packet on the fast path, as far as settings want it: links of several types, what stands behind IP, `struct packet`. Hot
 * functions: see lib/wasm/translate/README.md.
 *
 * @module
 */
import { CONTEXT } from "../../image/mod.ts";
import {
  hasTransport4,
  hasTransport6,
  IP4_BYTES,
  IP6_BYTES,
  isHeaderWhole,
  isPlain4,
  isPlain6,
  mayCarry4,
  mayCarry6,
  payloadLength4,
  payloadLength6,
} from "../../packet/wire/mod.ts";
import { PROTOCOL } from "../../protocols/mod.ts";
import { DIRECTION } from "../../sources/mod.ts";
import type { f64, HotMemory, i32 } from "../../wasm/mod.ts";
import { DIRECTED, directionsOf } from "../pipeline/direction_rule.ts";
import { FORM, INTERFACE, shownDirection, writePacket, writePayload } from "../pipeline/packet_fields.ts";
import { writeFinding } from "../pipeline/tcpa_finding.ts";
import { storeArguments, storeIpArguments } from "./arguments.ts";
import { bytesBeforeIp, ETHERNET_BYTES, statedDirection } from "./link.ts";
import { fireDns, isOfDns, readDatagram } from "./dns.ts";
import { FIRED, isOver, LEFT, type LoopHost, OVER } from "./host.ts";
import { ACTION, FAST_LINK, FIRING, SETTINGS } from "./settings.ts";
import { faceSide, findFlow, takeSegment } from "./tcp.ts";

/** What it carries is opened, or counted, by the slow path. @inline */
export function mayCarryTunnel(memory: HotMemory, ip: i32, end: i32, isFour: boolean): boolean {
  const { bytes, words } = memory;
  if (!isFour) return mayCarry6(bytes, ip, end);
  return mayCarry4(bytes, ip, end, words[SETTINGS.OPENS >> 2] !== 0);
}
/** The program's time and bytes are the packet's. @inline */
export function beginPacket(memory: HotMemory, frame: i32, captured: i32, seconds: f64, nanoseconds: i32): void {
  const { words, doubles } = memory;
  doubles[CONTEXT.TIME_SECONDS >> 3] = seconds;
  words[CONTEXT.TIME_NANOSECONDS >> 2] = nanoseconds;
  words[CONTEXT.PACKET_START >> 2] = frame;
  words[CONTEXT.PACKET_END >> 2] = frame + captured;
}

/**
 * @param from number of the interface
 * @param stated what the capture says of the direction
 */
export function firePacket(
  memory: HotMemory,
  host: LoopHost,
  from: i32,
  stated: i32,
  frame: i32,
  captured: i32,
  wire: i32,
  number: f64,
  seconds: f64,
  nanoseconds: i32,
): i32 {
  const { bytes, words } = memory;
  const entry = words[SETTINGS.INTERFACES >> 2] + (from << INTERFACE.BITS) | 0;
  const link = words[entry + INTERFACE.LINK >> 2];
  const before = bytesBeforeIp(memory, link, frame, captured);
  if (before < 0) return LEFT;
  const ip = frame + before | 0, end = frame + captured | 0, isFour = bytes[ip] >> 4 === 4;
  if (isFour ? !isPlain4(bytes, ip) : !isPlain6(bytes, ip, end)) return LEFT;
  if (words[SETTINGS.BEHIND >> 2] !== 0) {
    if (isFour ? !hasTransport4(bytes, ip) : !hasTransport6(bytes, ip)) return LEFT;
  }
  const protocol = bytes[ip + (isFour ? 9 : 6)], form = words[SETTINGS.FORMS >> 2] + (protocol << FORM.BITS) | 0;
  let action: i32 = bytes[form + FORM.ACTION];
  if (action === ACTION.LEAVE) return LEFT;
  // a segment in a VLAN may be a copy of one outside of it
  if (action === ACTION.FOLLOW && link === FAST_LINK.ETHERNET && before !== ETHERNET_BYTES) return LEFT;
  const known = words[SETTINGS.STATED >> 2] === 0 ? DIRECTION.UNKNOWN : statedDirection(bytes, link, frame, stated);
  const source = ip + (isFour ? 12 : 8) | 0, target = ip + (isFour ? 16 : 24) | 0;
  const isGroupFrame = link === FAST_LINK.ETHERNET && (bytes[frame] & 1) !== 0;
  const view = words[entry + INTERFACE.VIEW >> 2];
  const directions = directionsOf(memory, view, known, source, target, isFour, isGroupFrame);
  // what is counted
  if (directions > (DIRECTED.SENT | DIRECTED.RECEIVED)) return LEFT;
  if (mayCarryTunnel(memory, ip, end, isFour)) return LEFT;
  const transport = ip + (isFour ? IP4_BYTES : IP6_BYTES) | 0;
  const length = isFour ? payloadLength4(bytes, ip) : payloadLength6(bytes, ip);
  const there = Math.min(length, end - transport | 0);
  if (action !== ACTION.PASS) {
    const least = bytes[form + FORM.MIN_BYTES], wordsAt = bytes[form + FORM.WORDS_AT];
    if (!isHeaderWhole(bytes, transport, there, least, wordsAt)) {
      if (there <= 0 || there >= least) return LEFT;
      countCut(words, protocol);
      action = ACTION.PASS;
    }
  }
  if (action === ACTION.DNS) {
    if (!isOfDns(bytes, transport, PROTOCOL.UDP)) action = ACTION.PASS;
    else if (!readDatagram(memory, transport, length, there)) return LEFT;
  }
  const packet = words[SETTINGS.PACKET >> 2];
  // whether the header behind IP is missing, and why, is for the decoder to say
  if (packet !== 0 && there <= 0) return LEFT;
  let found = 0;
  if (action === ACTION.FOLLOW) {
    found = takeSegment(memory, ip, isFour, transport, end, length, seconds, nanoseconds);
  } else if (action >= ACTION.FLOW) found = findFlow(memory, protocol, ip, isFour, transport, seconds | 0);
  if (action >= ACTION.FLOW && found === 0) return LEFT;
  beginPacket(memory, frame, captured, seconds, nanoseconds);
  if (packet !== 0) {
    const shown = shownDirection(known, directions);
    writePacket(memory, packet, entry, from, frame, captured, wire, number, seconds, nanoseconds, stated, shown);
    writePayload(memory, packet, form, transport, there, length);
    words[CONTEXT.PACKET_RECORD >> 2] = packet;
  }
  const done = fireProbes(memory, host, form, action, packet, found, ip, transport, directions);
  if (done !== FIRED || action !== ACTION.DNS) return done;
  return fireDns(memory, host, packet, found & ~1, ip, transport, directions, seconds, nanoseconds);
}

/** Less of the header behind IP is there than must be: that is counted, and packets of IP fire all the same. @inline */
export function countCut(words: Int32Array, protocol: i32): void {
  words[SETTINGS.CUT + (protocol << 2) >> 2]++;
}
/** In the order of the stages: what goes out at its transport first, what comes in at ip first. */
export function fireProbes(
  memory: HotMemory,
  host: LoopHost,
  form: i32,
  action: i32,
  packet: i32,
  found: i32,
  ip: i32,
  transport: i32,
  directions: i32,
): i32 {
  const { bytes, words, view } = memory;
  const side = found & 1, flow = found ^ side;
  const ofIp = words[SETTINGS.FIRES >> 2] & directions;
  const own = action === ACTION.PASS ? 0 : bytes[form + FORM.FIRES] & directions, slot = bytes[form + FORM.SLOT];
  const third = bytes[form + FORM.THIRD] !== 0 ? packet : flow;
  if ((own & DIRECTED.SENT) !== 0) {
    if (flow !== 0) faceSide(bytes, flow, side, true, action);
    storeArguments(view, packet, flow, ip, third, transport, 0);
    if (isOver(host, host.fire(slot))) return OVER;
  }
  if (ofIp !== 0) {
    storeIpArguments(view, ip, bytes[ip] >> 4 === 4, packet);
    if ((ofIp & DIRECTED.SENT) !== 0 && isOver(host, host.fire(FIRING.SENT))) return OVER;
    if ((ofIp & DIRECTED.RECEIVED) !== 0 && isOver(host, host.fire(FIRING.RECEIVED))) return OVER;
  }
  if ((own & DIRECTED.RECEIVED) !== 0) {
    if (flow !== 0) faceSide(bytes, flow, side ^ 1, false, action);
    storeArguments(view, packet, flow, ip, third, transport, 0);
    if (isOver(host, host.fire(slot + 1 | 0))) return OVER;
  }
  if (action !== ACTION.FOLLOW || words[SETTINGS.FINDING >> 2] === 0) return FIRED;
  return fireSample(memory, host, packet, flow, side, ip, transport, directions);
}
/** What the tcpa provider finds in segments that header prediction takes: round trips. */
function fireSample(
  memory: HotMemory,
  host: LoopHost,
  packet: i32,
  flow: i32,
  side: i32,
  ip: i32,
  transport: i32,
  directions: i32,
): i32 {
  const { bytes, words, doubles, view } = memory;
  const sample = doubles[SETTINGS.ROUND_TRIP >> 3], finding = words[SETTINGS.FINDING >> 2];
  if (sample < 0) return FIRED;
  // as seen from the sender, where that is observed
  faceSide(bytes, flow, (directions & DIRECTED.SENT) !== 0 ? side : side ^ 1, false, ACTION.FOLLOW);
  writeFinding(words, finding, flow, side, 0, 0, sample);
  storeArguments(view, packet, flow, ip, flow, transport, finding);
  return isOver(host, host.fire(FIRING.SAMPLE)) ? OVER : FIRED;
}
