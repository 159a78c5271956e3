/**
 * From a small subset of TypeScript to WebAssembly, when the project is built: see README.md.
 *
 * @module
 */
export { TranslationError } from "./source.ts";
export { translate, type Translated } from "./translate.ts";
