/**
 * lquantize: counts of values between two bounds in equal steps, and of those below and above.
 *
 * @module
 */
import type { Tag } from "../../diagnostic/mod.ts";
import type { CheckContext, TypedExpression } from "../../d/check/mod.ts";
import { formatCell, scaleBars } from "../../engine/aggregation/mod.ts";
import { type AggregatingBuiltin, mergeSums } from "./aggregating_definition.ts";
import {
  addToBucket,
  byParameters,
  checkIncrement,
  compareDistributions,
  drawDistribution,
  shapeOf,
  usedBuckets,
  weightOf,
} from "./distribution.ts";

/** Bucket 0 is below the base, bucket `levels + 1` at the limit and above. */
interface Parameters {
  readonly base: bigint;
  readonly step: bigint;
  readonly levels: bigint;
}
const of = (parameters: unknown) => parameters as Parameters;
const INT_MAX = 2n ** 31n - 1n, UINT16_MAX = 65535n;

type Report = (tag: Extract<Tag, `D_LQUANT_${string}`>, message: string, plain: string) => undefined;

function checkBounds(context: CheckContext, args: readonly TypedExpression[], report: Report) {
  const values: bigint[] = [];
  for (const [n, short] of [[1, "BASE"], [2, "LIM"]] as const) {
    const value = context.constant(args[n]);
    const name = n === 1 ? "base" : "limit";
    if (value === undefined) {
      return report(
        `D_LQUANT_${short}TYPE`,
        `the ${name} of \`lquantize()\` is an integer constant`,
        `lquantize( ) argument #${n} must be an integer constant`,
      );
    }
    if (value > INT_MAX || value < -INT_MAX - 1n) {
      return report(
        `D_LQUANT_${short}VAL`,
        `the ${name} of \`lquantize()\` has 32 bits`,
        `lquantize( ) argument #${n} must be a 32-bit quantity`,
      );
    }
    values.push(value);
  }
  return values;
}
function checkStep(context: CheckContext, arg: TypedExpression | undefined, report: Report): bigint | undefined {
  if (arg === undefined) return 1n;
  const step = context.constant(arg);
  if (step === undefined || step <= 0n) {
    return report(
      "D_LQUANT_STEPTYPE",
      "the step of `lquantize()` is a constant above zero",
      "lquantize( ) argument #3 must be a non-zero positive integer constant",
    );
  }
  if (step > UINT16_MAX) {
    return report(
      "D_LQUANT_STEPVAL",
      "the step of `lquantize()` has 16 bits",
      "lquantize( ) argument #3 must be a 16-bit quantity",
    );
  }
  return step;
}
function checkParameters(context: CheckContext, args: readonly TypedExpression[], report: Report) {
  const bounds = checkBounds(context, args, report);
  if (!bounds) return undefined;
  const [base, limit] = bounds;
  if (limit < base) {
    return report(
      "D_LQUANT_MISMATCH",
      "the base of `lquantize()` lies below its limit",
      "lquantize( ) base (argument #1) must be less than limit (argument #2)",
    );
  }
  const step = checkStep(context, args[3], report);
  if (step === undefined) return undefined;
  const levels = (limit - base) / step;
  if (levels === 0n) {
    return report(
      "D_LQUANT_STEPLARGE",
      "the step of `lquantize()` is larger than the range",
      "lquantize( ) step (argument #3) too large: must have at least one quantization level",
    );
  }
  if (levels > UINT16_MAX) {
    return report(
      "D_LQUANT_STEPSMALL",
      "the step of `lquantize()` is too small: there would be more than 65535 levels",
      "lquantize( ) step (argument #3) too small: number of quantization levels must be a 16-bit quantity",
    );
  }
  return { base, step, levels };
}
function differ(context: CheckContext, first: Parameters, now: Parameters, span: TypedExpression["span"]): void {
  const rows = [
    ["D_LQUANT_MATCHBASE", "base", 1, first.base, now.base],
    ["D_LQUANT_MATCHLIM", "limit", 2, limitOf(first), limitOf(now)],
    ["D_LQUANT_MATCHSTEP", "step", 3, first.step, now.step],
  ] as const;
  const [tag, name, n, expected, found] = rows.find((row) => row[3] !== row[4])!;
  context.error(tag, `the ${name} of \`lquantize()\` was ${expected} before, and is ${found} here`, span, {
    plain: `lquantize( ) ${name} (argument #${n}) doesn't match previous declaration: ` +
      `expected ${expected}, found ${found}`,
  });
}
const NOTHING: Parameters = { base: 0n, step: 1n, levels: 1n };
const limitOf = ({ base, step, levels }: Parameters): bigint => base + step * levels;

