/**
 * Whole programs: items in order, and recovery after an error, so that one mistake does not hide the next.
 *
 * @module
 */
import { CompileError, type Diagnostic, type SourceText } from "../../diagnostic/mod.ts";
import type { ParseEnvironment, Pragma, ProgramNode, TopLevel } from "./ast.ts";
import { parseClause, type Region } from "./clauses.ts";
import { TokenCursor } from "./cursor.ts";
import { TYPE_NAMES } from "./declarations.ts";
import { parseDeclaration, parseInline, parseProvider, parseTranslator } from "./definitions.ts";
import { SyntaxFailure } from "./lexer.ts";

const MAX_ERRORS = 10;

/** A program that cannot be parsed, with the pragmas that were read before: what is wrong with them can still be said. */
export class SyntaxErrors extends CompileError {
  constructor(diagnostics: readonly Diagnostic[], readonly pragmas: readonly Pragma[]) {
    super(diagnostics);
  }
}

/**
 * Parses a program, a library file, or one specifier of the command line.
 *
 * @throws {CompileError} with every mistake found; later ones are looked for from the next top-level item on.
 */
export function parseProgram(source: SourceText, environment: ParseEnvironment): ProgramNode {
  const c = new TokenCursor(source, environment, TYPE_NAMES);
  const items: TopLevel[] = [];
  const errors: Diagnostic[] = [];
  const regions: Region[] = [];
  const regionAt = (offset: number) => {
    const region = regions.findLast(({ start, end }) => offset >= start && offset < end);
    return region && `in ${region.name}`;
  };
  let started = false;
  for (;;) {
    try {
      if (!started) c.advanceOuter();
      started = true;
      items.push(...c.lexer.pragmas.splice(0));
      if (c.token.kind === "end") break;
      items.push(parseItem(c, regions));
    } catch (failure) {
      if (!(failure instanceof SyntaxFailure)) throw failure;
      errors.push(withRegion(failure.diagnostic, regionAt));
      if (errors.length >= MAX_ERRORS || !recover(c)) break;
      for (const region of regions) if (region.end === Infinity) (region as { end: number }).end = c.lexer.offset;
      started = false;
    }
  }
  if (errors.length > 0) {
    const pragmas = items.filter((item) => item.kind === "pragma");
    throw new SyntaxErrors(errors, [...pragmas, ...c.lexer.pragmas]);
  }
  return {
    source,
    items,
    lineAt: (offset) => c.lexer.lines.at(offset),
    regionAt,
    usedArguments: c.lexer.usedArguments,
  };
}

/**
 * Parses some items of a text: those that begin at the places given. What lies between is not read.
 *
 * @throws {CompileError} with the first mistake found
 */
export function parseItems(source: SourceText, environment: ParseEnvironment, places: readonly number[]): ProgramNode {
  const c = new TokenCursor(source, environment, TYPE_NAMES);
  const regions: Region[] = [];
  try {
    const items = places.map((place) => {
      c.moveTo(place);
      return parseItem(c, regions);
    });
    const { lexer } = c;
    return {
      source,
      items,
      lineAt: (offset) => lexer.lines.at(offset),
      regionAt: () => undefined,
      usedArguments: lexer.usedArguments,
    };
  } catch (failure) {
    if (!(failure instanceof SyntaxFailure)) throw failure;
    throw new SyntaxErrors([failure.diagnostic], []);
  }
}

function withRegion(diagnostic: Diagnostic, regionAt: (offset: number) => string | undefined): Diagnostic {
  if (diagnostic.region !== undefined || diagnostic.span === undefined) return diagnostic;
  return { ...diagnostic, region: regionAt(diagnostic.span.start) };
}

function parseItem(c: TokenCursor, regions: Region[]): TopLevel {
  c.beginItem();
  const { kind, text } = c.token;
  if (kind === "keyword" || kind === "identifier") {
    if (text === "inline") return parseInline(c);
    if (text === "translator") return parseTranslator(c);
    if (text === "provider") return parseProvider(c);
    return parseDeclaration(c);
  }
  return parseClause(c, regions);
}

/**
 * Skips to after the next `}` or `;` that closes what was open, from where the error was found. False at the end.
 * Quotes and comments are stepped over; nesting is counted from the error on.
 */
function recover(c: TokenCursor): boolean {
  const text = c.lexer.source.text;
  let depth = 0;
  for (let i = c.lexer.offset; i < text.length; i++) {
    const letter = text[i];
    if (letter === '"' || letter === "'") {
      const newline = text.indexOf("\n", i);
      let close = i + 1;
      while (close < text.length && text[close] !== letter && text[close] !== "\n") {
        close += text[close] === "\\" ? 2 : 1;
      }
      i = text[close] === letter ? close : newline < 0 ? text.length : newline;
    } else if (letter === "/" && text[i + 1] === "*") {
      const close = text.indexOf("*/", i + 2);
      i = close < 0 ? text.length : close + 1;
    } else if (letter === "{") depth++;
    else if (letter === "}" && --depth <= 0) {
      const after = /^\s*;/.exec(text.slice(i + 1, i + 65));
      return resume(c, i + 1 + (after ? after[0].length : 0));
    }
  }
  return false;
}

function resume(c: TokenCursor, offset: number): boolean {
  c.lexer.rewind(offset);
  c.lastEnd = offset;
  return true;
}
