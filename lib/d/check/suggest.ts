/**
 * The nearest name of the right kind.
 *
 * @module
 */

/** Help lines for a name that is not known: the nearest candidate, if one is near enough. */
export function suggest(wrong: string, candidates: Iterable<string>): string[] {
  let best: string | undefined, min = Math.max(1, Math.floor(wrong.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wrong.length) >= min) continue;
    const edits = distance(wrong.toLowerCase(), candidate.toLowerCase(), min);
    if (edits < min && candidate !== wrong) {
      min = edits;
      best = candidate;
    }
  }
  return best === undefined ? [] : [`did you mean \`${best}\`?`];
}
/** Edits (insert, delete, replace, swap neighbours) from one to the other; gives up at `limit`. */
function distance(from: string, to: string, limit: number): number {
  let before: number[] = [], last = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      let edits = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        edits = Math.min(edits, before[j - 2] + 1);
      }
      row.push(edits);
    }
    if (Math.min(...row) >= limit) return limit;
    [before, last] = [last, row];
  }
  return last[to.length];
}
