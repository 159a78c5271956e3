/**
 * The terminal: raw mode and keys, a surface to print on, inputs, the history's file.
 *
 * @module
 */
export { HistoryFile, historyPath } from "./history_file.ts";
export { type Advice, type LineInput, LineReader } from "./line_reader.ts";
export { type Paper, ScreenRegion } from "./screen_region.ts";
export { Terminal, type TerminalSize } from "./terminal.ts";
