/**
 * What can be said of a cell's text without a parser: for callers that must not wait for one.
 *
 * @module
 */
export { nextIndent } from "./indent.ts";
