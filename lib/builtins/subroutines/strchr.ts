import { onMachine, type SubroutineBuiltin } from "./subroutine_definition.ts";
import { strchr as first, strrchr as last } from "./hot/texts.ts";

function finding(name: "strchr" | "strrchr", doc: string, script: typeof first): SubroutineBuiltin {
  const description = { name, doc, prototype: "string(const char *, char)", since: "1.1" };
  return onMachine(description, ["pointer", "i64"], "pointer", name, script);
}
export const strchr = finding("strchr", "The rest of the text from the first such letter on, or NULL.", first);
export const strrchr = finding("strrchr", "The rest of the text from the last such letter on, or NULL.", last);
