/**
 * Values of TypeScript in lines of magics: `%source {capture}`, `%%d --count {limit}`.
 *
 * @module
 */
import { MagicError } from "../../lib/notebook/text/mod.ts";

const LINE = /^[ \t]*%.*$/;
const WORD = /(?<=[\s=])\{([^{}]+)\}(?=\s|$)/g;

/** A cell with such words replaced in the lines of its magics; lists become several words. Throws a {@linkcode MagicError}. */
export async function expandMagics(code: string, valueOf: (expression: string) => Promise<unknown>): Promise<string> {
  const lines = code.split("\n");
  for (let at = 0; at < lines.length && (LINE.test(lines[at]) || lines[at].trim() === ""); at++) {
    const found = [...lines[at].matchAll(WORD)];
    for (const [word, expression] of found) {
      const value = await valueOf(expression).catch((error: Error) => {
        throw new MagicError(`\`${word}\`: ${error.message.split("\n", 1)[0]}`);
      });
      lines[at] = lines[at].replace(word, () => [value].flat().map((one) => quoted(one, word)).join(" "));
    }
    if (/^\s*%%/.test(lines[at])) break;
  }
  return lines.join("\n");
}

function quoted(value: unknown, word: string): string {
  if (typeof value !== "string" && typeof value !== "number") {
    throw new MagicError(
      `\`${word}\` is ${value === undefined ? "undefined" : JSON.stringify(value)}, not text or a number`,
    );
  }
  return `"${String(value).replaceAll(/["\\]/g, "\\$&")}"`;
}
