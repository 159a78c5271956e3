import type { SubroutineBuiltin } from "./subroutine_definition.ts";

export const strlen: SubroutineBuiltin = {
  name: "strlen",
  doc: "The length of the text in bytes.",
  prototype: "size_t(const char *)",
  lower: (b, [text]) => b.helper("string_length", b.lower(text)),
};