/** By bucket: one less than the base, where each level begins, one more than the limit. */
const shape = byParameters((parameters: Parameters) => {
  const { base, step, levels } = parameters;
  const inner = Array.from({ length: Number(levels) }, (_, level) => base + step * BigInt(level));
  const values = [base - 1n, ...inner, limitOf(parameters) + 1n];
  const zero = values.indexOf(0n);
  return shapeOf(values, zero < 0 ? undefined : zero);
});
function label(bucket: number, parameters: Parameters): string {
  const { base, step, levels } = parameters;
  if (bucket === 0) return `< ${base}`;
  return BigInt(bucket) > levels ? `>= ${limitOf(parameters)}` : String(base + step * BigInt(bucket - 1));
}
function bounds(bucket: bigint, parameters: Parameters): { readonly low: bigint; readonly high: bigint } {
  const { base, step, levels } = parameters;
  if (bucket === 0n) return { low: -(2n ** 63n), high: base };
  if (bucket > levels) return { low: limitOf(parameters), high: 2n ** 63n };
  return { low: base + step * (bucket - 1n), high: base + step * bucket };
}

export const lquantize: AggregatingBuiltin = {
  form: { isDistribution: true },
  name: "lquantize",
  doc:
    "A distribution of the values in equal steps: lquantize(value, base, limit, step, increment); the bounds have 32 bits, " +
    "the values 64 (elsewhere 32).",
  prototype: "void(@, int32_t, int32_t, ...)",
  check(context, args, span) {
    const parameters = checkParameters(context, args, (tag, message, plain) => {
      context.error(tag, message, span, { plain });
      return undefined;
    });
    const increment = parameters ? checkIncrement(context, "lquantize", args.slice(4), 5) : [];
    return { evaluated: [args[0], ...increment], parameters: parameters ?? NOTHING };
  },
  sameParameters(context, first, now, span) {
    const [a, b] = [of(first), of(now)];
    if (a.base !== b.base || a.step !== b.step || a.levels !== b.levels) differ(context, a, b, span);
  },
  valueSize: (parameters) => Number(of(parameters).levels + 2n) * 8,
  // all 64 bits, as in Oracle's DTrace; illumos and FreeBSD cut the value to 32, and count 3,000,000,000 as below zero
  update(b, value, [sample, increment], parameters) {
    const { base, step, levels } = of(parameters);
    const index = b.variable(b.constant(0));
    b.if(b.compare("ge_s", sample, b.constant(base)), () => {
      const level = b.binary("div_u", b.binary("sub", sample, b.constant(base)), b.constant(step));
      const over = b.compare("ge_u", level, b.constant(levels));
      b.assign(index, b.binary("add", b.select(over, b.constant(levels), level), b.constant(1)));
    });
    addToBucket(b, value, index, increment);
  },
  isAdditive: true,
  merge: mergeSums,
  compare: (left, right, parameters) => compareDistributions(left, right, shape(parameters)),
  rank: (words, parameters) => weightOf(words, shape(parameters)),
  scalar: () => undefined,
  drawing: (parameters) => ({ ...shape(parameters), label: (bucket) => label(bucket, of(parameters)) }),
  format: (words, normal, parameters, display) =>
    drawDistribution(words, [0, 2], normal, display, (bucket) => label(bucket, of(parameters))),
  // packed, the whole range is shown
  packRange: (words) => [0, words.length - 1],
  packHeading: (first, last) => ` ${"min".padStart(7)} .${"-".repeat(last - first + 1)}. ${"max".padEnd(8)} | count\n`,
  packRow(words, _first, _last, parameters, display) {
    const { base } = of(parameters);
    const counts = [...words];
    const scale = scaleBars(counts, display.aggzoom);
    const cells = counts.map((count) => formatCell(count, scale, display.encoding)).join("");
    const all = counts.reduce((sum, count) => sum + count, 0n);
    return `${`< ${base}`.padStart(8)} :${cells}: ${`>= ${limitOf(of(parameters))}`.padEnd(8)} | ${all}\n`;
  },
  bucketStarts: (parameters) =>
    Array.from(
      { length: Number(of(parameters).levels) + 2 },
      (_, bucket) => bounds(BigInt(bucket), of(parameters)).low,
    ),
  buckets: (words, parameters) => usedBuckets(words, (bucket) => bounds(BigInt(bucket), of(parameters))),
};
