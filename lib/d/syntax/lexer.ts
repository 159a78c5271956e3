/**
 * Characters to tokens. The parser says in which scope it reads: outside of clauses a run of letters and glob characters
 * is a probe description, inside the same characters are operators.
 *
 * @module
 */
import type { Diagnostic, SourceText, Span } from "../../diagnostic/mod.ts";
import type { ParseEnvironment, Pragma } from "./ast.ts";
import { readDirective } from "./directives.ts";
import { textBytes, unescapeBytes } from "./escapes.ts";
import { LineMap } from "./line_markers.ts";
import { expandArgument, expandVariable } from "./macros.ts";
import { KEYWORDS, type LexicalContext, type Token } from "./token.ts";

/** Ends the parse of one top-level item; the parser recovers at the next. */
export class SyntaxFailure extends Error {
  constructor(readonly diagnostic: Diagnostic) {
    super(diagnostic.message);
  }
}

const PUNCTUATORS = [
  ...["<<=", ">>=", "...", "&&", "^^", "||", "==", "!=", "<=", ">=", "<<", ">>", "->", "+=", "-=", "*=", "/=", "%="],
  ...["&=", "^=", "|=", "++", "--", "|", "^", "&", "<", ">", "+", "-", "*", "/", "%", "~", "!", "?", ":", ".", "="],
  ...[",", ";", "(", ")", "[", "]", "{", "}"],
];
const BY_FIRST: Record<string, string[]> = {};
for (const punctuator of PUNCTUATORS) (BY_FIRST[punctuator[0]] ??= []).push(punctuator);

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
/** Letters, `_` and the backquote that scopes a name. */
function isNameStart(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f || code === 0x60;
}
function isNamePart(code: number): boolean {
  return isNameStart(code) || isDigit(code);
}
/** `- $ : _ . ? * \ [ ] !` and the backquote, letters and digits. */
function isDescriptionPart(code: number): boolean {
  return isNamePart(code) || code === 0x2d || code === 0x24 || code === 0x3a || code === 0x2e || code === 0x3f ||
    code === 0x2a || code === 0x5c || code === 0x5b || code === 0x5d || code === 0x21;
}

export class Lexer implements LexicalContext {
  readonly #text: string;
  #at = 0;
  readonly pragmas: Pragma[] = [];
  readonly lines: LineMap;
  readonly usedArguments: Set<number> = new Set();

  constructor(readonly source: SourceText, readonly environment: ParseEnvironment) {
    this.#text = source.text;
    this.lines = new LineMap(source.text);
  }

  get offset(): number {
    return this.#at;
  }
  /** Goes back to a token's start, to read it again in another scope. */
  rewind(offset: number): void {
    this.#at = offset;
  }
  span(start: number, end: number): Span {
    return { source: this.source, start, end };
  }
  fail(tag: Diagnostic["tag"], message: string, start: number, end: number, extra: Partial<Diagnostic> = {}): never {
    throw new SyntaxFailure({ tag, severity: "error", message, span: this.span(start, end), ...extra });
  }

