/**
 * Windows in bytes. A hot function: see lib/wasm/translate/README.md.
 *
 * @module
 */
import type { i32 } from "../../wasm/mod.ts";
import { agreedScale, END, SCALE, SEEN, windowOf } from "./connection_layout.ts";

/** The window that endpoint y last advertised, in bytes, or {@linkcode SCALE.UNKNOWN} where its scale is not known. */
export function scaledWindow(w: Int32Array, x: i32, y: i32): i32 {
  const window = windowOf(w, y);
  if ((w[y + END.SEEN] & SEEN.WINDOW_OF_SYN) !== 0) return window;
  const scale = agreedScale(w, y, x);
  return scale === SCALE.UNKNOWN ? scale : window << scale; // at most 65535 << 14
}
