import type { SubroutineBuiltin } from "./subroutine_definition.ts";

export const speculation: SubroutineBuiltin = {
  name: "speculation",
  doc: "The number of a free speculation, or 0 when there is none.",
  prototype: "int()",
  unmergeable: "takes one of the speculations of the whole run",
  lower: (b) => b.helper("speculation"),
};
