/**
 * Text that is gathered in pieces. Hot functions: see lib/wasm/translate/README.md.
 *
 * @module
 */
import type { i32 } from "../../../wasm/mod.ts";
import { AREA, LINE } from "./area.ts";

/** Takes a piece that ends there. */
export interface PieceHost {
  flush(end: i32): void;
}
/** Hands the piece on when the next line might not find room; returns where that line begins. */
export function room(host: PieceHost, area: i32, at: i32): i32 {
  if (at <= (area + AREA.PIECE_END - LINE | 0)) return at;
  host.flush(at);
  return area + AREA.PIECE | 0;
}
