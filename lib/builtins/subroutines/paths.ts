/**
 * basename, dirname, cleanpath.
 *
 * @module
 */
import { DOT, letters, onHost, SLASH, type SubroutineBuiltin } from "./definition.ts";

/** Where the last part of a path begins and ends, slashes at the end left out; of only slashes the first. */
function lastPart(path: Uint8Array): { readonly start: number; readonly end: number } {
  let end = path.length;
  while (end > 0 && path[end - 1] === SLASH) end--;
  if (end === 0) return { start: 0, end: 1 };
  return { start: path.lastIndexOf(SLASH, end - 1) + 1, end };
}
function onPath(
  name: string,
  doc: string,
  change: (path: Uint8Array, stringSize: number) => Uint8Array,
): SubroutineBuiltin {
  return onHost({ name, doc, prototype: "string(const char *)" }, ["pointer"], "pointer", (host, address) => {
    const path = host.readString(address as number);
    return path ? host.writeString(change(path, host.stringSize)) : 0;
  });
}
export const basename = onPath("basename", "The last part of a path.", (path) => {
  if (path.length === 0) return letters(".");
  const { start, end } = lastPart(path);
  return path.slice(start, end);
});
export const dirname = onPath("dirname", "A path without its last part.", (path) => {
  if (path.length === 0) return letters(".");
  const { start, end } = lastPart(path);
  if (start === 0) return letters(path[0] === SLASH && end === 1 && path.every((byte) => byte === SLASH) ? "/" : ".");
  let last = start;
  while (last > 0 && path[last - 1] === SLASH) last--;
  return last === 0 ? letters("/") : path.slice(0, last);
});
/** `/./`, `//` and `/../` taken out of a path; nothing is looked up. */
export const cleanpath = onPath("cleanpath", "A path without `.`, `..` and doubled slashes.", (path, stringSize) => {
  const made: number[] = [];
  const at = (i: number) => i < path.length ? path[i] : 0;
  for (let i = 0; i < path.length && made.length + 5 < stringSize;) {
    if (at(i) !== SLASH) {
      made.push(at(i++));
    } else if (at(i + 1) === SLASH) {
      i++;
    } else if (at(i + 1) === DOT && at(i + 2) === SLASH) {
      i += 2;
    } else if (at(i + 1) === DOT && at(i + 2) === DOT && (at(i + 3) === SLASH || at(i + 3) === 0)) {
      const parent = made.lastIndexOf(SLASH);
      made.length = Math.max(0, parent);
      i += 3;
      if (at(i) === 0) made.push(SLASH);
    } else {
      made.push(SLASH);
      i++;
    }
  }
  return Uint8Array.from(made);
});
