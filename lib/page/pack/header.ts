/**
 * The header of LZMA.
 *
 * @module
 */

/** Parameters, the size of the window, the bytes in all. */
export const HEADER_BYTES = 13;
