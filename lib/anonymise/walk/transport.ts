/**
 * What comes behind IP: a table of protocols, and what is done with fragments.
 *
 * A later fragment has no checksum that its bytes could be repaired by, unless a small fragment before it has left it there.
 * So its own sum is kept: the first two bytes that are overwritten become what makes it up. Nothing has to be held until a
 * datagram is whole, and sixteen bits of what was there stay, as they do in a checksum.
 *
 * @module
 */
import { rewriteDccp } from "./dccp.ts";
import type { Frame } from "./frame.ts";
import { rewriteIcmp } from "./icmp.ts";
import { rewriteIcmp6 } from "./icmp6.ts";
import { rewriteIgmp } from "./igmp.ts";
import { rewriteSctp, rewriteSctpFragment } from "./sctp.ts";
import { rewriteTcp } from "./tcp.ts";
import { rewriteEtherIp, rewriteGre, rewriteInner, rewriteMplsInIp } from "./tunnels.ts";
import { coverageOf, rewriteUdp, rewriteUdpLite } from "./udp.ts";
import { rewriteParts } from "./frame_parts.ts";
import type { Packet } from "./packet.ts";

interface ProtocolRewriter {
  /** Owns all bytes up to `end`; of a fragment those of the first. */
  rewrite(frame: Frame, at: number, end: number, packet: Packet): void;
  /** Bytes of a header that later fragments may hold; where in it the checksum stands, -1 without. */
  readonly header?: number;
  readonly checksum?: number;
  /** Whether the checksum covers addresses. */
  readonly hasPseudo?: boolean;
  /** Whether a checksum of 16 bits, its own or one within, covers all of it. */
  readonly isSummed?: boolean;
}
const summed = (
  rewrite: ProtocolRewriter["rewrite"],
  checksum = -1,
  header = 0,
  hasPseudo = false,
): ProtocolRewriter => ({
  rewrite,
  checksum,
  header,
  hasPseudo,
  isSummed: true,
});
/** A header of so many bytes that names nobody; the rest is overwritten. */
const blanked = (header: number): ProtocolRewriter => ({
  rewrite: (frame, at, end) => rewriteParts(frame, at, end, [["keep", 0, header]]),
});
const INNER = summed(rewriteInner);
const AUTHENTICATION = 51, UDP = 17;

const ROWS: ReadonlyMap<number, ProtocolRewriter> = new Map<number, ProtocolRewriter>([
  [1, summed(rewriteIcmp, 2)],
  [2, summed(rewriteIgmp, 2)],
  [4, INNER],
  [6, summed(rewriteTcp, 16, 20, true)],
  [17, summed(rewriteUdp, 6, 8, true)],
  [33, summed(rewriteDccp, 6, 12, true)],
  [41, INNER],
  [47, summed(rewriteGre)],
  // encrypted: an index and a number
  [50, blanked(8)],
  [58, summed(rewriteIcmp6, 2, 4, true)],
  [94, INNER],
  [97, summed(rewriteEtherIp)],
  // compressed: what comes next, and how
  [108, blanked(4)],
  // a session's number
  [115, blanked(4)],
  [132, { rewrite: rewriteSctp, header: 12 }],
  [136, summed(rewriteUdpLite, 6, 8, true)],
  [137, summed(rewriteMplsInIp)],
]);

/** Behind IP's own headers: owns all bytes up to `end`. */
export function rewriteBody(frame: Frame, protocol: number, at: number, end: number, packet: Packet): void {
  if (packet.offset !== 0) return rewriteLater(frame, protocol, at, end, packet);
  const { bytes } = frame;
  // of IPv4; IPv6 has passed it
  for (let count = 0; protocol === AUTHENTICATION && count < 8; count++) {
    const size = (bytes[at + 1] + 2) * 4;
    if (end - at < 8) return frame.blank(at, end);
    if (at + size > end) return rewriteParts(frame, at, end, [["keep", 0, 2]]);
    rewriteParts(frame, at, at + size, [["keep", 0, 12]]);
    protocol = bytes[at];
    at += size;
  }
  if (at >= end) return;
  const row = ROWS.get(protocol);
  if (row) row.rewrite(frame, at, end, packet);
  else frame.blank(at, end);
}

function rewriteLater(frame: Frame, protocol: number, at: number, end: number, packet: Packet): void {
  if (protocol === 132) return rewriteSctpFragment(frame, at, end, packet);
  const row = ROWS.get(protocol), { offset } = packet;
  if (!row?.isSummed) return frame.blank(at, end);
  const { header = 0, checksum = -1 } = row;
  const covered = protocol === UDP ? Math.min(end, at + Math.max(0, coverageOf(frame, packet) - offset)) : end;
  const start = Math.min(covered, at + Math.max(0, header - offset));
  frame.keep(start);
  frame.blank(covered, end);
  const before = frame.delta, first = frame.bytes[start];
  frame.blank(start, covered);
  const field = at + checksum - offset;
  if (checksum >= offset && field + 2 <= covered) {
    return frame.repair(field, frame.delta - before + (row.hasPseudo ? frame.pseudo.delta : 0));
  }
  if (covered - start >= 2) return frame.repair(start, frame.delta - before);
  if (covered > start && frame.delta !== before) {
    frame.set8(start, first);
    frame.tools.counts.fragmentBytes++;
  }
}
