/**
 * Expressions, by precedence: C's operators, with `^^` between `&&` and `||`.
 *
 * @module
 */
import type { Assignment, BinaryOperator, Expression, Identifier, UnaryOperator } from "./ast.ts";
import type { TokenCursor } from "./cursor.ts";
import { insteadOfType } from "./kernel_types.ts";

/** From loosest to tightest; all associate to the left. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ["||"],
  ["^^"],
  ["&&"],
  ["|"],
  ["^"],
  ["&"],
  ["==", "!="],
  ["<", ">", "<=", ">="],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "%"],
];
const PRECEDENCE: ReadonlyMap<string, number> = new Map(
  LEVELS.flatMap((operators, level) => operators.map((operator): [string, number] => [operator, level])),
);
const ASSIGNMENTS: ReadonlyMap<string, Assignment["operator"]> = new Map([
  ["=", undefined],
  ...(["+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>"] as const).map(
    (operator): [string, Assignment["operator"]] => [operator + "=", operator],
  ),
]);

/** With commas. */
export function parseExpression(c: TokenCursor): Expression {
  let left = parseAssignment(c);
  while (c.is(",")) {
    const operatorSpan = c.tokenSpan();
    c.advance();
    const right = parseAssignment(c);
    left = { kind: "binary", operator: ",", operatorSpan, left, right, span: c.span(left.span.start) };
  }
  return left;
}

export function parseAssignment(c: TokenCursor): Expression {
  c.enter();
  const target = parseConditional(c);
  let result = target;
  if (c.token.kind === "punctuator" && ASSIGNMENTS.has(c.token.text)) {
    const operatorSpan = c.tokenSpan();
    const operator = ASSIGNMENTS.get(c.advance().text);
    if (target.kind === "identifier" && target.scope === undefined) c.declareVariable(target.name);
    const value = parseAssignment(c);
    result = { kind: "assignment", operator, operatorSpan, target, value, span: c.span(target.span.start) };
  }
  c.leave();
  return result;
}

export function parseConditional(c: TokenCursor): Expression {
  const condition = parseBinary(c, 0);
  if (!c.is("?")) return condition;
  c.enter();
  c.advance();
  const then = parseExpression(c);
  c.expect(":", "between the two branches of `?:`");
  const otherwise = parseConditional(c);
  c.leave();
  return { kind: "conditional", condition, then, else: otherwise, span: c.span(condition.span.start) };
}

function parseBinary(c: TokenCursor, min: number): Expression {
  let left = parseCast(c);
  for (;;) {
    const level = c.token.kind === "punctuator" ? PRECEDENCE.get(c.token.text) : undefined;
    if (level === undefined || level < min) return left;
    const operatorSpan = c.tokenSpan();
    const operator = c.advance().text as BinaryOperator;
    c.enter();
    const right = parseBinary(c, level + 1);
    c.leave();
    left = { kind: "binary", operator, operatorSpan, left, right, span: c.span(left.span.start) };
  }
}

function parseCast(c: TokenCursor): Expression {
  if (!c.is("(")) return parseUnary(c);
  const start = c.token.start;
  const open = c.token;
  c.advance();
  if (!c.typeNames.begins(c)) {
    refuseUnknownType(c);
    return parsePostfix(c, parseParenthesised(c, start));
  }
  c.enter();
  const type = c.typeNames.parse(c);
  c.expect(")", "after the type of a cast");
  const operand = parseCast(c);
  c.leave();
  return { kind: "cast", type, operand, span: c.span(open.start) };
}

/** `(name *)`, or `(name)` before an operand, is a cast to a type that is not known, and nothing else. */
const UNKNOWN_TYPE = /([A-Za-z_][\w`]*)(?:\s*\*+\s*\)|\s*\)\s*[A-Za-z_0-9$])/y;
function refuseUnknownType(c: TokenCursor): void {
  const { kind, start } = c.token;
  if (kind !== "identifier") return;
  UNKNOWN_TYPE.lastIndex = start;
  const name = UNKNOWN_TYPE.exec(c.lexer.source.text)?.[1];
  if (name !== c.token.text) return;
  c.fail("D_SYNTAX", `there is no type \`${name}\``, c.token, {
    plain: `syntax error near "${name}": there is no type of that name`,
    label: "no such type",
    help: [insteadOfType(name)],
  });
}

/** After the `(`. The span takes the parentheses in. */
function parseParenthesised(c: TokenCursor, start: number): Expression {
  c.enter();
  const inside = parseExpression(c);
  c.expect(")", "to close the parenthesis");
  c.leave();
  return { ...inside, span: c.span(start) };
}

const PREFIX: ReadonlySet<string> = new Set(["+", "-", "~", "!", "*", "&"]);

function parseUnary(c: TokenCursor): Expression {
  const { text, start, kind } = c.token;
  if (kind === "punctuator" && PREFIX.has(text)) {
    c.advance();
    c.enter();
    const operand = parseCast(c);
    c.leave();
    return { kind: "unary", operator: text as UnaryOperator, operand, span: c.span(start) };
  }
  if (kind === "punctuator" && (text === "++" || text === "--")) {
    c.advance();
    c.enter();
    const operand = parseUnary(c);
    c.leave();
    return { kind: "step", operator: text, postfix: false, operand, span: c.span(start) };
  }
  if (kind === "keyword" && text === "sizeof") return parseSizeof(c);
  if (kind === "keyword" && text === "stringof") {
    c.advance();
    c.enter();
    const operand = parseUnaryOrParenthesised(c);
    c.leave();
    return { kind: "unary", operator: "stringof", operand, span: c.span(start) };
  }
  return parsePostfix(c, parsePrimary(c));
}

