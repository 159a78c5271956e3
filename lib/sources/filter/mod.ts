/**
 * Filters: what a program needs of packets, as classic BPF for a kernel to run.
 *
 * @module
 */
export { compileFilter, type FilterPlace } from "./filter_compiler.ts";
export { describeNeed, filterNeed } from "./derive.ts";
export { disassembleFilter } from "./disassemble.ts";
export { interpretFilter, type KernelFacts } from "./interpret.ts";
export {
  type Constraint,
  EVERYTHING,
  type FilterNeed,
  FULL_SNAP_LENGTH,
  HEADER_SNAP_LENGTH,
  type PacketNeed,
  type Side,
} from "./need.ts";
export { pcapExpression } from "./expression.ts";
