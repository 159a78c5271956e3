/**
 * Prose of a notebook as HTML: what is markup in it by itself becomes text, pictures become their words, and links lead to
 * pages of the web or within the page, on a click.
 *
 * @module
 */
import { Marked, type Tokens } from "npm:marked@18.2.1";
import type { FilledReference } from "../page/mod.ts";
import { REFERENCE } from "./notebook_port.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escape = (text: string) => text.replace(/[&<>"']/g, (letter) => ESCAPES[letter]);
/** Characters for private use stand for a reference meanwhile: Markdown takes no notice of them. */
const OPEN = "\ue000", CLOSE = "\ue001";

const marked = new Marked({
  async: false,
  renderer: {
    html: ({ text }: Tokens.HTML | Tokens.Tag) => escape(text),
    image: ({ text }: Tokens.Image) => escape(text),
    link({ href, tokens }: Tokens.Link) {
      const text = this.parser.parseInline(tokens);
      // a value stands in text, and never in an attribute
      return /^(?:https?:\/\/|mailto:)[^\ue000]*$/i.test(href)
        ? `<a href="${escape(href)}" rel="noreferrer">${text}</a>`
        : text;
    },
    code: ({ text }: Tokens.Code) => `<pre><code>${escape(text)}\n</code></pre>\n`,
    checkbox: ({ checked }: Tokens.Checkbox) => checked ? "☑ " : "☐ ",
  },
});
/** What stands where a reference stood is marked as checked. */
export function proseHtml(source: string, values: readonly FilledReference[]): string {
  let next = 0;
  const plain = source.replaceAll(/[\ue000\ue001]/g, "");
  const text = plain.replace(REFERENCE, (whole) => next < values.length ? `${OPEN}${next++}${CLOSE}` : whole);
  const html = marked.parse(text, { async: false });
  return html.replace(
    /\ue000(\d+)\ue001/g,
    (_, index) =>
      `<span class="filled" title="checked by probebook verify">${escape(values[Number(index)].text)}</span>`,
  );
}
/** The first heading, as text. */
export function firstHeading(sources: readonly string[]): string | undefined {
  for (const source of sources) {
    const heading = /^#{1,6}\s+(.+?)\s*#*\s*$/m.exec(source);
    if (heading) return heading[1].replaceAll(/[*_`]/g, "");
  }
  return undefined;
}
