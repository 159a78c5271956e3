/**
 * TypeScript cells: stripped of types in a fraction of a millisecond, evaluated in a child process that can be
 * interrupted without losing anything, shown as MIME bundles.
 *
 * @module
 */
export type { Bundle, CellError, CommMessage, Display, RenderTerminal } from "./mime_bundle.ts";
export { type Completeness, typeScriptCompleteness } from "./cell/completeness.ts";
export { declaredNames } from "./cell/compile_cell.ts";
export {
  DCellError,
  type DCellModule,
  type DCellOutcome,
  type DCellPort,
  type DCellRequest,
  type DCellRunner,
  type LinuxQuestion,
  type LinuxRequest,
  type ShowRequest,
} from "./d_cell.ts";
export { ENGINE_FLAGS } from "./remote/child_process.ts";
export {
  cellEnvironment,
  cellFlags,
  FETCHING_VARIABLES,
  mayReplace,
  namedVariables,
  PASSED_VARIABLES,
  resolved,
} from "./remote/confinement.ts";
export { Evaluator } from "./remote/evaluator.ts";
export type { CellOptions, EvaluatorListener, EvaluatorSettings } from "./remote/child_settings.ts";
export type { CellOutcome } from "./remote/outcome.ts";
export type { Candidate, Completion, Inspection, NamedValue } from "./remote/suggestions.ts";
