export type * from "./definitions.ts";
export type * from "./typed.ts";
export * from "./environment.ts";
export { checkProgram, ProgramChecker } from "./checker.ts";
export { type DescribedMember, type DescribedType, describeType, probeArguments } from "./describe.ts";
