/**
 * What a cell finds beside Deno's own: `display`, `notebook`, and `Deno.jupyter` for notebooks made for Deno's kernel.
 *
 * @module
 */
import type { Bundle } from "../mime_bundle.ts";
import { currentCell } from "./cells.ts";
import { openComm, registerComm } from "./comms.ts";
import { ask } from "./input.ts";
import { sendToParent } from "./parent_channel.ts";
import { base64, bundleOf, cleanBundle, JUPYTER_DISPLAY, withPictureSize } from "./render.ts";

/** How to show. */
interface DisplayOptions {
  /** The value is a bundle already. */
  readonly raw?: boolean;
  readonly metadata?: Record<string, unknown>;
  readonly id?: string;
  readonly update?: boolean;
}

/** Something shown that can be shown again. */
export interface ShownAgain {
  readonly id: string;
  update(value: unknown): Promise<ShownAgain>;
}

/** Shows a value under the cell; what comes back can replace it. */
async function display(value: unknown, options: DisplayOptions = {}): Promise<ShownAgain> {
  const id = options.id ?? crypto.randomUUID();
  const bundle = options.raw ? cleanBundle(value as Bundle) : await bundleOf(value);
  const { metadata, update } = options;
  sendToParent({
    type: "display",
    display: withPictureSize({ bundle, metadata, id, update }),
    cell: currentCell().number,
  });
  const shown: ShownAgain = { id, update: (next) => display(next, { ...options, id, update: true }) };
  handles.add(shown);
  return shown;
}

const handles = new WeakSet<object>();

/** Whether a value only stands for what has been shown: as the last of a cell it is not shown again. */
export function isShown(value: unknown): boolean {
  return typeof value === "object" && value !== null && handles.has(value);
}

/** Puts a template's parts together. */
function joined(parts: TemplateStringsArray, ...values: unknown[]): string {
  return parts.reduce((text, part, index) => text + String(values[index - 1]) + part);
}

function tagged(type: string): (parts: TemplateStringsArray, ...values: unknown[]) => unknown {
  return (parts, ...values) => {
    const text = joined(parts, ...values);
    return { [JUPYTER_DISPLAY]: () => ({ [type]: text, "text/plain": text }) };
  };
}

const html = tagged("text/html"), md = tagged("text/markdown"), svg = tagged("image/svg+xml");

function clear(wait = false): void {
  sendToParent({ type: "clear", wait, cell: currentCell().number });
}

function image(from: string | URL | Uint8Array): unknown {
  const bytes = from instanceof Uint8Array ? from : Deno.readFileSync(from);
  const type = bytes[0] === 0xff ? "image/jpeg" : bytes[0] === 0x47 ? "image/gif" : "image/png";
  return { [JUPYTER_DISPLAY]: () => ({ [type]: base64(bytes), "text/plain": `${type}, ${bytes.length} bytes` }) };
}

function publish(kind: string, content: unknown): void {
  sendToParent({ type: "publish", kind, content, cell: currentCell().number });
}

/** Puts the names where cells find them. */
export function installNotebook(): void {
  const notebook = {
    display,
    html,
    md,
    svg,
    image,
    clear,
    /** Aborted when the running cell is interrupted. */
    get signal() {
      return currentCell().signal;
    },
    /** Asks for text that is not echoed. */
    password: (prompt = "Password: ") => ask(prompt, true),
    comms: { register: registerComm, open: openComm },
  };
  Object.assign(globalThis, { display, notebook });
  const broadcast = (kind: string, content: Record<string, unknown>) => {
    publish(kind, content);
    return Promise.resolve();
  };
  const format = (value: unknown) => bundleOf(value);
  const stock = { $display: JUPYTER_DISPLAY, display: displayStock, html, md, svg, image, broadcast, format };
  try {
    // deno-lint-ignore no-explicit-any
    (Deno as any).jupyter = stock;
  } catch {
    // a later Deno may seal it: notebooks of ours do not need it
  }
}

async function displayStock(value: unknown, options: { raw?: boolean; display_id?: string; update?: boolean } = {}) {
  await display(value, { raw: options.raw, id: options.display_id, update: options.update });
}
