/**
 * llquantize: orders of magnitude, each divided in equal steps.
 *
 * @module
 */
import type { Tag } from "../../diagnostic/mod.ts";
import type { CheckContext, TypedExpression } from "../../d/check/mod.ts";
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

interface Parameters {
  readonly factor: bigint;
  readonly low: bigint;
  readonly high: bigint;
  readonly steps: bigint;
}
const of = (parameters: unknown) => parameters as Parameters;

const ARGUMENTS = [
  ["factor", "factor", "FACTOR"],
  ["low", "low magnitude", "LOW"],
  ["high", "high magnitude", "HIGH"],
  ["steps", "linear steps per magnitude", "NSTEP"],
] as const;
type FailLlquantize = (tag: Extract<Tag, `D_LLQUANT_${string}`>, message: string, plain: string) => undefined;

function checkParameters(
  context: CheckContext,
  args: readonly TypedExpression[],
  fail: FailLlquantize,
): Parameters | undefined {
  const values: bigint[] = [];
  for (const [i, [, name, short]] of ARGUMENTS.entries()) {
    const value = context.constant(args[i + 1]);
    const what = `llquantize( ) argument #${i + 1} (${name}) must be an`;
    if (value === undefined) {
      return fail(
        `D_LLQUANT_${short}TYPE`,
        `the ${name} of \`llquantize()\` is a constant`,
        `${what} integer constant`,
      );
    }
    if (value < 0n || value > 65535n) {
      return fail(
        `D_LLQUANT_${short}VAL`,
        `the ${name} of \`llquantize()\` has 16 bits and no sign`,
        `${what} unsigned 16-bit quantity`,
      );
    }
    values.push(value);
  }
  const [factor, low, high, steps] = values;
  return checkShape({ factor, low, high, steps }, fail);
}
function checkShape(parameters: Parameters, fail: FailLlquantize): Parameters | undefined {
  const { factor, low, high, steps } = parameters;
  if (factor < 2n) {
    const plain = "llquantize( ) factor (argument #1) must be two or more";
    return fail("D_LLQUANT_FACTORSMALL", "the factor of `llquantize()` is two or more", plain);
  }
  if (low >= high) {
    return fail(
      "D_LLQUANT_MAGRANGE",
      "the high magnitude of `llquantize()` lies above the low one",
      "llquantize( ) high magnitude (argument #3) must be greater than low magnitude (argument #2)",
    );
  }
  if (steps < factor) {
    return fail(
      "D_LLQUANT_FACTORNSTEPS",
      "`llquantize()` has at least as many steps in a magnitude as its factor",
      "llquantize( ) factor (argument #1) must be less than or equal to the number of linear steps per magnitude " +
        "(argument #4)",
    );
  }
  let power = factor;
  while (power < steps) power *= factor;
  if (steps % factor !== 0n || power % steps !== 0n) {
    return fail(
      "D_LLQUANT_FACTOREVEN",
      "the factor of `llquantize()` divides the steps, and the steps divide a power of the factor",
      "llquantize( ) factor (argument #1) must evenly divide the number of steps per magnitude (argument #4), and the " +
        "number of steps per magnitude must evenly divide a power of the factor",
    );
  }
  // the last bucket begins one magnitude above: it must be a value that a signed number of 64 bits can have
  if (high > 63n || factor ** (high + 1n) >= 2n ** 63n) {
    return fail(
      "D_LLQUANT_MAGTOOBIG",
      `${factor} to the power of ${high + 1n} does not fit in 64 bits`,
      `llquantize( ) factor (${factor}) raised to power of high magnitude (${high}) overflows 64-bits`,
    );
  }
  return parameters;
}
/** The value at which each bucket from 1 on begins; the last one is where "and above" begins. */
const starts = byParameters(({ factor, low, high, steps }: Parameters): bigint[] => {
  const found: bigint[] = [];
  let value = factor ** low;
  for (let magnitude = low; magnitude <= high; magnitude++) {
    const next = value * factor;
    const step = next > steps ? next / steps : 1n;
    for (; value < next; value += step) found.push(value);
  }
  found.push(value);
  return found;
});
/** Below the first bucket one less than its start; otherwise where a bucket begins. */
const shape = byParameters((parameters: Parameters) => {
  const values = starts(parameters);
  return shapeOf([values[0] - 1n, ...values], 0);
});
const NOTHING: Parameters = { factor: 2n, low: 0n, high: 1n, steps: 2n };

function label(bucket: number, values: readonly bigint[]): string {
  if (bucket === 0) return `< ${values[0]}`;
  return bucket === values.length ? `>= ${values[bucket - 1]}` : String(values[bucket - 1]);
}

export const llquantize: AggregatingBuiltin = {
  form: { isDistribution: true },
  name: "llquantize",
  doc: "A log-linear distribution: llquantize(value, factor, low, high, steps, increment).",
  since: "1.7",
  prototype: "void(@, int32_t, int32_t, int32_t, int32_t, ...)",
  check(context, args, span) {
    const parameters = checkParameters(context, args, (tag, message, plain) => {
      context.error(tag, message, span, { plain });
      return undefined;
    });
    const increment = parameters ? checkIncrement(context, "llquantize", args.slice(5), 6) : [];
    return { evaluated: [args[0], ...increment], parameters: parameters ?? NOTHING };
  },
  sameParameters(context, first, now, span) {
    for (const [i, [field, name, short]] of ARGUMENTS.entries()) {
      const expected = of(first)[field], found = of(now)[field];
      if (expected === found) continue;
      const message = `the ${name} of \`llquantize()\` was ${expected} before, and is ${found} here`;
      context.error(`D_LLQUANT_${short}MATCH`, message, span, {
        plain: `llquantize( ) ${name} (argument #${i + 1}) doesn't match previous declaration: ` +
          `expected ${expected}, found ${found}`,
      });
      return;
    }
  },
  valueSize: (parameters) => (starts(parameters).length + 1) * 8,
  update(b, value, [sample, increment], parameters) {
    const { factor, low, high, steps } = of(parameters);
    const bounds = [factor, low, high, steps].map((bound) => b.constant(bound));
    addToBucket(b, value, b.helper("llquantize_index", sample, ...bounds), increment);
  },
  isAdditive: true,
  merge: mergeSums,
  compare: (left, right, parameters) => compareDistributions(left, right, shape(parameters)),
  rank: (words, parameters) => weightOf(words, shape(parameters)),
  scalar: () => undefined,
  drawing(parameters) {
    const values = starts(parameters);
    return { ...shape(parameters), label: (bucket) => label(bucket, values) };
  },
  format(words, normal, parameters, display) {
    const values = starts(parameters);
    return drawDistribution(words, [0, 1], normal, display, (bucket) => label(bucket, values));
  },
  bucketStarts: (parameters) => [-(2n ** 63n), ...starts(parameters)],
  buckets(words, parameters) {
    const values = starts(parameters);
    return usedBuckets(words, (bucket) => ({
      low: bucket === 0 ? -(2n ** 63n) : values[bucket - 1],
      high: bucket === values.length ? 2n ** 63n : values[bucket],
    }));
  },
};
