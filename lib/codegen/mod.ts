export type * from "./builder.ts";
export type { HelperName } from "./helpers.ts";
export { emitImage, type EmitRequest, type EmittedImage } from "./emit.ts";
export { createMemory, MEMORY_BYTES } from "./memory.ts";
export { indexBytes } from "./layout.ts";
export { instantiate } from "./machine.ts";
