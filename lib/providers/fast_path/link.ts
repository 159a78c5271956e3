/**
 * The fast path's way to IP: links as most captures have them, with up to two VLAN tags. Hot functions: see
 * lib/wasm/translate/README.md.
 *
 * @module
 */
import { SET } from "../../packet/address/mod.ts";
import { HARDWARE, IP4_BYTES } from "../../packet/wire/mod.ts";
import { DIRECTION } from "../../sources/mod.ts";
import type { HotMemory, i32 } from "../../wasm/mod.ts";
import { directionsOf, VIEW } from "../pipeline/direction_rule.ts";
import { INTERFACE } from "../pipeline/packet_fields.ts";
import { FAST_LINK, SETTINGS } from "./settings.ts";

export const ETHERNET_BYTES = 14;
const SLL_BYTES = 16, SLL2_BYTES = 20, FAMILY_BYTES = 4, TAG_BYTES = 4;
/** EtherTypes as they are read little-endian. */
export const IPV4 = 0x0008, IPV6 = 0xdd86;
const VLAN = 0x0081, QINQ = 0xa888, QINQ_OLD = 0x0091;
/** Linux's packet types: to us, to all, to a group, of others, from us. */
const OF_OTHERS = 3, FROM_US = 4;

/** The first byte of IPv4 without options, and the first four bits of IPv6. */
const PLAIN4 = 0x45, VERSION6 = 6;

/** Bytes before a plain header of IP, of which at least 20 bytes were captured; -1 for a frame that is left to the slow path. */
export function bytesBeforeIp(memory: HotMemory, link: i32, frame: i32, captured: i32): i32 {
  if (link === FAST_LINK.ETHERNET) return behindEthernet(memory, frame, captured);
  if (link === FAST_LINK.RAW) return versioned(memory, frame, captured, 0);
  if (link === FAST_LINK.FAMILY) return behindFamily(memory, frame, captured);
  if (link === FAST_LINK.SLL) return behindCooked(memory, frame, captured, SLL_BYTES, 2, 14);
  return link === FAST_LINK.SLL2 ? behindCooked(memory, frame, captured, SLL2_BYTES, 8, 0) : -1;
}
function behindEthernet(memory: HotMemory, frame: i32, captured: i32): i32 {
  const { view } = memory;
  if (captured < ETHERNET_BYTES + IP4_BYTES) return -1;
  let type: i32 = view.getUint16(frame + 12, true), length = ETHERNET_BYTES;
  if (isTag(type)) {
    type = view.getUint16(frame + 16, true);
    length = ETHERNET_BYTES + TAG_BYTES;
    if (isTag(type)) {
      type = view.getUint16(frame + 20, true);
      length = ETHERNET_BYTES + 2 * TAG_BYTES;
    }
    if (captured < (length + IP4_BYTES | 0)) return -1;
  }
  return typed(memory, frame, type, length);
}
/** Whether the EtherType, read little-endian, is a VLAN tag's. */
export function isTag(type: i32): boolean {
  return type === VLAN || type === QINQ || type === QINQ_OLD;
}
/** Linux's cooked header: `hardware` and `type` are offsets. Radios and netlink have other things behind it. */
function behindCooked(
  memory: HotMemory,
  frame: i32,
  captured: i32,
  length: i32,
  hardware: i32,
  type: i32,
): i32 {
  const { bytes, view } = memory;
  if (captured < (length + IP4_BYTES | 0)) return -1;
  const kind = bytes[frame + hardware] << 8 | bytes[frame + hardware + 1];
  if (kind >= HARDWARE.IEEE802_11 && kind <= HARDWARE.NETLINK) return -1;
  return typed(memory, frame, view.getUint16(frame + type | 0, true), length);
}
/** A family of addresses, in the byte order of the system that captured: 2 is IPv4 everywhere, IPv6 has several numbers. */
function behindFamily(memory: HotMemory, frame: i32, captured: i32): i32 {
  const { bytes } = memory;
  if (captured < FAMILY_BYTES + IP4_BYTES) return -1;
  const isBig = bytes[frame] === 0 && bytes[frame + 1] === 0;
  const family = isBig ? bytes[frame + 2] << 8 | bytes[frame + 3] : bytes[frame + 1] << 8 | bytes[frame];
  if (family === 2) return bytes[frame + FAMILY_BYTES] === PLAIN4 ? FAMILY_BYTES : -1;
  if (family !== 10 && family !== 24 && family !== 28 && family !== 30) return -1;
  return bytes[frame + FAMILY_BYTES] >> 4 === VERSION6 ? FAMILY_BYTES : -1;
}
function typed(memory: HotMemory, frame: i32, type: i32, length: i32): i32 {
  const first = memory.bytes[frame + length];
  if (type === IPV4) return first === PLAIN4 ? length : -1;
  return type === IPV6 && first >> 4 === VERSION6 ? length : -1;
}
function versioned(memory: HotMemory, frame: i32, captured: i32, length: i32): i32 {
  if (captured < (length + IP4_BYTES | 0)) return -1;
  const first = memory.bytes[frame + length];
  return first === PLAIN4 || first >> 4 === VERSION6 ? length : -1;
}

/** The direction that the capture tells, or else the link's own header. */
export function statedDirection(bytes: Uint8Array, link: i32, frame: i32, stated: i32): i32 {
  if (stated !== DIRECTION.UNKNOWN) return stated;
  if (link !== FAST_LINK.SLL && link !== FAST_LINK.SLL2) return DIRECTION.UNKNOWN;
  const type = link === FAST_LINK.SLL ? bytes[frame] << 8 | bytes[frame + 1] : bytes[frame + 10];
  if (type === FROM_US) return DIRECTION.OUTBOUND;
  return type < OF_OTHERS ? DIRECTION.INBOUND : DIRECTION.UNKNOWN;
}
/** Address of the set of the host's addresses, of an interface. @inline */
function viewOf(memory: HotMemory, from: i32): i32 {
  const { words } = memory;
  return words[words[SETTINGS.INTERFACES >> 2] + (from << INTERFACE.BITS) + INTERFACE.VIEW >> 2];
}
/** Whether an interface is known, and every packet of it is both sent and received unless the capture tells more. */
export function isOfTap(memory: HotMemory, from: i32): boolean {
  return from >= 0 && memory.words[viewOf(memory, from) + SET.TAG >> 2] === VIEW.TAP;
}
/** Directions of a packet of IP in a frame of Ethernet. */
export function directionsInFrame(
  memory: HotMemory,
  from: i32,
  stated: i32,
  frame: i32,
  isFour: boolean,
): i32 {
  const { bytes, words } = memory, ip = frame + ETHERNET_BYTES | 0;
  const source = ip + (isFour ? 12 : 8) | 0, target = ip + (isFour ? 16 : 24) | 0;
  const known = words[SETTINGS.STATED >> 2] !== 0 ? stated : DIRECTION.UNKNOWN;
  return directionsOf(
    memory,
    viewOf(memory, from),
    known,
    source,
    target,
    isFour,
    (bytes[frame] & 1) !== 0,
  );
}
