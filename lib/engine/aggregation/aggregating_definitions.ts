/**
 * The side of aggregating functions that is not code: how values merge, sort and print.
 *
 * @module
 */

/** One value of an aggregation: i64 words as the machine wrote them. */
export type AggregationWords = BigInt64Array;
/** An entry of an aggregation as the consumer holds it. */
export interface AggregationEntry {
  /** Key bytes, laid out as AggregationDescription.keys say. */
  readonly key: Uint8Array;
  words: AggregationWords;
}
/** Display options that matter to a value's text. */
export interface DisplayOptions {
  readonly encoding: "ascii" | "utf8";
  readonly aggzoom: boolean;
  readonly agghist: boolean;
  readonly aggpack: boolean;
}
/** What a distribution's rows are made of, one word a bucket. */
export interface DistributionDrawing {
  /** The value by which a bucket's count is weighed when distributions are put in order. */
  readonly numbers: readonly number[];
  /** The bucket that decides between distributions of equal weight. */
  readonly zero?: number;
  label(bucket: number): string;
}
/** What a value is, for tables and charts, which know no function by its name. */
export interface AggregationForm {
  /** It counts firings: it is not of the unit of what is aggregated. */
  readonly isCount?: true;
  /** It is buckets rather than a number. */
  readonly isDistribution?: true;
  /** How one value is made of those of several keys; missing where it cannot be. */
  readonly joining?: "sum" | "least" | "greatest" | "mean";
  /** What tables have beside the value, from `moments`: with a mean the value is the deviation from it. */
  readonly moments?: readonly ("mean" | "count")[];
}
/** Third face of an aggregating function (with AggregatingDefinition and LoweredAggregating). */
export interface ConsumedAggregating {
  readonly form: AggregationForm;
  /** Values are added word by word, and all words are 0 where nothing was counted. */
  readonly isAdditive?: boolean;
  /** Adds `from` to `into`. */
  merge(into: AggregationWords, from: AggregationWords, parameters: unknown): void;
  /** Order by value, as DTrace sorts (quantize: weighted sum, then the zero bucket). */
  compare(left: AggregationWords, right: AggregationWords, parameters: unknown): number;
  /** The value is its one word, shown and ordered as a signed number (count, sum, min, max). */
  readonly isWord?: boolean;
  /** A number that orders values as `compare` does, but for ties; without it the scalar value stands for it. */
  rank?(words: AggregationWords, parameters: unknown): number;
  /** The order of two values of the same rank. */
  compareEqual?(left: AggregationWords, right: AggregationWords, parameters: unknown): number;
  /**
   * The value's text in printa and at the end, as DTrace prints it after the keys:
   * ` %16lld` for scalars; a distribution begins with its own newline and ends with one.
   */
  format(words: AggregationWords, normal: bigint, parameters: unknown, display: DisplayOptions): string;
  /** For distributions whose words are their buckets. */
  drawing?(parameters: unknown): DistributionDrawing;
  /** Scalar value (quotient for avg …) after normalisation; undefined for distributions. Used by %@d, agghist, sorting. */
  scalar(words: AggregationWords, normal: bigint, parameters: unknown): bigint | undefined;
  /** How many values there were and their mean, for tables and charts, of functions that keep both. */
  moments?(words: AggregationWords, normal: bigint): { readonly count: bigint; readonly mean: bigint };
  /** Buckets with data, for tables, charts and aggpack: half-open [low, high), count. Undefined for scalars. */
  /**
   * Makes the words those of an empty value, for clear() and for keys that one of several aggregations in printa() lacks.
   * Needed only where words carry parameters; without it all words become 0.
   */
  clear?(words: AggregationWords, parameters: unknown): void;
  /** For aggpack: first and last bucket with data, in the function's own numbering. */
  packRange?(words: AggregationWords, parameters: unknown): readonly [first: number, last: number];
  /** For aggpack: the heading after the column of keys, for all buckets of the whole aggregation; ends with a newline. */
  packHeading?(first: number, last: number, parameters: unknown): string;
  /** For aggpack: what follows the keys in a row; ends with a newline. */
  packRow?(words: AggregationWords, first: number, last: number, parameters: unknown, display: DisplayOptions): string;
  /** For agghist: the value has a bar (count, sum, avg, stddev). Missing: those with a scalar value do. */
  readonly noBar?: boolean;
  /** Where each bucket begins, in order; the first of those that hold all below is at the least number there is. */
  bucketStarts?(parameters: unknown): readonly bigint[];
  buckets?(
    words: AggregationWords,
    parameters: unknown,
  ): { readonly low: bigint; readonly high: bigint; readonly count: bigint }[];
}
