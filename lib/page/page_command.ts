/**
 * `probebook page -o app.html`: one file in which captures are asked in a browser.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { writeWhole } from "../host/deno/mod.ts";
import { appDocument } from "./app_document.ts";
import { notebookDocument } from "./notebook_document.ts";
import type { PublishedNotebook } from "./published.ts";
import type { PageParts } from "./read_parts.ts";

const EXAMPLE = new URL("../../test/captures/demo.pcap", import.meta.url);

/** Something about the arguments that cannot be. */
export class PageUsageError extends Error {
  override readonly name = "PageUsageError";
}
/** The text of the page. */
export async function appPage(version: string): Promise<string> {
  return await appDocument(Deno.readFileSync(EXAMPLE), version);
}
/** The page of a published notebook. @param made one that was made before, whose parts are taken where they are the same */
export async function notebookPage(notebook: PublishedNotebook, made?: PageParts): Promise<string> {
  return await notebookDocument(notebook, made);
}
/** @param say called with what was written @throws PageUsageError */
export async function pageMain(args: readonly string[], version: string, say: (text: string) => void): Promise<number> {
  const path = outputOf(args);
  const bytes = new TextEncoder().encode(await appPage(version));
  writeWhole(path, bytes);
  say(`wrote ${path}: ${bytes.length.toLocaleString("en-US")} bytes; open it in a browser\n`);
  return 0;
}
function outputOf(args: readonly string[]): string {
  try {
    const { values } = parseArgs({ args: [...args], options: { output: { type: "string", short: "o" } } });
    if (values.output) return values.output;
  } catch (error) {
    throw new PageUsageError((error as Error).message.replace(/^[A-Z]/, (letter) => letter.toLowerCase()));
  }
  throw new PageUsageError("expected -o and the name of the file");
}
