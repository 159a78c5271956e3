/**
 * What the page brings along as text that does nothing by itself, and the page's first script unpacks.
 *
 * @module
 */
import type { CaptureFile, CapturePart, PackedCapture } from "../messages.ts";
import { find } from "./dom.ts";

/** What the first script hands to the one that it runs. */
export interface Brought {
  /** A part that was compressed by LZMA, by its id. */
  bytesOf(id: string): Uint8Array<ArrayBuffer>;
  /** The address of the worker's text. */
  readonly address: string;
  /** The first worker, which says nothing before the script has begun to listen. */
  readonly worker?: Worker;
}
const place = globalThis as unknown as { brought: Brought };

/** By the first script, once. */
export function bring(brought: Brought): void {
  place.brought = brought;
}
export const textOf = (id: string): string => new TextDecoder().decode(place.brought.bytesOf(id));

export function partJson<T>(id: string): T {
  return JSON.parse(textOf(id));
}
/** A capture that travels along. @param isLarge it is for the worker to unpack */
export function partCapture({ name, isLarge }: CapturePart, id: string): CaptureFile | PackedCapture {
  return isLarge ? { name, packed: partText(id) } : { name, data: place.brought.bytesOf(id) };
}
/** A part as it stands in the page. */
export const partText = (id: string): string => find(id).textContent.trim();

/** The engine: as a worker, and where another comes from. */
export const broughtEngine = (): Brought => place.brought;
