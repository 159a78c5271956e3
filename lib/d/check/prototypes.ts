/**
 * Arguments against prototypes: `string(const char *, int, [int])`, and keys against an array's signature.
 *
 * @module
 */
import type { Span } from "../../diagnostic/mod.ts";
import { compatibleArgument, type DType, typeName, VOID } from "../types/mod.ts";
import { convertTo } from "./conversions.ts";
import { asArgument } from "./keys.ts";
import type { CheckState } from "./check_state.ts";
import type { TypedExpression } from "./typed.ts";
import { operandOf, type TypedValue, typeNameOf } from "./value.ts";

export interface Prototype {
  readonly text: string;
  readonly returns: DType;
  /** Undefined: anything goes (`@`). */
  readonly parameters: readonly (DType | undefined)[];
  /** How many must be given. */
  readonly min: number;
  /** `...` or optional ones at the end. */
  readonly variadic: boolean;
  readonly optional: boolean;
}
/** Prototypes are the same text for all sessions, but their types are a session's own. */
const cache = new WeakMap<CheckState, Map<string, Prototype>>();

export function prototypeOf(state: CheckState, text: string): Prototype {
  let known = cache.get(state);
  if (!known) cache.set(state, known = new Map());
  let prototype = known.get(text);
  if (!prototype) known.set(text, prototype = parsePrototype(state, text));
  return prototype;
}
function parsePrototype(state: CheckState, text: string): Prototype {
  const open = text.indexOf("("), close = text.lastIndexOf(")");
  const returns = state.types.byText(text.slice(0, open).trim()) ?? VOID;
  const words = text.slice(open + 1, close).split(",").map((word) => word.trim()).filter((word) => word !== "");
  const parameters: (DType | undefined)[] = [];
  let min = 0, variadic = false, optional = false;
  for (const word of words) {
    if (word === "...") {
      variadic = true;
      break;
    }
    const bracketed = word.startsWith("[") && word.endsWith("]");
    if (bracketed) optional = true;
    else min++;
    const name = bracketed ? word.slice(1, -1) : word;
    parameters.push(name === "@" ? undefined : state.types.byText(name));
  }
  return { text, returns, parameters, min, variadic, optional };
}

/**
 * Checks arguments of a function. Gives them converted, or undefined after a report. Actions and aggregating functions
 * judge constants by the value that was written (`constantsAsWritten`).
 */
export function checkArguments(
  state: CheckState,
  name: string,
  prototype: Prototype,
  args: readonly TypedValue[],
  span: Span,
  constantsAsWritten = false,
): TypedExpression[] | undefined {
  const { parameters, min, variadic, optional } = prototype;
  if (args.length < min || (!variadic && args.length > parameters.length)) {
    const few = args.length < min;
    const wanted = optional && !few
      ? `at most ${parameters.length}`
      : optional || variadic
      ? `at least ${min}`
      : `${min}`;
    state.reporter.error(
      "D_PROTO_LEN",
      `\`${name}\` takes ${wanted} argument${min === 1 && !optional ? "" : "s"}, not ${args.length}`,
      span,
      {
        plain: `${name}( ) prototype mismatch: ${args.length} arg${args.length === 1 ? " " : "s "}passed, ${
          optional ? "at least " : ""
        }${min} expected`,
        notes: [`its prototype is \`${prototype.text.replace("(", ` ${name}(`)}\``],
      },
    );
    return undefined;
  }
  let failed = false;
  const converted = args.map((arg, i) => {
    const parameter = parameters[i];
    if (!parameter) return asArgument(state, arg);
    const source = sourceOf(parameter, arg);
    if (source) return source;
    if (constantsAsWritten && arg.expression.kind === "integer" && fits(parameter, arg)) return arg.expression;
    if (fits(parameter, arg)) return convertTo(arg.expression, parameterType(parameter, arg));
    failed = true;
    state.reporter.error(
      "D_PROTO_ARG",
      `argument ${i + 1} of \`${name}\` is \`${typeName(parameter)}\`, not \`${typeNameOf(arg)}\``,
      arg.span,
      {
        plain: `${name}( ) argument #${i + 1} is incompatible with prototype:\n\tprototype: ${
          typeName(parameter)
        }\n\t argument: ${typeNameOf(arg)}`,
        label: `this is \`${typeNameOf(arg)}\``,
        notes: [`its prototype is \`${prototype.text.replace("(", ` ${name}(`)}\``],
      },
    );
    return arg.expression;
  });
  return failed ? undefined : converted;
}
/** What a translated pointer is made of, where the function asks for that: ours, so that it can be handed `args[4]`. */
function sourceOf(parameter: DType, { translation }: TypedValue): TypedExpression | undefined {
  if (!translation?.pointer || parameter.kind !== "pointer") return undefined;
  const { input } = translation;
  if (input.type.kind !== "pointer" || typeName(input.type) !== typeName(parameter)) return undefined;
  return input;
}
function fits(parameter: DType, arg: TypedValue): boolean {
  if (arg.translation || arg.aggregation || arg.aggregating) return false;
  return compatibleArgument({ type: parameter }, operandOf(arg));
}
/** Strings pass as they are where a char pointer is expected. */
function parameterType(parameter: DType, arg: TypedValue): DType {
  const passed = arg.expression;
  return passed.type.kind === "string" || passed.kind === "at" ? passed.type : parameter;
}

/**
 * Checks keys against a signature. Gives them converted (aggregations: as they are, so that each keeps its value), or
 * undefined after a report.
 */
export function checkSignature(
  state: CheckState,
  name: string,
  prefix: string,
  suffix: string,
  formal: readonly DType[],
  keys: readonly TypedValue[],
  span: Span,
  keep: "converted" | "as they are",
): TypedExpression[] | undefined {
  if (keys.length !== formal.length) {
    const count = `${keys.length} key${keys.length === 1 ? " " : "s "}`;
    state.reporter.error(
      "D_PROTO_LEN",
      `\`${prefix}${name}\` has ${formal.length} key${formal.length === 1 ? "" : "s"}, not ${keys.length}`,
      span,
      {
        plain: `${prefix}${name}${suffix} prototype mismatch: ${count}passed, ${formal.length} expected`,
        notes: formal.length ? [`its keys are \`${formal.map(typeName).join(", ")}\``] : undefined,
      },
    );
    return undefined;
  }
  let failed = false;
  const converted = keys.map((key, i) => {
    if (fits(formal[i], key)) {
      return key.action || keep === "as they are" ? key.expression : convertTo(key.expression, formal[i]);
    }
    failed = true;
    state.reporter.error(
      "D_PROTO_ARG",
      `key ${i + 1} of \`${prefix}${name}\` is \`${typeName(formal[i])}\`, not \`${typeNameOf(key)}\``,
      key.span,
      {
        plain: `${prefix}${name}${suffix} key #${i + 1} is incompatible with prototype:\n\tprototype: ${
          typeName(formal[i])
        }\n\t      key: ${typeNameOf(key)}`,
      },
    );
    return key.expression;
  });
  return failed ? undefined : converted;
}
