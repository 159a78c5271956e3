/**
 * WebAssembly, written by hand: for D's clauses and for what must keep up with the packets.
 *
 * @module
 */
export * from "./code.ts";
export { type HotMemory, instantiateHot } from "./hot.ts";
export { type ModuleFunction, ModuleWriter, type Signature } from "./module.ts";
