import { DOT, onText, SLASH } from "./subroutine_definition.ts";

/** Room that DTrace wants before each step: `/..`, a letter and the NUL. */
const STEP = 5;

/** `/./`, `//` and `/../` taken out of a path; nothing is looked up. `/..` at the end leaves a slash. */
export const cleanpath = onText(
  { name: "cleanpath", doc: "A path without `.`, `..` and doubled slashes.", prototype: "string(const char *)" },
  (path, stringSize) => {
    const made: number[] = [];
    const at = (i: number) => i < path.length ? path[i] : 0;
    for (let i = 0; i < path.length && made.length + STEP < stringSize;) {
      if (at(i) !== SLASH) {
        made.push(at(i++));
      } else if (at(i + 1) === SLASH) {
        i++;
      } else if (at(i + 1) === DOT && at(i + 2) === SLASH) {
        i += 2;
      } else if (at(i + 1) === DOT && at(i + 2) === DOT && (at(i + 3) === SLASH || at(i + 3) === 0)) {
        made.length = Math.max(0, made.lastIndexOf(SLASH));
        i += 3;
        if (at(i) === 0) made.push(SLASH);
      } else {
        made.push(SLASH);
        i++;
      }
    }
    return Uint8Array.from(made);
  },
);
