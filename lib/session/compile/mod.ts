/**
 * From the texts of programs to what the checker has made of them.
 *
 * @module
 */
export { Compilation } from "./compile.ts";
