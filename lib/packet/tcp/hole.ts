/**
 * What of an endpoint's sequence numbers a capture has not shown although later ones were: it may have been lost before, or
 * come late. Of several holes one is kept that covers all.
 *
 * @module
 */
import { END } from "./layout.ts";

/** Whether some of what lies between two sequence numbers has not been captured before. */
export function fillsHole(w: Int32Array, x: number, from: number, to: number): boolean {
  const hole = w[x + END.HOLE], holeEnd = w[x + END.HOLE_END];
  return hole !== holeEnd && ((from - holeEnd) | 0) < 0 && ((to - hole) | 0) > 0;
}

/** What was skipped is missing; what is behind fills it. Before `MAX` is moved on; y is the other end. */
export function noteHole(w: Int32Array, x: number, y: number, seq: number, end: number, skipped: boolean): void {
  const hole = w[x + END.HOLE], holeEnd = w[x + END.HOLE_END];
  if (skipped) {
    const isOver = hole === holeEnd || ((holeEnd - w[y + END.ACKED]) | 0) <= 0;
    if (isOver) w[x + END.HOLE] = w[x + END.MAX];
    w[x + END.HOLE_END] = seq;
    return;
  }
  if (!fillsHole(w, x, seq, end)) return;
  if (((seq - hole) | 0) <= 0) w[x + END.HOLE] = ((end - holeEnd) | 0) < 0 ? end : holeEnd;
  else if (((end - holeEnd) | 0) >= 0) w[x + END.HOLE_END] = seq;
}
