/**
 * index and rindex: positions as Perl counts them, its odd answers for empty texts included.
 *
 * @module
 */
import { onMachine, type SubroutineBuiltin } from "./subroutine_definition.ts";
import { index as first, rindex as last } from "./hot/texts.ts";

function searching(name: "index" | "rindex", doc: string, script: typeof first): SubroutineBuiltin {
  return onMachine(
    { name, doc, prototype: "int(const char *, const char *, [int])", since: "1.1" },
    ["pointer", "pointer", "i64", "i64"],
    "i64",
    name,
    script,
    // whether there is a position does not show in its value
    (args) => args.length > 2 ? [1n] : [0n, 0n],
  );
}
export const index = searching(
  "index",
  "Where the other text first stands in the text, from a position on; -1 if nowhere.",
  first,
);
export const rindex = searching(
  "rindex",
  "Where the other text last stands in the text, up to a position; -1 if nowhere.",
  last,
);
