export * from "./settings.ts";
export { type CollectedRun, describeProgram, type Recording, Session } from "./session.ts";
export type { AggregationResult, CollectedRecord } from "../engine/consume/mod.ts";
export { isStanding, lossLine, problemLine, type Quietness, quietnessOf, reportLines } from "./lines.ts";
export { prepareTarget } from "./target.ts";
