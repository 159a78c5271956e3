/**
 * What a compression is to the reader that decompresses: something that takes bytes as they come and gives what they stand for.
 *
 * @module
 */

/** Thrown when what is decompressed is damaged; everything before was handed out. */
export class DecompressionError extends Error {
  override readonly name = "DecompressionError";
}
export const UNEXPECTED_END = "unexpected end of file";

export interface Decompressor {
  /** Bytes of the input that the last {@linkcode Decompressor.decompress} took. */
  readonly taken: number;
  /**
   * Fills the front of `into` (never empty) and returns how much. 0 where it wants more input, or, with an input that is
   * empty because there is no more, where all is done.
   * @throws DecompressionError once nothing more can be made of what came
   */
  decompress(input: Uint8Array, isLast: boolean, into: Uint8Array): number;
  /** What is to be said at the end though nothing is wrong with what was decompressed. */
  readonly remark?: string;
  close(): void;
}
