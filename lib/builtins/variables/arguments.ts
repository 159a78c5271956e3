/**
 * arg0…arg9 and args[].
 *
 * @module
 */
import { CONTEXT } from "../../image/mod.ts";
import type { Builder, Register } from "../../codegen/ir/mod.ts";
import type { VariableBuiltin } from "./variable_definition.ts";

const COUNT = 10;
const argument = (b: Builder, n: number): Register => b.context(CONTEXT.ARG + 8 * n, 8, true);

export const rawArguments: readonly VariableBuiltin[] = Array.from({ length: COUNT }, (_, n) => ({
  name: `arg${n}`,
  type: "int64_t",
  doc: `Argument ${n} of the probe as a raw 64-bit integer.`,
  unmergeable: "may be an address, which is another in each part",
  lower: (b) => argument(b, n),
}));

export const args: VariableBuiltin = {
  name: "args",
  indexed: true,
  doc: "The typed arguments of the probe.",
  lower(b, [index]) {
    if (index?.kind === "integer") return argument(b, Number(index.value));
    b.needAllArguments();
    const wanted = b.lower(index);
    const found = b.variable(b.constant(0));
    for (let n = 0; n < COUNT; n++) {
      b.if(b.compare("eq", wanted, b.constant(n)), () => b.assign(found, argument(b, n)));
    }
    return found;
  },
};
