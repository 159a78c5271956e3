/**
 * A published notebook as a page: legible without scripts, and with them each cell of D can be changed and run again.
 *
 * @module
 */
import { gzipSync } from "node:zlib";
import { bundledScripts, packedPart, pageDocument, type PageScripts, type PartWriter } from "./document.ts";
import { cellHtml } from "./notebook_cells.ts";
import { writeText } from "./pack/mod.ts";
import type { PageParts } from "./read_parts.ts";
import type { AboutPart, PublishedCell, PublishedNotebook } from "./published.ts";
import { escapeText } from "./still.ts";

/** @param made a page that was made before: what it holds already is not packed again */
export async function notebookDocument(notebook: PublishedNotebook, made?: PageParts): Promise<string> {
  const write: PartWriter = (id, content) => made?.packedAs(id, content) ?? packedPart(id, content);
  const { title, byline, captures, charts, manifest, recordedMs, signature, armoredSignature, version } = notebook;
  const cells = numbered(notebook.cells);
  const body = `<header>
<h1>${escapeText(title)}</h1>
<p>${escapeText(byline)}</p>
</header>
${stateHtml(cells.some(([{ kind }]) => kind === "d"))}
<main>
${aboutHtml(notebook)}
${cells.map(([cell, number]) => cellHtml(cell, number)).join("\n").replace(firstTitle(title), "")}
<div id="long" class="long" role="alertdialog" aria-label="the program takes long" hidden><span>The program has run for ten seconds.</span>
<button type="button" id="on">Go on</button><button type="button" id="halt">Stop</button></div>
</main>
<footer><p>Published with Probebook ${
    escapeText(version)
  }, whose engine is in this file under the BSD-2-Clause license. Cells run in your browser, and nothing leaves it: the page’s policy forbids it to connect to anything. A page cannot vouch for itself: <code>probebook verify</code> runs all of it again${
    signature === undefined ? "" : ` and checks who signed it`
  }.</p></footer>`;
  // of a notebook without charts none are drawn of what its reader asks, either
  const draws = charts ?? true;
  const programs = cells.filter(([{ kind }]) => kind === "d");
  return await pageDocument({
    ...{ title, body, scripts: await notebookScripts(draws), write },
    style: { kind: "notebook", charts: draws },
    hasPictures: cells.some(([cell]) => cell.kind === "code" && cell.outputs.some(({ kind }) => kind === "picture")),
    inert: {
      manifest: write("manifest", manifest),
      ...armoredSignature !== undefined && { signature: write("signature", armoredSignature) },
      notebook: write(
        "notebook",
        JSON.stringify({
          cells: programs,
          captures: captures.map(({ name, data }) => ({ name, isLarge: isLarge(data) })),
          recordedMs,
        }),
      ),
      ...Object.fromEntries(
        captures.map(({ data }, i) => [
          `capture${i}`,
          isLarge(data) ? writeText(new Uint8Array(gzipSync(data, { level: 9 }))) : write(`capture${i}`, data),
        ]),
      ),
    },
  });
}
/** The scripts of a notebook's page. */
export async function notebookScripts(charts: boolean): Promise<PageScripts> {
  return await bundledScripts(charts ? "notebook" : "notebook_plain");
}
/** Bytes that are unpacked while the page waits for them. */
const SMALL_BYTES = 2 ** 19;
const isLarge = (data: Uint8Array) => data.length > SMALL_BYTES;

/** All cells count from 1, prose among them, as `verify` numbers them. */
function numbered(cells: readonly PublishedCell[]): (readonly [cell: PublishedCell, number: number])[] {
  return cells.map((cell, i) => [cell, i + 1] as const);
}
/** The title stands at the top of the page already. */
function firstTitle(title: string): RegExp {
  const literal = escapeText(title).replace(/[$()*+.?[\\\]^{|}]/g, "\\$&");
  return new RegExp(`(?<=^<div class="prose">)\\s*<h1[^>]*>${literal}</h1>`);
}
/** What the page shows: what was published, or what its reader made of it. */
function stateHtml(canRun: boolean): string {
  return `<div id="state" class="state"><p id="shown" role="status">As published</p>
<div class="bar scripted">${
    canRun
      ? `<button type="button" id="run-all" disabled>Run all</button><button type="button" id="stop-all" hidden>Stop</button><button type="button" id="reset-all" hidden>Reset all</button>`
      : ""
  }</div></div>
<noscript><p class="noscript">With scripts, its own and no others, the cells of this page can be changed and run again.</p></noscript>`;
}
function aboutHtml({ about, captures, signature }: PublishedNotebook): string {
  const list = captures.map(({ name, about }) => `<li><code>${escapeText(name)}</code>: ${escapeText(about)}</li>`);
  const signed = signature === undefined
    ? "It is not signed."
    : `Its manifest is signed: ${escapeText(signature)}; only <code>probebook verify</code> can check that.`;
  return `<details class="about"><summary>What this file contains, and what was changed</summary>
<h2>Captures</h2>
<ul>${list.join("")}</ul>
${about.map(partHtml).join("\n")}
<h2>To prove it</h2>
<p><code>probebook verify FILE</code> takes the captures out of this file, runs every cell again with an engine of its own, and compares with what is shown. ${signed}</p>
<details id="manifest-part"><summary>Manifest</summary><pre id="manifest-text" tabindex="0" role="group" aria-label="manifest"></pre></details>
</details>`;
}
function partHtml({ title, lines }: AboutPart): string {
  const indented = lines.map((line) => ({ depth: line.length - line.trimStart().length, text: line.trim() }));
  return `<h2>${escapeText(title)}</h2>\n${listHtml(indented)}`;
}
/** Lines that are indented are lists of the one above them. */
function listHtml(lines: readonly { readonly depth: number; readonly text: string }[]): string {
  const items: string[] = [];
  for (let i = 0; i < lines.length;) {
    let end = i + 1;
    while (end < lines.length && lines[end].depth > lines[i].depth) end++;
    items.push(`<li>${escapeText(lines[i].text)}${listHtml(lines.slice(i + 1, end))}</li>`);
    i = end;
  }
  return items.length > 0 ? `<ul>${items.join("")}</ul>` : "";
}
