import { avg, stddev } from "./averages.ts";
import type { AggregatingBuiltin } from "./definition.ts";
import { llquantize } from "./llquantize.ts";
import { lquantize } from "./lquantize.ts";
import { quantize } from "./quantize.ts";
import { count, max, min, sum } from "./scalars.ts";

export type { AggregatingBuiltin } from "./definition.ts";
/** All aggregating functions, by name. */
export const aggregating: ReadonlyMap<string, AggregatingBuiltin> = new Map(
  [avg, count, llquantize, lquantize, max, min, quantize, stddev, sum].map((one) => [one.name, one]),
);
