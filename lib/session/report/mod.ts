/**
 * What a run came to, as data and in lines.
 *
 * @module
 */
export {
  describeProgram,
  describeRun,
  isStanding,
  lossLine,
  problemLine,
  type Quietness,
  quietnessOf,
  reportLines,
} from "./report.ts";
export type * from "./results.ts";
