/**
 * Where in a program of D the cursor stands.
 *
 * @module
 */

/** What is written there. */
export type CursorContext =
  /** A probe description: its parts so far; the last one is begun. */
  | { readonly kind: "description"; readonly parts: readonly string[]; readonly start: number }
  /** `left->name` or `left.name`. */
  | { readonly kind: "member"; readonly left: string; readonly prefix: string; readonly start: number }
  /** `@name`. */
  | { readonly kind: "aggregation"; readonly prefix: string; readonly start: number }
  /** `#pragma D option name`. */
  | { readonly kind: "option"; readonly prefix: string; readonly start: number }
  | { readonly kind: "name"; readonly prefix: string; readonly start: number; readonly aggregating: boolean }
  /** In a comment or a string. */
  | { readonly kind: "nothing"; readonly start: number };

const SKIPPED =
  /\/\*[^]*?(?:\*\/|$(?![^]))|\/\/[^\n]*|"(?:\\[^]|[^"\\\n])*(?:"|$|(?=\n))|'(?:\\[^]|[^'\\\n])*(?:'|$|(?=\n))/g;

/** An index that is whole, with indexes in indexes: an open bracket belongs to what stands around the owner. */
let INDEX = String.raw`\[[^[\]]*\]`;
for (let depth = 0; depth < 3; depth++) INDEX = String.raw`\[(?:[^[\]]|${INDEX})*\]`;
/** What stands before `->` or `.`. */
const OWNER = new RegExp(
  `((?:[A-Za-z_]\\w*|\\)|\\])(?:${INDEX})?(?:(?:->|\\.)[A-Za-z_]\\w*(?:${INDEX})?)*)\\s*(?:->|\\.)$`,
);

/** The text with comments and strings blanked, so that braces in them do not count. */
function blanked(text: string): string {
  return text.replaceAll(SKIPPED, (found) => found.replaceAll(/[^\n]/g, " "));
}

/** Looks at the text before an offset. */
export function cursorAt(text: string, offset: number): CursorContext {
  const before = text.slice(0, offset);
  const skipped = [...before.matchAll(SKIPPED)].at(-1);
  if (skipped && skipped.index + skipped[0].length === offset && isOpen(skipped[0])) {
    return { kind: "nothing", start: offset };
  }
  const code = blanked(before);
  const option = code.match(/^[ \t]*#[ \t]*pragma[ \t]+D[ \t]+option[ \t]+(\w*)$/m);
  if (option && option.index! + option[0].length === offset) {
    return { kind: "option", prefix: option[1], start: offset - option[1].length };
  }
  if (!inClause(code)) {
    const [word] = code.match(/[^\s,;{}/]*$/)!;
    return { kind: "description", parts: word.split(":"), start: offset - word.split(":").at(-1)!.length };
  }
  const aggregation = code.match(/@(\w*)$/);
  if (aggregation) return { kind: "aggregation", prefix: aggregation[1], start: offset - aggregation[1].length };
  const [prefix] = code.match(/[A-Za-z_]\w*$|$/)!;
  const start = offset - prefix.length;
  const member = code.slice(0, start).match(OWNER);
  if (member) return { kind: "member", left: member[1], prefix, start };
  return { kind: "name", prefix, start, aggregating: /@\w*\s*(\[[^=;{}]*\])?\s*=\s*$/.test(code.slice(0, start)) };
}

/** Probe description of the clause in which an offset is; undefined outside. */
export function clauseDescriptions(text: string, offset: number): string[] {
  const code = blanked(text.slice(0, offset));
  const end = startOfClause(code);
  const head = code.slice(0, end < 0 ? code.length : end);
  const from = Math.max(head.lastIndexOf("}"), head.lastIndexOf(";")) + 1;
  return head.slice(from).replaceAll(/^[ \t]*#[^\n]*$/gm, "").split(",").map((one) => one.trim().split(/[\s/{]/)[0])
    .filter(Boolean);
}

function isOpen(token: string): boolean {
  if (token.startsWith("//")) return true;
  if (token.startsWith("/*")) return token.length < 4 || !token.endsWith("*/");
  return token.length < 2 || !token.endsWith(token[0]);
}

/** In braces or in a predicate. */
function inClause(code: string): boolean {
  return startOfClause(code) >= 0;
}

/** Where the braces or the predicate begin in which the text ends; -1 outside of both. */
function startOfClause(code: string): number {
  let depth = 0, begin = -1;
  for (let at = 0; at < code.length; at++) {
    const letter = code[at];
    if (letter === "{" && depth++ === 0 && begin < 0) begin = at;
    else if (letter === "}" && --depth <= 0) depth = 0, begin = -1;
    else if (letter === "/" && depth === 0 && begin < 0 && /\S/.test(code.slice(0, at))) begin = at;
  }
  return begin;
}
