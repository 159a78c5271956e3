/**
 * Notebooks as investigations that others read, run again and verify: pages, folders and zip files.
 *
 * @module
 */
export { canonicalJson, formatManifest, ManifestError, parseManifest } from "./canonical.ts";
export { sha256 } from "./digests.ts";
export { filesOf, hashesOf, hasPage, PAGE_CAPTURE_BYTES, pageOf, scriptHashes, sourceCells } from "./investigation.ts";
export { FILES, type Investigation } from "./investigation_parts.ts";
export {
  type NotebookPort,
  type ProgramRun,
  type RecordedCell,
  type RecordSettings,
  REFERENCE,
  type SourceCell,
  type SourceNotebook,
} from "./notebook_port.ts";
export {
  kindOf,
  type PackageKind,
  type ReadPackage,
  readPackage,
  writeFolder,
  writePackage,
} from "./investigation_files.ts";
export { PackageError } from "./package_paths.ts";
export {
  makeInvestigation,
  type Published,
  type PublishRequest,
  type ReplayedCell,
  runPublished,
} from "./make_investigation.ts";
export { PublishError } from "./publish_error.ts";
export { digestsOf } from "./run_program.ts";
export { type FoundAddress, Scanner } from "./address_scan.ts";
export { checkSignature, parseSigners, SignatureError } from "./signature.ts";
export type { ManifestOutput } from "../page/mod.ts";
