/**
 * Frames of IEEE 802.11, and what capturing systems put before them.
 *
 * Sources: IEEE 802.11 section 9.2.3 and 9.3; radiotap.org; the tcpdump registry for Prism and AVS.
 *
 * @module
 */
import { LINK } from "../../packet/wire/mod.ts";
import type { Frame } from "./frame.ts";
import { type FramePart, rewriteParts } from "./frame_parts.ts";

const PRISM_BYTES = 144, AVS_BYTES = 64;
/** Bits of radiotap's words of what is present, of the last byte of each: a vendor's own fields, and another word. */
const VENDOR = 0x40, MORE_WORDS = 0x80;
/** Of the first byte of the first: a clock of eight bytes, aligned, and flags. */
const CLOCK = 1, FLAGS = 2;
const CONTROL = 0x04, DATA = 0x08, TYPE = 0x0c;
const BOTH_WAYS = 3, HAS_QUALITY = 0x80, ORDER = 0x80;
/** Control frames that have a sender's address beside the receiver's, by subtype: block acknowledgements, PS-Poll, RTS, CF-End. */
const WITH_SENDER: ReadonlySet<number> = new Set([8, 9, 10, 11, 14, 15]);

/**
 * A header up to `stop`, or with `isAll` everything up to `end` where no packet follows that is understood.
 */
export function rewriteRadio(
  frame: Frame,
  linkType: number,
  at: number,
  stop: number,
  end: number,
  isAll = false,
): void {
  const limit = isAll ? end : stop;
  const start = linkType === LINK.IEEE802_11 ? at : rewriteCapturing(frame, linkType, at, limit);
  if (start >= limit) return;
  const parts = headerParts(frame, start, limit);
  rewriteParts(frame, start, limit, parts);
  if (isAll) keepHeader(frame, start, parts, limit);
}
/** Behind what the capturing system has written; up to `stop` where that is not known. */
function rewriteCapturing(frame: Frame, linkType: number, at: number, stop: number): number {
  const { bytes } = frame;
  if (stop - at < 8) return frame.blank(at, stop), stop;
  const isAvs = linkType === LINK.AVS || linkType === LINK.PRISM && bytes[at] === 0x80 && bytes[at + 1] === 0x21;
  const length = linkType === LINK.RADIOTAP
    ? bytes[at + 2] | bytes[at + 3] << 8
    : isAvs
    ? frame.u16(at + 6)
    : PRISM_BYTES;
  const start = Math.min(stop, at + Math.max(8, length));
  if (linkType === LINK.RADIOTAP) {
    blankVendors(frame, at, start);
  } else if (isAvs) frame.blank(Math.min(at + AVS_BYTES, start), start);
  // the name of the interface
  else frame.blank(Math.min(at + 8, start), Math.min(at + 24, start));
  frame.keep(start);
  return start;
}
/**
 * Vendors' fields may hold anything: where there are any, what is left is the clock and the flags, which come first and say
 * where the frame's body begins.
 */
function blankVendors(frame: Frame, at: number, end: number): void {
  const { bytes } = frame;
  let word = at + 4, hasVendors = (bytes[word + 3] & VENDOR) !== 0;
  while (bytes[word + 3] & MORE_WORDS && word + 8 <= end) {
    word += 4;
    hasVendors ||= (bytes[word + 3] & VENDOR) !== 0;
  }
  if (!hasVendors) return;
  let field = word + 4 - at;
  if (bytes[at + 4] & CLOCK) field = (field + 7 & -8) + 8;
  if (bytes[at + 4] & FLAGS) field++;
  frame.blank(Math.min(at + field, end), end);
}
/** Up to the end of the header, with what stands in it. */
function headerParts(frame: Frame, at: number, stop: number): FramePart[] {
  const { bytes } = frame, control = bytes[at], flags = bytes[at + 1];
  const parts: FramePart[] = [["keep", 0, 4], ["mac", 4]];
  if ((control & TYPE) === CONTROL) return WITH_SENDER.has(control >> 4) ? [...parts, ["mac", 10]] : parts;
  parts.push(["mac", 10], ["mac", 16], ["keep", 22, 24]);
  if ((control & TYPE) !== DATA) return parts;
  let header = 24;
  if ((flags & BOTH_WAYS) === BOTH_WAYS) {
    parts.push(["mac", 24]);
    header = 30;
  }
  if (!(control & HAS_QUALITY)) return parts;
  const quality = header;
  header += flags & ORDER ? 6 : 2;
  parts.push(["keep", quality, header]);
  // padding to four bytes where the radio adds it; an aggregate begins with a frame's own addresses and length
  const body = header + 3 & -4;
  for (const first of [header, body]) {
    if (bytes[at + quality] & 0x80 && stop - at === first + 14) {
      parts.push(["mac", first], ["mac", first + 6], ["keep", first + 12, first + 14]);
      break;
    }
  }
  return parts;
}
/** With `headers`, management frames end behind their header. */
function keepHeader(frame: Frame, at: number, parts: readonly FramePart[], stop: number): void {
  const last = parts.at(-1)!;
  const end = last[0] === "keep" ? last[2] === "stop" ? stop - at : last[2] : last[1] + 6;
  frame.keep(Math.min(stop, at + end));
}
