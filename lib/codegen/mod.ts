export type * from "./builder.ts";
export type { HelperName } from "./helpers.ts";
export { emitImage, type EmitRequest, type EmittedImage } from "./emit.ts";
export { type ClauseHeading, formatClause } from "./ir/text.ts";
export { createMemory, MEMORY_BYTES } from "./memory.ts";
export { instantiate } from "./machine.ts";
export { type Accessor, type AggregationUpdate } from "./side_module.ts";
export { instantiateAccessors, instantiateUpdate } from "./side_module.ts";
