/**
 * IPv6 (RFC 8200) and its extension headers: addresses, routes, options. What cannot be read as IPv6 is overwritten.
 *
 * @module
 */
import { unsaidLength } from "../../packet/wire/mod.ts";
import { permute } from "../map/mod.ts";
import type { Frame } from "./frame.ts";
import { rewriteParts } from "./frame_parts.ts";
import { rewriteBody } from "./transport.ts";

const MAX_EXTENSIONS = 32;
const NEXT_HEADER = {
  HOP_BY_HOP: 0,
  ROUTING: 43,
  FRAGMENT: 44,
  AUTHENTICATION: 51,
  TARGET_OPTIONS: 60,
  MOBILITY: 135,
  HOST_IDENTITY: 139,
  SHIM: 140,
} as const;
/** Options that name nobody: filling, encapsulation limit, router alert, quick start, jumbo payload (IANA registry). */
const OPTIONS_KEPT: ReadonlySet<number> = new Set([0x01, 0x04, 0x05, 0x26, 0xc2]);
const HOME_ADDRESS = 0xc9;
const USE_IDENTIFICATION = 6;

export function rewriteIp6(frame: Frame, at: number, end: number): void {
  const { bytes, view } = frame;
  if (end - at < 40) return rewriteCut(frame, at, end);
  let length = frame.u16(at + 4);
  if (length === 0) length = unsaidLength(bytes, at, end, end - at - 40 + frame.beyond);
  const wireEnd = at + 40 + length, packetEnd = Math.min(wireEnd, end);
  frame.keep(at + 40);
  for (let i = 0; i < 4; i++) {
    frame.source[i] = view.getInt32(at + 8 + 4 * i);
    frame.target[i] = view.getInt32(at + 24 + 4 * i);
  }
  frame.pseudo.begin();
  frame.addPseudo(at + 8, 16);
  frame.addPseudo(at + 24, 16);
  rewriteExtensions(frame, bytes[at + 6], at + 40, packetEnd, wireEnd);
  frame.blank(packetEnd, end);
}
/** A header that ends within its addresses. */
function rewriteCut(frame: Frame, at: number, end: number): void {
  frame.keep(end);
  for (let address = at + 8; address < end; address += 16) {
    const bytes = Math.min(16, end - address);
    frame.prefix6(address, bytes, 8 * bytes);
  }
}
/** As the decoder passes them. */
function rewriteExtensions(frame: Frame, next: number, at: number, end: number, wireEnd: number): void {
  const { bytes } = frame;
  let offset = 0, isFragment = false, id = 0;
  for (let count = 0; count < MAX_EXTENSIONS && isExtension(next); count++) {
    if (end - at < 8) return frame.blank(at, end);
    let size = 8;
    if (next === NEXT_HEADER.FRAGMENT) {
      const word = frame.u16(at + 2);
      offset = word & 0xfff8;
      isFragment ||= (word & 0xfff9) !== 0;
      id = frame.view.getInt32(at + 4);
      if (frame.tools.choices.ipId === "permuted") permuteIdentification(frame, at + 4);
    } else {
      size = next === NEXT_HEADER.AUTHENTICATION ? (bytes[at + 1] + 2) * 4 : (bytes[at + 1] + 1) * 8;
      // of one that is cut: what comes next, and how long it is
      if (at + size > end) return rewriteParts(frame, at, end, [["keep", 0, 2]]);
      rewriteExtension(frame, next, at, at + size);
    }
    next = bytes[at];
    at += size;
    frame.keep(at);
    if (offset !== 0) break;
  }
  rewriteBody(frame, next, at, end, { wireEnd, offset, isFragment, id });
}
function isExtension(next: number): boolean {
  return next === 0 || next === 43 || next === 44 || next === 51 || next === 60 || next === 135 || next === 139 ||
    next === 140;
}
function rewriteExtension(frame: Frame, kind: number, at: number, end: number): void {
  switch (kind) {
    case NEXT_HEADER.HOP_BY_HOP:
    case NEXT_HEADER.TARGET_OPTIONS:
      return rewriteOptions(frame, at + 2, end);
    case NEXT_HEADER.ROUTING:
      return rewriteRouting(frame, at, end);
    case NEXT_HEADER.AUTHENTICATION:
      // what authenticates would let guesses be tried
      return rewriteParts(frame, at, end, [["keep", 0, 12]]);
    case NEXT_HEADER.MOBILITY:
      return rewriteMobility(frame, at, end);
    default:
      return rewriteParts(frame, at, end, [["keep", 0, 4]]);
  }
}
function rewriteOptions(frame: Frame, at: number, end: number): void {
  const { bytes } = frame;
  while (at < end) {
    const kind = bytes[at];
    if (kind === 0) {
      at++;
      continue;
    }
    const next = at + 2 + bytes[at + 1];
    if (next > end) break;
    // who is at home there is who sends: checksums have the home address (RFC 6275 section 6.3)
    if (kind === HOME_ADDRESS && next - at === 18) frame.address6(at + 2);
    else if (kind === 1 || !OPTIONS_KEPT.has(kind)) frame.blank(at + 2, next);
    at = next;
  }
  frame.blank(at, end);
}
/** RFC 5095 (type 0), RFC 6275 (2), RFC 8754 (4); others keep no more than what says their type. */
function rewriteRouting(frame: Frame, at: number, end: number): void {
  const { bytes } = frame, type = bytes[at + 2], left = bytes[at + 3];
  const isSegment = type === 4;
  if (type !== 0 && type !== 2 && !isSegment) return rewriteParts(frame, at, end, [["keep", 0, 4]]);
  const count = isSegment ? bytes[at + 4] + 1 : (end - at - 8) >> 4;
  if (!isSegment) frame.blank(at + 4, at + 8);
  // checksums have the end of the route for the target (RFC 8200 section 8.1): segments stand the other way round
  const last = isSegment ? 0 : count - 1;
  let address = at + 8;
  for (let i = 0; i < count && address + 16 <= end; i++, address += 16) {
    if (i === last && left > 0) frame.addPseudo(address, 16, true);
    else frame.address6(address);
  }
  // what may follow authenticates
  frame.blank(address, end);
}
/** RFC 6275 section 6.1: of the message its kind and checksum stay. */
function rewriteMobility(frame: Frame, at: number, end: number): void {
  const before = frame.delta;
  frame.blank(at + 6, end);
  frame.repair(at + 4, frame.delta - before + frame.pseudo.delta);
}
function permuteIdentification(frame: Frame, at: number): void {
  const { tools, view, source } = frame, id = view.getUint32(at);
  const tweak = source[0] ^ source[1] ^ source[2] ^ source[3];
  const [high, low] = permute(tools.noise, 16, [id >>> 16, id & 0xffff], [USE_IDENTIFICATION, tweak]);
  frame.set32(at, high << 16 | low);
  tools.counts.identifications++;
}
