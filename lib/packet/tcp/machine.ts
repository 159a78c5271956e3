/**
 * Header prediction as machine code, made on a memory: it needs no warming.
 *
 * @module
 */
import { instantiateHot } from "../../wasm/mod.ts";
import { HEADER_PREDICTION_WASM, type HeaderPredictionFunctions } from "./header_prediction.wasm.ts";

/** Where connections are kept. */
export interface TcpMemory {
  readonly words: Int32Array;
  readonly memory: WebAssembly.Memory;
}
export function instantiateTcp({ memory }: TcpMemory): HeaderPredictionFunctions {
  return instantiateHot(HEADER_PREDICTION_WASM, memory);
}
