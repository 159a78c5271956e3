/**
 * Connections as scripts of segments.
 *
 * @module
 */
import { makeSegment, type Segment, TH } from "../../../lib/packet/tcp/mod.ts";

const { SYN, ACK } = TH;

export interface Step {
  /** 0: from the client, 1: from the server. */
  from: 0 | 1;
  flags: number;
  seq: number;
  ack?: number;
  length?: number;
  window?: number;
  /** Milliseconds since the step before, 1 if left out. */
  after?: number;
  sack?: [number, number];
  /** Window scale offered. */
  scale?: number;
  /** TSval and TSecr. */
  timestamps?: [number, number];
  /** Fast Open with a cookie. */
  cookie?: boolean;
}
export function segmentOf(step: Step): Segment {
  const s = makeSegment();
  s.flags = step.flags;
  s.seq = step.seq | 0;
  s.ack = (step.ack ?? 0) | 0;
  s.length = step.length ?? 0;
  s.window = step.window ?? 1000;
  s.scale = step.scale ?? -1;
  if (step.sack) {
    s.sackBlocks = 1;
    s.sack.set(step.sack);
  }
  s.hasCookie = step.cookie ?? false;
  if (step.timestamps) {
    s.hasTimestamps = true;
    [s.tsValue, s.tsEcho] = step.timestamps;
  }
  return s;
}
export const HANDSHAKE: Step[] = [
  { from: 0, flags: SYN, seq: 100 },
  { from: 1, flags: SYN | ACK, seq: 500, ack: 101 },
  { from: 0, flags: ACK, seq: 101, ack: 501 },
];
