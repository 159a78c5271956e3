/**
 * A host that has some files in memory and no others; it decompresses what Deno can.
 *
 * @module
 */
import { browserHost } from "../host/browser/mod.ts";
import { denoHost } from "../host/deno/mod.ts";
import type { Host } from "../host/mod.ts";

export function bytesHost(files: ReadonlyMap<string, Uint8Array>): Host {
  return { ...browserHost(files), decompression: denoHost.decompression };
}
