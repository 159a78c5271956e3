/**
 * Aggregating functions: what they keep, how they print, and an example each.
 *
 * @module
 */
import type { Documented } from "./documentation.ts";

export const AGGREGATING: Documented = {
  count: {
    more: "It takes no argument.",
    example: "ip:::receive { @[args[2]->ip_ver] = count(); }",
  },
  sum: {
    more: "Values are 64-bit integers with a sign.",
    example: "ip:::receive { @[args[2]->ip_saddr] = sum(args[2]->ip_plength); } END { trunc(@, 2); }",
  },
  avg: {
    more: "Cut towards zero, as C divides. 0 after clear(), until the next value.",
    example: "ip:::receive { @ = avg(args[2]->ip_plength); }",
  },
  min: {
    more: "clear() makes it 0, which is a value: it stays the least of values above 0. trunc() starts afresh.",
    example: "ip:::receive { @ = min(args[2]->ip_plength); }",
  },
  max: {
    more: "clear() makes it 0, which is a value: it stays the greatest of values below 0. trunc() starts afresh.",
    example: "ip:::receive { @ = max(args[2]->ip_plength); }",
  },
  stddev: {
    more:
      "Of all values as a population. As in DTrace the mean and the mean of the squares are cut to whole numbers before the root.",
    example: "ip:::receive { @ = stddev(args[2]->ip_plength); }",
  },
  quantize: {
    more:
      "A bucket of `64` holds values from 64 to 127; values below zero have buckets of their own. The optional second " +
      "argument is added instead of 1.",
    example: "ip:::receive { @ = quantize(args[2]->ip_plength); }",
  },
  lquantize: {
    more:
      "Value, lower bound, upper bound and, optionally, step (1) and increment (1). Bounds and step are constants; what " +
      "lies outside goes into a bucket below or above.",
    example: "ip:::receive { @ = lquantize(args[2]->ip_plength, 0, 1500, 500); }",
  },
  llquantize: {
    more:
      "Value, factor, low and high magnitude, steps in a magnitude and, optionally, increment (1). With factor 10, " +
      "magnitudes 0 to 3 and 10 steps the buckets are 0, 1, 2 … 9, 10, 20 … 90, 100, 200 … . All but the value are " +
      "constants.",
    example: "ip:::receive { @ = llquantize(args[2]->ip_plength, 10, 1, 3, 10); }",
  },
};
