export * from "./settings.ts";
export { type CollectedRun, Session } from "./session.ts";
export type { AggregationResult, CollectedRecord } from "../engine/consume/mod.ts";
