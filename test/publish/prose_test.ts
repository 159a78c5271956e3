/** Prose becomes HTML in which nothing is markup but Markdown's, and values are text that is marked as checked. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { firstHeading, proseHtml } from "../../lib/publish/prose_html.ts";

const HOSTILE = [
  "<script>alert(1)</script>",
  '<img src=x onerror="alert(1)">',
  "![alt](https://192.0.2.1/x.png)",
  '![" onerror="alert(1)](x)',
  "[x](javascript:alert(1))",
  "[x](data:text/html;base64,AAAA)",
  '[x](https://a/"onclick="alert(1))',
  "<a href='javascript:alert(1)'>x</a>",
  "[x]: javascript:alert(1)\n\n[x]",
  "<https://a.example/><javascript:alert(1)>",
  '```"><script>\nx\n```',
  "```{{a}}\nx\n```",
  "[x](https://a/{{a}})",
  "| a |\n|:-:|\n| <b onclick=1> |",
  "<!-- <script> -->",
  "<style>*{}</style>",
  "&lt;script&gt; `<script>`",
  "\ue0000\ue001",
  "# <iframe src=x>",
];
const ALLOWED =
  /^(?:\/?(?:p|h[1-6]|ul|ol|li|code|pre|em|strong|del|blockquote|table|thead|tbody|tr|br|hr|span|a)|(?:th|td)(?: align="\w+")?|\/(?:th|td))$/;
Deno.test("prose: nothing that is not Markdown's becomes markup", () => {
  const value = `"><script>1</script>`;
  for (const source of HOSTILE) {
    const html = proseHtml(source, [{ reference: "a", text: value }]);
    for (const [, tag] of html.matchAll(/<([^>]*)>/g)) {
      const isKnown = ALLOWED.test(tag) || /^a href="(?:https?:|mailto:)[^"]*" rel="noreferrer"$/.test(tag) ||
        tag === 'span class="filled" title="checked by probebook verify"';
      ok(isKnown, `${source}: ${tag}`);
    }
    ok(!/javascript:[^<]*"|[\ue000\ue001]/.test(html), html);
  }
});
Deno.test("prose: values stand in place of references, escaped, and marked", () => {
  const html = proseHtml("It was **{{ a.b }}** of {{c}}, {{d}}.", [
    { reference: "a.b", text: "5" },
    { reference: "c", text: "<7>" },
  ]);
  match(
    html,
    /<strong><span class="filled"[^>]*>5<\/span><\/strong> of <span class="filled"[^>]*>&lt;7&gt;<\/span>, \{\{d\}\}\./,
  );
  deepStrictEqual(
    [firstHeading(["x\n\n## A *b* `c` ##\n# D"]), firstHeading(["no"])],
    ["A b c", undefined],
  );
  strictEqual(proseHtml("| a |\n|-|\n| 1 |", []).includes("<td>1</td>"), true);
});
