/**
 * Text to syntax tree.
 *
 * @module
 */
export type * from "./ast.ts";
export { KEYWORDS } from "./token.ts";
export { parseItems, parseProgram, SyntaxErrors } from "./program.ts";
