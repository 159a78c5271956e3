/**
 * Files that are there when they are complete, and not before.
 *
 * @module
 */
export {
  givePartialName,
  isSpecialFile,
  openPending,
  partialName,
  type PendingFile,
  type PendingOptions,
  writeWhole,
} from "./pending.ts";
