export type * from "./definitions.ts";
export type * from "./typed.ts";
