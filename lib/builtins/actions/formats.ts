/**
 * Formats of printf() and similar actions: arguments against conversions.
 *
 * @module
 */
import type { CheckContext, TypedArgument, TypedExpression } from "../../d/check/mod.ts";
import { type DType, tracedKind } from "../../d/types/mod.ts";
import type { Span, Tag } from "../../diagnostic/mod.ts";
import { type Acceptance, type FormatConversion, parseFormat, type PrintfFormat } from "../../engine/format/mod.ts";
import { spanOf, typeOf } from "./action_definition.ts";

/** Bytes are shown one letter each; the text of a format is UTF-8 as it was written. */
export function formatTextOf(expression: Extract<TypedExpression, { kind: "string" }>): string {
  let text = "";
  for (const byte of expression.bytes) text += String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
  return text;
}
/** The format in the first argument, parsed, or an error. */
export function formatOf(context: CheckContext, name: string, argument: TypedArgument): PrintfFormat | undefined {
  if (argument.kind !== "expression" || argument.expression.kind !== "string") {
    context.error("D_PRINTF_ARG_FMT", `\`${name}()\` takes a string constant as its format`, spanOf(argument), {
      plain: `${name}( ) argument #1 is incompatible with prototype:\n\tprototype: string constant\n\t argument: ${
        typeOf(context, argument)
      }`,
      help: ['a format is written in double quotes: `printf("%s\\n", value)`; `trace(value)` needs none'],
    });
    return undefined;
  }
  const { expression } = argument;
  const parsed = parseFormat(formatTextOf(expression));
  if ("mistake" in parsed) {
    context.error(
      "D_SYNTAX",
      `the format is wrong: ${parsed.mistake}`,
      partOf(expression.span, parsed.start, parsed.end),
      {
        plain: parsed.mistake,
      },
    );
    return undefined;
  }
  if (parsed.text === "") {
    context.error("D_PRINTF_FMT_EMPTY", "the format is empty", expression.span, {
      plain: `${name}( ) format string is empty`,
    });
    return undefined;
  }
  return parsed;
}
/** A part of a string literal as it was written: exact where no escape stands before it. */
function partOf(span: Span, start: number, end: number): Span {
  const written = span.source.text.slice(span.start, span.end);
  const before = written.slice(0, start + 1);
  if (before.includes("\\") || !written.startsWith('"')) return span;
  return { source: span.source, start: span.start + 1 + start, end: Math.min(span.end, span.start + 1 + end) };
}

/** An argument as conversions judge it. */
export interface FormatArgument {
  readonly type: DType | undefined;
  readonly span: Span;
  /** `aggregation` where there is no type. */
  readonly typeName: string;
}
export function formatArgument(context: CheckContext, argument: TypedArgument): FormatArgument {
  const type = argument.kind === "expression" ? argument.expression.type : undefined;
  return { type, span: spanOf(argument), typeName: typeOf(context, argument) };
}
export interface FormatUse {
  readonly name: string;
  readonly format: PrintfFormat;
  readonly args: readonly FormatArgument[];
  /** What `%@` takes; undefined where there is no aggregation. */
  readonly aggregation?: FormatArgument;
  /** Every argument must be taken by a conversion. */
  readonly exact: boolean;
  /** Where the format stands. */
  readonly span: Span;
}

type FailFormat = (tag: Tag, message: string, plain: string, span: Span, help?: string[]) => false;

