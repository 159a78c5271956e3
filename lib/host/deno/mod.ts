/**
 * What Deno offers: for sessions in Deno, and for what watches interfaces.
 *
 * @module
 */
export { denoHost } from "./host.ts";
export { type Guard, guardAgainstDeath, mayRun } from "./guard.ts";
export { givePartialName, isSpecialFile, openPending, partialName, writeWhole } from "./pending.ts";
export type { PendingFile, PendingOptions } from "../host.ts";
