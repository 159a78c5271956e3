import { onMachine } from "./subroutine_definition.ts";
import { strstr as script } from "./hot/texts.ts";

export const strstr = onMachine(
  {
    name: "strstr",
    doc: "The rest of the text from where the other begins in it, or NULL.",
    prototype: "string(const char *, const char *)",
    since: "1.1",
  },
  ["pointer", "pointer"],
  "pointer",
  "strstr",
  script,
);
