/**
 * The reference of the language, made of the definitions: entries, how they are found, and how they are shown.
 *
 * Nothing of it is loaded by a run; help, the REPL's help and `deno task docs` load it.
 *
 * @module
 */
import { constantEntries, type Library, libraryVariables, ownLibraries } from "./constants.ts";
import type { ReferenceEntry } from "./entry.ts";
import { languageEntries } from "./language.ts";
import { optionEntries } from "./options.ts";
import { probeEntries, structEntries } from "./probes.ts";
import { tagEntries } from "./tags.ts";

export { type ConstantEntry, type Library, ownLibraries } from "./constants.ts";
export { type EntryKind, type ReferenceEntry } from "./entry.ts";
export { findEntries, nearNames } from "./find.ts";
export { type ExampleOutputs, referencePages } from "./pages.ts";
export { cannotBeShown } from "./tags.ts";
export { entryText } from "./reference_text.ts";

/** What the language has, in the order of the pages; flags and commands are added by the doors that have them. */
export function referenceEntries(libraries: readonly Library[] = ownLibraries()): ReferenceEntry[] {
  return [
    ...languageEntries(),
    ...libraryVariables(libraries),
    ...optionEntries(),
    ...constantEntries(libraries),
    ...probeEntries(),
    ...structEntries(libraries),
    ...tagEntries(),
  ];
}
/** Where the outputs of the examples are kept. */
export const OUTPUTS: URL = new URL("./outputs.json", import.meta.url);
/** What the examples print, by command line; `deno task docs` writes it, the tests compare. */
export function readOutputs(): Record<string, string> {
  return JSON.parse(Deno.readTextFileSync(OUTPUTS));
}
