/**
 * Rows by key, and what to call each key: keys are told apart by what they are, never by how they look. Two that would look
 * alike get more digits, then quotes, then a number.
 *
 * @module
 */
import { type CellValue, hexOf, type ResultTable, type TableColumn } from "../table/mod.ts";
import { cropText, type Detail, keysLabel, LONGEST_KEY } from "./labels.ts";

/** The rows of one key. */
export interface RowGroup {
  readonly rows: readonly number[];
}
export interface KeyGroup extends RowGroup {
  /** Unlike that of every other group. */
  readonly label: string;
}
/** What a value is, as text: the same for equal values of one column only. */
export function identityOf(value: CellValue | undefined): string {
  if (value === null || value === undefined) return "-";
  if (typeof value === "string") return `s${value.length}:${value}`;
  return value instanceof Uint8Array ? `b${hexOf(value)};` : `n${value};`;
}
/**
 * Rows by some keys, in the order of first appearance, without names: of many keys few are shown.
 *
 * @param apart every row is a key of its own, as in an aggregation that is not a distribution and was taken once: texts that are not
 * UTF-8 can be the same without their bytes being so
 */
export function rowsByKey(table: ResultTable, keys: readonly TableColumn[], apart = false): RowGroup[] {
  if (apart) return Array.from({ length: table.rowCount }, (_, row) => ({ rows: [row] }));
  const groups = new Map<string, number[]>();
  for (let row = 0; row < table.rowCount; row++) {
    const key = keys.length === 1
      ? identityOf(keys[0].values.at(row))
      : keys.map(({ values }) => identityOf(values.at(row))).join("");
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return Array.from(groups.values(), (rows) => ({ rows }));
}
/** The same with names, no two of them alike; names that need a number are numbered as they come in the table. */
export function named(keys: readonly TableColumn[], groups: readonly RowGroup[]): KeyGroup[] {
  const order = groups.map((_, i) => i).sort((a, b) => groups[a].rows[0] - groups[b].rows[0]);
  const labels = distinctLabels(order.length, (i, detail) => keysLabel(keys, groups[order[i]].rows[0], detail));
  const named = new Array<KeyGroup>(groups.length);
  order.forEach((place, i) => named[place] = { label: labels[i], rows: groups[place].rows });
  return named;
}
/** {@linkcode rowsByKey}, all of them named. */
export function groupRows(table: ResultTable, keys: readonly TableColumn[], apart = false): KeyGroup[] {
  return named(keys, rowsByKey(table, keys, apart));
}
/** The greatest groups by weight, those of equal weight as they come, and the rest as it comes. */
export function greatest<Group>(
  groups: readonly Group[],
  max: number,
  weigh: (group: Group) => number,
): { readonly kept: Group[]; readonly rest: Group[] } {
  const weights = Float64Array.from(groups, weigh);
  // one more takes no more room than "1 other"
  const places = groups.length <= max + 1 ? groups.map((_, i) => i) : placesOfGreatest(weights, max);
  const kept = places.sort((a, b) => weights[b] - weights[a] || a - b).map((i) => groups[i]);
  if (kept.length === groups.length) return { kept, rest: [] };
  const taken = new Set(places);
  return { kept, rest: groups.filter((_, i) => !taken.has(i)) };
}
/** Where the greatest stand; of those that are equal to the least of them the first. */
function placesOfGreatest(weights: Float64Array, max: number): number[] {
  const least = weights.toSorted()[weights.length - max];
  const places: number[] = [], equal: number[] = [];
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] > least) places.push(i);
    else if (weights[i] === least && equal.length < max) equal.push(i);
  }
  return [...places, ...equal.slice(0, max - places.length)];
}

/** Labels of ours, and names by which Vega's own objects have something already. */
const isTaken = (label: string): boolean => /^(\d+ others|all)$/.test(label) || label in Object.prototype;

/** Labels for as many things as there are, no two the same; `labelAt` says one in more or less detail. */
export function distinctLabels(count: number, labelAt: (i: number, detail: Detail) => string): string[] {
  const labels = Array.from({ length: count }, (_, i) => {
    const label = labelAt(i, "short");
    return isTaken(label) ? labelAt(i, "quoted") : label;
  });
  for (const detail of ["full", "quoted"] as const) {
    const clashing = clashesOf(labels);
    if (clashing.length === 0) return labels;
    for (const i of clashing.flat()) labels[i] = labelAt(i, detail);
    for (const same of startingAlike(labels, clashing.flat())) cropApart(labels, same);
  }
  for (const [, ...others] of clashesOf(labels)) {
    let n = 2;
    for (const i of others) {
      const label = labels[i];
      while (labels.includes(`${label} (${n})`)) n++;
      labels[i] = `${label} (${n})`;
    }
  }
  return labels;
}
/** Indices of labels that are the same, each set of them. */
function clashesOf(labels: readonly string[]): number[][] {
  const places = new Map<string, number[]>();
  labels.forEach((label, i) => {
    const same = places.get(label);
    if (same) same.push(i);
    else places.set(label, [i]);
  });
  return [...places.values()].filter((same) => same.length > 1);
}
/** Those that are too long, by how they begin: what would be cut alike. */
function startingAlike(labels: readonly string[], of: readonly number[]): number[][] {
  const long = new Map<string, number[]>();
  for (const i of of) {
    if (labels[i].length <= LONGEST_KEY) continue;
    const start = labels[i].slice(0, LONGEST_KEY - 1);
    const same = long.get(start);
    if (same) same.push(i);
    else long.set(start, [i]);
  }
  return [...long.values()];
}
const HEAD = 14, BEFORE = 4;
/** Long labels that begin alike: their beginning, and then from where they differ. */
function cropApart(labels: string[], same: readonly number[]): void {
  const [first, ...others] = same.map((i) => labels[i]);
  if (others.length === 0) {
    labels[same[0]] = cropText(first);
    return;
  }
  let common = first.length;
  for (const other of others) {
    let at = 0;
    while (at < common && other[at] === first[at]) at++;
    common = at;
  }
  const from = Math.max(HEAD, common - BEFORE);
  for (const i of same) {
    const rest = labels[i].slice(from);
    const space = LONGEST_KEY - HEAD - 1;
    const cut = rest.length <= space ? rest : `${rest.slice(0, space - 1)}…`;
    labels[i] = `${labels[i].slice(0, HEAD)}…${cut}`;
  }
}
