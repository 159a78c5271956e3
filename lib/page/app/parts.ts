/**
 * What the page brings along as text that does nothing by itself, and the page's first script unpacks.
 *
 * @module
 */
import { find } from "./dom.ts";

/** What the first script hands to the one that it runs. */
export interface Brought {
  /** The text of a part that was compressed by LZMA, by its id. */
  textOf(id: string): string;
  /** The text of the worker. */
  readonly engine: string;
}
const place = globalThis as unknown as { brought: Brought };

/** By the first script, once. */
export function bring(brought: Brought): void {
  place.brought = brought;
}
export const textOf = (id: string): string => place.brought.textOf(id);

export function partJson<T>(id: string): T {
  return JSON.parse(textOf(id));
}
/** A part as it stands in the page. */
export const partText = (id: string): string => find(id).textContent.trim();

/** The address of the engine, to be run as a worker. */
export function engineAddress(): string {
  return URL.createObjectURL(new Blob([place.brought.engine], { type: "text/javascript" }));
}
