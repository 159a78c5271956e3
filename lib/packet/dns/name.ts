/**
 * Names in messages of DNS (RFC 1035 section 4.1.4): labels, and pointers to labels before. What a hostile one may do is bound:
 * a pointer leads backwards, a name has 255 octets.
 *
 * @module
 */
import type { NameWriter } from "./text_writer.ts";

const MAX_OCTETS = 255;
const POINTER = 0xc0;
const DOT = 0x2e, BACKSLASH = 0x5c, ZERO = 0x30;
/** What master files give a meaning to: it stands behind a backslash (RFC 1035 section 5.1). */
const isSpecial = new Uint8Array(256);
for (const character of '"().;\\@$') isSpecial[character.charCodeAt(0)] = 1;

/** Why a name cannot be read. */
export const NAME = { WHOLE: 0, BEYOND: 1, POINTER: 2, LONG: 3 } as const;

export class NameReader {
  /** Behind the name as it stands in the message. */
  next = 0;

  constructor(readonly bytes: Uint8Array) {}

  /**
   * Walks the name at `at` of the message from `start` to `end`: one of NAME. With a writer its text goes there, the root as
   * a dot, others without the last one.
   */
  read(start: number, at: number, end: number, writer?: NameWriter, lower = false): number {
    const { bytes } = this;
    let octets = 0, from = at, isBehind = false;
    for (;;) {
      if (at >= end) return NAME.BEYOND;
      const length = bytes[at];
      if ((length & POINTER) === POINTER) {
        if (at + 1 >= end) return NAME.BEYOND;
        if (!isBehind) this.next = at + 2;
        isBehind = true;
        at = start + ((length & 0x3f) << 8 | bytes[at + 1]);
        // neither to itself nor forward: each leads to what was there before
        if (at >= from) return NAME.POINTER;
        from = at;
        continue;
      }
      if ((length & POINTER) !== 0) return NAME.POINTER;
      octets += length + 1;
      if (octets > MAX_OCTETS) return NAME.LONG;
      if (length === 0) break;
      if (at + length >= end) return NAME.BEYOND;
      if (writer) {
        if (octets > length + 1) writer.put(DOT);
        writeLabel(bytes, at + 1, at + 1 + length, writer, lower);
      }
      at += length + 1;
    }
    if (writer && octets === 1) writer.put(DOT);
    if (!isBehind) this.next = at + 1;
    return NAME.WHOLE;
  }
}
export function writeLabel(bytes: Uint8Array, at: number, end: number, writer: NameWriter, lower = false): void {
  for (; at < end; at++) {
    const byte = bytes[at];
    if (byte > 0x20 && byte < 0x7f) {
      if (isSpecial[byte] !== 0) writer.put(BACKSLASH);
      writer.put(lower && byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte);
    } else {
      writer.put(BACKSLASH);
      writer.put(ZERO + (byte / 100 | 0));
      writer.put(ZERO + (byte / 10 | 0) % 10);
      writer.put(ZERO + byte % 10);
    }
  }
}
