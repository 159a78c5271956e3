/**
 * From an expression's source text to a column's name, label, kind and unit: `args[2]->ip_saddr` is `ip_saddr`.
 *
 * @module
 */
import { type Expression, parseProgram } from "../d/syntax/mod.ts";
import { plainText } from "./cell_text.ts";
import { libraryFacts } from "./members.ts";
import type { ColumnKind, Unit } from "./table.ts";

export interface ExpressionFacts {
  /** An identifier. */
  readonly name: string;
  /** The expression without what everyone knows: `timestamp - ts`. */
  readonly label: string;
  readonly kind?: ColumnKind;
  readonly unit?: Unit;
  /** Values are beginnings of intervals of so many ns: what is not `time` counts them, from 1970 on. */
  readonly intervalNs?: bigint;
}
const LONGEST_NAME = 48, LONGEST_LABEL = 60;

export function describeExpression(text: string): ExpressionFacts {
  const expression = parseLabel(text);
  if (!expression) return { name: identifier(text), label: cropped(text.replace(/\s+/g, " ")) };
  return {
    name: identifier(nameOf(expression)),
    label: cropped(labelOf(expression)),
    ...measureOf(expression),
  };
}

/** The expression, or undefined for a text that is none by itself (with a macro argument, from another language). */
function parseLabel(text: string): Expression | undefined {
  try {
    const source = { name: "label", text: `BEGIN { trace(${text}); }`, kind: "script" as const };
    const { items } = parseProgram(source, {
      isTypeName: (name) => /_t$/.test(name),
      macroArguments: ["label"],
      macroVariables: new Map(),
      defaultArguments: true,
      preferProbeSpecifier: false,
    });
    const [clause] = items;
    const statement = clause?.kind === "clause" ? clause.body?.[0] : undefined;
    const call = statement?.kind === "expression" ? statement.expression : undefined;
    return items.length === 1 && call?.kind === "call" && call.args.length === 1 ? call.args[0] : undefined;
  } catch {
    return undefined;
  }
}
/** Letters, digits and underscores, no digit in front. */
export function identifier(text: string): string {
  const plain = text.normalize("NFKD").replace(/[^A-Za-z0-9_]+/g, "_").replace(/^_+|_+$/g, "").slice(0, LONGEST_NAME)
    .replace(/_+$/, "");
  return plain === "" ? "value" : /^\d/.test(plain) ? `_${plain}` : plain;
}
const cropped = (text: string): string => {
  const plain = plainText(text);
  return plain.length <= LONGEST_LABEL ? plain : `${plain.slice(0, LONGEST_LABEL - 1)}…`;
};

