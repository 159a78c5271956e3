/**
 * Whether a packet of IP may carry a tunnel: what nearly no packet does must cost the others nothing.
 *
 * Hot functions: see lib/wasm/translate/README.md.
 *
 * @module
 */
import { CARRIER, PROTOCOL, TUNNEL_PORT } from "../../protocols/mod.ts";
import type { i32 } from "../../wasm/mod.ts";

/** Numbers of protocols and ports that tunnels stand at, before it is looked at what is there. @inline */
export function isCarrier(protocol: i32): boolean {
  return protocol === CARRIER.IP4 || protocol === CARRIER.IP6 || protocol === CARRIER.GRE;
}
/** The same of UDP, whose header's first four bytes are there. */
function isCarrierPort(bytes: Uint8Array, udp: i32): boolean {
  const target = bytes[udp + 2] << 8 | bytes[udp + 3];
  if ((bytes[udp] << 8 | bytes[udp + 1]) === TUNNEL_PORT.TEREDO) return true;
  if (target < TUNNEL_PORT.GTPU || target > TUNNEL_PORT.VXLAN_OLD) return false;
  return target === TUNNEL_PORT.VXLAN || target === TUNNEL_PORT.GTPU || target === TUNNEL_PORT.GENEVE ||
    target === TUNNEL_PORT.VXLAN_GPE || target === TUNNEL_PORT.VXLAN_OLD || target === TUNNEL_PORT.TEREDO ||
    target === TUNNEL_PORT.MPLS;
}
/** Of a header behind IP, of which `captured` bytes are there. */
export function mayCarry(bytes: Uint8Array, protocol: i32, transport: i32, captured: i32): boolean {
  if (protocol === PROTOCOL.TCP) return false;
  if (protocol === PROTOCOL.UDP) return captured >= 4 && isCarrierPort(bytes, transport);
  return isCarrier(protocol);
}
/** Headers that are not the last before what a packet carries: IPv6's own, and authentication. @inline */
function isOnTheWay(next: i32): boolean {
  return next === 0 || next === 43 || next === 44 || next === PROTOCOL.AH || next === 60 || next === 135 ||
    next === 139 || next === 140;
}
/** Upper bytes of the least and of the greatest port that tunnels are sent to, and of the one that they come from. */
const FIRST_BYTE = TUNNEL_PORT.GTPU >> 8,
  BYTES_BETWEEN = (TUNNEL_PORT.VXLAN_OLD >> 8) - FIRST_BYTE,
  SOURCE_BYTE = TUNNEL_PORT.TEREDO >> 8;
/** What two bytes tell of nearly every datagram. @inline */
function isFarFromPorts(bytes: Uint8Array, udp: i32): boolean {
  return (bytes[udp + 2] - FIRST_BYTE >>> 0) > BYTES_BETWEEN && bytes[udp] !== SOURCE_BYTE;
}
/**
 * The same of a plain header of IPv4, whose captured bytes end at `end`, for who does not look further. With `opens`, tunnels
 * are opened: then fragments may be parts of one. @inline
 */
export function mayCarry4(bytes: Uint8Array, ip: i32, end: i32, opens: boolean): boolean {
  return bytes[ip + 9] !== PROTOCOL.TCP && mayCarryOver4(bytes, ip, end, opens);
}
function mayCarryOver4(bytes: Uint8Array, ip: i32, end: i32, opens: boolean): boolean {
  const protocol = bytes[ip + 9], udp = ip + 20 | 0;
  if (protocol !== PROTOCOL.UDP) return isCarrier(protocol) || protocol === PROTOCOL.AH;
  if (!opens && isFarFromPorts(bytes, udp)) return false;
  const fragment = (bytes[ip + 6] & 0x3f) << 8 | bytes[ip + 7];
  if (fragment !== 0 && opens) return true;
  return (fragment & 0x1fff) === 0 && (end - udp | 0) >= 4 && isCarrierPort(bytes, udp);
}
/** The same of IPv6: behind its extension headers may be anything. @inline */
export function mayCarry6(bytes: Uint8Array, ip: i32, end: i32): boolean {
  return bytes[ip + 6] !== PROTOCOL.TCP && mayCarryOver6(bytes, ip, end);
}
function mayCarryOver6(bytes: Uint8Array, ip: i32, end: i32): boolean {
  const next = bytes[ip + 6], udp = ip + 40 | 0;
  if (next !== PROTOCOL.UDP) return isCarrier(next) || isOnTheWay(next);
  return !isFarFromPorts(bytes, udp) && (end - udp | 0) >= 4 && isCarrierPort(bytes, udp);
}
