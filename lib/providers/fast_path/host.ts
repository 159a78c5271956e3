/**
 * What the fast path asks of its host, and what it answers itself.
 *
 * @module
 */
import type { i32 } from "../../wasm/mod.ts";

/** What fires, and what looks after a firing's status: 1 when tracing has come to its end. */
export interface LoopHost {
  /** @table The clauses of a probe, by its place in FIRING. */
  fire(place: i32): i32;
  checkStatus(status: i32): i32;
}
/** What became of a packet: left to the slow path, fired, fired and tracing is over. */
export const LEFT = 0, FIRED = 1, OVER = 2;

/** @inline */
export function isOver(host: LoopHost, status: i32): boolean {
  return status !== 0 && host.checkStatus(status) !== 0;
}
