/**
 * A TCP segment as the tracker wants it: one reusable flat record, filled from header bytes.
 *
 * @module
 */

import { SCALE } from "./connection_layout.ts";

/** Reused for each segment: read what is needed before the next `readSegment`. */
export interface Segment {
  flags: number;
  seq: number;
  ack: number;
  window: number;
  urgent: number;
  /** Payload bytes on the wire (not only those captured). */
  length: number;
  /** Options; 0 or false where absent, or cut off. */
  mss: number;
  /** One of {@linkcode SCALE} where absent, or cut off. */
  scale: number;
  sackPermitted: boolean;
  /** Fast Open with a cookie (RFC 7413). */
  hasCookie: boolean;
  hasTimestamps: boolean;
  tsValue: number;
  tsEcho: number;
  /** SACK blocks: left and right edges in turn. */
  sackBlocks: number;
  readonly sack: Int32Array;
}

/** Sequence numbers that the segment takes: its data, a SYN and a FIN (RFC 9293, SEG.LEN). */
export function occupiedBy({ length, flags }: Segment): number {
  return length + (flags >> 1 & 1) + (flags & 1);
}

export function makeSegment(): Segment {
  return {
    flags: 0,
    seq: 0,
    ack: 0,
    window: 0,
    urgent: 0,
    length: 0,
    mss: 0,
    scale: SCALE.NONE,
    sackPermitted: false,
    hasCookie: false,
    hasTimestamps: false,
    tsValue: 0,
    tsEcho: 0,
    sackBlocks: 0,
    sack: new Int32Array(8),
  };
}

function word(bytes: Uint8Array, at: number): number {
  return bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
}

/**
 * Reads the header at `at`, of which the fixed 20 bytes are there; options only as far as `end` (the end of the captured
 * bytes). `payload` is the segment's length on the wire: IP payload less the header. Sequence numbers are int32 (wrapped).
 */
export function readSegment(segment: Segment, bytes: Uint8Array, at: number, end: number, payload: number): void {
  segment.seq = word(bytes, at + 4);
  segment.ack = word(bytes, at + 8);
  const headerLength = (bytes[at + 12] >> 4) * 4;
  segment.flags = bytes[at + 13];
  segment.window = bytes[at + 14] << 8 | bytes[at + 15];
  segment.urgent = bytes[at + 18] << 8 | bytes[at + 19];
  segment.length = payload > headerLength ? payload - headerLength : 0;
  segment.mss = 0;
  segment.scale = SCALE.NONE;
  segment.sackPermitted = false;
  segment.hasCookie = false;
  segment.hasTimestamps = false;
  segment.sackBlocks = 0;
  const optionsEnd = at + headerLength, isCut = optionsEnd > end;
  const areAllRead = readOptions(segment, bytes, at + 20, isCut ? end : optionsEnd);
  // what was cut off may have offered one
  if (isCut && !areAllRead && segment.scale === SCALE.NONE) segment.scale = SCALE.UNKNOWN;
}

/** Whether there are none behind those that were read, wherever the capture ends. */
function readOptions(segment: Segment, bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    const kind = bytes[at];
    if (kind === 0) return true;
    if (kind === 1) {
      at++;
      continue;
    }
    if (at + 1 >= end) return false;
    const length = bytes[at + 1];
    if (length < 2) return true;
    if (at + length > end) return false;
    readOption(segment, bytes, at, kind, length);
    at += length;
  }
  return false;
}

/** Kinds and lengths: RFC 9293 (2), RFC 7323 (3, 8), RFC 2018 (4, 5), RFC 7413 (34). A wrong length makes the option not count. */
function readOption(segment: Segment, bytes: Uint8Array, at: number, kind: number, length: number): void {
  if (kind === 2 && length === 4) segment.mss = bytes[at + 2] << 8 | bytes[at + 3];
  // RFC 7323 section 2.3: a shift over 14 is used as 14.
  else if (kind === 3 && length === 3) segment.scale = bytes[at + 2] > 14 ? 14 : bytes[at + 2];
  else if (kind === 4 && length === 2) segment.sackPermitted = true;
  else if (kind === 34 && length >= 6) segment.hasCookie = true;
  else if (kind === 8 && length === 10) {
    segment.hasTimestamps = true;
    segment.tsValue = word(bytes, at + 2);
    segment.tsEcho = word(bytes, at + 6);
  } else if (kind === 5) {
    const blocks = (length - 2) >> 3;
    segment.sackBlocks = blocks > 4 ? 4 : blocks;
    for (let i = 0; i < segment.sackBlocks * 2; i++) segment.sack[i] = word(bytes, at + 2 + i * 4);
  }
}
