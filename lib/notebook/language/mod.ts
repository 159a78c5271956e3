/**
 * What there is of D: completed, explained. Of the compiler's tables, with nothing of where cells run.
 *
 * @module
 */
export type { ProbeArgument } from "./described.ts";
export { LanguageKnowledge } from "./language.ts";
