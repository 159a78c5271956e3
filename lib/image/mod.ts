export type * from "./image.ts";
export { ERROR_RECORD, RECORD_HEADER } from "./image.ts";
export * from "./memory_map.ts";
