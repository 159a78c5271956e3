/**
 * From a value to a MIME bundle: what the value says of itself first, then what is known of its kind, then text.
 *
 * @module
 */
import type { Bundle, Display, RenderTerminal } from "../mime_bundle.ts";

/** The method by which an object says how it wants to be shown. */
export const JUPYTER_DISPLAY = Symbol.for("Jupyter.display");

/** The method by which an object says how it looks in a terminal: it takes a {@linkcode RenderTerminal}, and gives text. */
const TERMINAL = Symbol.for("probebook.terminal");

/** The terminal for which results are, if they are for one. */
let terminal: RenderTerminal | undefined;

/** Says for which terminal results are. */
export function setTerminal(look: RenderTerminal | undefined): void {
  terminal = look;
}

const VEGA_LITE = "application/vnd.vegalite.v5+json";
const ROWS = 100;

/** What a rule looks at: any property of any object. */
// deno-lint-ignore no-explicit-any
type Anything = any;

/** A kind of value that has a better form than text; undefined when the value is of another kind. */
type Form = (value: Anything) => Bundle | Promise<Bundle> | undefined;

const FORMS: readonly Form[] = [vegaForm, imageForm, tableForm, elementForm];

/** The bundle of a value. May run the value's own code. */
export async function bundleOf(value: unknown): Promise<Bundle> {
  const object = value as Anything;
  if (object !== null && (typeof object === "object" || typeof object === "function")) {
    if (terminal && typeof object[TERMINAL] === "function") {
      return { "text/plain": String(await object[TERMINAL](terminal)) };
    }
    if (typeof object[JUPYTER_DISPLAY] === "function") return cleanBundle(await object[JUPYTER_DISPLAY]());
    for (const form of FORMS) {
      const bundle = form(object);
      if (bundle) return await bundle;
    }
  }
  return { "text/plain": terminal ? Deno.inspect(value, { colors: terminal.color }) : textOf(value) };
}

/** A value as text. */
export function textOf(value: unknown): string {
  return Deno.inspect(value, { colors: false });
}

/** Bytes become base64; what JSON cannot hold becomes text. */
export function cleanBundle(bundle: Bundle): Bundle {
  const entries = Object.entries(bundle ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([type, value]) => [type, value instanceof Uint8Array ? base64(value) : value]),
  );
}

/** A Vega-Lite specification, or something that makes one. */
function vegaForm(value: Anything): Promise<Bundle> | undefined {
  const specification = typeof value.toSpec === "function" ? value.toSpec() : value;
  const schema = specification?.$schema;
  if (typeof schema !== "string" || !/vega-lite/.test(schema)) return undefined;
  const marked = { ...specification, $schema: "https://vega.github.io/schema/vega-lite/v5.json" };
  return pictured(marked);
}

/** With a picture, for front ends that cannot draw; where there can be none, the text says why. */
async function pictured(specification: Anything): Promise<Bundle> {
  const title = specification.title?.text ?? specification.title ?? "";
  const name = `Vega-Lite chart${title ? `: ${title}` : ""}`;
  if (terminal) return { "text/plain": name };
  let plain = specification;
  try {
    const [{ plainSpec }, { renderPng }] = await Promise.all([
      import("../../chart/mod.ts"),
      import("../../picture/mod.ts"),
    ]);
    plain = plainSpec(specification);
    const picture = base64(await renderPng(plain as never));
    return { [VEGA_LITE]: plain, "image/png": picture, "text/plain": name };
  } catch (error) {
    // a front end that draws by itself may know better, or shows nothing: either way it is said
    const why = `no picture: ${(error as Error).message}`;
    console.error(why);
    return { [VEGA_LITE]: plain, "text/plain": `${name} (${why})` };
  }
}

const SIGNATURES: readonly (readonly [type: string, bytes: readonly number[]])[] = [
  ["image/png", [0x89, 0x50, 0x4e, 0x47]],
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["image/gif", [0x47, 0x49, 0x46, 0x38]],
];

