/**
 * ICMP (RFC 792) and what its errors quote, with their extensions (RFC 4884).
 *
 * @module
 */
import type { Frame } from "./frame.ts";
import type { Packet } from "./packet.ts";

const TYPE = { REDIRECT: 5, ADVERTISEMENT: 9, MASK_REQUEST: 17, MASK_REPLY: 18 } as const;
/** Errors, whose fifth byte says how many words are quoted: unreachable, time exceeded, parameter problem; others only quote. */
const QUOTING: ReadonlySet<number> = new Set([3, 4, 5, 11, 12]);
const EXTENDED: ReadonlySet<number> = new Set([3, 11, 12]);
/** Header and numbers of what else there is: echo, solicitation, timestamps, information. */
const KEPT: Readonly<Record<number, number>> = { 0: 8, 8: 8, 10: 8, 13: 20, 14: 20, 15: 8, 16: 8, 42: 8, 43: 8 };
const LABELS = 1;
/** Where an error without a length has its extension all the same. */
const USUAL_QUOTE = 128;

export function rewriteIcmp(frame: Frame, at: number, end: number, _packet: Packet): void {
  const { bytes } = frame;
  if (end - at < 4) return frame.blank(at, end);
  const type = bytes[at], before = frame.delta;
  frame.keep(Math.min(end, at + 8));
  if (end - at <= 8) {
    if (type === TYPE.REDIRECT && end - at === 8) frame.address4(at + 4);
  } else if (QUOTING.has(type)) {
    if (type === TYPE.REDIRECT) frame.address4(at + 4);
    rewriteQuote(frame, at + 8, end, EXTENDED.has(type) ? bytes[at + 5] * 4 : 0);
  } else if (type === TYPE.ADVERTISEMENT) rewriteRouters(frame, at, end);
  else if (type === TYPE.MASK_REQUEST || type === TYPE.MASK_REPLY) rewriteMask(frame, at + 8, end);
  else frame.blank(Math.min(end, at + (KEPT[type] ?? 4)), end);
  frame.repair(at + 2, frame.delta - before);
}
/**
 * A packet that an error is about, of which `length` bytes are quoted before an extension; 0 where it does not say so.
 */
export function rewriteQuote(frame: Frame, at: number, end: number, length: number): void {
  let quoteEnd = end;
  if (length > 0) quoteEnd = Math.min(end, at + length);
  else if (end - at >= USUAL_QUOTE + 8 && isExtension(frame, at + USUAL_QUOTE, end)) quoteEnd = at + USUAL_QUOTE;
  frame.layers.ip(frame, at, quoteEnd);
  if (quoteEnd < end) rewriteExtension(frame, quoteEnd, end);
}
function isExtension(frame: Frame, at: number, end: number): boolean {
  return frame.bytes[at] === 0x20 && frame.sumOf(at, end) % 0xffff === 0;
}
/** RFC 4884 section 7: labels (RFC 4950) are numbers; interfaces have names and addresses. */
function rewriteExtension(frame: Frame, at: number, end: number): void {
  const { bytes } = frame, start = at, before = frame.delta;
  if (end - at < 4) return frame.blank(at, end);
  frame.keep(at + 4);
  for (at += 4; end - at >= 4;) {
    const next = at + frame.u16(at);
    if (next < at + 4 || next > end) break;
    frame.keep(at + 4);
    if (bytes[at + 2] === LABELS) frame.keep(next);
    else frame.blank(at + 4, next);
    at = next;
  }
  frame.blank(at, end);
  // none where it is 0
  if (frame.checksumAt(start + 2) !== 0) frame.repair(start + 2, frame.delta - before, 0xffff);
}
/** RFC 1256: addresses and preferences. */
function rewriteRouters(frame: Frame, at: number, end: number): void {
  const { bytes } = frame, size = bytes[at + 5] * 4;
  let entry = at + 8;
  for (let i = 0; i < bytes[at + 4] && size >= 8 && entry + size <= end; i++, entry += size) {
    frame.address4(entry);
    frame.blank(entry + 8, entry + size);
    frame.keep(entry + 8);
  }
  frame.blank(entry, end);
}
/** A mask is ones and then zeros; whatever else there is goes. */
function rewriteMask(frame: Frame, at: number, end: number): void {
  if (end - at < 4) return frame.blank(at, end);
  const mask = ~frame.view.getInt32(at);
  if ((mask & mask + 1) !== 0) frame.blank(at, at + 4);
  frame.keep(at + 4);
  frame.blank(at + 4, end);
}
