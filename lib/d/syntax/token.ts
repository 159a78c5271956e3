/**
 * Tokens of D.
 *
 * @module
 */

import type { Diagnostic, SourceText, Span } from "../../diagnostic/mod.ts";
import type { ParseEnvironment } from "./ast.ts";
import type { LineMap } from "./line_markers.ts";

export type TokenKind =
  | "identifier"
  | "keyword"
  | "aggregation"
  | "integer"
  | "string"
  | "punctuator"
  /** A probe description, met only in outer scope. */
  | "description"
  /** The `/` that closes a predicate. */
  | "end-of-predicate"
  | "end";

export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** Spelling of identifiers (with backquotes), keywords, punctuators, descriptions; name of an aggregation. */
  readonly text: string;
  /** Integers. */
  readonly value?: bigint;
  readonly unsigned?: boolean;
  readonly longs?: 0 | 1 | 2;
  readonly base?: 8 | 10 | 16;
  /** A macro argument such as -5 gives a sign with the number. */
  readonly negative?: boolean;
  /** Strings. */
  readonly bytes?: Uint8Array;
}

/** The lexer, as far as those who read for it need it. */
export interface LexicalContext {
  readonly source: SourceText;
  readonly environment: ParseEnvironment;
  readonly lines: LineMap;
  readonly usedArguments: Set<number>;
  span(start: number, end: number): Span;
  fail(tag: Diagnostic["tag"], message: string, start: number, end: number, extra?: Partial<Diagnostic>): never;
  /** A number from its digits. */
  integer(digits: string, start: number, end: number, tag?: Diagnostic["tag"]): Token;
}

/** Reserved in expressions; those with true may begin a declaration in outer scope. */
export const KEYWORDS: ReadonlyMap<string, boolean> = new Map(
  [
    ...["auto", "char", "const", "counter", "double", "enum", "extern", "float", "import", "inline", "int", "long"],
    ...["provider", "register", "restrict", "self", "short", "signed", "static", "string", "struct", "this"],
    ...["translator", "typedef", "union", "unsigned", "void", "volatile"],
  ].map((word): [string, boolean] => [word, true]).concat([
    ...["break", "case", "continue", "default", "do", "else", "for", "goto", "if", "offsetof", "probe", "return"],
    ...["sizeof", "stringof", "switch", "userland", "while", "xlate"],
  ].map((word): [string, boolean] => [word, false])),
);
