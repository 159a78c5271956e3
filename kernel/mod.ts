/**
 * The Jupyter kernel: D and TypeScript in one notebook.
 *
 * @module
 */
export { kernelMain } from "./kernel_command_line.ts";
export { type CellLanguage, D_CELLS, type DCellOptions } from "./cells/mod.ts";
export { runMain } from "./run/run_command.ts";
export { type KernelSettings } from "./kernel.ts";
export { type ConnectionFile } from "./protocol/mod.ts";
