/**
 * The part of a document that the page uses. Text is only ever set as text: nothing here makes HTML of a string.
 *
 * @module
 */

export interface PageEvent {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly target: PageElement;
  readonly dataTransfer?: { readonly files: ArrayLike<PageFile>; dropEffect: string };
  preventDefault(): void;
}
export type PageFile = Blob & { readonly name: string };
export interface PageElement {
  textContent: string;
  hidden: boolean;
  disabled: boolean;
  className: string;
  value: string;
  readonly files: ArrayLike<PageFile>;
  selectionStart: number;
  selectionEnd: number;
  scrollTop: number;
  scrollLeft: number;
  readonly clientWidth: number;
  readonly classList: { add(name: string): void; remove(name: string): void; toggle(name: string, on: boolean): void };
  readonly style: Record<string, string> & { setProperty(name: string, value: string): void };
  append(...children: (PageElement | string)[]): void;
  replaceChildren(...children: (PageElement | string)[]): void;
  remove(): void;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  addEventListener(type: string, listener: (event: PageEvent) => void): void;
  setRangeText(text: string, start: number, end: number, mode: string): void;
  dispatchEvent(event: unknown): void;
  scrollIntoView(options: object): void;
  click(): void;
  focus(): void;
}
interface PageDocument {
  readonly documentElement: PageElement;
  readonly body: PageElement;
  getElementById(id: string): PageElement | null;
  createElement(name: string): PageElement;
  createElementNS(space: string, name: string): PageElement;
}
export const page = (globalThis as unknown as { document: PageDocument }).document;
/** Where elements are made: the page's document, or one that is written as text. */
export const surface: {
  document: Pick<PageDocument, "createElement" | "createElementNS">;
  /** It is written as text: what only a pointer finds is worth its room where there is little of it. */
  isStill?: boolean;
} = { document: page };

type ElementAttributes = Readonly<Record<string, string | number | boolean | undefined>>;
type Children = readonly (PageElement | string)[];

/** The element of an id, which is in the page. */
export function find(id: string): PageElement {
  return page.getElementById(id)!;
}
export function make(name: string, attributes: ElementAttributes = {}, ...children: Children): PageElement {
  return filled(surface.document.createElement(name), attributes, children);
}
export function svg(name: string, attributes: ElementAttributes = {}, ...children: Children): PageElement {
  return filled(surface.document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}
function filled(element: PageElement, attributes: ElementAttributes, children: Children): PageElement {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}
