export type * from "./type.ts";
export * from "./intrinsic.ts";
export * from "./classify.ts";
export * from "./layout.ts";
export * from "./names.ts";
export * from "./compatible.ts";
export * from "./conversion.ts";
