/**
 * Control lines: `#pragma`, `#ident`, `#line`, `#error`, and the line markers a preprocessor leaves.
 *
 * @module
 */
import type { Pragma } from "./ast.ts";
import type { LexicalContext } from "./token.ts";

/** `start` is at the `#`, `end` at the newline. Undefined where the line says nothing to the checker. */
export function readDirective(lexer: LexicalContext, start: number, end: number): Pragma | undefined {
  const text = lexer.source.text.slice(start + 1, end);
  const words = text.match(/"(?:[^"\\]|\\.)*"|[^\s"]+/g) ?? [];
  const span = lexer.span(start, end);
  const [first, ...rest] = words;
  if (first === undefined) return undefined;
  if (/^[0-9]+$/.test(first)) return markLine(lexer, words, start, end);
  if (first === "line") return markLine(lexer, rest, start, end);
  if (first === "ident") return undefined;
  if (first === "error") return { kind: "pragma", span, d: true, name: "error", words: rest };
  if (first !== "pragma") {
    lexer.fail("D_PRAGCTL_INVAL", `D has no control line \`#${first}\``, start, end, {
      plain: first.startsWith('"') ? "invalid control directive" : `invalid control directive: #${first}`,
      help: [
        /^(if|ifdef|ifndef|else|elif|endif|define|undef|include)$/.test(first)
          ? "run the C preprocessor with `-C`"
          : "use `#pragma`, `#ident`, `#line` or `#error`",
      ],
    });
  }
  const d = rest[0] === "D";
  const [name, ...words2] = d ? rest.slice(1) : rest;
  if (name === undefined) return undefined;
  if (name === "line") return markLine(lexer, words2, start, end);
  if (!d && name !== "error") return undefined; // K&R A12.8: an unknown pragma is ignored
  return { kind: "pragma", span, d: true, name, words: words2 };
}

/** `<line> ["file" [state]]`: state 1 enters an included file, 2 comes back. */
function markLine(lexer: LexicalContext, words: readonly string[], start: number, end: number): undefined {
  const [line, file, state] = words;
  const wrong = line === undefined || !/^[0-9]+$/.test(line) || (file !== undefined && !file.startsWith('"')) ||
    (state !== undefined && !/^[0-9]+$/.test(state));
  if (wrong) {
    lexer.fail("D_PRAGMA_MALFORM", '`#line` is written `#line NUMBER ["FILE"]`', start, end, {
      plain: 'malformed #line <line> [ ["file"] state ]',
    });
  }
  const name = file === undefined ? lexer.lines.lastFile : file.slice(1, -1);
  // A preprocessor's markers for the program itself name no file.
  const own = name === undefined || name === lexer.source.name || name.startsWith("/dev/fd/") || name === "<stdin>";
  lexer.lines.mark(end - 1 < start ? start : end - 1, Number(line), own ? undefined : name);
  return undefined;
}
