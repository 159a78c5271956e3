export type * from "./image.ts";
export { RECORD_HEADER } from "./image.ts";
export * from "./memory_map.ts";
