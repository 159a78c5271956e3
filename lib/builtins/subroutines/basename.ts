import { letters, onText, SLASH } from "./subroutine_definition.ts";

/** Where the last part of a path begins and ends, slashes at the end left out; of only slashes the first. */
export function lastPart(path: Uint8Array): { readonly start: number; readonly end: number } {
  let end = path.length;
  while (end > 0 && path[end - 1] === SLASH) end--;
  if (end === 0) return { start: 0, end: 1 };
  return { start: path.lastIndexOf(SLASH, end - 1) + 1, end };
}
export const basename = onText(
  { name: "basename", doc: "The last part of a path.", prototype: "string(const char *)" },
  (path) => {
    if (path.length === 0) return letters(".");
    const { start, end } = lastPart(path);
    return path.slice(start, end);
  },
);
