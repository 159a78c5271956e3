/**
 * A notebook that was executed, as HTML: its words, its cells, and what they show.
 *
 * @module
 */
import type { VegaLiteSpec } from "../../chart/mod.ts";
import { renderSvg } from "../../picture/mod.ts";
import { escaped, highlighted } from "./highlight.ts";
import type { PageText } from "./markdown.ts";

type Lines = string | readonly string[];
interface StoredOutput {
  readonly output_type: string;
  readonly name?: string;
  readonly text?: Lines;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly traceback?: readonly string[];
}
/** As far as it is read here (nbformat 4). */
export interface NotebookFile {
  readonly cells: readonly {
    readonly cell_type: string;
    readonly source: Lines;
    readonly outputs?: readonly StoredOutput[];
  }[];
}
/** Keeps a picture beside the page; answers with its address. */
export type KeepPicture = (name: string, content: string) => string;

const joined = (lines: unknown): string => Array.isArray(lines) ? lines.join("") : String(lines ?? "");

/** The notebook's part of a page. @throws Error for a cell that failed */
export async function notebookHtml(notebook: NotebookFile, text: PageText, keep: KeepPicture): Promise<string> {
  const parts: string[] = [];
  let pictures = 0;
  for (const { cell_type, source, outputs = [] } of notebook.cells) {
    const code = joined(source);
    if (cell_type === "markdown") {
      parts.push(text.render(code));
      continue;
    }
    if (cell_type !== "code") continue;
    text.add(code);
    const language = /^\s*(?:%%?(?:d\b|source\b|set\b)|[\w-]*:[\w-]*:)/m.test(code) ? "d" : "ts";
    parts.push(`<pre class="cell"><code>${highlighted(code, language)}</code></pre>`);
    for (const output of outputs) parts.push(await shown(output, () => `${++pictures}`, text, keep));
  }
  return parts.join("\n");
}

async function shown(output: StoredOutput, number: () => string, text: PageText, keep: KeepPicture): Promise<string> {
  if (output.output_type === "error") throw new Error(joined(output.traceback));
  if (output.output_type === "stream") {
    return `<pre class="output${output.name === "stderr" ? " said" : ""}">${escaped(joined(output.text))}</pre>`;
  }
  const { data = {} } = output, plain = joined(data["text/plain"]);
  const type = Object.keys(data).find((name) => name.startsWith("application/vnd.vegalite."));
  if (type !== undefined) return await picture(data[type] as VegaLiteSpec, plain, number(), keep);
  if (data["text/html"] !== undefined) return `<div class="output wide">${plainHtml(joined(data["text/html"]))}</div>`;
  if (data["text/markdown"] !== undefined) {
    return `<div class="output">${text.render(joined(data["text/markdown"]))}</div>`;
  }
  return `<pre class="output">${escaped(plain)}</pre>`;
}

/** A chart in both themes. The drawing for terminals is its text, for those who do not see it. */
async function picture(spec: VegaLiteSpec, plain: string, number: string, keep: KeepPicture): Promise<string> {
  const light = keep(`${number}-light.svg`, await renderSvg(spec, { theme: "light" }));
  const dark = keep(`${number}-dark.svg`, await renderSvg(spec, { theme: "dark" }));
  return `<picture class="output"><source media="(prefers-color-scheme: dark)" srcset="${dark}">` +
    `<img src="${light}" alt="${escaped(plain)}"></picture>`;
}

/** Our own tables: of their styles only the side on which a text stands is kept, as the page permits no style in it. */
function plainHtml(html: string): string {
  return html.replace(/ style="([^"]*)"/g, (_, style: string) => {
    const side = /text-align:\s*(left|right|center)/.exec(style)?.[1];
    return side ? ` class="${side}"` : "";
  });
}
