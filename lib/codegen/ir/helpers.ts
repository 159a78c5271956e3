/**
 * The closed list of helpers that the intermediate form may call; each backend implements all of them.
 * Those here run inside the machine because they stand in hot paths; the rest are host functions.
 *
 * @module
 */
export type HelperName =
  /** (a: string address, b: string address) → -1, 0, 1 by bytes, at most strsize. */
  | "compare_strings"
  /** (address) → length up to NUL or strsize. */
  | "string_length"
  /** (dst, src): copies up to NUL, at most strsize - 1 bytes, ends with NUL. dst is trusted. */
  | "copy_string"
  /** (dst, src): as copy_string, and zero to the end of strsize, so that equal strings are equal bytes. */
  | "key_string"
  /** (dst, src, n): src checked. */
  | "copy_bytes"
  /** (dst, n): dst is trusted. */
  | "zero_bytes"
  /** (value) → index of quantize's bucket, 0…126, zero bucket at 63. */
  | "quantize_index"
  /** (value, factor, low, high, nsteps) → index of llquantize's bucket. */
  | "llquantize_index"
  /** (address of two words, value): adds value² to a 128-bit sum. */
  | "add_square"
  /** (bytes) → address of scratch, or NOSCRATCH fault. */
  | "allocate"
  /** () → number of a free speculation, or 0. */
  | "speculation"
  /** (number): the clause records into that speculation from here on; leaves the clause when there is none. */
  | "speculate"
  /** (number): moves the speculation's records to the principal buffer. */
  | "commit"
  /** (number) */
  | "discard";
