/**
 * The second machine: clauses as programs of the Linux kernel.
 *
 * @module
 */
export { type AssembledProgram, INSTRUCTION_BYTES } from "./assembler.ts";
export { emitKernelImage, type KernelImage, type KernelRequest, type SiteProgram } from "./emit.ts";
export { CALL, CONTROL, LEVELS, MAP, PAGE_LEVEL, RING_PREFIX, SPECULATION_MARK } from "./frame.ts";
export { type AggregationMap, MAP_TYPE, type MapDescription } from "./layout.ts";
export { PROGRAM_TYPE, type Site, type SiteCondition, type SiteSource } from "./sites.ts";
