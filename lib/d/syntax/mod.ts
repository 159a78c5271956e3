/**
 * Text to syntax tree.
 *
 * @module
 */
export type * from "./ast.ts";
export { insteadOfType } from "./kernel_types.ts";
export { parseItems, parseProgram, SyntaxErrors } from "./program.ts";
