/**
 * Cells of a published notebook as HTML.
 *
 * @module
 */
import { make } from "./app/dom.ts";
import { painted, rowsOf } from "./app/paint.ts";
import { chartElement } from "./app/chart.ts";
import { drawing, resultElement } from "./app/results.ts";
import { builtinNames } from "./engine/names.ts";
import type { CodeOutput, ProgramCell, PublishedCell } from "./published.ts";
import { escapeText, stillOf } from "./still.ts";

/** Pixels that charts are wide before a script knows better. */
const WIDTH = 960;
/** Rows of a table; with scripts there are more. */
const ROWS = 100;
/** A `pre` swallows a newline at its beginning. */
const pre = (text: string) => `\n${escapeText(text)}`;
const KNOWN = (({ variables, functions }) => ({ variables: new Set(variables), functions: new Set(functions) }))(
  builtinNames(),
);

/** @param number of the cell, from 1 */
export function cellHtml(cell: PublishedCell, number: number): string {
  switch (cell.kind) {
    case "prose":
      return `<div class="prose">${cell.html}</div>`;
    case "code":
      return `<section class="cell code" aria-labelledby="title${number}"><div class="bar"><h2 id="title${number}">[${number}] ${
        escapeText(cell.language)
      }</h2><span class="mark">shown as it was published; <code>probebook verify</code> runs it</span></div>
<pre class="source" tabindex="0" role="group" aria-label="text of cell ${number}">\n${
        stillOf(() => painted(cell.text, undefined, "typescript")).trimEnd()
      }</pre>
${unseenNotes(cell.text).map((line) => `<p class="note">${line}</p>`).join("")}
${cell.outputs.map((output) => outputHtml(output, number)).join("\n")}</section>`;
    case "d":
      return programHtml(cell, number);
  }
}
function outputHtml(output: CodeOutput, number: number): string {
  switch (output.kind) {
    case "text":
      return `<pre class="${
        output.isError ? "faults" : "output"
      }" tabindex="0" role="group" aria-label="what cell ${number} printed">${pre(output.text)}</pre>`;
    case "html":
      return `<div class="prose table" tabindex="0" role="group" aria-label="what cell ${number} shows">${output.html}</div>`;
    case "picture": {
      const [light, dark] = [output.light, output.dark].map(pictureAddress);
      return `<picture><source media="(prefers-color-scheme: dark)" srcset="${dark}"><img src="${light}" alt="${
        escapeText(output.text)
      }"></picture>`;
    }
  }
}
function pictureAddress(picture: string | Uint8Array): string {
  if (typeof picture !== "string") return `data:image/png;base64,${picture.toBase64()}`;
  // what is read out is the text of the picture; its own marks are not reached
  const svg = picture.replace(/ (?:role|aria-[\w-]+)="[^"]*"/g, "");
  return `data:image/svg+xml;base64,${new TextEncoder().encode(svg).toBase64()}`;
}
drawing.chart = chartElement;

function programHtml(cell: ProgramCell, n: number): string {
  const { program, outcome, isSilent, isHidden, differences = [] } = cell;
  const { text, results, lines, omittedCharacters } = outcome;
  const warnings = stillOf(() => lines.map((line) => make("li", {}, line)));
  const unseen = unseenNotes(program).map((line) => `<li>${line}</li>`).join("");
  const omitted = omittedCharacters > 0
    ? `<li>${omittedCharacters.toLocaleString("en-US")} characters of text more are not shown</li>`
    : "";
  // what the author did not want to show is there with scripts alone
  const output = `<pre id="output${n}" class="output" tabindex="0" role="group" aria-label="text of the program"${
    text === "" || isSilent ? " hidden" : ""
  }>${isSilent ? "" : pre(text)}</pre>`;
  const shown = `<div id="results${n}">${
    stillOf(() => results.map((result) => resultElement(result, WIDTH, ROWS)))
  }</div>`;
  return `<section class="cell" aria-labelledby="title${n}">
<div class="bar"><h2 id="title${n}">[${n}] D ${
    escapeText(aboutRun(cell))
  }</h2><span id="mark${n}" class="mark" role="status"></span></div>
<div class="editor"><pre id="paint${n}" aria-hidden="true">${stillOf(() => painted(program, KNOWN))}</pre>
<textarea id="editor${n}" rows="${
    rowsOf(program)
  }" spellcheck="false" autocapitalize="off" autocomplete="off" aria-labelledby="title${n}" aria-describedby="faults${n}" aria-autocomplete="list" aria-haspopup="listbox" aria-controls="choices${n}">${
    pre(program)
  }</textarea>
<p id="announcement${n}" class="unseen" role="status"></p>
<ul id="choices${n}" class="choices" role="listbox" aria-label="what can come next" hidden></ul></div>
<div class="bar"><span class="bar scripted"><button type="button" id="run${n}" class="primary" disabled>Run</button>
<button type="button" id="stop${n}" hidden>Stop</button>
<button type="button" id="reset${n}" hidden>Reset</button></span><p id="status${n}" class="status" role="status">${
    escapeText(publishedStatus(cell))
  }</p></div>
<pre id="faults${n}" class="faults" role="alert" hidden></pre>
<ul id="warnings${n}" class="warnings" aria-label="messages">${unseen}${warnings}${omitted}</ul>
${isSilent && text !== "" ? `<details class="folded scripted"><summary>Text</summary>${output}</details>` : output}
${isHidden ? `<details class="folded"><summary>Tables and charts</summary>${shown}</details>` : shown}${
    differencesHtml(differences)
  }
</section>`;
}
/** A text that reads otherwise than it runs says so. */
function unseenNotes(text: string): string[] {
  const found = [...new Set(text.match(/[\p{Cf}\u2028\u2029]/gu) ?? [])];
  if (found.length === 0) return [];
  const codes = found.map((letter) => `U+${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`);
  return [
    `the text of this cell has characters that are not seen, or turn the direction of others: ${codes.join(", ")}`,
  ];
}
/** Over what a program is run, and how. */
function aboutRun({ captures, settings, given: { arguments: given = [], limits } = {} }: ProgramCell): string {
  const options = settings.map(({ name, value }) => value === undefined ? name : `${name}=${value}`);
  return [
    captures.length > 0 ? `over ${captures.join(", ")}` : "by the clock",
    ...(options.length > 0 ? [`options ${options.join(" ")}`] : []),
    ...given.map((text, i) => `$${i + 1} is ${text}`),
    ...(limits?.packets === undefined ? [] : [`the first ${limits.packets.toLocaleString("en-US")} packets`]),
    ...(limits?.nanoseconds === undefined ? [] : [`the first ${limits.nanoseconds / 1e9} s`]),
  ].join(", ");
}
/** What stands below a program that nobody has run again. */
function publishedStatus({ outcome: { packets, exitStatus } }: ProgramCell): string {
  const status = exitStatus === 0 ? "" : ` · exit status ${exitStatus}`;
  return `as published · ${packets.toLocaleString("en-US")} packet${packets === 1 ? "" : "s"}${status}`;
}
function differencesHtml(differences: readonly string[]): string {
  if (differences.length === 0) return "";
  const items = differences.map((line) => `<li>${escapeText(line)}</li>`).join("");
  return `\n<details class="folded"><summary>Differs from what came of the original captures</summary><ul>${items}</ul></details>`;
}
