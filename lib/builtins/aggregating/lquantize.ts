/**
 * lquantize: counts of values between two bounds in equal steps, and of those below and above.
 *
 * @module
 */
import type { CheckContext, TypedExpression } from "../../d/check/mod.ts";
import { type AggregationWords, formatCell, scaleBars } from "../../engine/consume/mod.ts";
import { type AggregatingBuiltin, mergeSums } from "./definition.ts";
import { addToBucket, checkIncrement, compareDistributions, drawDistribution, shownRange } from "./distribution.ts";

/** Bucket 0 is below the base, bucket `levels + 1` at the limit and above. */
interface Parameters {
  readonly base: bigint;
  readonly step: bigint;
  readonly levels: bigint;
}
const of = (parameters: unknown) => parameters as Parameters;
const INT_MAX = 2n ** 31n - 1n, UINT16_MAX = 65535n;

type Report = (tag: `D_LQUANT_${string}`, message: string, plain: string) => undefined;

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
  const limit = ({ base, step, levels }: Parameters) => base + step * levels;
  const rows = [
    ["D_LQUANT_MATCHBASE", "base", 1, first.base, now.base],
    ["D_LQUANT_MATCHLIM", "limit", 2, limit(first), limit(now)],
    ["D_LQUANT_MATCHSTEP", "step", 3, first.step, now.step],
  ] as const;
  const [tag, name, n, expected, found] = rows.find((row) => row[3] !== row[4])!;
  context.error(tag, `the ${name} of \`lquantize()\` was ${expected} before, and is ${found} here`, span, {
    plain: `lquantize( ) ${name} (argument #${n}) doesn't match previous declaration: ` +
      `expected ${expected}, found ${found}`,
  });
}
const NOTHING: Parameters = { base: 0n, step: 1n, levels: 1n };

export const lquantize: AggregatingBuiltin = {
  name: "lquantize",
  doc: "A distribution of the values in equal steps: lquantize(value, base, limit, step, increment).",
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
  merge: mergeSums,
  compare(left, right, parameters) {
    const { base, step, levels } = of(parameters);
    const last = Number(levels) + 1;
    const valueOf = (bucket: number) =>
      bucket === 0 ? base - 1n : bucket === last ? base + step * levels + 1n : base + step * BigInt(bucket - 1);
    return compareDistributions(left, right, valueOf, zeroBucket(of(parameters)));
  },
  scalar: () => undefined,
  format(words, normal, parameters, display) {
    return drawDistribution(
      words,
      shownRange(words, [0, 2]),
      normal,
      display,
      (bucket) => label(bucket, of(parameters)),
    );
  },
  packRange: (words: AggregationWords) => [0, words.length - 1],
  packHeading: (first, last) => ` ${"min".padStart(7)} .${"-".repeat(last - first + 1)}. ${"max".padEnd(8)} | count\n`,
  packRow(words, _first, _last, parameters, display) {
    const { base, step, levels } = of(parameters);
    const { total } = scaleBars([...words], display.aggzoom);
    const cells = [...words].map((count) => formatCell(count, total, display.encoding)).join("");
    const all = words.reduce((sum, count) => sum + count, 0n);
    return `${`< ${base}`.padStart(8)} :${cells}: ${`>= ${base + step * levels}`.padEnd(8)} | ${all}\n`;
  },
  buckets(words, parameters) {
    const { base, step, levels } = of(parameters);
    const limit = base + step * levels;
    const bounds = (bucket: bigint) =>
      bucket === 0n
        ? { low: -(2n ** 63n), high: base }
        : bucket > levels
        ? { low: limit, high: 2n ** 63n }
        : { low: base + step * (bucket - 1n), high: base + step * bucket };
    return [...words].flatMap((count, bucket) => count === 0n ? [] : [{ ...bounds(BigInt(bucket)), count }]);
  },
};
/** The bucket that begins at zero, if one does. */
function zeroBucket({ base, step, levels }: Parameters): number | undefined {
  if (base === 1n) return 0;
  if (base <= 0n && base + step * levels > 0n && -base % step === 0n) return Number(-base / step) + 1;
  return base + step * levels === -1n ? Number(levels) + 1 : undefined;
}
function label(bucket: number, { base, step, levels }: Parameters): string {
  if (bucket === 0) return `< ${base}`.padStart(16);
  if (BigInt(bucket) > levels) return `>= ${base + step * levels}`.padStart(16);
  return String(base + step * BigInt(bucket - 1)).padStart(16);
}
