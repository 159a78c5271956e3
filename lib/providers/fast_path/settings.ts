/**
 * What the fast path is told: words of a block in the machine's memory.
 *
 * @module
 */

/** Offsets in the block, i32 each. */
export const SETTINGS = {
  /** Bits of DIRECTED: which of both probes are enabled. */
  FIRES: 0,
  /** 1 where the direction that the capture tells counts. */
  TOLD: 4,
  /** Head of the one view of all interfaces; 0 where they differ, then the words by interface at VIEWS lead to theirs. */
  VIEW: 8,
  VIEWS: 12,
  /** Records taken. */
  TAKEN: 16,
  /** Head of the flow cache. */
  CACHE: 20,
  /** 1 where what is not TCP is passed over. */
  ALONE: 24,
  /** Addresses of the columns of a batch. */
  ADDRESSES: 28,
  LENGTHS: 32,
  SECONDS: 36,
  NANOSECONDS: 40,
  DIRECTIONS: 44,
  INTERFACES: 48,
  /** Of records: the longest that is taken, parts of a second in their times, nanoseconds of such a part. */
  LIMIT: 52,
  FRACTIONS: 56,
  SCALE: 60,
  BYTES: 64,
} as const;
