/**
 * What runs over parts of the packets have to say, as one run over all of them says it.
 *
 * @module
 */
import type { RunResult } from "./run_results.ts";

type Row = Readonly<Record<string, unknown>>;
/** Lists whose rows are counts of one kind: their numbers add up. */
const COUNTED: Readonly<Record<string, string>> = {
  undecoded: "reason",
  malformedDns: "reason",
  closedTunnels: "name",
};
/** What is of one run alone. */
const OWN = ["exitStatus", "stoppedAt"];

/** @param results of one part each, at least one */
export function mergeResults(results: readonly RunResult[]): RunResult {
  return results.reduce((into, result) => {
    const merged: Record<string, unknown> = { ...into };
    for (const [name, value] of Object.entries(result)) {
      if (value === undefined || OWN.includes(name)) continue;
      merged[name] = merged[name] === undefined ? value : mergeMember(name, merged[name], value);
    }
    return merged as unknown as RunResult;
  });
}
function mergeMember(name: string, into: unknown, from: unknown): unknown {
  if (name === "outOfOrder") return mergeOrder(into as OutOfOrder, from as OutOfOrder);
  const by = COUNTED[name];
  if (by !== undefined) return mergeCounts(by, into as Row[], from as Row[]);
  return mergeValues(into, from);
}
/** Numbers add up, what is said twice is said once. */
function mergeValues(into: unknown, from: unknown): unknown {
  if (typeof into === "number" && typeof from === "number") return into + from;
  if (typeof into === "bigint" && typeof from === "bigint") return into + from;
  if (typeof into === "boolean") return into || from === true;
  if (typeof into === "string") {
    return into === from || into.split("; ").includes(from as string) ? into : `${into}; ${from}`;
  }
  if (Array.isArray(into)) return distinct([...into, ...from as unknown[]]);
  const merged: Record<string, unknown> = { ...into as Row };
  for (const [name, value] of Object.entries(from as Row)) {
    merged[name] = name in merged ? mergeValues(merged[name], value) : value;
  }
  return merged;
}
const textOf = (value: unknown) => JSON.stringify(value, (_, part) => typeof part === "bigint" ? String(part) : part);
function distinct(values: readonly unknown[]): unknown[] {
  return [...new Map(values.map((value) => [textOf(value), value])).values()];
}
/** The most frequent first. */
function mergeCounts(by: string, into: readonly Row[], from: readonly Row[]): Row[] {
  const rows = new Map(into.map((row) => [row[by], row]));
  for (const row of from) {
    const known = rows.get(row[by]);
    rows.set(row[by], known ? addNumbers(known, row) : row);
  }
  const countOf = (row: Row) => Number(row.packets ?? row.messages ?? 0);
  return [...rows.values()].sort((a, b) => countOf(b) - countOf(a) || (String(a[by]) < String(b[by]) ? -1 : 1));
}
/** All but the link type, which counts nothing. */
function addNumbers(into: Row, from: Row): Row {
  return Object.fromEntries(
    Object.entries(into).map(([name, value]) => [
      name,
      typeof value === "number" && name !== "linkType" ? value + Number(from[name] ?? 0) : value,
    ]),
  );
}
type OutOfOrder = NonNullable<RunResult["outOfOrder"]>;
function mergeOrder(into: OutOfOrder, from: OutOfOrder): OutOfOrder {
  return { ...(from.mostNs > into.mostNs ? from : into), packets: into.packets + from.packets };
}
