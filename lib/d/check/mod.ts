export type * from "./builtin_definitions.ts";
export type * from "./typed.ts";
export * from "./environment.ts";
export { checkProgram, ProgramChecker } from "./checker.ts";
export {
  type DescribedInline,
  type DescribedMember,
  type DescribedType,
  describeInlines,
  describeType,
  probeArguments,
} from "./describe.ts";
export { isGlob, matchGlob } from "./glob.ts";
export { eachStatement, LARGEST_VARIABLE } from "./measure.ts";
export { partsOf } from "./expression_parts.ts";
export { describeDescription } from "./probes.ts";
export { walkTyped } from "./walk.ts";
export type { SystemTypes } from "./type_space.ts";
export { suggest } from "./suggest.ts";