  /** Blanks, comments, `#!` lines and control lines. */
  #skip(): void {
    const text = this.#text;
    for (;;) {
      const code = text.charCodeAt(this.#at);
      if (code === 0x20 || (code >= 9 && code <= 13)) this.#at++;
      else if (code === 0x5c && text.charCodeAt(this.#at + 1) === 10) this.#at += 2;
      else if (code === 0x2f && text.charCodeAt(this.#at + 1) === 0x2a) this.#comment();
      else if (code === 0x23 && this.#beginsLine()) this.#controlLine();
      else return;
    }
  }
  #comment(): void {
    const start = this.#at;
    const close = this.#text.indexOf("*/", start + 2);
    const nested = this.#text.indexOf("/*", start + 2);
    if (close < 0) {
      this.#at = this.#text.length;
      this.fail("D_SYNTAX", "the comment is not closed", start, start + 2, {
        plain: "end-of-file encountered before matching */",
        plainOffset: this.#text.length,
        help: ["close it with `*/`"],
      });
    }
    if (nested >= 0 && nested < close && nested !== close - 1) {
      this.#at = close + 2;
      this.fail("D_SYNTAX", "`/*` stands inside a comment", nested, nested + 2, {
        plain: "/* encountered inside a comment",
        help: ["comments do not nest in D"],
      });
    }
    this.#at = close + 2;
  }
  #beginsLine(): boolean {
    for (let i = this.#at - 1; i >= 0; i--) {
      const code = this.#text.charCodeAt(i);
      if (code === 10) return true;
      if (code !== 0x20 && code !== 9 && code !== 11 && code !== 12 && code !== 13) return false;
    }
    return true;
  }
  #controlLine(): void {
    const start = this.#at;
    const newline = this.#text.indexOf("\n", start);
    const end = newline < 0 ? this.#text.length : newline;
    this.#at = newline < 0 ? end : end + 1;
    if (this.#text.charCodeAt(start + 1) === 0x21) return;
    if (newline < 0 && this.source.kind !== "specifier") {
      this.fail("D_SYNTAX", "the control line does not end", start, end, {
        plain: "end-of-file encountered before end of control line",
        help: ["end the line with a newline"],
      });
    }
    const pragma = readDirective(this, start, end);
    if (pragma) this.pragmas.push(pragma);
  }

  /** The next token outside of clauses. `isType` tells a type from a description. */
  outer(isType: (name: string) => boolean): Token {
    this.#skip();
    const text = this.#text, start = this.#at;
    if (start >= text.length) return { kind: "end", start, end: start, text: "" };
    const code = text.charCodeAt(start);
    if (isDigit(code)) return this.#number();
    if (!isDescriptionPart(code)) {
      if ("{/,".includes(text[start])) return this.#take("punctuator", start, start + 1);
      return this.fail("D_SYNTAX", `\`${text[start]}\` is not allowed here`, start, start + 1, {
        plain: `syntax error near "${text[start]}"`,
      });
    }
    let end = start;
    while (isDescriptionPart(text.charCodeAt(end))) end++;
    const run = text.slice(start, end);
    if (KEYWORDS.get(run)) return this.#take("keyword", start, end);
    if (!this.environment.preferProbeSpecifier && !run.includes(":")) {
      const star = run.indexOf("*");
      const word = star > 0 ? run.slice(0, star) : run;
      if (KEYWORDS.get(word) && star > 0) return this.#take("keyword", start, start + word.length);
      if (isType(word)) return this.#take("identifier", start, start + word.length);
    }
    return this.#take("description", start, end);
  }

  /** The next token in an expression, a declaration or a clause's body. */
  inner(): Token {
    this.#skip();
    const text = this.#text, start = this.#at;
    if (start >= text.length) return { kind: "end", start, end: start, text: "" };
    const code = text.charCodeAt(start);
    if (isNameStart(code)) {
      let end = start + 1;
      while (isNamePart(text.charCodeAt(end)) || this.#isModuleDot(end)) end++;
      const word = text.slice(start, end);
      return this.#take(KEYWORDS.has(word) ? "keyword" : "identifier", start, end);
    }
    if (isDigit(code) || (code === 0x2e && isDigit(text.charCodeAt(start + 1)))) return this.#number();
    if (code === 0x22) return this.#string();
    if (code === 0x27) return this.#character();
    if (code === 0x24) return this.#macro();
    if (code === 0x40) {
      let end = start + 1;
      while (isNamePart(text.charCodeAt(end)) && text.charCodeAt(end) !== 0x60) end++;
      this.#at = end;
      return { kind: "aggregation", start, end, text: text.slice(start + 1, end) || "_" };
    }
    if (code === 0x2f && this.#closesPredicate(start)) return this.#take("end-of-predicate", start, start + 1);
    for (const punctuator of BY_FIRST[text[start]] ?? []) {
      if (text.startsWith(punctuator, start)) return this.#take("punctuator", start, start + punctuator.length);
    }
    return this.fail("D_SYNTAX", `\`${text[start]}\` has no meaning in D`, start, start + 1, {
      plain: `syntax error near "${text[start]}"`,
    });
  }
  /** Module names may hold dots before the backquote: `` foo.ko`symbol ``. */
  #isModuleDot(at: number): boolean {
    if (this.#text.charCodeAt(at) !== 0x2e) return false;
    let i = at + 1;
    while (isNamePart(this.#text.charCodeAt(i)) && this.#text.charCodeAt(i) !== 0x60) i++;
    return i > at + 1 && this.#text.charCodeAt(i) === 0x60;
  }
  #take(kind: Token["kind"], start: number, end: number): Token {
    this.#at = end;
    return { kind, start, end, text: this.#text.slice(start, end) };
  }

  /** `/` closes a predicate when what follows it can only come after one. */
  #closesPredicate(start: number): boolean {
    let i = start + 1;
    while (this.#text.charCodeAt(i) === 0x20 || (this.#text.charCodeAt(i) >= 9 && this.#text.charCodeAt(i) <= 13)) i++;
    const next = this.#text[i];
    return next === undefined || next === ";" || next === "{" || (next === "/" && this.#text[i + 1] !== "*");
  }

  #number(): Token {
    const text = this.#text, start = this.#at;
    let end = start;
    const hex = /^0[xX][0-9a-fA-F]/.test(text.slice(start, start + 3));
    if (hex) { for (end = start + 2; /[0-9a-fA-F]/.test(text[end] ?? ""); end++); }
    else while (isDigit(text.charCodeAt(end))) end++;
    if (!hex && (text[end] === "." && text[end + 1] !== "." || /[eE][-+]?[0-9]/.test(text.slice(end, end + 3)))) {
      while (/[0-9.eE]/.test(text[end] ?? "") || (/[-+]/.test(text[end] ?? "") && /[eE]/.test(text[end - 1]))) end++;
      this.#at = end;
      const number = text.slice(start, end);
      const isAddress = /^\d+(\.\d+){3}$/.test(number);
      this.fail("D_SYNTAX", `D has no ${isAddress ? "addresses" : "floating-point constants"}`, start, end, {
        plain: "floating-point constants are not permitted",
        help: [
          isAddress
            ? `an address is a string: \`"${number}"\``
            : "scale the value and use integers, such as nanoseconds",
        ],
      });
    }
    const digitsEnd = end;
    const suffix = /^[uU]?[lL]?[lL]?/.exec(text.slice(end, end + 3))![0];
    end += suffix.length;
    this.#at = end;
    return { ...this.integer(text.slice(start, digitsEnd), start, end), ...suffixOf(suffix) };
  }
  /** The value of digits as strtoull(…, 0) reads them. */
  integer(digits: string, start: number, end: number, tag: Diagnostic["tag"] = "D_INT_OFLOW"): Token {
    const base = /^0[xX]/.test(digits) ? 16 : digits[0] === "0" && digits.length > 1 ? 8 : 10;
    const bad = base === 8 ? digits.search(/[89]/) : -1;
    if (bad >= 0) {
      this.fail("D_INT_DIGIT", `\`${digits[bad]}\` is not an octal digit`, start + bad, start + bad + 1, {
        plain: `constant ${digits} contains invalid digit ${digits[bad]}`,
        help: ["a number that begins with 0 is octal"],
      });
    }
    const value = BigInt(base === 8 ? "0o" + digits.slice(1) : digits);
    if (value >= 1n << 64n) {
      this.fail(tag, `\`${digits}\` does not fit in 64 bits`, start, end, {
        plain: `constant ${digits} results in integer overflow`,
      });
    }
    return { kind: "integer", start, end, text: digits, value, base, unsigned: false, longs: 0 };
  }

  #quoted(quote: string, tag: "D_STR_NL" | "D_CHR_NL", what: string): { inside: string; start: number } {
    const text = this.#text, start = this.#at;
    let end = start + 1;
    while (end < text.length && text[end] !== quote && text[end] !== "\n") end += text[end] === "\\" ? 2 : 1;
    if (end >= text.length || text[end] === "\n") {
      this.#at = Math.min(end, text.length);
      this.fail(end < text.length ? tag : "D_SYNTAX", `the ${what} is not closed on its line`, start, start + 1, {
        plain: end < text.length ? `newline encountered in ${what}` : `syntax error near "${quote}"`,
        plainOffset: end + 1,
        help: [`close it with \`${quote}\`; write a newline as \`\\n\``],
      });
    }
    this.#at = end + 1;
    return { inside: text.slice(start + 1, end), start };
  }
  #string(): Token {
    const { inside, start } = this.#quoted('"', "D_STR_NL", "string literal");
    return { kind: "string", start, end: this.#at, text: inside, bytes: textBytes(inside) };
  }
  #character(): Token {
    const { inside, start } = this.#quoted("'", "D_CHR_NL", "character constant");
    const end = this.#at;
    if (inside === "") {
      this.fail("D_CHR_NULL", "the character constant is empty", start, end, { plain: "empty character constant" });
    }
    const bytes = unescapeBytes(inside);
    if (bytes.length > 8) {
      this.fail("D_CHR_OFLOW", "a character constant holds at most 8 characters", start, end, {
        plain: "character constant is too long",
        help: ["a string is written in double quotes"],
      });
    }
    let value = 0n;
    for (const byte of bytes) value = value << 8n | BigInt(byte);
    return { kind: "integer", start, end, text: inside, value, base: 10, unsigned: false, longs: 0 };
  }
  /** `$1`, `$$1`, `$pid`, `$$pid`. */
  #macro(): Token {
    const match = /^\$(\$?)([0-9]+|[a-zA-Z_`][0-9a-zA-Z_`]*)/.exec(this.#text.slice(this.#at, this.#at + 300));
    const start = this.#at;
    if (!match) {
      return this.fail("D_SYNTAX", "`$` must be followed by a number or a name", start, start + 1, {
        plain: 'syntax error near "$"',
      });
    }
    this.#at += match[0].length;
    return isDigit(match[2].charCodeAt(0))
      ? expandArgument(this, match[0], Number(match[2]), match[1] === "$", start, this.#at)
      : expandVariable(this, match[0], match[2], match[1] === "$", start, this.#at);
  }
}

function suffixOf(suffix: string): { unsigned: boolean; longs: 0 | 1 | 2 } {
  const lower = suffix.toLowerCase();
  return { unsigned: lower.startsWith("u"), longs: (lower.match(/l/g)?.length ?? 0) as 0 | 1 | 2 };
}
