/**
 * Pictures made in a thread of their own: loading Vega takes the better part of a second and a picture a tenth of one,
 * in which a conversation would stand still.
 *
 * @module
 */
import { SCHEMA, type VegaLiteSpec } from "../chart/mod.ts";
import { delegatePictures, type RenderOptions } from "./render.ts";
import type { PictureAnswer, PictureRequest } from "./render_worker.ts";

interface PendingPicture {
  resolve(bytes: Uint8Array<ArrayBuffer>): void;
  reject(error: Error): void;
}

/** The thread; started by the first picture. */
class PictureThread {
  readonly #waiting = new Map<number, PendingPicture>();
  #worker: Worker | undefined;
  #number = 0;

  render(spec: VegaLiteSpec, options?: RenderOptions): Promise<Uint8Array<ArrayBuffer>> {
    const worker = this.#worker ??= this.#start();
    const id = ++this.#number;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, spec, options } satisfies PictureRequest);
    });
  }
  #start(): Worker {
    const worker = new Worker(new URL("./render_worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<PictureAnswer>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ("bytes" in data) waiting?.resolve(data.bytes);
      else waiting?.reject(new Error(data.message));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      for (const { reject } of this.#waiting.values()) reject(new Error(`no picture: ${event.message}`));
      this.#waiting.clear();
      this.#worker = undefined;
    };
    return worker;
  }
}

let thread: PictureThread | undefined;
let prepared = false;

/** From here on all pictures of this process are made apart. The process does not end by itself while there is one. */
export function renderApart(): void {
  if (thread) return;
  const started = thread = new PictureThread();
  delegatePictures((spec, options) => started.render(spec, options));
}
/** Loads what pictures need, so that the first one does not wait for it; does nothing unless they are made apart. */
export function preparePictures(): void {
  if (!thread || prepared) return;
  prepared = true;
  const trifle: VegaLiteSpec = {
    $schema: SCHEMA,
    data: { values: [{ a: 1, b: "x" }] },
    mark: "bar",
    encoding: { x: { field: "a", type: "quantitative" }, y: { field: "b", type: "nominal" } },
  };
  thread.render(trifle).catch(() => {/* the caller that asks for a picture gets the error */});
}
