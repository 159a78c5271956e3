/**
 * What the page brings along: the engine's text and an example capture, compressed, as text that does nothing by itself.
 *
 * @module
 */
import { find } from "./dom.ts";

/** The bytes of a part, by its id. */
export async function part(id: string): Promise<ArrayBuffer> {
  const text = atob(find(id).textContent.trim());
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return await new Response(stream).arrayBuffer();
}
