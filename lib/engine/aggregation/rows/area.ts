/**
 * Where printing has its things in the machine's memory: addresses from the start of a place of its own.
 *
 * @module
 */

/** Columns of a key with the blanks before it, and of a number with the blank before it. */
export const KEY = 52, NUMBER = 17;
/** Columns of a bucket's label, of a bar, and of a count. */
export const LABEL = 16, BAR = 40, COUNT = 9;
/** Bytes of the heading over bars. */
export const HEADING_BYTES: number = 1 + LABEL + 2 + BAR + 1 + COUNT + 1;
export const BLANK = 0x20;
/** Bytes gathered before they are handed on. */
const PIECE = 1 << 16;
/** Room for the longest line, and for what is written beyond its end in one go. */
export const LINE = 256;

/** Offsets within the place that is reserved at the start. */
export const AREA = {
  /** The rows: their first record. */
  RECORDS: 0,
  /** From a key to its value, and how many bytes that has. */
  VALUE: 4,
  VALUE_SIZE: 8,
  /** From a value to the bucket that decides between distributions of equal weight; -1 without. */
  ZERO: 12,
  /** {@linkcode BUCKET} rows. */
  BUCKETS: 16,
  /** Least and greatest offset in a value of a bucket that is shown. */
  LOWEST: 20,
  GREATEST: 24,
  /** Where the next counts go. */
  COUNTS: 28,
  /** How many keys are not addresses of IPv4, and the first of their texts. */
  OTHERS: 32,
  TEXTS: 36,
  /** Bits in which any record differs from the first: of its place, its number, its tie; and of texts. */
  PLACES_VARY: 40,
  NUMBERS_VARY: 48,
  TIES_VARY: 56,
  TEXTS_VARY: 64,
  /** Of the machine's entries: from an entry to its aggregation's id and to its key; by id, the bytes of an entry. */
  ENTRY_ID: 104,
  ENTRY_KEY: 108,
  ENTRY_SIZES: 112,
  /** The text of one address of IPv4. */
  SCRATCH: 128,
  /** u8 by octet: its place in the order of their texts. */
  PLACES: 160,
  /** u8 by place: bytes of the text of the octet there with a dot behind it; and the text itself, four bytes each. */
  OCTET_LENGTHS: 160 + 256,
  OCTETS: 160 + 512,
  /** Bars of 0 to 40 columns. */
  BARS: 160 + 512 + 1024,
  /** What follows the key of a distribution. */
  HEADING: 160 + 512 + 1024 + 41 * BAR,
  /** u32 by digit. */
  TALLY: 3424,
  /** Text to hand on. */
  PIECE: 3424 + 1024,
  PIECE_END: 3424 + 1024 + PIECE,
  BYTES: 3424 + 1024 + PIECE + LINE,
} as const;

/** What is kept of a row. What only distributions have comes last. */
export const RECORD = {
  /** u32: the places of an address's octets, the first one's highest; of any other key, where its {@linkcode TEXT} is. */
  PLACE: 0,
  /** u32: where the key is; 0 where it is an address of IPv4. */
  KEY: 4,
  /** i64, its sign turned around, so that it is in order without one: the number, or the weight. */
  NUMBER: 8,
  NUMBER_BYTES: 16,
  /** i64: count at zero, which decides between those of equal weight. */
  TIE: 16,
  /** u32: where the counts are, i64 each, of the buckets that are shown, and where they end. */
  FIRST: 24,
  END: 28,
  /** i64: all that was counted. */
  TOTAL: 32,
  /** u32: where the first bucket's {@linkcode BUCKET} is. */
  BUCKET: 40,
  DISTRIBUTION_BYTES: 48,
} as const;

/** The text of a key that is not an address of IPv4. */
export const TEXT = {
  /** u32 */
  RECORD: 0,
  LENGTH: 4,
  /** At most 39, and zeroes. */
  CHARACTERS: 8,
  CHARACTERS_BYTES: 40,
  BYTES: 48,
} as const;

/** What is known of a bucket. */
export const BUCKET = {
  /** i64: the greatest count that this way can do with. */
  LIMIT: 0,
  /** i64: how much each counts when distributions are put in order. */
  WEIGHT: 8,
  /** Label and the line left of the bar, and how many bytes (u32) that are. */
  LABEL: 16,
  LABEL_BYTES: 24,
  LABEL_LENGTH: 40,
  BYTES: 48,
} as const;
