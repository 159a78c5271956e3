/**
 * The functions that a module carries besides its clauses, each written once and only when something calls it.
 *
 * @module
 */
import type { HelperName } from "../../ir/mod.ts";
import type { MemoryLayout } from "../../lower/mod.ts";
import type { ModuleFunction, ModuleWriter, Signature } from "../../../wasm/mod.ts";
import type { RuntimeFunction } from "./function.ts";
import { addSquare, llquantizeIndex, quantizeIndex } from "./numbers.ts";
import { allocate, raise } from "./faults.ts";
import { commit, discard, speculate, speculation } from "./speculation.ts";
import { compareStrings, copyRange, copyString, keyString, stringLength, zeroRange } from "./strings.ts";

/** Calls by name while bodies are written. */
export interface RuntimeNames {
  index(name: HelperName | "raise"): number;
}
type Make = (layout: MemoryLayout, names: RuntimeNames) => RuntimeFunction;

const FUNCTIONS: Record<HelperName | "raise", Make> = {
  compare_strings: ({ sizes }) => compareStrings(sizes.stringSize),
  string_length: ({ sizes }) => stringLength(sizes.stringSize),
  copy_string: ({ sizes }) => copyString(sizes.stringSize),
  key_string: ({ sizes }) => keyString(sizes.stringSize),
  copy_bytes: copyRange,
  zero_bytes: zeroRange,
  quantize_index: quantizeIndex,
  llquantize_index: llquantizeIndex,
  add_square: addSquare,
  allocate,
  raise,
  speculation,
  speculate,
  commit,
  discard,
};

export class Runtime implements RuntimeNames {
  readonly #made = new Map<string, ModuleFunction>();

  constructor(readonly module: ModuleWriter, readonly layout: MemoryLayout) {}

  index(name: HelperName | "raise"): number {
    return this.function(name, () => FUNCTIONS[name](this.layout, this)).index;
  }
  signature(name: HelperName): Signature {
    this.index(name);
    return this.#made.get(name)!.signature;
  }
  /** A function of a name of its own, made when first asked for. */
  function(name: string, make: () => RuntimeFunction): ModuleFunction {
    let made = this.#made.get(name);
    if (!made) {
      const { signature, locals, body } = make();
      made = this.module.function(signature, locals, body);
      this.#made.set(name, made);
    }
    return made;
  }
}
