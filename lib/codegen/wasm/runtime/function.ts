/**
 * What a function of the runtime is.
 *
 * @module
 */
import type { Code, Signature, ValueType } from "../../../wasm/mod.ts";

/** A function before it has a place in a module. */
export interface RuntimeFunction {
  readonly signature: Signature;
  readonly locals: readonly ValueType[];
  readonly body: Code;
}
