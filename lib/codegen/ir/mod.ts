/**
 * The intermediate form as text.
 *
 * @module
 */
export { type ClauseHeading, formatClause } from "./text.ts";
