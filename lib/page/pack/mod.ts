/**
 * What a page brings along, as text that does nothing by itself.
 *
 * @module
 */
export { readLzma } from "./lzma.ts";
export { writeLzma } from "./lzma_writer.ts";
export { readScripts, writeScripts } from "./scripts.ts";
export { unpacked } from "./start.ts";
export { readText, writeText } from "./text.ts";
