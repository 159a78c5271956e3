/**
 * A program in its colours.
 *
 * @module
 */
import { highlight, type KnownNames } from "../../notebook/text/mod.ts";
import { make, type PageElement } from "./dom.ts";

export function painted(
  text: string,
  known?: KnownNames,
  language: "d" | "typescript" = "d",
): (PageElement | string)[] {
  const children: (PageElement | string)[] = [];
  let at = 0;
  for (const { start, end, style } of highlight(text, language, known)) {
    children.push(text.slice(at, start), make("span", { class: `d-${style}` }, text.slice(start, end)));
    at = end;
  }
  // the last line has its height though it is empty
  return [...children, `${text.slice(at)}\n`];
}
/** Rows that a program takes. */
export const rowsOf = (text: string): number => Math.min(30, Math.max(2, text.split("\n").length));
