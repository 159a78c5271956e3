/**
 * Elements as text: what the page's script would make is in the page before any script runs.
 *
 * @module
 */
import { type PageElement, surface } from "./app/dom.ts";

const VOID = new Set(["img", "input", "br"]);
const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
export function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => ESCAPES[letter]);
}
/** As much of an element as making one takes. */
class TextElement {
  readonly #attributes = new Map<string, string>();
  readonly #children: (TextElement | string)[] = [];

  constructor(readonly name: string) {}
  setAttribute(name: string, value: string): void {
    this.#attributes.set(name, value);
  }
  append(...children: (TextElement | string)[]): void {
    this.#children.push(...children);
  }
  toString(): string {
    const attributes = [...this.#attributes].map(([name, value]) => ` ${name}="${escapeText(value)}"`).join("");
    if (VOID.has(this.name)) return `<${this.name}${attributes}>`;
    const children = this.#children.map((child) => typeof child === "string" ? escapeText(child) : child.toString());
    return `<${this.name}${attributes}>${children.join("")}</${this.name}>`;
  }
}
const asElement = (name: string) => new TextElement(name) as unknown as PageElement;

/** HTML of what is made by `make` and `svg`. */
export function stillOf(elements: () => readonly (PageElement | string)[]): string {
  const before = surface.document;
  surface.document = { createElement: asElement, createElementNS: (_, name) => asElement(name) };
  surface.isStill = true;
  try {
    return elements().map((one) => typeof one === "string" ? escapeText(one) : String(one)).join("");
  } finally {
    surface.document = before;
    surface.isStill = false;
  }
}
