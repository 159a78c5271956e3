/**
 * An investigation as a whole: its manifest, its captures, its signature.
 *
 * @module
 */
import type { Manifest } from "../page/mod.ts";

export interface Investigation {
  readonly manifest: Manifest;
  /** As it is signed: {@linkcode formatManifest}. */
  readonly manifestText: string;
  /** Of the manifest, as ssh-keygen writes it. */
  readonly signature?: string;
  /** By their names in the manifest. */
  readonly captures: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}
/** Names of files in a package, beside captures. */
export const FILES = {
  crate: "ro-crate-metadata.json",
  manifest: "manifest.json",
  signature: "manifest.json.sig",
  notebook: "notebook.ipynb",
  page: "index.html",
} as const;
