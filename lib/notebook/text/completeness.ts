/**
 * Whether a cell of D is whole: braces, quotes and comments closed, a clause or a declaration at its end.
 *
 * @module
 */
import { nextIndent } from "../../evaluator/cell/mod.ts";
import type { Completeness } from "../../evaluator/mod.ts";

const TOKEN = /\/\*[^]*?(?:\*\/|$(?![^]))|\/\/[^\n]*|"(?:\\[^]|[^"\\\n])*"?|'(?:\\[^]|[^'\\\n])*'?|[{}()[\]]|[^]/g;
const OPENING: Readonly<Record<string, string>> = { "}": "{", ")": "(", "]": "[" };

/** Judges a cell of D. */
export function dCompleteness(text: string): Completeness {
  const open: string[] = [];
  let last = "";
  const body = text.replaceAll(/^[ \t]*#[^\n]*/gm, "");
  for (const [token] of body.matchAll(TOKEN)) {
    const first = token[0];
    if (token.startsWith("/*")) {
      if (token.length < 4 || !token.endsWith("*/")) return { status: "incomplete", indent: "" };
    } else if (token.startsWith("//") || token.trim() === "") continue;
    else if (first === '"' || first === "'") {
      if (token.length < 2 || !token.endsWith(first)) return { status: "invalid" };
      last = first;
    } else {
      if ("{([".includes(first)) open.push(first);
      else if (OPENING[first] && open.pop() !== OPENING[first]) return { status: "invalid" };
      last = first;
    }
  }
  if (open.length > 0) return { status: "incomplete", indent: nextIndent(text) };
  // a description without a clause is a program too: an empty line says that it is meant so
  const whole = last === "" || last === "}" || last === ";" || /\n[ \t]*\n?$/.test(text);
  return whole ? { status: "complete" } : { status: "incomplete", indent: "" };
}
