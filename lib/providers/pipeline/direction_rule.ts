/**
 * Whether a packet of IP goes out of the observed host, comes in, or both: one rule for the slow path and the fast one.
 *
 * A hot function: see lib/wasm/translate/README.md.
 *
 * @module
 */
import { hasAddress4, hasAddress6, isGroup, SET } from "../../packet/address/mod.ts";
import { DIRECTION } from "../../sources/mod.ts";
import type { HotMemory, i32 } from "../../wasm/mod.ts";

/** tap: every packet is both sent and received. guess: it chooses directions alone. stated: packets of others are left out. */
export const VIEW = { TAP: 0, GUESS: 1, STATED: 2 } as const;

/** Bits of what {@linkcode directionsOf} answers. */
export const DIRECTED = {
  SENT: 1,
  RECEIVED: 2,
  /** Neither: between others than the host that was stated. */
  LEFT_OUT: 4,
  /** Only on its way through the host. */
  PASSING: 8,
  /** The direction in the capture contradicts the addresses that were stated. */
  CONTRADICTED: 16,
} as const;

/**
 * @param view head of the set of the host's addresses, whose tag is one of {@linkcode VIEW}
 * @param stated what the capture says of the direction
 * @param source address of the source's address; `target` of the target's
 * @param isGroupFrame whether the frame is sent to a group of the link
 * @inline
 */
export function directionsOf(
  memory: HotMemory,
  view: i32,
  stated: i32,
  source: i32,
  target: i32,
  isFour: boolean,
  isGroupFrame: boolean,
): i32 {
  const { words } = memory;
  const kind = words[view + SET.TAG >> 2];
  if (stated !== DIRECTION.UNKNOWN) {
    const isSent = stated === DIRECTION.OUTBOUND, direction = isSent ? DIRECTED.SENT : DIRECTED.RECEIVED;
    if (kind !== VIEW.STATED || words[view + SET.COUNT >> 2] === 0) return direction;
    return direction | objection(memory, view, isSent, source, target, isFour);
  }
  if (kind === VIEW.TAP) return DIRECTED.SENT | DIRECTED.RECEIVED;
  const found = ownEnds(memory, view, source, target, isFour);
  if (found !== 0) return found;
  // what is sent to all comes to the host, too; what is between others is seen as on a tap, or left out
  if (isGroupFrame || isGroup(memory.bytes, target, isFour ? 4 : 6)) return DIRECTED.RECEIVED;
  return kind === VIEW.GUESS ? DIRECTED.SENT | DIRECTED.RECEIVED : DIRECTED.LEFT_OUT;
}
/** Bits of DIRECTED by which of both ends are the host's own. @inline */
export function ownEnds(memory: HotMemory, view: i32, source: i32, target: i32, isFour: boolean): i32 {
  return +isOwn(memory, view, source, isFour) | +isOwn(memory, view, target, isFour) << 1;
}
function isOwn(memory: HotMemory, view: i32, at: i32, isFour: boolean): boolean {
  return isFour ? hasAddress4(memory, view, at) : hasAddress6(memory, view, at);
}
/** The direction that the capture tells counts; what neither begins nor ends at the host is on its way through. */
function objection(memory: HotMemory, view: i32, isSent: boolean, source: i32, target: i32, isFour: boolean): i32 {
  if (isOwn(memory, view, isSent ? source : target, isFour)) return 0;
  if (!isSent && isGroup(memory.bytes, target, isFour ? 4 : 6)) return 0;
  return isOwn(memory, view, isSent ? target : source, isFour) ? DIRECTED.CONTRADICTED : DIRECTED.PASSING;
}
