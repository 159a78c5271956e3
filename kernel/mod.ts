/**
 * The Jupyter kernel: D and TypeScript in one notebook.
 *
 * @module
 */
export { KERNEL_COMMANDS, kernelMain, kernelUsage } from "./command_line.ts";
export { D_CELLS, type DCellOptions, helpText, type Language, languageOf, parseCellText } from "./cells/mod.ts";
export { runMain } from "./run/command.ts";
export { Kernel, type KernelSettings } from "./kernel.ts";
export { type ConnectionFile, readConnectionFile } from "./protocol/mod.ts";
