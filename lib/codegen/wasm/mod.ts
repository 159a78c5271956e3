/**
 * The machine of WebAssembly: code from the intermediate form, and an image at work.
 *
 * @module
 */
export { Backend, NAME_ROW } from "./backend.ts";
export { ClauseWriter } from "./clause.ts";
export { hostImports, instantiate, type WasmImage } from "./machine.ts";
export { createMemory, MEMORY_BYTES } from "./machine_memory.ts";
export { emitModule } from "./program_module.ts";
