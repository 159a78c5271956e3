/**
 * What remains beside the greatest: put together as the aggregating function says.
 *
 * @module
 */
import type { ResultTable } from "../table/mod.ts";
import type { Amount } from "./model.ts";

/** What one key came to. */
export interface KeyShare extends Amount {
  readonly count?: number;
  /** With a deviation the value is the mean. */
  readonly deviation?: number;
}
/** How parts become one; undefined: not at all. */
export type Joining = NonNullable<ResultTable["aggregation"]>["joining"];

/** The parts as one, or undefined where they cannot be one. */
export function mergeParts(joining: Joining, parts: readonly KeyShare[]): KeyShare | undefined {
  if (parts.length === 0) return undefined;
  const values = parts.map(({ value }) => value);
  switch (joining) {
    case "sum":
      return exactSum(parts);
    case "least":
      return { value: values.reduce((a, b) => Math.min(a, b)) };
    case "greatest":
      return { value: values.reduce((a, b) => Math.max(a, b)) };
    case "mean":
      return moments(parts);
    default:
      return undefined;
  }
}
function exactSum(parts: readonly KeyShare[]): KeyShare {
  const value = parts.reduce((sum, part) => sum + part.value, 0);
  if (!parts.some(({ exact }) => exact !== undefined)) return { value };
  const exact = parts.reduce(
    (sum, part) => sum + (part.exact === undefined ? BigInt(Math.round(part.value)) : BigInt(part.exact)),
    0n,
  );
  return { value, exact: String(exact) };
}
/** Mean and deviation of all values together, from those of the parts. */
function moments(parts: readonly KeyShare[]): KeyShare {
  const count = parts.reduce((sum, part) => sum + (part.count ?? 1), 0);
  if (count === 0) return { value: 0, count };
  const mean = parts.reduce((sum, part) => sum + part.value * (part.count ?? 1), 0) / count;
  if (parts.every(({ deviation }) => deviation === undefined)) return { value: mean, count };
  const squares = parts.reduce(
    (sum, part) => sum + ((part.deviation ?? 0) ** 2 + part.value ** 2) * (part.count ?? 1),
    0,
  ) / count;
  return { value: mean, count, deviation: Math.sqrt(Math.max(0, squares - mean ** 2)) };
}
