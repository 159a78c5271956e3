/**
 * printf, printa, trace, print, tracemem: what makes text.
 *
 * @module
 */
import type { AggregationVariable, CheckContext, TypedArgument } from "../../d/check/mod.ts";
import { FIRED } from "../../image/mod.ts";
import {
  compileFormat,
  dumpBytes,
  formatPrintf,
  formatTrace,
  formatTyped,
  formatValueOf,
  type PrintfFormat,
  traceWriter,
} from "../../engine/format/mod.ts";
import { aggregating } from "../aggregating/mod.ts";
import {
  type ActionBuiltin,
  expressionOf,
  isScalar,
  positiveConstant,
  spanOf,
  typeOf,
  wrongCount,
} from "./action_definition.ts";
import { checkFormat, formatArgument, formatOf } from "./formats.ts";

const RECORDS = { records: true };

/** Checks a call whose first argument is a format for the others. */
export function checkPrintfLike(
  context: CheckContext,
  name: string,
  args: readonly TypedArgument[],
): PrintfFormat | undefined {
  const format = formatOf(context, name, args[0]);
  if (!format) return undefined;
  const rest = args.slice(1).map((arg) => formatArgument(context, arg));
  return checkFormat(context, { name, format, args: rest, exact: true, span: spanOf(args[0]) }) ? format : undefined;
}
export const printf: ActionBuiltin = {
  name: "printf",
  doc: "Prints values by a format, as C's printf does.",
  prototype: "void(@, ...)",
  traits: RECORDS,
  check: (context, args) => checkPrintfLike(context, "printf", args),
  isData: true,
  lower(b, args, data) {
    b.beginAction("printf", data);
    args.slice(1).forEach((arg) => b.field(expressionOf(arg)));
  },
  consume(context, { data, fields, bytes, view, payload }) {
    const values = fields.map((field) => formatValueOf(field, bytes, view, payload));
    context.write(formatPrintf(data as PrintfFormat, values, context.names));
  },
  lineWriter: ({ data, fields }, context) => compileFormat(data as PrintfFormat, fields, () => context.names),
};

interface Printa {
  readonly ids: readonly number[];
  readonly format: PrintfFormat | undefined;
}
/** Keys of all aggregations that one printa() shows must be alike. */
function sameKeys(
  context: CheckContext,
  first: AggregationVariable,
  other: AggregationVariable,
  span: TypedSpan,
): boolean {
  if (first.keys.length !== other.keys.length) {
    const has = ({ name, keys }: AggregationVariable) =>
      `@${name} has ${keys.length} key${keys.length === 1 ? "" : "s"}`;
    context.error("D_PRINTA_AGGKEY", `\`@${first.name}\` and \`@${other.name}\` have different numbers of keys`, span, {
      plain: `printa( ): @${first.name} and @${other.name} do not have matching key signatures: ${has(first)}, ${
        has(other)
      }`,
    });
    return false;
  }
  const at = first.keys.findIndex((key, i) =>
    context.typeName(context.resolve(key)) !== context.typeName(context.resolve(other.keys[i]))
  );
  if (at < 0) return true;
  context.error(
    "D_PRINTA_AGGPROTO",
    `key ${at + 1} of \`@${first.name}\` and of \`@${other.name}\` differ in type`,
    span,
    {
      plain: `printa( ): @${other.name}[ ] key #${at + 1} is incompatible with @${first.name}:\n` +
        [first, other].map(({ name, keys }) => `${name.padStart(9)} key #${at + 1}: ${context.typeName(keys[at])}`)
          .join("\n"),
    },
  );
  return false;
}
type TypedSpan = Parameters<CheckContext["error"]>[2];

export const printa: ActionBuiltin = {
  name: "printa",
  doc: "Prints aggregations, by a format where one is given.",
  prototype: "void(@, ...)",
  traits: RECORDS,
  check(context, args, span): Printa | undefined {
    const hasFormat = args[0].kind === "expression" && args[0].expression.kind === "string";
    const rest = args.slice(hasFormat ? 1 : 0);
    if (rest.length === 0) return wrongCount(context, "printa", "D_PRINTA_PROTO", args.length, "2", span);
    const aggregations: AggregationVariable[] = [];
    for (const [i, arg] of rest.entries()) {
      if (arg.kind !== "aggregation") {
        const number = i + (hasFormat ? 2 : 1);
        context.error("D_PRINTA_AGGARG", `argument ${number} of \`printa()\` is not an aggregation`, spanOf(arg), {
          plain: `printa( ) argument #${number} is incompatible with prototype:\n\tprototype: aggregation\n` +
            `\t argument: ${typeOf(context, arg)}`,
        });
        return undefined;
      }
      if (aggregations[0] && !sameKeys(context, aggregations[0], arg.aggregation, span)) return undefined;
      aggregations.push(arg.aggregation);
    }
    const ids = aggregations.map(({ id }) => id);
    if (!hasFormat) return { ids, format: undefined };
    const format = formatOf(context, "printa", args[0]);
    const [first] = aggregations;
    const isCount = aggregating.get(first.definition.name)?.form.isCount === true;
    const valueType = isCount ? context.uint64Type : context.int64Type;
    const fits = format && checkFormat(context, {
      name: "printa",
      format,
      args: first.keys.map((type) => ({ type, span, typeName: context.typeName(type) })),
      aggregation: { type: valueType, span, typeName: isCount ? "uint64_t" : "int64_t" },
      exact: false,
      span,
    });
    return fits ? { ids, format } : undefined;
  },
  lower(b, _args, data) {
    b.beginAction("printa", data);
    b.setStatus(FIRED.CONSUME);
  },
  consume(context, { data }) {
    const { ids, format } = data as Printa;
    context.printAggregations(ids, format);
  },
};

