/**
 * The REPL: questions to captures, in D or TypeScript, one after the other.
 *
 * @module
 */
export { replCommandTable } from "./commands/command_table.ts";
export { replMain } from "./main.ts";
