/**
 * What a run came to, as data and in lines.
 *
 * @module
 */
export {
  describeProgram,
  isStanding,
  lossLine,
  problemLine,
  type Quietness,
  quietnessOf,
  reportLines,
  runComment,
} from "./report.ts";
export type * from "./run_results.ts";
