/**
 * The text of addresses of IPv6, written as bytes. A hot function: see lib/wasm/translate/README.md.
 *
 * @module
 */
import type { i32 } from "../../wasm/mod.ts";

const COLON = 0x3a, DOT = 0x2e, ZERO = 0x30;
/** Bytes of the longest text, and a few more. */
export const ADDRESS6_BYTES_MAX = 48;

/**
 * Writes the text of the 16 bytes at `at`, and returns where it ends: lower case, the longest run of zero groups (the first of
 * equals) as `::`, unless it is the last group alone or shorter than `least` groups; IPv4-mapped and IPv4-compatible
 * addresses with their dotted tail. With `least` 1 it is what DTrace's inet_ntop makes, with 2 what RFC 5952 asks for.
 */
export function putAddress6(from: Uint8Array, at: i32, bytes: Uint8Array, to: i32, min: i32): i32 {
  let best = 8, length = min - 1 | 0;
  if (holdsAddress4(from, at)) {
    to = putColon(bytes, putColon(bytes, to));
    if (groupOf(from, at, 5) !== 0) to = putColon(bytes, putGroup(bytes, 0xffff, to));
    return putAddress4(from, at + 12 | 0, bytes, to);
  }
  for (let i = 0; i < 7; i++) {
    let end = i;
    while (end < 8 && groupOf(from, at, end) === 0) end++;
    if ((end - i | 0) > length) {
      best = i;
      length = end - i | 0;
    }
    if (end > i) i = end - 1 | 0;
  }
  for (let i = 0; i < 8; i++) {
    if (i === best) {
      to = putColon(bytes, to);
      i = i + length - 1 | 0;
      if (i === 7) to = putColon(bytes, to);
    } else {
      if (i > 0) to = putColon(bytes, to);
      to = putGroup(bytes, groupOf(from, at, i), to);
    }
  }
  return to;
}
/** Writes four bytes in dotted decimal, and returns where the text ends. */
export function putAddress4(from: Uint8Array, at: i32, bytes: Uint8Array, to: i32): i32 {
  for (let i = 0; i < 3; i++) {
    to = putOctet(bytes, from[at + i], to);
    bytes[to] = DOT;
    to++;
  }
  return putOctet(bytes, from[at + 3], to);
}
function putOctet(bytes: Uint8Array, octet: i32, to: i32): i32 {
  if (octet > 99) {
    bytes[to] = (octet / 100 | 0) + ZERO;
    bytes[to + 1] = (octet / 10 | 0) % 10 + ZERO;
    bytes[to + 2] = octet % 10 + ZERO;
    return to + 3 | 0;
  }
  if (octet > 9) {
    bytes[to] = (octet / 10 | 0) + ZERO;
    bytes[to + 1] = octet % 10 + ZERO;
    return to + 2 | 0;
  }
  bytes[to] = octet + ZERO;
  return to + 1 | 0;
}
function groupOf(from: Uint8Array, at: i32, n: i32): i32 {
  return from[at + 2 * n] << 8 | from[at + 2 * n + 1];
}
/** An address of IPv4 behind 80 bits of zero: mapped, or compatible. */
function holdsAddress4(from: Uint8Array, at: i32): boolean {
  for (let i = 0; i < 10; i++) if (from[at + i] !== 0) return false;
  const fifth = groupOf(from, at, 5);
  return fifth === 0xffff || fifth === 0 && groupOf(from, at, 6) !== 0;
}
/** @inline */
function putColon(bytes: Uint8Array, to: i32): i32 {
  bytes[to] = COLON;
  return to + 1 | 0;
}
/** 16 bits as hexadecimal digits; returns where they end. */
function putGroup(bytes: Uint8Array, group: i32, to: i32): i32 {
  const end = to + 1 + +(group > 0xf) + +(group > 0xff) + +(group > 0xfff) | 0;
  let at = end;
  do {
    const digit = group & 0xf;
    at--;
    bytes[at] = digit + (digit > 9 ? 0x57 : ZERO);
    group >>= 4;
  } while (group !== 0);
  return end;
}
