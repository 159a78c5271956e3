/**
 * IPv4 (RFC 791): addresses, options, the header's checksum. What cannot be read as IPv4 is overwritten.
 *
 * @module
 */
import { permute } from "../map/mod.ts";
import type { Frame } from "./frame.ts";
import { rewriteBody } from "./transport.ts";

/** Options that name nobody: streams, router alert, MTU probes, quick start (IANA registry). */
const OPTION = {
  END: 0,
  NO_OPERATION: 1,
  RECORD_ROUTE: 7,
  TIMESTAMP: 68,
  TRACEROUTE: 82,
  LOOSE: 131,
  STRICT: 137,
} as const;
const OPTIONS_KEPT: ReadonlySet<number> = new Set([11, 12, 25, 136, 148]);
const USE_IDENTIFICATION = 5;

export function rewriteIp4(frame: Frame, at: number, end: number): void {
  const { bytes, view } = frame;
  const header = (bytes[at] & 15) << 2;
  if (header < 20) return frame.blank(at, end);
  if (end - at < 20) return rewriteCut(frame, at, end);
  let total = frame.u16(at + 2);
  // left out by a host that lets its card cut segments
  if (total === 0) total = end - at + frame.beyond;
  if (total < header) return frame.blank(at, end);
  const packetEnd = Math.min(at + total, end), headerEnd = Math.min(at + header, packetEnd);
  frame.keep(headerEnd);
  const before = frame.delta;
  if (frame.tools.choices.ipId === "permuted") permuteIdentification(frame, at);
  const source = view.getInt32(at + 12), target = view.getInt32(at + 16);
  frame.pseudo.begin();
  frame.addPseudo(at + 12, 4);
  frame.addPseudo(at + 16, 4);
  if (frame.isBroadcast && frame.depth === 1 && target >>> 28 < 14 && target !== 0) {
    frame.noteBroadcast(view.getInt32(at + 16));
  }
  if (header > 20) rewriteOptions(frame, at + 20, headerEnd);
  for (let i = 0; i < 3; i++) frame.source[i] = frame.target[i] = 0;
  frame.source[3] = source;
  frame.target[3] = target;
  frame.repair(at + 10, frame.delta - before);
  const fragment = frame.u16(at + 6) & 0x3fff;
  rewriteBody(frame, bytes[at + 9], headerEnd, packetEnd, {
    wireEnd: at + total,
    offset: (fragment & 0x1fff) << 3,
    isFragment: fragment !== 0,
    id: frame.u16(at + 4),
  });
  frame.blank(packetEnd, end);
}
/** A header that ends within its addresses. */
function rewriteCut(frame: Frame, at: number, end: number): void {
  const before = frame.delta;
  frame.keep(end);
  for (let address = at + 12; address < end; address += 4) frame.prefix4(address, Math.min(4, end - address));
  if (end - at >= 12) frame.repair(at + 10, frame.delta - before);
}
function rewriteOptions(frame: Frame, at: number, end: number): void {
  const { bytes } = frame;
  while (at < end) {
    const kind = bytes[at];
    if (kind === OPTION.END) break;
    if (kind === OPTION.NO_OPERATION) {
      at++;
      continue;
    }
    const length = bytes[at + 1], next = at + length;
    if (end - at < 2 || length < 2 || next > end) break;
    switch (kind) {
      case OPTION.RECORD_ROUTE:
        for (let address = at + 3; address + 4 <= next; address += 4) frame.address4(address);
        break;
      case OPTION.LOOSE:
      case OPTION.STRICT:
        rewriteRoute(frame, at, next);
        break;
      case OPTION.TIMESTAMP:
        rewriteTimestamps(frame, at, next);
        break;
      case OPTION.TRACEROUTE:
        if (length === 12) frame.address4(at + 8);
        else frame.blank(at + 2, next);
        break;
      default:
        if (!OPTIONS_KEPT.has(kind)) frame.blank(at + 2, next);
    }
    at = next;
  }
  frame.blank(at, end);
}
/** Where not all of the route is behind the packet, checksums of transport have its end for the target. */
function rewriteRoute(frame: Frame, at: number, end: number): void {
  const isUnderWay = frame.bytes[at + 2] + 3 <= end - at;
  for (let address = at + 3; address + 4 <= end; address += 4) {
    if (isUnderWay && address + 8 > end) frame.addPseudo(address, 4, true);
    else frame.address4(address);
  }
}
/** Times, with the addresses of who gave them where the flag is 1 or 3. */
function rewriteTimestamps(frame: Frame, at: number, end: number): void {
  if (end - at < 4) return frame.blank(at + 2, end);
  if ((frame.bytes[at + 3] & 15) === 0) return;
  for (let pair = at + 4; pair + 4 <= end; pair += 8) frame.address4(pair);
}
/** Of the same source the same becomes the same, so that fragments agree. */
function permuteIdentification(frame: Frame, at: number): void {
  const id = frame.u16(at + 4), { tools, view } = frame;
  const [high, low] = permute(tools.noise, 8, [id >> 8, id & 0xff], [USE_IDENTIFICATION, view.getInt32(at + 12)]);
  frame.set16(at + 4, high << 8 | low);
  tools.counts.identifications++;
}
