/**
 * Timestamps (RFC 7323). A hot function: see lib/wasm/translate/README.md.
 *
 * @module
 */
import type { i32 } from "../../wasm/mod.ts";
import { END, SEEN } from "./connection_layout.ts";

/** Endpoint x has sent endpoint y a segment with this value (word indices). */
export function noteTimestamp(w: Int32Array, x: i32, y: i32, value: i32): void {
  w[x + END.SEEN] |= SEEN.TIMESTAMPS;
  w[y + END.TS_RECENT] = value;
}
