/**
 * An investigation as a whole: its manifest, its captures, its signature, and the files and the page that are made of these
 * and of nothing else.
 *
 * @module
 */
import { type Manifest, notebookPage, notebookScripts, type PageParts, type PageScripts } from "../page/mod.ts";
import { crateText } from "./crate.ts";
import { sha256 } from "./digests.ts";
import { FILES, type Investigation } from "./investigation_parts.ts";
import type { SourceCell } from "./notebook_port.ts";
import { fingerprintOf } from "./signature.ts";
import { publishedOf } from "./published_notebook.ts";

/** Captures of a page, together: a browser holds them in memory. */
export const PAGE_CAPTURE_BYTES = 20_000_000;

const hashes = new Map<boolean, Promise<Readonly<Record<string, string>>>>();
/** SHA-256 of the scripts of pages that this version makes, by their names. */
export function scriptHashes(charts: boolean): Promise<Readonly<Record<string, string>>> {
  let made = hashes.get(charts);
  if (!made) hashes.set(charts, made = notebookScripts(charts).then(hashesOfScripts));
  return made;
}
async function hashesOfScripts({ boot, app, engine }: PageScripts): Promise<Readonly<Record<string, string>>> {
  const scripts = Object.entries({ boot, app, engine });
  return Object.fromEntries(await Promise.all(scripts.map(async ([name, text]) => [name, await sha256(text)])));
}
const SCRIPT_BYTES = 50_000_000;
/** The same of a page. @throws PageFormatError */
export async function hashesOf(parts: PageParts): Promise<Readonly<Record<string, string>>> {
  return await hashesOfScripts(parts.scripts(SCRIPT_BYTES));
}
export function hasPage({ captures }: Pick<Investigation, "captures">): boolean {
  let bytes = 0;
  for (const data of captures.values()) bytes += data.length;
  return bytes <= PAGE_CAPTURE_BYTES;
}
/** The page as HTML. @param made one that was made before, whose parts are taken where they are the same */
export async function pageOf(investigation: Investigation, made?: PageParts): Promise<string> {
  const { signature } = investigation;
  const signedBy = signature === undefined
    ? ""
    : await fingerprintOf(signature).catch(() => "by a key that is not known");
  return await notebookPage(publishedOf(investigation, signedBy), made);
}
/** The cells as they stood in the notebook that was published. */
export function sourceCells({ cells }: Manifest): SourceCell[] {
  return cells.map(({ kind, source, id, tags }) => ({
    kind: kind === "prose" ? "prose" : "program",
    source,
    ...id !== undefined && { id },
    ...tags !== undefined && { tags },
  }));
}
const encoder = new TextEncoder();
/** What is made of manifest and captures, but for the page: of a folder or a zip. Sorted by their paths. */
export async function filesOf(
  investigation: Investigation,
  formatNotebook: (cells: readonly SourceCell[]) => string,
  page: string | undefined,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const { manifest, manifestText, signature, captures } = investigation;
  const files = new Map<string, Uint8Array>(captures);
  files.set(FILES.manifest, encoder.encode(manifestText));
  files.set(FILES.notebook, encoder.encode(formatNotebook(sourceCells(manifest))));
  if (signature !== undefined) files.set(FILES.signature, encoder.encode(signature));
  if (page !== undefined) files.set(FILES.page, encoder.encode(page));
  files.set(FILES.crate, encoder.encode(await crateText(manifest, files)));
  return new Map([...files].sort(([a], [b]) => a < b ? -1 : 1));
}
