/**
 * How large checked expressions are once everything that inlines and translators stand for is written out: forty
 * inlines that each name the one before twice are a few lines, and a million million operations.
 *
 * @module
 */
import type { Span } from "../../diagnostic/mod.ts";
import { isString, sizeOf } from "../types/mod.ts";
import { partsOf } from "./expression_parts.ts";
import type { CheckState } from "./check_state.ts";
import type { TypedArgument, TypedClause, TypedExpression, TypedStatement, Variable } from "./typed.ts";

/** Operations of one expression, and levels of one inside the other, that are compiled. */
const MAX_PARTS = 100_000;
const DEEPEST = 1000;
/** Operations of all clauses together. */
const MAX_PROGRAM_PARTS = 300_000;
/** Expressions in bodies of inlines and translators that a program may have checked: each use checks them again. */
const MAX_EXPANDED_PARTS = 100_000;
/** Bytes of one variable, as DTrace limits them. */
export const LARGEST_VARIABLE = 16384;

interface Measure {
  readonly parts: number;
  readonly depth: number;
}
/** Parts are shared: each is measured once. */
const measured = new WeakMap<TypedExpression, Measure>();

function measure(expression: TypedExpression): Measure {
  // what leans to the left is measured from its beginning: thousands of calls within each other exhaust the stack
  const chain: TypedExpression[] = [];
  let next: TypedExpression | undefined = expression;
  for (; next && !measured.has(next); next = "left" in next ? next.left : undefined) chain.push(next);
  for (let one = chain.pop(); one; one = chain.pop()) measured.set(one, measureOne(one));
  return measured.get(expression)!;
}
function measureOne(expression: TypedExpression): Measure {
  let parts = 1, depth = 0;
  for (const child of partsOf(expression)) {
    const of = measure(child);
    parts += of.parts;
    depth = Math.max(depth, of.depth);
  }
  return { parts, depth: depth + 1 };
}

/** Whether an expression can be compiled; if not, that is reported at the place given. */
export function fitsMachine(state: CheckState, expression: TypedExpression, span: Span): boolean {
  const { parts, depth } = measure(expression);
  if (depth > DEEPEST) tooDeep(state, span, DEEPEST);
  else if (parts > MAX_PARTS) tooLarge(state, span);
  else return true;
  return false;
}
export function tooDeep(state: CheckState, span: Span, deepest: number): void {
  state.reporter.error("D_WASM_DEPTH", `the expression is nested more than ${deepest} levels deep`, span, {
    plain: "expression too deeply nested",
    help: ["keep a part of it in a `this->` variable"],
  });
}
function tooLarge(state: CheckState, span: Span): void {
  state.reporter.error(
    "D_WASM_EXPANSION",
    `this comes to more than ${MAX_PARTS} operations when its inlines and translators are written out`,
    span,
    { label: "too large", help: ["keep what is used several times in a `this->` variable"] },
  );
}

/**
 * Counts an expression in the body of an inline or a translator, on behalf of the place in the program that wants it.
 * False when there were too many: nothing more is looked at.
 */
export function countExpansion(state: CheckState): boolean {
  if (!state.expanding || ++state.expanded <= MAX_EXPANDED_PARTS) return true;
  tooLarge(state, state.expanding);
  return false;
}

/** Refuses a variable that is too large; elements of associative arrays lie in a buffer of their own. */
export function fitsVariable(state: CheckState, { name, type, keys }: Variable, span: Span): void {
  const size = sizeOf(type, state.stringSize);
  if (keys || size <= LARGEST_VARIABLE) return;
  const strings = isString(type) ? ["a string takes as much as `strsize` says"] : [];
  state.reporter.error(
    "D_WASM_VARIABLE",
    `\`${name}\` takes ${BigInt(size)} bytes, ${LARGEST_VARIABLE} at most`,
    span,
    {
      notes: strings,
      help: ["an associative array holds larger values, as far as `dynvarsize` reaches"],
    },
  );
}

/** Each aggregation is looked for among the entries of all. */
const MAX_AGGREGATIONS = 1000;
export function fitsAggregations(state: CheckState, name: string, span: Span): void {
  if (state.aggregationList.length < MAX_AGGREGATIONS) return;
  const words = `a program has at most ${MAX_AGGREGATIONS} aggregations, \`@${name}\` is one more`;
  state.reporter.error("D_WASM_PROGRAM", words, span, { help: ["one aggregation with keys does the work of many"] });
}

/** Counts what a clause adds to the program; reports the statement at which it becomes too large. */
export function measureClause(state: CheckState, clause: TypedClause): void {
  const add = (expressions: readonly TypedExpression[], span: Span) => {
    state.parts += 1;
    for (const one of expressions) if (fitsMachine(state, one, span)) state.parts += measure(one).parts;
    if (state.parts <= MAX_PROGRAM_PARTS) return;
    const words = `the program has more than ${MAX_PROGRAM_PARTS} operations`;
    state.reporter.error("D_WASM_PROGRAM", words, span, { label: "up to here", help: ["run it in parts"] });
    throw new TooLarge();
  };
  try {
    if (clause.predicate) add([clause.predicate], clause.predicate.span);
    eachStatement(clause.body ?? [], add);
    add([], clause.span);
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
  }
}
class TooLarge extends Error {}

/** Visits the expressions of each statement. */
export function eachStatement(
  statements: readonly TypedStatement[],
  add: (expressions: readonly TypedExpression[], span: Span) => void,
): void {
  for (const statement of statements) {
    switch (statement.kind) {
      case "expression":
        add([statement.expression], statement.span);
        break;
      case "if":
        add([statement.condition], statement.condition.span);
        eachStatement(statement.then, add);
        eachStatement(statement.else, add);
        break;
      case "aggregate":
        add([...statement.keys, ...statement.args], statement.span);
        break;
      case "action":
        add(statement.args.flatMap(expressionsOf), statement.span);
    }
  }
}
function expressionsOf(argument: TypedArgument): readonly TypedExpression[] {
  return argument.kind === "expression" ? [argument.expression] : [];
}
