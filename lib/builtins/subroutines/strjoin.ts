import { onMachine } from "./subroutine_definition.ts";
import { strjoin as script } from "./hot/texts.ts";

export const strjoin = onMachine(
  { name: "strjoin", doc: "The first text followed by the second.", prototype: "string(const char *, const char *)" },
  ["pointer", "pointer"],
  "pointer",
  "strjoin",
  script,
);
