export type * from "./image.ts";
export { ERROR_RECORD, FORM_SIGNED, RECORD_HEADER } from "./image.ts";
export * from "./memory_map.ts";