function imageForm(value: Anything): Bundle | undefined {
  if (!(value instanceof Uint8Array)) return undefined;
  const found = SIGNATURES.find(([, bytes]) => bytes.every((byte, index) => value[index] === byte));
  return found && { [found[0]]: base64(value), "text/plain": `${found[0]}, ${value.length} bytes` };
}

/** Tables of Arquero, and whatever else can say itself as HTML. */
function tableForm(value: Anything): Bundle | undefined {
  if (typeof value.toHTML !== "function") return undefined;
  if (terminal && typeof value.columnNames === "function" && typeof value.get === "function") {
    return { "text/plain": alignedTable(value, terminal) };
  }
  const html = value.toHTML({ limit: ROWS });
  if (typeof html !== "string") return undefined;
  const rows = typeof value.numRows === "function" ? Number(value.numRows()) : 0;
  const note = rows > ROWS ? `<p>${ROWS} of ${rows} rows</p>` : "";
  const text = typeof value.toMarkdown === "function" ? value.toMarkdown({ limit: ROWS }) : textOf(value);
  return { "text/html": `<div style="max-height:24em;overflow:auto">${html}</div>${note}`, "text/plain": text };
}

const TERMINAL_ROWS = 40;
/** A table of Arquero in columns, numbers to the right, as wide as the terminal. */
function alignedTable(table: Anything, { width, color }: RenderTerminal): string {
  const names: string[] = table.columnNames(), all = Number(table.numRows()), shown = Math.min(all, TERMINAL_ROWS);
  const columns = names.map((name) => {
    const values: unknown[] = Array.from({ length: shown }, (_, row) => table.get(name, row));
    const cells = values.map((value) =>
      typeof value === "string" ? visible(value) : visible(textOf(value).replace(/n$/, ""))
    );
    const right = values.every((value) => value === null || ["number", "bigint"].includes(typeof value));
    return { name, cells, right, size: Math.max(name.length, ...cells.map((cell) => cell.length)) };
  });
  const line = (cellOf: (column: typeof columns[number]) => string) =>
    columns.map((column) => {
      const cell = cellOf(column);
      return column.right ? cell.padStart(column.size) : cell.padEnd(column.size);
    }).join("  ").trimEnd().slice(0, width);
  const head = line(({ name }) => name);
  const rows = Array.from({ length: shown }, (_, row) => line(({ cells }) => cells[row]));
  const more = all > shown ? [`… ${all - shown} more rows`] : [];
  return [color ? `\x1b[1m${head}\x1b[0m` : head, ...rows, ...more].join("\n");
}
/** Control characters of traced data are shown, not obeyed. */
function visible(text: string): string {
  // deno-lint-ignore no-control-regex
  const control = /[\x00-\x1f\x7f-\x9f]/g;
  return text.replaceAll(control, (letter) => `\\x${letter.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

function elementForm(value: Anything): Bundle | undefined {
  if (typeof value.outerHTML !== "string") return undefined;
  return { "text/html": value.outerHTML, "text/plain": value.outerHTML };
}

/** Pictures of charts have two points for each that is shown: front ends get the size that is meant. */
export function withPictureSize(display: Display): Display {
  const { bundle, metadata } = display;
  const picture = bundle["image/png"];
  if (!(VEGA_LITE in bundle) || typeof picture !== "string" || metadata?.["image/png"]) return display;
  // the head of a PNG: eight bytes, then a chunk that begins with width and height
  const head = Uint8Array.from(atob(picture.slice(0, 32)), (letter) => letter.charCodeAt(0));
  const view = new DataView(head.buffer);
  const size = { width: Math.round(view.getUint32(16) / 2), height: Math.round(view.getUint32(20) / 2) };
  return { ...display, metadata: { ...metadata, "image/png": size } };
}

/** Bytes as base64 text. */
export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
