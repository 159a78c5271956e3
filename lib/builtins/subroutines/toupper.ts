import { onMachine, type SubroutineBuiltin } from "./subroutine_definition.ts";
import { tolower as small, toupper as capitals } from "./hot/texts.ts";

function changingCase(name: "toupper" | "tolower", doc: string, script: typeof small): SubroutineBuiltin {
  const description = { name, doc, prototype: "string(const char *)", since: "1.8" };
  return onMachine(description, ["pointer"], "pointer", name, script);
}
export const toupper = changingCase("toupper", "The text in capitals.", capitals);
export const tolower = changingCase("tolower", "The text in small letters.", small);
