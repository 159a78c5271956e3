/** The site: its links lead somewhere, its search finds, and a browser shows it without a server and without a word of complaint. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { deadLinks } from "../../lib/cli/site/links.ts";
import { highlighted } from "../../lib/cli/site/highlight.ts";
import { relative } from "../../lib/cli/site/page_layout.ts";
import { PageText } from "../../lib/cli/site/markdown.ts";
import { searchIndex, wordsOf } from "../../lib/cli/site/search_index.ts";
import { writeSite } from "../../lib/cli/site/main.ts";

Deno.test("headings have the anchors that hosts of repositories give them, each its own", () => {
  const text = new PageText((address) => address);
  const html = text.render("# `args[2]` & more\n\nWords.\n\n## What may be done\n\n## What may be done\n\nOthers.");
  deepStrictEqual([...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id), [
    "args2--more",
    "what-may-be-done",
    "what-may-be-done-1",
  ]);
  deepStrictEqual(text.sections.map(({ heading, text }) => [heading, text.trim()]), [
    ["", ""],
    ["args[2] & more", "Words."],
    ["What may be done", ""],
    ["What may be done", "Others."],
  ]);
});

Deno.test("nothing that a document says becomes a program or a style of the page", () => {
  const text = new PageText((address) => address);
  const html = text.render(
    '<script>alert(1)</script>\n\n`<b>` <img src=x onerror=y>\n\n```d\n"<i>" /* & */\n```\n<!-- made -->\n',
  );
  ok(!/<(?:script|img|b>)/.test(html), html);
  ok(!html.includes("made"), html);
  strictEqual(
    highlighted('@[pid] = sum(0x1f); // "x', "d"),
    '<i class="p">@</i>[pid] = sum(<i class="n">0x1f</i>); <i class="c">// &#34;x</i>',
  );
});

Deno.test("links: from page to page, and those that lead nowhere", () => {
  strictEqual(relative("notebooks/guide/d.html", "notebooks/index.html"), "../index.html");
  strictEqual(relative("index.html", "a/b.html"), "a/b.html");
  strictEqual(relative("a/b.html", "a/c.html"), "c.html");
  const pages = new Map([
    [
      "a/b.html",
      '<h1 id="x">X</h1><a href="../index.html#y"></a><a href="#x"></a><a href="c.html"></a><img src="no.svg">',
    ],
    ["index.html", '<a href="a/b.html#z"></a><a href="https://example.org/"></a>'],
  ]);
  deepStrictEqual(deadLinks(pages, new Set(pages.keys())), [
    "a/b.html: ../index.html#y: no such heading",
    "a/b.html: c.html",
    "a/b.html: no.svg",
    "index.html: a/b.html#z: no such heading",
  ]);
});

Deno.test("search: words of names, and in which part they are", () => {
  deepStrictEqual(wordsOf("Use ip_saddr!"), ["use", "ip_saddr", "ip", "saddr"]);
  const text = searchIndex([{
    address: "a.html",
    title: "A",
    sections: [{ heading: "Sum", anchor: "sum", text: "sum of ip_saddr" }],
  }]);
  const { parts, words } = JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf(";")));
  deepStrictEqual(parts, [["a.html#sum", "A", "Sum", "sum of ip_saddr"]]);
  deepStrictEqual(words, { ip: [0, 1], ip_saddr: [0, 1], of: [0, 1], saddr: [0, 1], sum: [0, 2] });
});

function browser(): string | undefined {
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    try {
      if (new Deno.Command(name, { args: ["--version"] }).outputSync().success) return name;
    } catch {
      // another one, then
    }
  }
}

Deno.test("the whole site: no link leads nowhere; in a browser the search finds `quantize`, and no rule of the page is broken", async () => {
  const folder = await Deno.makeTempDir();
  try {
    deepStrictEqual(await writeSite(new URL(`file://${folder}/`), false), []);
    const page = `${folder}/notebooks/guide/reference/aggregating-functions.html`;
    match(Deno.readTextFileSync(page), /default-src 'none'; style-src 'self'; script-src 'self'/);
    const name = browser();
    if (!name) return;
    // whoever types is a file of the site, as nothing else may run
    Deno.writeTextFileSync(
      `${folder}/type.js`,
      `addEventListener("load", () => {
        const field = document.querySelector("#search input");
        field.value = "quanti";
        field.dispatchEvent(new Event("input"));
      });`,
    );
    const path = `${folder}/notebooks/01-who-is-talking.html`;
    Deno.writeTextFileSync(
      path,
      Deno.readTextFileSync(path).replace("</body>", '<script src="../type.js"></script></body>'),
    );
    const { stdout, stderr } = await new Deno.Command(name, {
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom", `file://${path}`],
      env: { HOME: folder },
    }).output();
    const dom = new TextDecoder().decode(stdout), said = new TextDecoder().decode(stderr);
    match(
      dom,
      /<ul id="found"><li><a href="\.\.\/notebooks\/guide\/reference\/aggregating-functions\.html#quantize">quantize/,
    );
    deepStrictEqual(said.split("\n").filter((line) => /CONSOLE/.test(line)), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
