/**
 * IGMP (RFC 1112, RFC 2236, RFC 3376), and the parts that multicast listener discovery has in common with it.
 *
 * @module
 */
import type { Frame } from "./frame.ts";
import type { Packet } from "./packet.ts";

const REPORT3 = 0x22;
/** Queries and reports of all versions, and who leaves. */
const GROUPED: ReadonlySet<number> = new Set([0x11, 0x12, 0x16, 0x17]);

export function rewriteIgmp(frame: Frame, at: number, end: number, _packet: Packet): void {
  if (end - at < 8) return frame.blank(at, end);
  const type = frame.bytes[at], before = frame.delta;
  frame.keep(at + 8);
  if (type === REPORT3) rewriteRecords(frame, at, end, 4);
  else if (GROUPED.has(type)) {
    frame.address4(at + 4);
    if (end - at >= 12) rewriteSources(frame, at + 8, end, 4);
    else frame.blank(at + 8, end);
  } // DVMRP, PIM and others have their routers' addresses in them
  else frame.blank(at + 4, end);
  frame.repair(at + 2, frame.delta - before);
}
/** A query's numbers, and the sources it asks for. */
export function rewriteSources(frame: Frame, at: number, end: number, size: 4 | 16): void {
  let place = at + 4;
  for (let i = frame.u16(at + 2); i > 0 && place + size <= end; i--, place += size) rewriteAddress(frame, place, size);
  frame.keep(place);
  frame.blank(place, end);
}
/** What a report says of groups: each with its sources. */
export function rewriteRecords(frame: Frame, at: number, end: number, size: 4 | 16): void {
  let place = at + 8;
  for (let records = frame.u16(at + 6); records > 0 && place + 4 + size <= end; records--) {
    rewriteAddress(frame, place + 4, size);
    // more data may follow, of no known kind
    const sources = frame.u16(place + 2), more = frame.bytes[place + 1] * 4;
    place += 4 + size;
    for (let i = 0; i < sources && place + size <= end; i++, place += size) rewriteAddress(frame, place, size);
    frame.blank(place, Math.min(end, place + more));
    place = Math.min(end, place + more);
  }
  frame.keep(place);
  frame.blank(place, end);
}
function rewriteAddress(frame: Frame, at: number, size: 4 | 16): void {
  if (size === 4) frame.address4(at);
  else frame.address6(at);
}