/** Names given in turn, those that were there already with a number. */
export class UniqueNames {
  readonly #given = new Set<string>();
  give(name: string): string {
    let unique = name;
    for (let n = 2; this.#given.has(unique); n++) unique = `${name}_${n}`;
    this.#given.add(unique);
    return unique;
  }
}

/** Functions and casts that change how a value is written, not what it is. */
const TRANSPARENT = new Set([
  ...["ntohs", "ntohl", "ntohll", "htons", "htonl", "htonll"],
  ...["inet_ntoa", "inet_ntoa6", "stringof", "lltostr", "basename"],
]);
const WORDS: Readonly<Record<string, string>> = {
  "+": "plus",
  "-": "minus",
  "*": "times",
  "/": "per",
  "%": "mod",
  "&": "and",
  "|": "or",
  "^": "xor",
  "<<": "shl",
  ">>": "shr",
  "==": "is",
  "!=": "is_not",
  "<": "below",
  "<=": "at_most",
  ">": "above",
  ">=": "at_least",
  "&&": "and",
  "||": "or",
  "^^": "xor",
  ",": "then",
};
const textOf = (expression: Expression): string =>
  expression.span.source.text.slice(expression.span.start, expression.span.end);
const nameOfCallee = (callee: Expression): string => callee.kind === "identifier" ? callee.name : "call";
/** The argument that a transparent call is about, or undefined. */
function passedThrough(expression: Expression): Expression | undefined {
  if (expression.kind === "cast") return expression.operand;
  if (expression.kind === "unary" && ["*", "&", "+", "stringof"].includes(expression.operator)) {
    return expression.operand;
  }
  if (expression.kind !== "call") return undefined;
  const name = nameOfCallee(expression.callee);
  if (name === "inet_ntop" || name === "link_ntop") return expression.args[1];
  return TRANSPARENT.has(name) && expression.args.length >= 1 ? expression.args[0] : undefined;
}
const isArguments = (expression: Expression): boolean => expression.kind === "identifier" && expression.name === "args";
/** What a table of names is indexed by. */
function named(expression: Expression): Expression | undefined {
  if (expression.kind !== "index" || expression.object.kind !== "identifier" || expression.keys.length !== 1) return;
  return libraryFacts().nameTables.has(expression.object.name) ? expression.keys[0] : undefined;
}
/** `args[5]` of the tcp provider is the state before: both states in one clause must not have one name. */
function memberName({ name, object }: Extract<Expression, { kind: "member" }>): string {
  const before = name === "tcps_state" && object.kind === "index" && isArguments(object.object) &&
    textOf(object.keys[0]) === "5";
  return before ? "tcps_state_before" : name;
}

function nameOf(expression: Expression): string {
  const inner = passedThrough(expression) ?? named(expression);
  if (inner) return nameOf(inner);
  switch (expression.kind) {
    case "member":
      return memberName(expression);
    case "identifier":
      return expression.name;
    case "aggregation":
      return expression.name;
    case "index": {
      const base = nameOf(expression.object);
      return isArguments(expression.object) ? `args_${textOf(expression.keys[0])}` : base;
    }
    case "call":
      return [nameOfCallee(expression.callee), ...expression.args.map(nameOf)].join("_");
    case "unary":
      return `${expression.operator === "-" ? "minus" : "not"}_${nameOf(expression.operand)}`;
    case "binary":
      return `${nameOf(expression.left)}_${WORDS[expression.operator]}_${nameOf(expression.right)}`;
    case "conditional":
      return nameOfConditional(expression);
    case "step":
      return nameOf(expression.operand);
    case "assignment":
      return nameOf(expression.target);
    default:
      return textOf(expression);
  }
}
/** Both branches of `x ? a->n : b->n` may be one thing; flags are named by their condition. */
function nameOfConditional(expression: Extract<Expression, { kind: "conditional" }>): string {
  const [left, right] = [expression.then, expression.else];
  const isConstant = ({ kind }: Expression) => kind === "integer" || kind === "string";
  if (isConstant(left) && isConstant(right)) return nameOf(expression.condition);
  if (isConstant(right)) return nameOf(left);
  if (isConstant(left)) return nameOf(right);
  return nameOf(left) === nameOf(right) ? nameOf(left) : `${nameOf(left)}_or_${nameOf(right)}`;
}

function labelOf(expression: Expression): string {
  const inner = passedThrough(expression) ?? named(expression);
  if (inner) return labelOf(inner);
  switch (expression.kind) {
    case "member":
      return memberName(expression);
    case "index":
      return isArguments(expression.object) ? textOf(expression) : labelOf(expression.object);
    case "call":
      return `${nameOfCallee(expression.callee)}(${expression.args.map(labelOf).join(", ")})`;
    case "unary":
      return `${expression.operator}${labelOf(expression.operand)}`;
    case "binary":
      return `${bracketed(expression.left)} ${expression.operator} ${bracketed(expression.right)}`;
    case "conditional":
      return `${bracketed(expression.condition)} ? ${bracketed(expression.then)} : ${bracketed(expression.else)}`;
    default:
      return textOf(expression).replace(/\s+/g, " ");
  }
}
const bracketed = (expression: Expression): string =>
  expression.kind === "binary" || expression.kind === "conditional" ? `(${labelOf(expression)})` : labelOf(expression);

type Measure = Pick<ExpressionFacts, "kind" | "unit" | "intervalNs">;
const TIMES: Readonly<Record<string, Measure>> = {
  timestamp: { kind: "time", unit: "ns" },
  walltimestamp: { kind: "time", unit: "ns" },
  vtimestamp: { unit: "ns" },
};
const NAMES_OF_PROBES = new Set(["probename", "probefunc", "probemod", "probeprov"]);
/** What dividing by a thousand makes of a unit. */
const THOUSANDTHS: Readonly<Record<string, Unit>> = { ns: "us", us: "ms", ms: "s" };

function measureOf(expression: Expression): Measure {
  const inner = passedThrough(expression);
  if (inner) return measureOf(inner);
  switch (expression.kind) {
    case "member":
      return libraryFacts().members.get(expression.name) ?? {};
    case "identifier":
      return TIMES[expression.name] ?? (NAMES_OF_PROBES.has(expression.name) ? { kind: "probe" } : {});
    case "binary":
      return measureOfBinary(expression);
    case "conditional": {
      const left = measureOf(expression.then), right = measureOf(expression.else);
      return expression.else.kind === "integer" || left.unit === right.unit && left.kind === right.kind ? left : {};
    }
    case "unary":
      return expression.operator === "-" ? { unit: measureOf(expression.operand).unit } : {};
    default:
      return {};
  }
}
function measureOfBinary({ operator, left, right }: Extract<Expression, { kind: "binary" }>): Measure {
  const a = measureOf(left), b = measureOf(right);
  const number = right.kind === "integer" ? right.value : undefined;
  switch (operator) {
    case "-":
      // `t - t % N`: the beginning of the interval in which it lies
      if (a.kind === "time" && a.unit) {
        const ns = intervalOf(left, right);
        if (ns !== undefined) return { ...a, intervalNs: ns * NS[a.unit]! };
      }
      // from one moment to another, which the program kept in a variable
      if (a.kind === "time") return number === undefined ? { unit: "ns" } : a;
      return a.unit && (b.unit === undefined || a.unit === b.unit) ? { unit: a.unit } : {};
    case "+":
      if (a.kind === "time" || b.kind === "time") return a.kind === "time" ? a : b;
      return a.unit && (a.unit === b.unit || number !== undefined) ? { unit: a.unit } : {};
    case "/": {
      const scaled = number === undefined ? {} : divided(a.unit, number);
      if (a.kind !== "time" || a.unit === undefined || number === undefined || number <= 0n) return scaled;
      const intervalNs = NS[a.unit]! * number;
      return scaled.unit ? { kind: "time", ...scaled, intervalNs } : { intervalNs };
    }
    case "*":
      return a.unit === "bytes" && number === 8n ? { unit: "bits" } : {};
    default:
      return {};
  }
}
const NS: Readonly<Partial<Record<Unit, bigint>>> = { ns: 1n, us: 1_000n, ms: 1_000_000n, s: 1_000_000_000n };
/** N of `t % N`, where the same time stands before it. */
function intervalOf(time: Expression, rest: Expression): bigint | undefined {
  if (rest.kind !== "binary" || rest.operator !== "%" || rest.right.kind !== "integer") return undefined;
  return textOf(rest.left) === textOf(time) && rest.right.value > 0n ? rest.right.value : undefined;
}
/** Nanoseconds by a million are milliseconds. */
function divided(unit: Unit | undefined, by: bigint): Measure {
  let result = unit;
  while (result && by > 1n && by % 1000n === 0n) {
    result = THOUSANDTHS[result];
    by /= 1000n;
  }
  return result && by === 1n ? { unit: result } : {};
}
