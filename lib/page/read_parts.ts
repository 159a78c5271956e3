/**
 * What travels inside of a page, taken out again: for `verify` and `unpack`, which know nothing of the page but its text.
 *
 * @module
 */
import { gunzipSync } from "node:zlib";

/** A page that cannot be read: cut, or not one of ours. */
export class PageFormatError extends Error {
  override readonly name = "PageFormatError";
}
const INERT = /<script type="application\/octet-stream" id="([a-z]+\d*)">([A-Za-z0-9+\/=]*)<\/script>/g;

/** Parts of a page by their ids, decompressed. */
export class PageParts {
  readonly #packed = new Map<string, string>();
  /** The script of the page, as it runs. */
  readonly script: string;

  /** @throws PageFormatError */
  constructor(html: string) {
    for (const [, id, base64] of html.matchAll(INERT)) {
      if (this.#packed.has(id)) throw new PageFormatError(`the page has two parts \`${id}\``);
      this.#packed.set(id, base64);
    }
    const begin = html.lastIndexOf("<script>"), end = html.lastIndexOf("</script>");
    if (begin < 0 || end < begin) throw new PageFormatError("the page has no script: it is cut, or another page");
    this.script = html.slice(begin + "<script>".length, end);
  }
  has(id: string): boolean {
    return this.#packed.has(id);
  }
  /** @param limit of its bytes @throws PageFormatError */
  get(id: string, limit: number): Uint8Array<ArrayBuffer> {
    const base64 = this.#packed.get(id);
    if (base64 === undefined) throw new PageFormatError(`the page has no part \`${id}\`: it is cut, or another page`);
    try {
      return new Uint8Array(gunzipSync(Uint8Array.fromBase64(base64), { maxOutputLength: limit }));
    } catch (error) {
      const { code, message } = error as Error & { code?: string };
      const why = code === "ERR_BUFFER_TOO_LARGE"
        ? `it is larger than ${limit.toLocaleString("en-US")} bytes`
        : message;
      throw new PageFormatError(`part \`${id}\` of the page cannot be read: ${why}`);
    }
  }
  text(id: string, limit: number): string {
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(this.get(id, limit));
    } catch (error) {
      if (error instanceof PageFormatError) throw error;
      throw new PageFormatError(`part \`${id}\` of the page is not text`);
    }
  }
}
