/**
 * Pages that run D in a browser, made of the engine.
 *
 * @module
 */
export { appPage, notebookPage, pageMain, PageUsageError } from "./page_command.ts";
export {
  type AboutPart,
  type CodeOutput,
  type ProgramCell,
  type PublishedCapture,
  type PublishedCell,
  type PublishedNotebook,
  type PublishedOutcome,
} from "./published.ts";
export { notebookScripts } from "./notebook_document.ts";
export type { PageScripts } from "./document.ts";
export { type CellResults, runCell, type RunnableCell } from "./run_cell.ts";
export type { ProgramRequest, RunGiven, Setting, ShownResult } from "./messages.ts";
export {
  type FilledReference,
  type Manifest,
  MANIFEST_FORMAT,
  type ManifestAnonymisation,
  type ManifestCapture,
  type ManifestCell,
  type ManifestCode,
  type ManifestOutput,
  type ManifestProgram,
  type ManifestProse,
  type TableDigest,
} from "./manifest.ts";
export { PageFormatError, PageParts } from "./read_parts.ts";
