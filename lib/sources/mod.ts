export type * from "./source.ts";
export { DIRECTION } from "./source.ts";
