/**
 * What travels inside of a page, taken out again: for `verify` and `unpack`, which know nothing of the page but its text.
 *
 * @module
 */
import { gunzipSync } from "node:zlib";
import type { PageScripts } from "./document.ts";
import { readLzma, readScripts, readText, writeText } from "./pack/mod.ts";

/** A page that cannot be read: cut, or not one of ours. */
export class PageFormatError extends Error {
  override readonly name = "PageFormatError";
}
const INERT = /<script type="application\/octet-stream" id="([a-z]+\d*)">([^<]*)<\/script>/g;
const GZIP = 0x1f;

/** Parts of a page by their ids, decompressed. */
export class PageParts {
  readonly #packed = new Map<string, string>();
  /** The only script that stands in the page as it is; `scripts` has what it runs. */
  readonly script: string;

  /** @throws PageFormatError */
  constructor(html: string) {
    for (const [, id, text] of html.matchAll(INERT)) {
      if (this.#packed.has(id)) throw new PageFormatError(`the page has two parts \`${id}\``);
      this.#packed.set(id, text);
    }
    const begin = html.lastIndexOf("<script>"), end = html.lastIndexOf("</script>");
    if (begin < 0 || end < begin) throw new PageFormatError("the page has no script: it is cut, or another page");
    this.script = html.slice(begin + "<script>".length, end);
  }
  has(id: string): boolean {
    return this.#packed.has(id);
  }
  /** A part as it stands in the page, if it is LZMA of that; undefined where it is not. */
  packedAs(id: string, content: string | Uint8Array): string | undefined {
    const text = this.#packed.get(id);
    if (text === undefined) return undefined;
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    try {
      const packed = readText(text), own = readLzma(packed, bytes.length);
      const isSame = own.length === bytes.length && own.every((byte, i) => byte === bytes[i]);
      return isSame && writeText(packed) === text ? text : undefined;
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }
  /** @param limit of its bytes @throws PageFormatError */
  get(id: string, limit: number): Uint8Array<ArrayBuffer> {
    const text = this.#packed.get(id);
    if (text === undefined) throw new PageFormatError(`the page has no part \`${id}\`: it is cut, or another page`);
    try {
      const packed = readText(text);
      if (packed[0] !== GZIP) return readLzma(packed, limit);
      return new Uint8Array(gunzipSync(packed, { maxOutputLength: limit }));
    } catch (error) {
      const { code, message } = error as Error & { code?: string };
      const why = code === "ERR_BUFFER_TOO_LARGE"
        ? `it is larger than ${limit.toLocaleString("en-US")} bytes`
        : message;
      throw new PageFormatError(`part \`${id}\` of the page cannot be read: ${why}`);
    }
  }
  /** The scripts, by their names: the one that stands in the page, the one that it runs, the worker. @throws PageFormatError */
  scripts(limit: number): PageScripts {
    const [app, engine] = readScripts(this.get("scripts", limit));
    return { boot: this.script, app, engine };
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
