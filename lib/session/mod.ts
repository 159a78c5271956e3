export * from "./settings.ts";
export { Session } from "./session.ts";
export type { AggregationResult, CollectedRecord } from "../engine/consume/mod.ts";
export {
  describeProgram,
  isStanding,
  lossLine,
  problemLine,
  type Quietness,
  quietnessOf,
  reportLines,
} from "./lines.ts";
export { prepareTarget } from "./target.ts";
