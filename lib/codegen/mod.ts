export type * from "./builder.ts";
export type { HelperName } from "./helpers.ts";
