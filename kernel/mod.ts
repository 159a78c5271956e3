/**
 * The Jupyter kernel: D and TypeScript in one notebook.
 *
 * @module
 */
export { D_CELLS, KERNEL_COMMANDS, kernelMain, kernelUsage } from "./command_line.ts";
export { type DCellOptions, helpText, type Language, languageOf, parseCellText } from "./cells/mod.ts";
export { Kernel, type KernelSettings } from "./kernel.ts";
export { type ConnectionFile, readConnectionFile } from "./protocol/mod.ts";
