/**
 * SCTP (RFC 9260): chunk headers and numbers stay, data goes, addresses of the ends are mapped.
 *
 * @module
 */
import { advance, advanceZeros, bytesLeadingTo } from "./crc32c.ts";
import type { Frame } from "./frame.ts";
import type { Packet } from "./packet.ts";
import { rewriteParts } from "./frame_parts.ts";

const HEADER = 12;
const CHUNK = { DATA: 0, INIT: 1, INIT_ACK: 2, I_DATA: 64 } as const;
/** Bytes of a chunk that are numbers: acknowledgements, what is shut down; of others no more than their header. */
const CHUNK_KEPT: Readonly<Record<number, number>> = { 0: 16, 3: 0xffff, 7: 8, 12: 8, 13: 8, 64: 20, 192: 0xffff };
const INIT_BYTES = 20;
const PARAMETER = { ADDRESS4: 5, ADDRESS6: 6 } as const;

export function rewriteSctp(frame: Frame, at: number, end: number, packet: Packet): void {
  const { bytes, view } = frame;
  if (end - at < HEADER) return frame.keep(end);
  const field = view.getInt32(at + 8, true);
  const before = frame.sumOf(at + 8, at + 12);
  // counts as zeros
  view.setInt32(at + 8, 0);
  const old = advance(bytes, at, end);
  const tail = rewriteChunks(frame, at + HEADER, end);
  let change = old ^ advance(bytes, at, end);
  if (packet.isFragment && change !== 0) {
    // later fragments are yet to come: the sum up to here is kept
    if (end - tail < 4) frame.tools.counts.lostChecksums++;
    else {
      frame.blank(end - 4, end);
      frame.set32(end - 4, swapped(bytesLeadingTo(old ^ advanceZeros(advance(bytes, at, end - 4), 4))));
      change = 0;
    }
  }
  // 0 where it is left to a card
  const repaired = field === 0 ? 0 : field ^ advanceZeros(change, packet.wireEnd - end);
  view.setInt32(at + 8, repaired, true);
  frame.delta += frame.sumOf(at + 8, at + 12) - before;
  frame.keep(at + HEADER);
}
const swapped = (word: number): number => word << 24 | (word & 0xff00) << 8 | word >>> 8 & 0xff00 | word >>> 24;

/** All of it goes but four bytes that leave the sum as it is. */
export function rewriteSctpFragment(frame: Frame, at: number, end: number, { offset }: Packet): void {
  const start = Math.min(end, at + Math.max(0, HEADER - offset));
  const old = advance(frame.bytes, start, end);
  frame.keep(start);
  frame.blank(start, end);
  if (old === 0) return;
  if (end - start < 4) frame.tools.counts.lostChecksums++;
  else frame.set32(end - 4, swapped(bytesLeadingTo(old)));
}
/** Answers where the last run of zeros begins. */
function rewriteChunks(frame: Frame, at: number, end: number): number {
  const { bytes } = frame;
  let tail = end;
  while (end - at >= 4) {
    const type = bytes[at], length = frame.u16(at + 2);
    if (length < 4) break;
    const stop = Math.min(end, at + length), next = Math.min(end, at + (length + 3 & -4));
    if (type === CHUNK.INIT || type === CHUNK.INIT_ACK) {
      frame.keep(Math.min(stop, at + INIT_BYTES));
      rewriteParameters(frame, Math.min(stop, at + INIT_BYTES), stop);
      frame.blank(stop, next);
    } else {
      tail = Math.min(stop, at + (CHUNK_KEPT[type] ?? 4));
      frame.keep(tail);
      frame.blank(tail, next);
      if (tail === next) tail = end;
    }
    at = next;
  }
  frame.blank(at, end);
  return at < end ? at : tail;
}
function rewriteParameters(frame: Frame, at: number, end: number): void {
  while (end - at >= 4) {
    const type = frame.u16(at), length = frame.u16(at + 2);
    if (length < 4) break;
    const next = Math.min(end, at + (length + 3 & -4));
    if (type === PARAMETER.ADDRESS4 && length === 8) rewriteParts(frame, at, next, [["keep", 0, 4], ["ip4", 4]]);
    else if (type === PARAMETER.ADDRESS6 && length === 20) rewriteParts(frame, at, next, [["keep", 0, 4], ["ip6", 4]]);
    // cookies and host names
    else frame.blank(at + 4, next);
    frame.keep(next);
    at = next;
  }
  frame.blank(at, end);
}
