/**
 * Writes the pages of the language reference, what their examples print, and the manual page. `deno task docs` calls it.
 *
 * @module
 */
import { OUTPUTS, ownLibraries, referenceEntries, type ReferenceEntry, referencePages } from "../reference/mod.ts";
import { MANUAL, manualPage } from "./manual.ts";
import { runExample } from "./run_example.ts";

/** Where the pages are. */
export const REFERENCE_FOLDER = "notebooks/guide/reference/";

/** What all examples print now, by command line. */
async function exampleOutputs(entries: readonly ReferenceEntry[], root: URL): Promise<Record<string, string>> {
  const outputs: Record<string, string> = {};
  for (const command of new Set(entries.flatMap(({ examples }) => examples))) {
    outputs[command] = await runExample(command, root);
  }
  return outputs;
}
/** The pages as they should be, by path, before they are formatted. */
export async function writeReference(root: URL): Promise<void> {
  const libraries = ownLibraries(), entries = referenceEntries(libraries);
  const outputs = await exampleOutputs(entries, root);
  Deno.writeTextFileSync(OUTPUTS, `${JSON.stringify(outputs, undefined, 2)}\n`);
  Deno.mkdirSync(new URL(REFERENCE_FOLDER, root), { recursive: true });
  Deno.writeTextFileSync(new URL(MANUAL, root), manualPage());
  for (const [file, text] of referencePages(entries, libraries, outputs)) {
    Deno.writeTextFileSync(new URL(REFERENCE_FOLDER + file, root), text);
  }
}
