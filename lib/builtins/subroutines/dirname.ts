import { lastPart } from "./basename.ts";
import { letters, onText, SLASH } from "./subroutine_definition.ts";

export const dirname = onText(
  { name: "dirname", doc: "A path without its last part.", prototype: "string(const char *)" },
  (path) => {
    if (path.length === 0) return letters(".");
    if (path.every((byte) => byte === SLASH)) return letters("/");
    let end = lastPart(path).start;
    if (end === 0) return letters(".");
    while (end > 0 && path[end - 1] === SLASH) end--;
    return end === 0 ? letters("/") : path.slice(0, end);
  },
);
