import { registers, type SubroutineBuiltin } from "./subroutine_definition.ts";

export const alloca: SubroutineBuiltin = {
  name: "alloca",
  doc: "Memory in the scratch space, until the clause ends.",
  prototype: "void *(size_t)",
  lower: (b, args) => b.helper("allocate", ...registers(b, args)),
};
