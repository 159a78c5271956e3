/**
 * The thread in which pictures are made, see `render_apart.ts`.
 *
 * @module
 */
import { type VegaLiteSpec } from "../chart/mod.ts";
import { type RenderOptions, renderPng } from "./render.ts";

/** What is asked of it: a picture of a specification, or without one to load what pictures need. */
export interface PictureRequest {
  readonly id: number;
  readonly spec: VegaLiteSpec;
  readonly options?: RenderOptions;
}
/** What it answers. */
export type PictureAnswer =
  | { readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly id: number; readonly message: string };

interface Thread {
  onmessage: (event: MessageEvent<PictureRequest>) => void;
  postMessage(answer: PictureAnswer, transfer?: Transferable[]): void;
}
const thread = self as unknown as Thread;

thread.onmessage = async ({ data: { id, spec, options } }) => {
  try {
    const bytes = await renderPng(spec, options);
    thread.postMessage({ id, bytes }, [bytes.buffer]);
  } catch (error) {
    thread.postMessage({ id, message: (error as Error).message });
  }
};
