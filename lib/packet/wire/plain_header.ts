/**
 * Headers as nearly all packets have them: IP without options and extension headers, right before a transport. The decoder
 * takes these without a further look, and so does the fast path.
 *
 * Hot functions: see lib/wasm/translate/README.md.
 *
 * @module
 */
import { PROTOCOL } from "../../protocols/mod.ts";
import type { i32 } from "../../wasm/mod.ts";

/** Bytes of the headers. */
export const IP4_BYTES = 20, IP6_BYTES = 40;
/** More fragments, and the fragment's offset. */
const FRAGMENT = 0x3fff;

function u16(bytes: Uint8Array, at: i32): i32 {
  return bytes[at] << 8 | bytes[at + 1];
}
/** IPv4 without options, whose total length covers its header. The 20 bytes are there. */
export function isPlain4(bytes: Uint8Array, ip: i32): boolean {
  return bytes[ip] === 0x45 && u16(bytes, ip + 2 | 0) >= IP4_BYTES;
}
/** IPv6 that says its length, of whose header all was captured. */
export function isPlain6(bytes: Uint8Array, ip: i32, end: i32): boolean {
  return (end - ip | 0) >= IP6_BYTES && bytes[ip] >> 4 === 6 && u16(bytes, ip + 4 | 0) !== 0;
}
/** Whether a transport header follows a plain header of IPv4, as far as it was captured. */
export function hasTransport4(bytes: Uint8Array, ip: i32): boolean {
  return (u16(bytes, ip + 6 | 0) & FRAGMENT) === 0 && bytes[ip + 9] !== PROTOCOL.AH;
}
/** The same of IPv6: other next headers may be its own. */
export function hasTransport6(bytes: Uint8Array, ip: i32): boolean {
  const next = bytes[ip + 6];
  return next === PROTOCOL.TCP || next === PROTOCOL.UDP || next === PROTOCOL.ICMP6 || next === PROTOCOL.SCTP ||
    next === PROTOCOL.UDPLITE;
}
/**
 * Whether as much of a transport header was captured as must be there, and it says that it has as much.
 *
 * @param least bytes that must be there
 * @param wordsAt offset of the byte whose upper half is its length in words, 0 where that is fixed
 */
export function isHeaderWhole(bytes: Uint8Array, transport: i32, captured: i32, least: i32, wordsAt: i32): boolean {
  return captured >= least && (wordsAt === 0 || bytes[transport + wordsAt] >> 4 << 2 >= least);
}
/** Bytes behind a plain header on the wire. */
export function payloadLength4(bytes: Uint8Array, ip: i32): i32 {
  return u16(bytes, ip + 2 | 0) - IP4_BYTES | 0;
}
export function payloadLength6(bytes: Uint8Array, ip: i32): i32 {
  return u16(bytes, ip + 4 | 0);
}