/** Judges all arguments against the conversions, in order; stops at the first mistake as DTrace does. */
export function checkFormat(context: CheckContext, use: FormatUse): boolean {
  const { name, args } = use;
  const fail: FailFormat = (tag, message, plain, span, help) => {
    context.error(tag, message, span, { plain, help });
    return false;
  };
  // text belongs to the conversion that follows it; `%%` counts as one
  let next = 0, number = 0;
  for (const piece of use.format.pieces) {
    if ("text" in piece) continue;
    number++;
    if (piece.conversion.definition.kind === "percent") continue;
    const { conversion } = piece;
    for (const dynamic of dynamics(conversion)) {
      if (!checkDynamic(context, use, conversion, dynamic, next, number, fail)) return false;
      next++;
    }
    if (!checkConversion(context, use, conversion, next, number, fail)) return false;
    if (!conversion.aggregation) next++;
  }
  if (!use.exact || next >= args.length) return true;
  return fail(
    "D_PRINTF_ARG_EXTRA",
    `the format takes ${next} arguments, there are ${args.length}`,
    `${name}( ) prototype mismatch: only ${next} arguments required by this format string`,
    args[next].span,
  );
}
function checkDynamic(
  context: CheckContext,
  { name, args, span }: FormatUse,
  conversion: FormatConversion,
  dynamic: string,
  next: number,
  number: number,
  fail: FailFormat,
): boolean {
  const argument = args[next];
  if (!argument) {
    return fail(
      "D_PRINTF_DYN_PROTO",
      `conversion ${number} (\`%${conversion.name}\`) lacks the argument for its \`${dynamic}\``,
      `${name}( ) prototype mismatch: conversion #${number} (%${conversion.name}) is missing a corresponding ` +
        `"${dynamic}" argument`,
      span,
    );
  }
  if (argument.type && context.isInteger(argument.type)) return true;
  return fail(
    "D_PRINTF_DYN_TYPE",
    `the \`${dynamic}\` of conversion ${number} takes an integer, not \`${argument.typeName}\``,
    `${name}( ) argument #${next + 2} is incompatible with conversion #${number} prototype:\n\tconversion: % ` +
      `${dynamic} ${conversion.name}\n\t prototype: int\n\t  argument: ${argument.typeName}`,
    argument.span,
  );
}
function checkConversion(
  context: CheckContext,
  use: FormatUse,
  conversion: FormatConversion,
  next: number,
  number: number,
  fail: FailFormat,
): boolean {
  const { name, args, span } = use;
  const { definition } = conversion;
  if (conversion.aggregation && !use.aggregation) {
    return fail(
      "D_PRINTF_AGG_CONV",
      `\`%@\` shows an aggregation: \`${name}()\` has none`,
      `%@ conversion requires an aggregation and is not for use with ${name}( )`,
      span,
    );
  }
  const argument = conversion.aggregation ? use.aggregation : args[next];
  if (!argument) {
    return fail(
      "D_PRINTF_ARG_PROTO",
      `conversion ${number} (\`%${conversion.name}\`) lacks its argument`,
      `${name}( ) prototype mismatch: conversion #${number} (%${conversion.name}) is missing a corresponding ` +
        `value argument`,
      span,
    );
  }
  if (accepts(context, definition.accepts, definition.expects, argument)) return true;
  const what = conversion.aggregation ? "aggregating action" : `argument #${next + 2}`;
  return fail(
    "D_PRINTF_ARG_TYPE",
    `conversion ${number} (\`%${conversion.name}\`) takes ${definition.expects}, not \`${argument.typeName}\``,
    `${name}( ) ${what} is incompatible with conversion #${number} prototype:\n\tconversion: %${conversion.name}` +
      `\n\t prototype: ${definition.expects}\n\t  argument: ${argument.typeName}`,
    argument.span,
    helpForConversion(context, argument),
  );
}
/** Which conversion takes what stands there. */
function helpForConversion(context: CheckContext, { type, typeName }: FormatArgument): string[] {
  if (typeName === "aggregation") return ["an aggregation is printed by `printa(@name)`"];
  if (type === undefined) return [];
  if (context.isInteger(type)) return ["a number is shown by `%d`, or `%x`"];
  return typeName === "string" ? ["a text is shown by `%s`"] : [];
}
/** DTrace takes the argument of the width before that of the precision. */
function dynamics({ dynamicWidth, dynamicPrecision }: FormatConversion): string[] {
  return [...(dynamicWidth ? ["*"] : []), ...(dynamicPrecision ? [".*"] : [])];
}

/** What typedef names in prototypes stand for. */
const BASES: Readonly<Record<string, string>> = { "uint16_t": "unsigned short" };
type Judge = (context: CheckContext, type: DType, expects: string) => boolean;
const isChar = (type: DType) => type.kind === "int" && type.isChar;
const ACCEPTANCES: Record<Acceptance, Judge> = {
  "integer": (context, type) => context.isInteger(type),
  "small-integer": (context, type) => context.isInteger(type) && context.sizeOf(type) <= 4,
  "wide-integer": (context, type) => context.isInteger(type) && context.sizeOf(type) === 8,
  "pointer-or-integer": (context, type) =>
    context.isPointer(type) || context.isInteger(type) || KERNEL_SYMBOLS.has(tracedKind(type) ?? ""),
  "user-pointer": (context, type) => context.isPointer(type) || context.isInteger(type) || isSymbol(context, type),
  "float": (context, type) => context.resolve(type).kind === "float",
  "stack": (context, type) => {
    const resolved = context.resolve(type);
    return resolved.kind === "dynamic" && resolved.name === "stack" || tracedKind(type) === "stack";
  },
  "string": (context, type) => {
    const resolved = context.resolve(type);
    if (resolved.kind === "string") return true;
    return resolved.kind === "array" && isChar(context.resolve(resolved.of));
  },
  "wide-string": (context, type) => {
    const resolved = context.resolve(type);
    if (resolved.kind !== "array") return false;
    const of = context.resolve(resolved.of);
    return of.kind === "int" && of.size === 4;
  },
  "time": (context, type) => context.isInteger(type) && context.sizeOf(type) === 8,
  "exact": (context, type, expects) => context.typeName(context.resolve(type)) === (BASES[expects] ?? expects),
  "any-sign": (context, type) => context.isInteger(type),
  "none": () => false,
};
const KERNEL_SYMBOLS = new Set(["sym", "func", "mod"]), USER_SYMBOLS = new Set(["usym", "ufunc", "umod", "uaddr"]);
function isSymbol(context: CheckContext, type: DType): boolean {
  const resolved = context.resolve(type);
  return resolved.kind === "dynamic" && resolved.name.endsWith("symaddr") || USER_SYMBOLS.has(tracedKind(type) ?? "");
}
function accepts(context: CheckContext, acceptance: Acceptance, expects: string, { type }: FormatArgument): boolean {
  if (!type) return false;
  if (acceptance === "pointer-or-integer" && isSymbol(context, type)) return true;
  return ACCEPTANCES[acceptance](context, type, expects);
}
