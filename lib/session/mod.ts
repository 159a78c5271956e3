/**
 * Where all of it meets.
 *
 * @module
 */
export * from "./settings.ts";
export type { CompilationObserver, Pass } from "./observer.ts";
export { loadLazily } from "./lazy_modules.ts";
export { Session } from "./session.ts";
export { type AggregationResult } from "../engine/aggregation/mod.ts";
export { type CollectedRecord } from "../engine/consume/mod.ts";
export * from "./report/mod.ts";
export { mergeabilityOf } from "./mergeability.ts";
export type { MergedParts } from "./merged_parts.ts";
