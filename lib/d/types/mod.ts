export type * from "./type.ts";
export * from "./intrinsic.ts";
export * from "./classify.ts";
export * from "./struct_layout.ts";
export * from "./type_names.ts";
export * from "./compatible.ts";
export * from "./conversion.ts";
export { tracedKind, tracedType } from "./traced.ts";
