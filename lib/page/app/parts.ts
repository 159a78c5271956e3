/**
 * What the page brings along: the engine's text and an example capture, compressed, as text that does nothing by itself.
 *
 * @module
 */
import { find } from "./dom.ts";

/** The bytes of a part, by its id. */
export async function part(id: string): Promise<ArrayBuffer> {
  const bytes = bytesOf(find(id).textContent.trim());
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return await new Response(stream).arrayBuffer();
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const text = atob(base64), bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
