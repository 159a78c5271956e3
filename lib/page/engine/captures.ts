/**
 * The captures that a page has given to its worker.
 *
 * @module
 */
import { readText } from "../pack/text.ts";
import type { CaptureFile, PackedCapture } from "../messages.ts";

export class GivenCaptures {
  #files: Promise<readonly CaptureFile[]> = Promise.resolve([]);

  /** Unpacks what is packed, beside other work. */
  async give(files: readonly (CaptureFile | PackedCapture)[]): Promise<void> {
    this.#files = Promise.all(files.map(async (file) => "packed" in file ? await unpackedCapture(file) : file));
    await this.#files;
  }
  /** In the order in which they were given. @param names all without */
  async over(names?: readonly string[]): Promise<readonly CaptureFile[]> {
    const files = await this.#files;
    return names ? files.filter(({ name }) => names.includes(name)) : files;
  }
}
async function unpackedCapture({ name, packed }: PackedCapture): Promise<CaptureFile> {
  const stream = new Blob([readText(packed)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return { name, data: new Uint8Array(await new Response(stream).arrayBuffer()) };
}
