/**
 * TCP (RFC 9293): all of the header is kept but what options say of hosts.
 *
 * @module
 */
import type { Frame } from "./frame.ts";
import type { Packet } from "./packet.ts";

const TCP = 6, HEADER = 20;
const OPTION = { END: 0, NO_OPERATION: 1, TIMESTAMPS: 8, MULTIPATH: 30 } as const;
/** Options that are numbers of the connection: segment size, window scale, SACK, user timeout (IANA registry). */
const OPTIONS_KEPT: ReadonlySet<number> = new Set([2, 3, 4, 5, 28]);
const USE_TIMESTAMPS = 7;

export function rewriteTcp(frame: Frame, at: number, end: number, packet: Packet): void {
  const { bytes } = frame;
  const header = end - at > 12 ? (bytes[at + 12] >> 4) * 4 : HEADER;
  const headerEnd = Math.min(end, at + Math.max(HEADER, header));
  const { delta: pseudo } = frame.pseudo;
  frame.keep(headerEnd);
  if (end - at < 18) return;
  const isPartial = !packet.isFragment && frame.isPartial(at + 16, TCP, at, end, packet.wireEnd - at);
  const before = frame.delta;
  if (headerEnd > at + HEADER) rewriteOptions(frame, at, headerEnd);
  frame.blank(headerEnd, end);
  if (isPartial) frame.repairPartial(at + 16, pseudo);
  else frame.repair(at + 16, frame.delta - before + pseudo);
}
function rewriteOptions(frame: Frame, tcp: number, end: number): void {
  const { bytes } = frame;
  let at = tcp + HEADER;
  while (at < end) {
    const kind = bytes[at];
    if (kind === OPTION.END) break;
    if (kind === OPTION.NO_OPERATION) {
      at++;
      continue;
    }
    const length = bytes[at + 1], next = at + length;
    if (end - at < 2 || length < 2 || next > end) break;
    if (kind === OPTION.TIMESTAMPS && length === 10) {
      if (!frame.tools.choices.keep.has("timestamps")) shiftTimestamps(frame, at);
    } else if (kind === OPTION.MULTIPATH) rewriteMultipath(frame, at, next);
    else if (!OPTIONS_KEPT.has(kind)) frame.blank(at + 2, next);
    at = next;
  }
  frame.blank(at, end);
}
/** A clock that is the host's own, as its peer's echo of it: the first is behind as much as the second. */
function shiftTimestamps(frame: Frame, at: number): void {
  const { view, source, target, tools } = frame;
  frame.set32(at + 2, view.getInt32(at + 2) + offsetOf(frame, source) | 0);
  const echo = view.getInt32(at + 6);
  // of the first segment of a connection nothing is echoed
  if (echo !== 0) frame.set32(at + 6, echo + offsetOf(frame, target) | 0);
  tools.counts.timestamps++;
}
const known = new WeakMap<Frame, { readonly addresses: Int32Array; readonly offsets: Int32Array }>();
const KNOWN = 12;
function offsetOf(frame: Frame, address: Int32Array): number {
  // one by one: to take an array apart is to iterate over it
  const a = address[0], b = address[1], c = address[2], d = address[3];
  let memo = known.get(frame);
  if (!memo) known.set(frame, memo = { addresses: new Int32Array(4 << KNOWN), offsets: new Int32Array(1 << KNOWN) });
  const { addresses, offsets } = memo;
  const slot = Math.imul(a ^ Math.imul(b, 3) ^ Math.imul(c, 5) ^ d, 0x9e3779b1) >>> 32 - KNOWN, at = slot * 4;
  if (addresses[at] !== a || addresses[at + 1] !== b || addresses[at + 2] !== c || addresses[at + 3] !== d) {
    addresses[at] = a;
    addresses[at + 1] = b;
    addresses[at + 2] = c;
    addresses[at + 3] = d;
    const { noise } = frame.tools;
    offsets[slot] = noise.last(USE_TIMESTAMPS << 8, noise.last(USE_TIMESTAMPS << 8 | 1, a, b, c), c, d);
  }
  return offsets[slot];
}
const ADD_ADDRESS = 3, LAST_SUBTYPE = 8;
/** RFC 8684: keys and tokens are numbers of the connection; another address of the host is mapped, what proves it goes. */
function rewriteMultipath(frame: Frame, at: number, end: number): void {
  const { bytes } = frame, subtype = bytes[at + 2] >> 4, length = end - at;
  if (subtype !== ADD_ADDRESS) {
    if (subtype > LAST_SUBTYPE) frame.blank(at + 3, end);
    return;
  }
  // which family it is shows by the length; a port and a proof may follow
  const isSix = length >= 20, size = isSix ? 16 : 4, address = at + 4;
  if (address + size > end) return frame.blank(at + 3, end);
  if (isSix) frame.address6(address);
  else frame.address4(address);
  frame.blank(Math.min(end, address + size + (length - 4 - size) % 8), end);
}
