import { onText, type SubroutineBuiltin } from "./subroutine_definition.ts";

/** Only ASCII's letters, as in DTrace. */
function changingCase(name: string, doc: string, first: number, by: number): SubroutineBuiltin {
  return onText(
    { name, doc, prototype: "string(const char *)", since: "1.8" },
    (text) => text.map((byte) => byte >= first && byte < first + 26 ? byte + by : byte),
  );
}
export const toupper = changingCase("toupper", "The text in capitals.", 0x61, -32);
export const tolower = changingCase("tolower", "The text in small letters.", 0x41, 32);
