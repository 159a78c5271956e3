/**
 * What all pages of the site have in common.
 *
 * @module
 */
import { escaped } from "./highlight.ts";

/** A page for the column at the side. */
export interface Listed {
  readonly address: string;
  readonly title: string;
  readonly group: string;
}

/** Nothing but the files of the site itself, and no style or program in a page. */
const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";

/** From one page of the site to another address of it. */
export function relative(from: string, to: string): string {
  const source = from.split("/").slice(0, -1), target = to.split("/");
  while (source.length > 0 && target.length > 1 && source[0] === target[0]) {
    source.shift();
    target.shift();
  }
  return [...source.map(() => ".."), ...target].join("/");
}

/** The whole page. */
export function pageHtml(page: Listed, body: string, all: readonly Listed[]): string {
  const link = (to: string) => escaped(relative(page.address, to));
  const groups = [...new Set(all.map(({ group }) => group))].map((group) => {
    const items = all.filter((one) => one.group === group).map((one) => {
      const current = one === page ? ' aria-current="page"' : "";
      return `<li><a href="${link(one.address)}"${current}>${escaped(one.title)}</a></li>`;
    });
    return `<h2>${escaped(group)}</h2>\n<ul>\n${items.join("\n")}\n</ul>`;
  });
  const root = "../".repeat(page.address.split("/").length - 1);
  const title = page.title === "Probebook" ? page.title : `${page.title} · Probebook`;
  return `<!doctype html>
<html lang="en" data-root="${root}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="${root}style.css">
</head>
<body>
<header>
<a href="${link("index.html")}">Probebook</a>
<div id="search" role="search"><input type="search" placeholder="Search (/)" aria-label="Search" autocomplete="off">
<ul id="found" hidden></ul></div>
</header>
<div class="columns">
<nav aria-label="Pages">
${groups.join("\n")}
</nav>
<main>
${body}
</main>
</div>
<script src="${root}words.js"></script>
<script src="${root}client.js"></script>
</body>
</html>
`;
}
