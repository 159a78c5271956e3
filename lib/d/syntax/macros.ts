/**
 * Macro arguments (`$1`, `$$1`) and macro variables (`$pid`), in expressions and in probe descriptions.
 *
 * @module
 */
import { textBytes } from "./escapes.ts";
import { KEYWORDS, type LexicalContext, type Token } from "./token.ts";

/** The text of `$n`; with defaultargs a missing one has none. */
function argumentText(
  lexer: LexicalContext,
  spelling: string,
  index: number,
  start: number,
  end: number,
): string | undefined {
  const given = lexer.environment.macroArguments;
  if (index < given.length) {
    lexer.usedArguments.add(index);
    return given[index];
  }
  if (lexer.environment.defaultArguments) return undefined;
  const there = given.length - 1;
  return lexer.fail("D_MACRO_UNDEF", `macro argument \`${spelling}\` is not given`, start, end, {
    plain: `macro argument ${spelling} is not defined`,
    help: [there === 0 ? "arguments come after the program on the command line" : `there are ${there} arguments`],
  });
}

/** `$1` stands for a number, a name or a string, by its text; `$$1` for a string always. */
export function expandArgument(
  lexer: LexicalContext,
  spelling: string,
  index: number,
  quoted: boolean,
  start: number,
  end: number,
): Token {
  const text = argumentText(lexer, spelling, index, start, end);
  if (quoted) return { kind: "string", start, end, text: text ?? "", bytes: textBytes(text ?? "") };
  const value = text ?? "0";
  const number = /^[-+]?(0[xX][0-9a-fA-F]+|[0-9]+)([uU]?[lL]{0,2})$/.exec(value);
  if (number) {
    const token = lexer.integer(number[1], start, end, "D_MACRO_OFLOW");
    const suffix = number[2].toLowerCase();
    return {
      ...token,
      negative: value[0] === "-",
      unsigned: suffix.startsWith("u"),
      longs: (suffix.match(/l/g)?.length ?? 0) as 0 | 1 | 2,
    };
  }
  if (/^[a-zA-Z_`][0-9a-zA-Z_`]*$/.test(value)) {
    return { kind: KEYWORDS.has(value) ? "keyword" : "identifier", start, end, text: value };
  }
  const inside = value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
  return { kind: "string", start, end, text: inside, bytes: textBytes(inside) };
}

function variableValue(lexer: LexicalContext, spelling: string, name: string, start: number, end: number): bigint {
  const value = lexer.environment.macroVariables.get(name);
  if (value !== undefined) return value;
  return lexer.fail("D_MACRO_UNDEF", `there is no macro variable \`${spelling}\``, start, end, {
    plain: `macro variable ${spelling} is not defined`,
    help: [`known are ${[...lexer.environment.macroVariables.keys()].map((known) => `\`$${known}\``).join(", ")}`],
  });
}

export function expandVariable(
  lexer: LexicalContext,
  spelling: string,
  name: string,
  quoted: boolean,
  start: number,
  end: number,
): Token {
  const value = variableValue(lexer, spelling, name, start, end);
  if (quoted) {
    const text = String(value);
    return { kind: "string", start, end, text, bytes: textBytes(text) };
  }
  return { kind: "integer", start, end, text: String(value), value, base: 10, unsigned: false, longs: 0 };
}

/** Replaces macros inside a probe description by their text. */
export function expandDescription(lexer: LexicalContext, text: string, start: number): string {
  if (!text.includes("$")) return text;
  return text.replace(/\$\$?([0-9]+|[a-zA-Z_][0-9a-zA-Z_]*)/g, (spelling, name: string, at: number) => {
    const from = start + at, to = from + spelling.length;
    if (/^[0-9]/.test(name)) return argumentText(lexer, spelling, Number(name), from, to) ?? "";
    return String(variableValue(lexer, spelling, name, from, to));
  });
}
