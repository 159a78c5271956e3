/**
 * Modules of WebAssembly as text, for those who read them.
 *
 * @module
 */
export { disassemble, DisassemblyError } from "./disassemble.ts";
