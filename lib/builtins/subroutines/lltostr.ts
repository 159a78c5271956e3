import { onMachine } from "./subroutine_definition.ts";
import { lltostr as script } from "./hot/texts.ts";

export const lltostr = onMachine(
  {
    name: "lltostr",
    doc: "A number as text, to a base of 2 to 36: 16 begins with 0x, 8 with 0, and only 10 has a sign.",
    prototype: "string(int64_t, [int])",
  },
  ["i64", "i64"],
  "pointer",
  "lltostr",
  script,
  (args) => args.length > 1 ? [] : [10n],
);
