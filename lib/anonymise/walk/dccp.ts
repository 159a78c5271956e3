/**
 * DCCP (RFC 4340): the header without its options, some of which are secrets and sums of what was sent.
 *
 * @module
 */
import type { Frame } from "./frame.ts";
import type { Packet } from "./packet.ts";

const DCCP = 33;
/** Bytes behind the generic header, by packet type: request, response, data, acknowledgement and so on (section 5). */
const MORE = [4, 12, 0, 8, 8, 8, 8, 12, 8, 8];

export function rewriteDccp(frame: Frame, at: number, end: number, packet: Packet): void {
  const { bytes } = frame;
  if (end - at < 12) return frame.keep(end);
  const isLong = bytes[at + 8] & 1, kind = bytes[at + 8] >> 1 & 15;
  const own = Math.min(end, at + (isLong ? 16 : 12) + (MORE[kind] ?? 0) - (isLong ? 0 : kind === 2 ? 0 : 4));
  const header = Math.max(own, Math.min(end, at + bytes[at + 4] * 4));
  // the checksum covers the header, and so many words of what follows; 0 is all
  const words = bytes[at + 5] & 15;
  const covered = words === 0 || packet.isFragment ? end : Math.min(end, header + (words - 1) * 4);
  const { delta: pseudo } = frame.pseudo;
  const isPartial = !packet.isFragment && frame.isPartial(at + 6, DCCP, at, covered, packet.wireEnd - at);
  const before = frame.delta;
  frame.keep(header);
  frame.blank(own, covered);
  if (isPartial) frame.repairPartial(at + 6, pseudo);
  else frame.repair(at + 6, frame.delta - before + pseudo);
  frame.blank(covered, end);
}
