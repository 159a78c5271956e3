/**
 * Addresses of groups. A hot function: see lib/wasm/translate/README.md.
 *
 * @module
 */
import type { i32 } from "../../wasm/mod.ts";

/** Multicast, and IPv4's limited broadcast. */
export function isGroup(bytes: Uint8Array, at: i32, version: i32): boolean {
  const first = bytes[at];
  if (version === 6) return first === 0xff;
  return first >> 4 === 14 || first === 255 && bytes[at + 1] === 255 && bytes[at + 2] === 255 && bytes[at + 3] === 255;
}
