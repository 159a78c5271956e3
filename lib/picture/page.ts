/**
 * A page of charts that is all there is: the libraries, the data, no address of anything. It may be sent around, opened
 * from a disk, kept.
 *
 * The libraries are compressed; the page's own script unpacks them. What came from packets is data: JSON in which no `<` stands, and escaped HTML. Vega's expressions are walked, not
 * evaluated, so that the page's policy can forbid all scripts but the page's own, which it names by their hashes.
 *
 * @module
 */
import { gzipSync } from "node:zlib";
import { chartOf, type ChartOptions, configOf, inkOf, plainSpec, type Theme, type VegaLiteSpec } from "../chart/mod.ts";
import { escapeHtml, type ResultTable, tableHtml } from "../table/mod.ts";
import { encodeBase64 } from "./base64.ts";
import { renderSvg } from "./render.ts";
import { packageFile } from "./package_files.ts";

/** How a page of charts is to look. */
export interface PageOptions {
  /** In the tab and at the top. */
  readonly title?: string;
  /** What the reader's system prefers, without. */
  readonly theme?: Theme;
  /** Rows of a table below its chart; 200 without, 0 for none. */
  readonly rows?: number;
}
/** A chart of a page, with the table it was made of. */
export interface PageChart {
  readonly spec: VegaLiteSpec;
  readonly table?: ResultTable;
}
const ROWS = 200;

export async function chartPage(charts: readonly PageChart[], options: PageOptions = {}): Promise<string> {
  const { title = "Probebook", theme, rows = ROWS } = options;
  const packed = await libraries(), main = mainScript(theme);
  const hashes = await Promise.all([...packed, main].map(hashOf));
  const policy = [
    "default-src 'none'",
    `script-src ${hashes.join(" ")}`,
    "style-src 'unsafe-inline'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const figures = await Promise.all(charts.map((chart, i) => figureOf(chart, i, rows)));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${styleOf(theme)}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${figures.join("\n")}
${packed.map((script) => `<script type="application/octet-stream">${packedText(script)}</script>`).join("\n")}
<script>${main}</script>
</body>
</html>
`;
}
/** The page of some tables. */
export async function tablesPage(tables: readonly ResultTable[], options: PageOptions & { chart?: ChartOptions } = {}) {
  return await chartPage(tables.map((table) => ({ spec: chartOf(table, options.chart), table })), options);
}
async function figureOf({ spec, table }: PageChart, number: number, rows: number): Promise<string> {
  const still = encodeBase64(new TextEncoder().encode(await renderSvg(spec)));
  const below = table && rows > 0
    ? `\n<details><summary>${table.rowCount} row${table.rowCount === 1 ? "" : "s"}</summary>${
      tableHtml(table, { rows })
    }</details>`
    : "";
  return `<figure>
<div class="chart" id="chart${number}"></div>
<noscript><img alt="" src="data:image/svg+xml;base64,${still}"></noscript>
<script type="application/json" id="spec${number}">${jsonText(plainSpec(spec))}</script>${below}
</figure>`;
}
/** A script as text that does nothing by itself: a third of its size. The page's own script unpacks it. */
function packedText(script: string): string {
  return encodeBase64(new Uint8Array(gzipSync(script, { level: 9 })));
}
/** No `<` ends a script, nothing ends a line. */
function jsonText(value: unknown): string {
  const escape = (c: string) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, escape);
}
async function hashOf(script: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(script));
  return `'sha256-${encodeBase64(new Uint8Array(digest))}'`;
}

let read: Promise<string[]> | undefined;
/** The packages' own files; they are there as soon as the modules are. */
function libraries(): Promise<string[]> {
  return read ??= (async () => {
    await Promise.all([import("npm:vega@6.4.0"), import("npm:vega-lite@6.5.0"), import("npm:vega-interpreter@2.3.2")]);
    const file = (module: string, name: string) => Deno.readTextFileSync(new URL(name, packageFile(module)));
    const texts = [
      file("vega", "vega.min.js"),
      file("vega-lite", "vega-lite.min.js"),
      asScript(file("vega-interpreter", "vega-interpreter.js")),
    ];
    return texts.map((text) => text.replace(/^\/\/# sourceMappingURL=.*$/m, ""));
  })();
}
/** The interpreter is a module of one import and one export. */
function asScript(module: string): string {
  const script = module
    .replace(/^import (\{[^}]*\}) from 'vega-util';$/m, "const $1 = vega;")
    .replace(/^export \{ (\w+) as expressionInterpreter \};$/m, "globalThis.expressionInterpreter = $1;");
  if (/^(import|export) /m.test(script)) throw new Error("vega-interpreter is made otherwise than it was");
  return `(function () {\n${script}\n})();`;
}
function mainScript(theme: Theme | undefined): string {
  const configs = JSON.stringify({ light: configOf("light"), dark: configOf("dark") });
  const choice = theme ? JSON.stringify(theme) : 'dark.matches ? "dark" : "light"';
  return `(function () {
  "use strict";
  var configs = ${configs};
  var dark = matchMedia("(prefers-color-scheme: dark)");
  function refuse() { return Promise.reject(new Error("this page loads nothing")); }
  var loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse };
  function show() {
    document.querySelectorAll("script[type='application/json']").forEach(function (script) {
      var place = document.getElementById(script.id.replace("spec", "chart"));
      try {
        var spec = JSON.parse(script.textContent);
        var config = vega.mergeConfig(configs[${choice}], spec.config || {});
        var compiled = vegaLite.compile(Object.assign({}, spec, { config: config })).spec;
        var runtime = vega.parse(compiled, null, { ast: true });
        place.replaceChildren();
        new vega.View(runtime, { expr: expressionInterpreter, renderer: "svg", container: place, hover: true, loader: loader })
          .runAsync().catch(function (error) { place.textContent = String(error); });
      } catch (error) { place.textContent = String(error); }
    });
  }
  function unpack(script) {
    var text = atob(script.textContent), bytes = new Uint8Array(text.length);
    for (var i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  }
  // the policy names each by its hash: nothing else can be run so
  function run(text) {
    var script = document.createElement("script");
    script.textContent = text;
    document.head.appendChild(script).remove();
  }
  Promise.all(Array.from(document.querySelectorAll("script[type='application/octet-stream']"), unpack)).then(function (texts) {
    texts.forEach(run);
    show();
    dark.addEventListener("change", show);
  }).catch(function (error) {
    document.querySelectorAll(".chart").forEach(function (place) { place.textContent = "the charts cannot be drawn: " + error; });
  });
})();`;
}
function styleOf(theme: Theme | undefined): string {
  const inks = (of: Theme) => {
    const { background, text, faint, grid } = inkOf(of);
    return `--background:${background};--text:${text};--faint:${faint};--grid:${grid};color-scheme:${of}`;
  };
  const root = theme
    ? `:root{${inks(theme)}}`
    : `:root{${inks("light")}}@media (prefers-color-scheme: dark){:root{${inks("dark")}}}`;
  return `${root}
body{background:var(--background);color:var(--text);font:14px system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}
h1{font-size:1.2rem;font-weight:600}
figure{margin:0 0 2.5rem;overflow-x:auto}
table{border-collapse:collapse;font-size:12px;font-variant-numeric:tabular-nums;margin-top:.5rem}
td,th{padding:.15rem .6rem;border-bottom:1px solid var(--grid)}
caption,summary,p{color:var(--faint);font-size:12px}`;
}
