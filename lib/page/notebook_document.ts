/**
 * A published notebook as a page: legible without scripts, and with them each cell of D can be changed and run again.
 *
 * @module
 */
import { gzipSync } from "node:zlib";
import { resultElement } from "./app/results.ts";
import { make } from "./app/dom.ts";
import { painted, rowsOf } from "./app/paint.ts";
import { pageDocument } from "./document.ts";
import type { ProgramCell, PublishedCell, PublishedNotebook } from "./published.ts";
import { escapeText, stillOf } from "./still.ts";

/** Scripts of the page, bundled. */
export interface NotebookScripts {
  readonly app: string;
  readonly engine: string;
}
/** Pixels that charts are wide before a script knows better. */
const WIDTH = 960;
const packed = (data: string | Uint8Array) => new Uint8Array(gzipSync(data, { level: 9 }));

export async function notebookDocument(notebook: PublishedNotebook, scripts: NotebookScripts): Promise<string> {
  const { title, byline, about, captures, cells, manifest, version } = notebook;
  const body = `<header>
<h1>${escapeText(title)}</h1>
<p>${escapeText(byline)}</p>
</header>
<div id="state" role="status">As published</div>
<main>
<details class="about"><summary>What this file contains, and what was changed</summary>
${about.map((text) => `<p>${escapeText(text)}</p>`).join("\n")}
<ul>${
    captures.map(({ name, about }) => `<li><code>${escapeText(name)}</code>: ${escapeText(about)}</li>`).join("")
  }</ul>
</details>
${numbered(cells).map(([cell, number]) => cellHtml(cell, number)).join("\n")}
<div id="long" class="long" role="alertdialog" aria-label="the program takes long" hidden><span>The program has run for ten seconds.</span>
<button type="button" id="on">Go on</button><button type="button" id="halt">Stop</button></div>
</main>
<footer><p>Published with Probebook ${
    escapeText(version)
  }. The page cannot vouch for itself: <code>probebook verify</code> runs all of it again. Nothing leaves the browser.</p></footer>`;
  return await pageDocument({
    title,
    body,
    inert: {
      cells: packed(JSON.stringify(numbered(cells).filter(([{ kind }]) => kind === "d"))),
      manifest: packed(manifest),
      engine: packed(scripts.engine),
      ...Object.fromEntries(captures.map(({ data }, i) => [`capture${i}`, packed(data)])),
      captures: packed(JSON.stringify(captures.map(({ name }) => name))),
    },
    script: scripts.app,
  });
}
/** Cells that are programs count from 1. */
function numbered(cells: readonly PublishedCell[]): (readonly [cell: PublishedCell, number: number])[] {
  let number = 0;
  return cells.map((cell) => [cell, cell.kind === "prose" ? 0 : ++number] as const);
}
function cellHtml(cell: PublishedCell, number: number): string {
  switch (cell.kind) {
    case "prose":
      return `<div class="prose">${cell.html}</div>`;
    case "code":
      return `<section class="cell code" aria-label="cell ${number}"><div class="bar"><h2>[${number}] ${
        escapeText(cell.language)
      }, shown as it was published; runs in <code>probebook verify</code></h2></div>
<pre>${pre(cell.text)}</pre>${cell.output ? `<pre>${pre(cell.output)}</pre>` : ""}</section>`;
    case "d":
      return programHtml(cell, number);
  }
}
/** A `pre` swallows a newline at its beginning. */
const pre = (text: string) => `\n${escapeText(text)}`;

function programHtml({ program, captures, settings, outcome }: ProgramCell, n: number): string {
  const { text, lines, results, packets } = outcome;
  const over = captures.length > 0 ? `over ${captures.join(", ")}` : "by the clock";
  const options = settings.map(({ name, value }) => value === undefined ? name : `${name}=${value}`).join(" ");
  const shown = stillOf(() => [
    make("pre", { id: `paint${n}`, "aria-hidden": "true" }, ...painted(program)),
  ]);
  const warnings = stillOf(() => lines.map((line) => make("li", {}, line)));
  return `<section class="cell" aria-labelledby="title${n}" data-cell="${n}">
<div class="bar"><h2 id="title${n}">[${n}] D ${escapeText(`${over}${options ? `, ${options}` : ""}`)}</h2></div>
<div class="editor">${shown}
<textarea id="editor${n}" rows="${
    rowsOf(program)
  }" spellcheck="false" autocapitalize="off" autocomplete="off" aria-labelledby="title${n}" aria-describedby="faults${n}" aria-autocomplete="list" aria-haspopup="listbox" aria-controls="choices${n}">${
    pre(program)
  }</textarea>
<p id="told${n}" class="unseen" role="status"></p>
<ul id="choices${n}" class="choices" role="listbox" aria-label="what can come next" hidden></ul></div>
<div class="bar scripted"><button type="button" id="run${n}" class="primary" disabled>Run</button>
<button type="button" id="stop${n}" hidden>Stop</button>
<button type="button" id="reset${n}" hidden>Reset</button><span id="mark${n}" class="mark" role="status">as published</span></div>
<pre id="faults${n}" class="faults" role="alert" hidden></pre>
<p id="status${n}" class="status" role="status">${packets.toLocaleString("en-US")} packets</p>
<ul id="warnings${n}" class="warnings" aria-label="messages">${warnings}</ul>
<pre id="output${n}" class="output" tabindex="0" aria-label="text of the program"${text === "" ? " hidden" : ""}>${
    pre(text)
  }</pre>
<div id="results${n}">${stillOf(() => results.map((result) => resultElement(result, WIDTH)))}</div>
</section>`;
}
