export type * from "./definitions.ts";
