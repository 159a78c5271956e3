/**
 * Segments and bytes of an endpoint, counted. Hot functions: see lib/wasm/translate/README.md.
 *
 * @module
 */
import type { i32 } from "../../wasm/mod.ts";
import { END } from "./connection_layout.ts";

/** Marks are looked after each time that MAX passes a multiple of this. */
export const STRIDE_BITS = 29;

/** Segments and bytes are counted, whatever they belong to. */
export function countSegment(w: Int32Array, x: i32, length: i32, isRepeated: boolean): void {
  w[x + END.SEGMENTS]++;
  if (isRepeated) w[x + END.RETRANSMITTED]++;
  const bytes = w[x + END.BYTES_LOW] + length | 0;
  w[x + END.BYTES_LOW] = bytes;
  // a carry into the upper half, which lies above the maximum segment size
  if ((bytes >>> 0) < (length >>> 0)) w[x + END.MSS] += 0x10000;
}
