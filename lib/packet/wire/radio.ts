/**
 * IEEE 802.11 frames and the headers that capturing systems put before them (radiotap, Prism, AVS): from their first byte
 * to the LLC header of a data frame.
 *
 * Each function returns the address that comes next, or a negative REASON.
 *
 * @module
 */
import { REASON } from "./reasons.ts";

/** Bits of radiotap's first word of what is present (radiotap.org), and of its flags. */
const TSFT = 1, FLAGS = 2, MORE_WORDS = 0x80, PADDED = 0x20;
const TSFT_BYTES = 8;
const PRISM_BYTES = 144;
const AVS_COOKIE = 0x80211000 | 0;

const after = (start: number, at: number, end: number): number => at < start + 8 || at >= end ? -REASON.CUT_SHORT : at;

/** Behind an AVS header. */
export function avsFrame(bytes: Uint8Array, at: number, end: number): number {
  return end - at < 8 ? -REASON.CUT_SHORT : after(at, at + (bytes[at + 6] << 8 | bytes[at + 7]), end);
}
/** Behind a Prism header, in whose place an AVS header may stand. */
export function prismFrame(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < 8) return -REASON.CUT_SHORT;
  const code = bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
  return (code & 0xfffff000) === AVS_COOKIE ? avsFrame(bytes, at, end) : after(at, at + PRISM_BYTES, end);
}
/** Behind a radiotap header. */
export function radiotapFrame(bytes: Uint8Array, at: number, end: number): number {
  return end - at < 8 ? -REASON.CUT_SHORT : after(at, at + (bytes[at + 2] | bytes[at + 3] << 8), end);
}
/** Whether radiotap's flags say that the radio put padding between the 802.11 header and the body. */
export function isPadded(bytes: Uint8Array, radiotap: number, frame: number): boolean {
  const present = bytes[radiotap + 4];
  if ((present & FLAGS) === 0) return false;
  let offset = 8;
  // more words of what is present follow as long as the highest bit is set
  while (bytes[radiotap + offset - 1] & MORE_WORDS && radiotap + offset + 4 <= frame) offset += 4;
  if (present & TSFT) offset = (offset + TSFT_BYTES - 1 & -TSFT_BYTES) + TSFT_BYTES;
  return radiotap + offset < frame && (bytes[radiotap + offset] & PADDED) !== 0;
}

/** The LLC header of a data frame whose body is clear; of an aggregate of frames that of the first. */
export function radioBody(bytes: Uint8Array, at: number, end: number, padded: boolean): number {
  if (end - at < 24) return -REASON.MANAGEMENT_FRAME;
  const control = bytes[at], flags = bytes[at + 1];
  if ((control & 0x0c) !== 0x08) return -REASON.MANAGEMENT_FRAME;
  const subtype = control >> 4;
  // null data: nothing inside
  if (subtype & 4) return -REASON.MANAGEMENT_FRAME;
  if (flags & 0x40) return -REASON.ENCRYPTED_FRAME;
  const hasQuality = (subtype & 8) !== 0;
  let header = (flags & 3) === 3 ? 30 : 24;
  const quality = at + header;
  if (hasQuality) header += flags & 0x80 ? 6 : 2;
  if (padded) header = header + 3 & -4;
  const body = at + header;
  if (end - body < 8) return -REASON.CUT_SHORT;
  return hasQuality && bytes[quality] & 0x80 ? body + 14 : body;
}
