/**
 * How much is kept of streams, and how often a bound was hit.
 *
 * @module
 */

/** Each is an option of its own. */
export interface StreamBounds {
  /** Of a message that is not whole, for each direction. */
  readonly carryBytes: number;
  /** Behind a gap, for each direction: bytes, contiguous ranges of them, and how long in ms of the capture's time. */
  readonly heldBytes: number;
  readonly heldRanges: number;
  readonly heldMs: number;
  /** Of what was read already, for each direction: what comes again is compared with it. */
  readonly historyBytes: number;
  /** All of these, of all directions, with what is kept for each connection. */
  readonly totalBytes: number;
}
export const STREAM_BOUNDS: StreamBounds = {
  carryBytes: 0x10000,
  heldBytes: 0x40000,
  heldRanges: 32,
  heldMs: 10_000,
  historyBytes: 0x4000,
  totalBytes: 0x4000000,
};

/** What streams have come to, all together. */
export class StreamCounts {
  /** Bytes that are kept now. */
  kept = 0;
  /** Bytes that are missing from the capture, in so many gaps. */
  missing = 0;
  gaps = 0;
  /** Gaps that were given up because a bound was hit: bytes, ranges, time. */
  byBytes = 0;
  byRanges = 0;
  byTime = 0;
  /** Messages that were given up because they are longer than what is carried. */
  tooLong = 0;
  /** Segments that came again with other bytes than the first time; bytes that came again when the first were not kept any more. */
  conflicts = 0;
  uncompared = 0;
  /** Bytes behind the end of a stream; segments, SYN and RST that do not fit the connection. */
  behindEnd = 0;
  stray = 0;

  constructor(readonly bounds: StreamBounds = STREAM_BOUNDS) {}
}
