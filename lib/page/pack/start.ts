/**
 * Parts of a page that are LZMA, read as quickly as they can be when the page starts.
 *
 * @module
 */
import { instantiateHot } from "../../wasm/mod.ts";
import { HEADER_BYTES } from "./header.ts";
import { UNPACK_BASE } from "./unpack.ts";
import { UNPACK_WASM, type UnpackFunctions } from "./unpack.wasm.ts";

const PAGE_BYTES = 65_536;

/** What {@linkcode readText} and {@linkcode readLzma} make of a text that a page was written with. */
export function unpacked(text: string): Uint8Array<ArrayBuffer> {
  const colon = text.indexOf(":"), length = Number(text.slice(0, colon)), letters = text.length - colon - 1;
  // the last letters may make a byte more
  const packedAt = UNPACK_BASE + letters, end = packedAt + length + 8;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(end / PAGE_BYTES) });
  const functions = instantiateHot<UnpackFunctions>(UNPACK_WASM, memory);
  new TextEncoder().encodeInto(text.slice(colon + 1), new Uint8Array(memory.buffer, UNPACK_BASE));
  functions.unpackLetters(UNPACK_BASE, letters, packedAt);
  const made = new DataView(memory.buffer).getUint32(packedAt + 5, true);
  memory.grow(Math.ceil(made / PAGE_BYTES) + 1);
  functions.unpackLzma(packedAt + HEADER_BYTES, end, made);
  return new Uint8Array(memory.buffer).slice(end, end + made);
}
