/**
 * Why a probe description matches nothing: which part failed, and what there is.
 *
 * @module
 */
import { matchGlob, type ProbeCatalog } from "../../d/check/mod.ts";
import type { ProbeFields } from "./registry.ts";

export interface NoMatch {
  /** The first part, from the left, for which there is nothing. */
  readonly part: "id" | "provider" | "module" | "function" | "name";
  readonly text: string;
  /** Names of that part near to what was asked, best first. */
  readonly near: readonly string[];
  /** All names of that part under the parts before it, at most 20. */
  readonly there: readonly string[];
}
const PARTS = ["provider", "module", "function", "name"] as const;
const SHOWN = 20;

export function explainNoMatch(catalog: ProbeCatalog, description: ProbeFields & { readonly id?: number }): NoMatch {
  if (description.id !== undefined) {
    return { part: "id", text: String(description.id), near: [], there: [] };
  }
  let candidates = catalog.all();
  for (const part of PARTS) {
    const matching = candidates.filter((probe) => matchGlob(probe[part], description[part]));
    if (matching.length === 0 || part === "name") {
      const names = [...new Set(candidates.map((probe) => probe[part]).filter((name) => name !== ""))];
      return { part, text: description[part], near: nearNames(description[part], names), there: names.slice(0, SHOWN) };
    }
    candidates = matching;
  }
  throw new Error("not reached: the last part always answers");
}

/** Names within a third of their length in edits, best first. */
function nearNames(text: string, names: readonly string[], limit = 3): string[] {
  return names
    .map((name) => ({ name, distance: editDistance(text.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(Math.max(name.length, text.length) / 3)))
    .sort((left, right) => left.distance - right.distance)
    .slice(0, limit)
    .map(({ name }) => name);
}

/** Insertions, deletions, replacements and exchanges of neighbours. */
function editDistance(left: string, right: string): number {
  if (left.length > 200 || right.length > 200) return left === right ? 0 : 200;
  let before: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, j) => j);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const change = left[i - 1] === right[j - 1] ? 0 : 1;
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + change);
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
        next[j] = Math.min(next[j], before[j - 2] + 1);
      }
    }
    before = row;
    row = next;
  }
  return row[right.length];
}
