/**
 * Whether a cell is D or TypeScript: by what it says (`%%d`, `%%ts`), else by how it starts.
 *
 * @module
 */

/** The languages of cells. */
export type CellLanguage = "d" | "typescript";

/** What stands before the first word of a program in either language. */
const LEADING = /^(?:\s+|\/\/[^\n]*|\/\*[^]*?\*\/|#![^\n]*|#[ \t]*pragma\b[^\n]*)*/;
const PRAGMA = /^[ \t]*#[ \t]*(pragma[ \t]+D\b|include\b|define\b)/m;
/** Three colons; each part may be empty. In TypeScript that would be three labels in a row. */
const PROBE = /^[\w$*?[\]`.!\-]*:[\w$*?[\]`.!\-]*:[\w$*?[\]`.!\-]*:[\w$*?[\]`.!\-]*\s*(?:[,{/]|$)/;
const SPECIAL = /^(?:BEGIN|END|ERROR|(?:tick|profile)-\d+\w*)\s*[,{/]/;
/** A type and a name: never the start of a statement of TypeScript. */
const DECLARATION = new RegExp(
  "^(?:(?:self|this|inline|typedef|struct|union|translator|provider|extern|unsigned|signed|" +
    "int|char|short|long|float|double|void|string|userland|kernel|\\w+_t)\\b[ \\t]*\\*?[ \\t]*[A-Za-z_]\\w*)",
);
/**
 * A description with less than four parts before its braces: `tcp:send {`, `begin {`. In TypeScript nothing but a few words stands
 * between a label and a brace.
 */
const SHORT = new RegExp(
  "^(?:[Bb]egin|[Ee]nd)[ \\t]*\\{|^[A-Za-z][\\w*?.-]*(?::[\\w*?.-]*)?:" +
    "(?!(?:try|do|class|const|let|var|using|return|throw|new|typeof|void|delete|await|yield|import|export|async)\\b)" +
    "[\\w*?.-]+[ \\t]*\\{",
);
const CONST_CHAR = /^const\s+char\s*\*/;

/** The language of a text without a cell magic. */
export function languageOf(text: string): CellLanguage {
  const head = text.match(LEADING)![0];
  const rest = text.slice(head.length);
  if (PRAGMA.test(head)) return "d";
  if (PROBE.test(rest) || SPECIAL.test(rest) || SHORT.test(rest) || CONST_CHAR.test(rest)) return "d";
  return DECLARATION.test(rest) ? "d" : "typescript";
}
