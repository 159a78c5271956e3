import { onMachine } from "./subroutine_definition.ts";
import { substr as script } from "./hot/texts.ts";

export const substr = onMachine(
  {
    name: "substr",
    doc: "The part of the text from a position on (counted from the end if negative), of a length (up to that many " +
      "from the end if negative).",
    prototype: "string(const char *, int, [int])",
    since: "1.1",
  },
  ["pointer", "i64", "i64", "i64"],
  "pointer",
  "substr",
  script,
  (args) => args.length > 2 ? [1n] : [0n, 0n],
);