function parseUnaryOrParenthesised(c: TokenCursor): Expression {
  if (!c.is("(")) return parseUnary(c);
  const start = c.token.start;
  c.advance();
  return parsePostfix(c, parseParenthesised(c, start));
}

function parseSizeof(c: TokenCursor): Expression {
  const start = c.advance().start;
  if (!c.is("(")) {
    c.enter();
    const operand = parseUnary(c);
    c.leave();
    return { kind: "unary", operator: "sizeof", operand, span: c.span(start) };
  }
  const open = c.token.start;
  c.advance();
  if (c.typeNames.begins(c)) {
    const type = c.typeNames.parse(c);
    c.expect(")", "after the type of `sizeof`");
    return { kind: "sizeof-type", type, span: c.span(start) };
  }
  const operand = parsePostfix(c, parseParenthesised(c, open));
  return { kind: "unary", operator: "sizeof", operand, span: c.span(start) };
}

function parsePostfix(c: TokenCursor, object: Expression): Expression {
  let result = object;
  // A long chain a->b->c… is a loop here, but a deep tree to code that walks it: it is bounded like other nesting.
  for (let links = 0;; links++) {
    if (links > 200) c.unexpected("the chain of members and calls is too long");
    const start = result.span.start;
    if (c.accept("[")) {
      if (c.is("]")) c.unexpected("an index is expected between `[` and `]`");
      const keys = parseArguments(c);
      c.expect("]", "after the index");
      result = { kind: "index", object: result, keys, span: c.span(start) };
    } else if (c.accept("(")) {
      const args = c.is(")") ? [] : parseArguments(c);
      c.expect(")", "after the arguments");
      result = { kind: "call", callee: result, args, span: c.span(start) };
    } else if (c.is("->") || c.is(".")) {
      const arrow = c.advance().text === "->";
      if (c.token.kind !== "identifier") c.unexpected("a member's name is expected");
      const nameSpan = c.tokenSpan();
      const name = c.advance().text;
      result = { kind: "member", object: result, arrow, name, nameSpan, span: c.span(start) };
    } else if (c.is("++") || c.is("--")) {
      const operator = c.advance().text as "++" | "--";
      result = { kind: "step", operator, postfix: true, operand: result, span: c.span(start) };
    } else return result;
  }
}

function parseArguments(c: TokenCursor): Expression[] {
  const args = [parseAssignment(c)];
  while (c.accept(",")) args.push(parseAssignment(c));
  return args;
}

function parsePrimary(c: TokenCursor): Expression {
  const token = c.token;
  const span = c.tokenSpan();
  switch (token.kind) {
    case "identifier":
      c.advance();
      return identifier(token.text, span);
    case "aggregation":
      c.advance();
      return { kind: "aggregation", name: token.text, span };
    case "string":
      c.advance();
      return { kind: "string", bytes: token.bytes!, span };
    case "integer": {
      c.advance();
      const { value, unsigned, longs, base } = token;
      const literal: Expression = {
        kind: "integer",
        value: value!,
        unsigned: unsigned ?? false,
        longs: longs ?? 0,
        base: base ?? 10,
        span,
      };
      return token.negative ? { kind: "unary", operator: "-", operand: literal, span } : literal;
    }
    case "keyword":
      return parseKeywordExpression(c);
  }
  if (c.is("(")) {
    c.advance();
    return parseParenthesised(c, token.start);
  }
  if (token.kind === "end-of-predicate") return c.unexpected("an expression is expected before the closing `/`");
  return c.unexpected("an expression is expected");
}

function parseKeywordExpression(c: TokenCursor): Expression {
  const { text, start } = c.token;
  if (text === "self" || text === "this") {
    c.advance();
    return { kind: "identifier", name: text, span: c.span(start) };
  }
  if (text === "offsetof") {
    c.advance();
    c.expect("(", "after `offsetof`");
    const type = c.typeNames.parse(c);
    c.expect(",", "between the type and the member of `offsetof`");
    if (c.token.kind !== "identifier") c.unexpected("a member's name is expected");
    const member = c.advance().text;
    c.expect(")", "after the member of `offsetof`");
    return { kind: "offsetof", type, member, span: c.span(start) };
  }
  if (text === "xlate") {
    c.advance();
    c.expect("<", "after `xlate`");
    const type = c.typeNames.parse(c);
    c.expect(">", "after the type of `xlate`");
    c.expect("(", "before what `xlate` translates");
    const operand = parseExpression(c);
    c.expect(")", "after what `xlate` translates");
    return { kind: "xlate", type, operand, span: c.span(start) };
  }
  const help = /^(for|while|do)$/.test(text)
    ? "D has no loops: a clause runs at each firing, `tick-1s { … }` every second"
    : text === "return" || text === "break" || text === "continue"
    ? "a clause runs to its end: what it is to do only sometimes is in `if`, or behind a predicate `/…/`"
    : TYPE_WORD.test(text)
    ? "variables are declared outside of clauses, or by their first assignment: `this->name = value;`"
    : `\`${text}\` is a word of the language`;
  return c.unexpected(`\`${text}\` cannot begin an expression`, help);
}

const TYPE_WORD = /^(string|int|char|short|long|unsigned|signed|float|double|struct|union|enum|void|const|static)$/;

/** `` mod`name ``: the scope is all before the last backquote. */
export function identifier(text: string, span: Identifier["span"]): Identifier {
  const tick = text.lastIndexOf("`");
  if (tick < 0) return { kind: "identifier", name: text, span };
  return { kind: "identifier", name: text.slice(tick + 1), scope: text.slice(0, tick), span };
}
