/**
 * Markdown as HTML, with the anchors that headings have on the usual hosts, and the text under each heading for the search.
 *
 * @module
 */
import { Marked, type Tokens } from "npm:marked@18.2.1";
import { escaped, highlighted } from "./highlight.ts";

/** What stands under one heading. */
export interface Section {
  readonly heading: string;
  /** Of its heading; empty at the top of a page. */
  readonly anchor: string;
  text: string;
}
/** Where links of a page lead. */
export type Resolve = (address: string) => string | undefined;

/** What entities of Markdown stand for. */
function plainText(text: string): string {
  const signs: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " " };
  return text.replace(/&(amp|lt|gt|quot|nbsp);/g, (_, name) => signs[name]).replace(
    /&#(\d+);/g,
    (_, code) => String.fromCodePoint(Number(code)),
  );
}

/** Collects the parts of one page. */
export class PageText {
  readonly sections: Section[] = [{ heading: "", anchor: "", text: "" }];
  readonly anchors: Set<string> = new Set<string>();
  readonly #marked: Marked;
  #inHeading = false;

  /** @param resolve where an address leads from here; undefined where nothing is to be linked */
  constructor(resolve: Resolve) {
    const add = (text: string) => {
      if (!this.#inHeading) this.add(text);
    };
    this.#marked = new Marked({
      gfm: true,
      renderer: {
        heading: (token) => this.#heading(token),
        code: ({ text, lang }) => {
          add(text);
          return `<pre><code>${highlighted(text, lang ?? "")}</code></pre>\n`;
        },
        link({ href, tokens }) {
          const target = resolve(href), inner = this.parser.parseInline(tokens);
          return target === undefined ? inner : `<a href="${escaped(target)}">${inner}</a>`;
        },
        table(token) {
          const cell = ({ tokens, header, align }: Tokens.TableCell) => {
            const name = header ? "th" : "td", side = align ? ` class="${align}"` : "";
            return `<${name}${side}>${this.parser.parseInline(tokens)}</${name}>`;
          };
          const row = (cells: Tokens.TableCell[]) => `<tr>${cells.map(cell).join("")}</tr>`;
          const head = token.header.some(({ text }) => text !== "") ? `<thead>${row(token.header)}</thead>` : "";
          return `<div class="wide"><table>${head}<tbody>${token.rows.map(row).join("\n")}</tbody></table></div>\n`;
        },
        text(token) {
          if ("tokens" in token && token.tokens) return this.parser.parseInline(token.tokens);
          add(token.text);
          return escaped(plainText(token.text));
        },
        codespan({ text }) {
          add(text);
          return `<code>${escaped(text)}</code>`;
        },
        // comments mark what is generated; nothing else is written as HTML
        html: ({ text }) => /^\s*<!--[^]*-->\s*$/.test(text) ? "" : escaped(text),
      },
    });
  }

  /** HTML of a piece of Markdown. */
  render(markdown: string): string {
    return this.#marked.parse(markdown, { async: false });
  }

  /** Text for the search that is not Markdown. */
  add(text: string): void {
    const section = this.sections.at(-1)!;
    section.text += /^[.,;:!?)]/.test(text) ? text : ` ${text}`;
  }

  #heading({ tokens, depth, text }: Tokens.Heading): string {
    const plain = text.replaceAll("`", "").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
    const slug = plain.trim().toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-");
    let anchor = slug;
    for (let again = 1; this.anchors.has(anchor); again++) anchor = `${slug}-${again}`;
    this.anchors.add(anchor);
    this.sections.push({ heading: plain, anchor, text: "" });
    this.#inHeading = true;
    const inner = this.#marked.parseInline(tokens.map(({ raw }) => raw).join(""), { async: false });
    this.#inHeading = false;
    return `<h${depth} id="${anchor}">${inner} <a class="here" href="#${anchor}" aria-label="link to this part">#</a></h${depth}>\n`;
  }
}
