/**
 * clear, trunc, normalize, denormalize: what a program does to its aggregations as a whole.
 *
 * @module
 */
import { FIRED } from "../../image/mod.ts";
import type { ActionBuiltin } from "./action_definition.ts";
import { aggregationOf, expressionOf, isScalar, wrongCount } from "./action_definition.ts";

interface AggregationTarget {
  readonly id: number;
}
const RECORDS = { records: true };
const target = (data: unknown) => (data as AggregationTarget).id;

export const clear: ActionBuiltin = {
  name: "clear",
  doc:
    "Sets the values of an aggregation to zero; its keys stay. To min() that zero is a value: trunc() starts afresh.",
  prototype: "void(...)",
  traits: RECORDS,
  check(context, args, span) {
    if (args.length !== 1) return wrongCount(context, "clear", "D_CLEAR_PROTO", args.length, "1", span);
    return aggregationOf(context, "clear", args[0], "D_CLEAR_AGGARG");
  },
  lower(b, _args, data) {
    b.beginAction("clear", data);
    b.setStatus(FIRED.CONSUME);
  },
  consume: (context, { data }) => context.clear(target(data)),
};
export const trunc: ActionBuiltin = {
  name: "trunc",
  doc: "Forgets the entries of an aggregation, or all but the n greatest (the -n least).",
  prototype: "void(...)",
  traits: RECORDS,
  check(context, args, span) {
    if (args.length < 1 || args.length > 2) {
      const expected = args.length < 1 ? "at least 1" : "no more than 2";
      return wrongCount(context, "trunc", "D_TRUNC_PROTO", args.length, expected, span);
    }
    const aggregation = aggregationOf(context, "trunc", args[0], "D_TRUNC_AGGARG");
    if (args.length === 2 && !isScalar(context, args[1])) {
      context.error("D_TRUNC_SCALAR", "the limit of `trunc()` is a number", span, {
        plain: "trunc( ) argument #2 must be of scalar type",
      });
    }
    return aggregation;
  },
  lower(b, args, data) {
    b.beginAction("trunc", data);
    if (args[1]) b.field(expressionOf(args[1]));
    b.setStatus(FIRED.CONSUME);
  },
  consume(context, record) {
    const [field] = record.fields;
    // without a limit all go; a limit of zero is the same
    const limit = field && context.value(record, field) as bigint;
    context.truncate(target(record.data), limit === undefined ? undefined : BigInt.asIntN(64, limit));
  },
};
function normalizing(name: "normalize" | "denormalize", doc: string): ActionBuiltin {
  const count = name === "normalize" ? 2 : 1;
  return {
    name,
    doc,
    prototype: "void(...)",
    traits: RECORDS,
    check(context, args, span) {
      if (args.length !== count) {
        return wrongCount(context, name, "D_NORMALIZE_PROTO", args.length, String(count), span);
      }
      const aggregation = aggregationOf(context, name, args[0], "D_NORMALIZE_AGGARG");
      if (args.length === 2 && !isScalar(context, args[1])) {
        context.error("D_NORMALIZE_SCALAR", `the factor of \`${name}()\` is a number`, span, {
          plain: `${name}( ) argument #2 must be of scalar type`,
        });
      }
      return aggregation;
    },
    lower(b, args, data) {
      b.beginAction(name, data);
      if (args[1]) b.field(expressionOf(args[1]));
      b.setStatus(FIRED.CONSUME);
    },
    consume(context, record) {
      const [field] = record.fields;
      context.normalize(target(record.data), field ? context.value(record, field) as bigint : 1n);
    },
  };
}
export const normalize = normalizing("normalize", "Shows the values of an aggregation divided by a factor.");
export const denormalize = normalizing("denormalize", "Shows the values of an aggregation undivided again.");
