/**
 * UDP (RFC 768), UDP-Lite (RFC 3828), and the tunnels over UDP.
 *
 * @module
 */
import type { Frame } from "./frame.ts";
import type { Packet } from "./packet.ts";
import { tunnelOf } from "./udp_tunnels.ts";

const UDP = 17, UDPLITE = 136, HEADER = 8;

export function rewriteUdp(frame: Frame, at: number, end: number, packet: Packet): void {
  if (end - at < HEADER) return frame.keep(end);
  const length = frame.u16(at + 4);
  // left out where a host lets its card cut segments
  const isSaid = length >= HEADER;
  if (packet.isFragment) noteCoverage(frame, packet, isSaid ? length : Infinity);
  const covered = isSaid ? Math.min(end, at + length) : end;
  const wire = isSaid ? length : packet.wireEnd - at;
  const { delta: pseudo } = frame.pseudo;
  const isNone = frame.checksumAt(at + 6) === 0;
  const isPartial = !isNone && !packet.isFragment && frame.isPartial(at + 6, UDP, at, covered, wire);
  const before = frame.delta;
  frame.keep(at + HEADER);
  rewritePayload(frame, at, covered);
  if (isPartial) frame.repairPartial(at + 6, pseudo);
  else if (!isNone) frame.repair(at + 6, frame.delta - before + pseudo, 0xffff);
  frame.blank(covered, end);
}
/** The checksum covers so many first bytes as the header says: 0 is all. */
export function rewriteUdpLite(frame: Frame, at: number, end: number, packet: Packet): void {
  if (end - at < HEADER) return frame.keep(end);
  const coverage = frame.u16(at + 4);
  const covered = coverage < HEADER ? end : Math.min(end, at + coverage);
  const { delta: pseudo } = frame.pseudo;
  const isPartial = !packet.isFragment && frame.isPartial(at + 6, UDPLITE, at, covered, packet.wireEnd - at);
  const before = frame.delta;
  frame.keep(at + HEADER);
  frame.blank(at + HEADER, covered);
  if (isPartial) frame.repairPartial(at + 6, pseudo);
  else frame.repair(at + 6, frame.delta - before + pseudo, 0xffff);
  frame.blank(covered, end);
}
/** Of datagrams in fragments how many bytes are UDP's: seldom fewer than IP's, and then no checksum covers the rest. */
const KEPT = 8;
const memos = new WeakMap<Frame, { readonly datagrams: Float64Array; readonly lengths: Float64Array }>();
function placeOf(frame: Frame, { id }: Packet) {
  let memo = memos.get(frame);
  if (!memo) memos.set(frame, memo = { datagrams: new Float64Array(1 << KEPT), lengths: new Float64Array(1 << KEPT) });
  const { source, target } = frame;
  let hash = id;
  for (let i = 0; i < 4; i++) hash = Math.imul(Math.imul(hash ^ source[i], 0x9e3779b1) ^ target[i], 0x85ebca6b);
  return { ...memo, slot: hash >>> 32 - KEPT, hash: hash + 1 };
}
function noteCoverage(frame: Frame, packet: Packet, length: number): void {
  const { datagrams, lengths, slot, hash } = placeOf(frame, packet);
  datagrams[slot] = hash;
  lengths[slot] = length;
}
/** As its first fragment has said it, if that has come. */
export function coverageOf(frame: Frame, packet: Packet): number {
  const { datagrams, lengths, slot, hash } = placeOf(frame, packet);
  return datagrams[slot] === hash ? lengths[slot] : Infinity;
}
function rewritePayload(frame: Frame, at: number, end: number): void {
  const tunnel = tunnelOf(frame, at, end);
  if (tunnel) tunnel(frame, at + HEADER, end);
  else frame.blank(at + HEADER, end);
}