/** trace() and print() refuse the same things, each in its own words. */
function checkTraced(context: CheckContext, name: "trace" | "print", argument: TypedArgument): void {
  const upper = name === "trace" ? "TRACE" : "PRINT";
  if (argument.kind === "aggregation") {
    const hint = name === "print" ? " -- did you mean printa()?" : "";
    context.error(`D_${upper}_AGG`, `\`${name}()\` does not show aggregations`, argument.span, {
      plain: `${name}( ) may not be applied to an aggregation${hint}`,
      help: ["print it with `printa()`"],
    });
    return;
  }
  const { type, span } = argument.expression;
  const { kind } = context.resolve(type);
  if (kind === "void") {
    context.error(`D_${upper}_VOID`, "the expression has no value", span, {
      plain: `${name}( ) may not be applied to a void expression`,
    });
  }
  if (kind === "dynamic" && name === "trace") {
    const isAggregating = type.kind === "dynamic" && type.name === "aggregating function";
    context.error(
      "D_TRACE_DYN",
      `what ${isAggregating ? "is aggregated" : "a translator gives"} has no value of its own`,
      span,
      {
        plain: `${name}( ) may not be applied to a translated pointer`,
        help: [
          isAggregating ? "keep it in an aggregation, `@ = count();`: it prints at the end" : "name a member of it",
        ],
      },
    );
  }
}
export const trace: ActionBuiltin = {
  name: "trace",
  doc: "Prints a value in DTrace's own layout.",
  prototype: "void(@)",
  traits: RECORDS,
  check: (context, [argument]) => checkTraced(context, "trace", argument),
  isData: true,
  lower(b, [argument]) {
    b.beginAction("trace");
    b.field(expressionOf(argument));
  },
  consume(context, record) {
    const [field] = record.fields;
    const value = context.value(record, field);
    // an address is a text of which only the letters are kept: it is padded as one of strsize bytes would be
    const bytes = field.address && value instanceof Uint8Array ? withNul(value) : value;
    context.write(formatTrace(bytes, field.size, context.quiet, context.option("rawbytes") === true));
  },
  lineWriter: ({ fields: [field] }, context) =>
    traceWriter(field, () => context.quiet, () => context.option("rawbytes") === true),
};
function withNul(text: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(text.length + 1);
  bytes.set(text);
  return bytes;
}
export const print: ActionBuiltin = {
  name: "print",
  doc: "Prints a value with its type, a struct member by member.",
  prototype: "void(@)",
  traits: RECORDS,
  since: "1.9",
  check: (context, [argument]) => checkTraced(context, "print", argument),
  isData: true,
  lower(b, [argument]) {
    b.beginAction("print");
    b.field(expressionOf(argument));
  },
  consume(context, record) {
    const { fields: [field], bytes, payload } = record, { offset, size, type } = field;
    // an address lies there as its bytes, and is a text to the program
    const value = field.address ? context.value(record, field) : undefined;
    const shown = value instanceof Uint8Array
      ? withNul(value)
      : bytes.subarray(payload + offset, payload + offset + size);
    context.write(formatTyped(type, shown));
  },
};
export const tracemem: ActionBuiltin = {
  name: "tracemem",
  doc: "Dumps the bytes at an address: tracemem(address, most, size).",
  prototype: "void(@, size_t, ...)",
  traits: RECORDS,
  check(context, args) {
    const [address, max, size, ...rest] = args;
    const isAddress = address.kind === "expression" &&
      (context.isInteger(address.expression.type) || context.isPointer(address.expression.type));
    if (!isAddress) {
      context.error("D_TRACEMEM_ADDR", "`tracemem()` takes an address", spanOf(address), {
        plain: "tracemem( ) argument #1 is incompatible with prototype:\n\tprototype: pointer or integer\n" +
          `\t argument: ${typeOf(context, address)}`,
      });
    }
    const bytes = positiveConstant(context, max);
    if (bytes === undefined) {
      context.error("D_TRACEMEM_SIZE", "the size in `tracemem()` is a constant above zero", spanOf(max), {
        plain: "tracemem( ) argument #2 must be a non-zero positive integral constant expression",
      });
    }
    if (rest.length > 0) {
      context.error("D_TRACEMEM_ARGS", "`tracemem()` takes at most 3 arguments", spanOf(rest[0]), {
        plain: "tracemem ( ) prototype mismatch: expected at most 3 args",
      });
    } else if (size && !isScalar(context, size)) {
      context.error("D_TRACEMEM_DYNSIZE", "the third argument of `tracemem()` is a number", spanOf(size), {
        plain: "tracemem ( ) dynamic size (argument #3) must be of scalar type",
      });
    }
    return Number(bytes ?? 1n);
  },
  isData: true,
  lower(b, [address, , size], data) {
    const max = data as number;
    b.beginAction("tracemem", size !== undefined);
    if (!size) {
      b.fieldBytes(b.lower(expressionOf(address)), max);
      return;
    }
    const wanted = b.lower(expressionOf(size));
    const inside = b.compare("lt_u", wanted, b.constant(max));
    const length = b.select(inside, wanted, b.constant(max));
    b.fieldRegister(length, U64);
    b.fieldBytes(b.lower(expressionOf(address)), max, length);
  },
  consume(context, record) {
    const { fields, bytes, payload, data } = record;
    const dynamic = data === true;
    const field = fields[dynamic ? 1 : 0];
    const size = dynamic ? Number(context.value(record, fields[0])) : field.size;
    const from = payload + field.offset;
    context.write(dumpBytes(bytes.subarray(from, from + size)));
  },
};
const U64 = { kind: "int", name: "unsigned long", size: 8, signed: false, isChar: false } as const;
