export type * from "./diagnostic.ts";
export { CompileError } from "./diagnostic.ts";
export type { Tag } from "./tags.ts";
