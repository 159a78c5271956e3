/**
 * Names in messages of DNS (RFC 1035 section 4.1.4): labels, and pointers to labels before. What a hostile one may do is bound:
 * a pointer leads backwards, a name has 255 octets. Hot functions: see lib/wasm/translate/README.md.
 *
 * @module
 */
import type { i32 } from "../../wasm/mod.ts";

const MAX_OCTETS = 255;
const POINTER = 0xc0;
const DOT = 0x2e, BACKSLASH = 0x5c, ZERO = 0x30, QUOTE = 0x22;

/** Why a name cannot be read. */
export const NAME = { WHOLE: 0, BEYOND: 1, POINTER: 2, LONG: 3 } as const;
/** Characters that the text of a name takes at most: 255 octets, each of which may become four. */
export const NAME_TEXT_BYTES = 1024;

/**
 * Walks the name at `at` of the message from `start` to `end`. What is behind it as it stands in the message; of a name that
 * cannot be read the reason, one of NAME, less than 0.
 */
export function nameEnd(bytes: Uint8Array, start: i32, at: i32, end: i32): i32 {
  let octets = 0, from = at, next = -1;
  for (;;) {
    if (at >= end) return -NAME.BEYOND;
    const length = bytes[at];
    if ((length & POINTER) === POINTER) {
      if ((at + 1 | 0) >= end) return -NAME.BEYOND;
      if (next < 0) next = at + 2 | 0;
      at = start + ((length & 0x3f) << 8 | bytes[at + 1]) | 0;
      // neither to itself nor forward: each leads to what was there before
      if (at >= from) return -NAME.POINTER;
      from = at;
      continue;
    }
    if ((length & POINTER) !== 0) return -NAME.POINTER;
    octets = octets + length + 1 | 0;
    if (octets > MAX_OCTETS) return -NAME.LONG;
    if (length === 0) return next < 0 ? at + 1 | 0 : next;
    if ((at + length | 0) >= end) return -NAME.BEYOND;
    at = at + length + 1 | 0;
  }
}
/**
 * Writes the text of a name that {@linkcode nameEnd} has walked, the root as a dot, others without the last one, and a zero
 * behind it; returns the address of that zero. There is room for {@linkcode NAME_TEXT_BYTES}.
 */
export function putName(bytes: Uint8Array, start: i32, at: i32, to: i32, lower: boolean): i32 {
  const first = to;
  for (let length = bytes[at]; length !== 0; length = bytes[at]) {
    if ((length & POINTER) === POINTER) {
      at = start + ((length & 0x3f) << 8 | bytes[at + 1]) | 0;
      continue;
    }
    if (to !== first) {
      bytes[to] = DOT;
      to++;
    }
    to = putLabel(bytes, at + 1 | 0, at + 1 + length | 0, to, lower);
    at = at + 1 + length | 0;
  }
  if (to === first) {
    bytes[to] = DOT;
    to++;
  }
  bytes[to] = 0;
  return to;
}
/** Text of a label, or of what is written like one; four characters an octet at most. Returns where it ends. */
export function putLabel(bytes: Uint8Array, at: i32, end: i32, to: i32, lower: boolean): i32 {
  for (; at < end; at++) {
    const byte = bytes[at];
    if (isPlain(byte)) {
      bytes[to] = lower && byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte;
      to++;
    } else if (byte > 0x20 && byte < 0x7f) {
      bytes[to] = BACKSLASH;
      bytes[to + 1] = byte;
      to = to + 2 | 0;
    } else {
      bytes[to] = BACKSLASH;
      bytes[to + 1] = ZERO + (byte / 100 | 0);
      bytes[to + 2] = ZERO + (byte / 10 | 0) % 10;
      bytes[to + 3] = ZERO + byte % 10;
      to = to + 4 | 0;
    }
  }
  return to;
}
/** What master files give no meaning to; the rest stands behind a backslash (RFC 1035 section 5.1). */
function isPlain(byte: i32): boolean {
  if (byte >= 0x61 && byte <= 0x7a || byte === 0x2d || byte >= 0x2f && byte <= 0x3a) return true;
  if (byte <= 0x20 || byte >= 0x7f) return false;
  if (byte === DOT || byte === BACKSLASH || byte === QUOTE) return false;
  // ( ) ; @ $
  return byte !== 0x28 && byte !== 0x29 && byte !== 0x3b && byte !== 0x40 && byte !== 0x24;
}
