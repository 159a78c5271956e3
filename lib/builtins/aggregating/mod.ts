import { avg } from "./avg.ts";
import { count } from "./count.ts";
import type { AggregatingBuiltin } from "./aggregating_definition.ts";
import { llquantize } from "./llquantize.ts";
import { lquantize } from "./lquantize.ts";
import { max } from "./max.ts";
import { min } from "./min.ts";
import { quantize } from "./quantize.ts";
import { stddev } from "./stddev.ts";
import { sum } from "./sum.ts";

export type { AggregatingBuiltin } from "./aggregating_definition.ts";
/** All aggregating functions, by name. */
export const aggregating: ReadonlyMap<string, AggregatingBuiltin> = new Map(
  [avg, count, llquantize, lquantize, max, min, quantize, stddev, sum].map((one) => [one.name, one]),
);
