/**
 * From the texts of programs to what the checker has made of them.
 *
 * @module
 */
export type { Mergeability } from "./mergeable.ts";
export { Compilation } from "./compile.ts";
