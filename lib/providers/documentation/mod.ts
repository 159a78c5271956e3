/**
 * What providers and their D library mean, in words: for pages, cells and listings, which most runs do without.
 *
 * @module
 */
export { referencePage } from "./reference.ts";
export { documentStructs, type StructDocumentation, structName } from "./structs.ts";
