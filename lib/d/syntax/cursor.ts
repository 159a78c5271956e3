/**
 * The parser's place in the text: one token of lookahead, in the scope the parser asks for, and the depth of nesting.
 *
 * @module
 */
import type { Diagnostic, SourceText, Span } from "../../diagnostic/mod.ts";
import type { ParseEnvironment, TypeName } from "./ast.ts";
import { bracketWords } from "./brackets.ts";
import { Lexer } from "./lexer.ts";
import type { Token } from "./token.ts";

/** Nesting allowed in expressions, statements and declarators: deep enough for any person, shallow enough for the stack. */
const MAX_DEPTH = 250;

/** How names of types are read: by what reads declarations, of which expressions are a part. */
export interface TypeNameParser {
  begins(c: TokenCursor): boolean;
  parse(c: TokenCursor): TypeName;
}

export class TokenCursor {
  readonly lexer: Lexer;
  token!: Token;
  /** Where the token before ended. */
  lastEnd = 0;
  #depth = 0;
  #itemStart = 0;
  /** Names the program itself made types or variables: a variable hides a type of the same name. */
  readonly #types = new Set<string>();
  readonly #variables = new Set<string>();
  readonly #tags = new Set<string>();

  constructor(source: SourceText, readonly environment: ParseEnvironment, readonly typeNames: TypeNameParser) {
    this.lexer = new Lexer(source, environment);
  }

  /** Reads the next token as inside a clause or declaration. */
  advance(): Token {
    const taken = this.token;
    this.lastEnd = taken.end;
    this.#read(this.lexer.inner());
    return taken;
  }
  /** Takes the current token, and reads the next as in outer scope. */
  advanceOuter(): Token {
    const taken = this.token;
    if (taken) this.lastEnd = taken.end;
    this.#read(this.lexer.outer((name) => this.isType(name)));
    return taken;
  }
  /** Goes to where an item begins, wherever that is. */
  moveTo(offset: number): void {
    this.lexer.rewind(offset);
    this.lastEnd = offset;
    this.#read(this.lexer.outer((name) => this.isType(name)));
  }
  /** Reads the current token again, from the text after the last one, in the other scope. */
  inner(): void {
    this.lexer.rewind(this.lastEnd);
    this.#read(this.lexer.inner());
  }
  #read(token: Token): void {
    this.token = token;
    this.environment.onToken?.(token);
  }
  span(start: number, end = this.lastEnd): Span {
    return this.lexer.span(start, end);
  }
  tokenSpan(token = this.token): Span {
    return this.lexer.span(token.start, token.end);
  }

  is(text: string): boolean {
    return this.token.text === text && (this.token.kind === "punctuator" || this.token.kind === "keyword");
  }
  accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.advance();
    return true;
  }
  expect(text: string, where: string, help?: string): Token {
    if (this.is(text)) return this.advance();
    return this.unexpected(`\`${text}\` is expected ${where}`, help);
  }
  /** A syntax error at the current token. */
  unexpected(message: string, help?: string): never {
    const token = this.token;
    const found = token.kind === "end" ? "the text ends here" : `\`${token.text}\` is here`;
    const address = this.#addressAround(token);
    if (address) help = `an address is a string: \`"${address}"\``;
    return this.lexer.fail("D_SYNTAX", message, token.start, Math.max(token.end, token.start), {
      plain: this.#plainWords(token),
      label: found,
      help: help ? [help] : undefined,
    });
  }
  /** An address of IPv6 (or of Ethernet) that the token is in the middle of. */
  #addressAround({ start, end }: Token): string | undefined {
    const { text } = this.lexer.source;
    const before = /[0-9a-fA-F:]*$/.exec(text.slice(Math.max(0, start - 40), start))![0];
    const after = /^[0-9a-fA-F:]*/.exec(text.slice(end, end + 40))![0];
    const whole = before + text.slice(start, end) + after;
    const isAddress = /^[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){2,7}$/.test(whole) && /[0-9a-fA-F]/.test(whole);
    return isAddress && (whole.includes("::") || whole.split(":").length > 5) ? whole : undefined;
  }
  /** DTrace quotes the text as it stands, macros too. */
  #plainWords(token: Token): string {
    if (token.kind === "end") return "syntax error near end of input";
    const all = this.lexer.source.text;
    const text = all.slice(token.start, token.end);
    const before = all.slice(this.#itemStart, token.start);
    return bracketWords(before, text, token.kind === "end-of-predicate") ??
      `syntax error near "${/^["']/.test(text) ? text[0] : text.split("\n")[0]}"`;
  }
  fail(tag: Diagnostic["tag"], message: string, token: Token, extra: Partial<Diagnostic> = {}): never {
    return this.lexer.fail(tag, message, token.start, token.end, extra);
  }

  /** Runs a rule one level deeper. Enter and leave must pair, also when the rule fails: a failure ends the item. */
  enter(): void {
    this.limit(++this.#depth);
  }
  /** Refuses what is deeper than any person writes. */
  limit(depth: number): void {
    if (depth <= MAX_DEPTH) return;
    this.#depth = 0;
    this.fail("D_WASM_DEPTH", `nested more than ${MAX_DEPTH} levels deep`, this.token, {
      plain: "expression too deeply nested",
    });
  }
  leave(): void {
    this.#depth--;
  }
  /** At the first token of an item. */
  beginItem(): void {
    this.#depth = 0;
    this.#itemStart = this.token.start;
  }

  /** False if the program has defined it before. */
  defineTag(tag: string): boolean {
    if (this.#tags.has(tag)) return false;
    this.#tags.add(tag);
    return true;
  }
  declareType(name: string): void {
    this.#types.add(name);
    this.#variables.delete(name);
  }
  declareVariable(name: string): void {
    if (!this.#types.has(name)) this.#variables.add(name);
  }
  isType(name: string): boolean {
    return this.#types.has(name) || (!this.#variables.has(name) && this.environment.isTypeName(name));
  }
}
