/**
 * Clauses: descriptions, predicate, statements.
 *
 * @module
 */
import type { ClauseNode, ProbeDescription, Statement } from "./ast.ts";
import { type Arm, joinArms } from "./branches.ts";
import type { TokenCursor } from "./cursor.ts";
import { makeDescription } from "./descriptions.ts";
import { parseExpression } from "./expressions.ts";

/** Which part of a clause an offset lies in, in DTrace's words. */
export interface Region {
  readonly start: number;
  readonly end: number;
  readonly name: "predicate" | "action list";
}

/** At the first description, read in outer scope. Leaves the cursor at the next item, in outer scope. */
export function parseClause(c: TokenCursor, regions: Region[]): ClauseNode {
  const start = c.token.start;
  const descriptions = parseDescriptions(c);
  let end = c.lastEnd;
  let predicate, body: Statement[] | undefined;
  if (c.is("/")) {
    c.advance();
    const from = c.token.start;
    const region = openRegion(regions, from, "predicate");
    predicate = parseExpression(c);
    if (c.token.kind !== "end-of-predicate") {
      c.unexpected("`/` is expected after the predicate", "a predicate is written between two `/`");
    }
    region.end = c.token.start;
    c.advance();
    end = c.lastEnd;
    if (!c.is("{")) {
      c.lexer.fail("D_SYNTAX", "a predicate must be followed by actions", from, end, {
        plain: "expected actions { } following probe description and predicate",
        help: ["write `{}` after it to record only that the probe fired"],
      });
    }
  } else if (!c.is("{") && c.lexer.source.kind !== "specifier") {
    c.lexer.fail("D_SYNTAX", "a probe description must be followed by a predicate or actions", start, c.lastEnd, {
      plain: "expected predicate and/or actions following probe description",
      help: ["write `{}` after it to record only that the probe fired"],
    });
  }
  if (c.is("{")) {
    const region = openRegion(regions, c.token.start, "action list");
    c.advance();
    body = parseStatements(c);
    if (!c.is("}")) c.unexpected("`;` or `}` is expected after the statement");
    region.end = end = c.token.end;
    c.advanceOuter();
  }
  return { kind: "clause", descriptions, predicate, body, span: c.span(start, end) };
}

/** What stands where a statement should have ended. */
function helpForEnd(text: string): string | undefined {
  if (text === "else") return "`;` stands before `else`, too: `if (a) trace(1); else trace(2);`";
  return /^[A-Za-z_]\w*$/.test(text)
    ? "statements are separated by `;`; variables are declared outside of clauses, or by their first assignment: `this->name = value;`"
    : undefined;
}
/** Open to the end of the text until it is closed: an error before that lies in it. */
function openRegion(regions: Region[], start: number, name: Region["name"]): { end: number } {
  const region = { start, end: Infinity, name };
  regions.push(region);
  return region;
}

function parseDescriptions(c: TokenCursor): ProbeDescription[] {
  const descriptions: ProbeDescription[] = [];
  for (;;) {
    if (c.token.kind !== "description" && c.token.kind !== "integer") c.unexpected("a probe description is expected");
    descriptions.push(makeDescription(c, c.token));
    c.advanceOuter();
    if (!c.is(",")) return descriptions;
    c.advanceOuter();
  }
}

/** Up to the `}`, which is left. The last statement needs no `;`. */
function parseStatements(c: TokenCursor): Statement[] {
  const statements: Statement[] = [];
  while (!c.is("}") && c.token.kind !== "end") {
    if (c.accept(";")) continue;
    const statement = parseStatement(c);
    statements.push(statement);
    if (statement.kind === "if") continue;
    if (!c.is("}")) c.expect(";", "after the statement", helpForEnd(c.token.text));
  }
  return statements;
}

function parseStatement(c: TokenCursor): Statement {
  const start = c.token.start;
  if (!c.is("if")) {
    const expression = parseExpression(c);
    return { kind: "expression", expression, span: c.span(start) };
  }
  c.enter();
  const arms: (Omit<Arm, "span"> & { start: number })[] = [];
  let otherwise: Statement[] = [];
  do {
    const start = c.token.start;
    if (!c.accept("if")) {
      otherwise = parseBranch(c);
      break;
    }
    c.expect("(", "after `if`");
    const condition = parseExpression(c);
    c.expect(")", "after the condition");
    arms.push({ condition, then: parseBranch(c), start });
  } while (c.accept("else"));
  c.leave();
  return joinArms(arms.map(({ condition, then, start }) => ({ condition, then, span: c.span(start) })), otherwise);
}

function parseBranch(c: TokenCursor): Statement[] {
  if (c.accept(";")) return [];
  if (c.accept("{")) {
    c.enter();
    const statements = parseStatements(c);
    c.expect("}", "to close the branch");
    c.leave();
    return statements;
  }
  const statement = parseStatement(c);
  if (statement.kind !== "if") c.expect(";", "after the statement", helpForEnd(c.token.text));
  return [statement];
}
