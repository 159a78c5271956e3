/**
 * Finds, in a text of TypeScript, the expression before the cursor: what is completed or inspected.
 *
 * @module
 */

/** `left.name|`: what stands left of the last dot, and the name begun. */
export interface Access {
  /** Undefined when the name stands alone, or when what stands left is not understood. */
  readonly object?: string;
  /** Something stands left of it. */
  readonly isMember?: boolean;
  /** The name up to the cursor. */
  readonly prefix: string;
  /** Where the name starts. */
  readonly start: number;
  /** In a `["` access, the quote. */
  readonly quote?: string;
}

const NAME = /[\p{ID_Continue}$\u200c\u200d]/u;

/** The access that ends at an offset. */
export function accessBefore(text: string, offset: number): Access {
  let start = offset;
  while (start > 0 && NAME.test(text[start - 1])) start--;
  const prefix = text.slice(start, offset);
  let at = start;
  while (at > 0 && /\s/.test(text[at - 1])) at--;
  if (text[at - 1] === "." && text[at - 2] !== ".") {
    const end = text[at - 2] === "?" ? at - 2 : at - 1;
    return { object: expressionBefore(text, text[end - 1] === "!" ? end - 1 : end), isMember: true, prefix, start };
  }
  const bracket = text.slice(0, offset).match(/\[\s*(["'])([^"'\n\]]*)$/);
  if (bracket) {
    const object = expressionBefore(text, bracket.index!);
    if (object) return { object, prefix: bracket[2], start: offset - bracket[2].length, quote: bracket[1] };
  }
  const string = openString(text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset));
  if (string !== undefined) return { isMember: true, prefix: string, start: offset - string.length };
  return { prefix, start };
}

/** What stands in a string that is open at the end of a line; undefined when none is. */
function openString(line: string): string | undefined {
  let quote = "", from = 0;
  for (let at = 0; at < line.length; at++) {
    if (quote && line[at] === "\\") at++;
    else if (quote ? line[at] === quote : /["'`]/.test(line[at])) {
      quote = quote ? "" : line[at];
      from = at + 1;
    }
  }
  return quote && quote !== "`" ? line.slice(from) : undefined;
}

/** The access whose name is at an offset, the whole name taken. */
export function accessAt(text: string, offset: number): Access {
  let end = offset;
  while (end < text.length && NAME.test(text[end])) end++;
  // after an opening bracket what is called is meant
  if (end === offset && !NAME.test(text[end - 1] ?? " ")) {
    while (end > 0 && /[\s(]/.test(text[end - 1])) end--;
  }
  return accessBefore(text, end);
}

/** A chain of names, members, strings, array literals and their indexes that ends at `end`; calls are not repeated. */
function expressionBefore(text: string, end: number): string | undefined {
  let at = end;
  while (at > 0 && /\s/.test(text[at - 1])) at--;
  const stop = at;
  let wanted = true;
  while (at > 0 && wanted) {
    const last = text[at - 1];
    if (last === "]" || last === ")" || last === "}") {
      const open = openingOf(text, at - 1);
      if (open < 0) return undefined;
      at = open;
      const before = text[at - 1] ?? "";
      // an index or a call goes on to the left, a literal ends here
      if (NAME.test(before) || /[\])]/.test(before)) continue;
    } else if (last === '"' || last === "'" || last === "`") {
      const open = text.lastIndexOf(last, at - 2);
      if (open < 0) return undefined;
      at = open;
    } else if (NAME.test(last)) {
      while (at > 0 && NAME.test(text[at - 1])) at--;
    } else return undefined;
    const dot = text.slice(0, at).match(/\?\.\s*$|\.\s*$/);
    wanted = dot !== null && !/\.\.\s*$/.test(text.slice(0, at));
    if (wanted) at = dot!.index!;
  }
  const expression = text.slice(at, stop).trim();
  return expression && !/^\d/.test(expression) ? expression : undefined;
}

function openingOf(text: string, close: number): number {
  const pairs: Record<string, string> = { "]": "[", ")": "(", "}": "{" };
  let depth = 0;
  for (let at = close; at >= 0; at--) {
    if (text[at] === text[close]) depth++;
    else if (text[at] === pairs[text[close]] && --depth === 0) return at;
  }
  return -1;
}
