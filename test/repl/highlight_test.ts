import { deepStrictEqual } from "node:assert";
import { highlight, type KnownNames } from "../../lib/repl/editor/mod.ts";
import type { CellLanguage } from "../../lib/notebook/text/mod.ts";

const KNOWN: KnownNames = { variables: new Set(["args", "probename"]), functions: new Set(["count", "printf"]) };

function pieces(text: string, language: CellLanguage): string[] {
  return highlight(text, language, KNOWN).map(({ start, end, style }) => `${style}:${text.slice(start, end)}`);
}

const TEXTS: readonly (readonly [CellLanguage, string, string[]])[] = [
  ["d", "tcp:::send, ip::: { @a[args[2]->x] = count(); }", [
    "probe:tcp:::send",
    "probe:ip:::",
    "aggregation:@a",
    "builtin:args",
    "number:2",
    "builtin:count",
  ]],
  ["d", 'BEGIN { printf("tcp:::%d\\n", 0x1f); } tick-1s', [
    "probe:BEGIN",
    "builtin:printf",
    'string:"tcp:::%d\\n"',
    "number:0x1f",
    "probe:tick-1s",
  ]],
  ["d", "/* ip::: */ self int x; udp:::/x/{}", ["comment:/* ip::: */", "keyword:self", "type:int", "probe:udp:::"]],
  ["d", "#pragma D option quiet\nEND", ["keyword:#pragma D option quiet", "probe:END"]],
  ["d", 'BEGIN { "unfinished', ["probe:BEGIN", 'string:"unfinished']],
  ["typescript", "const a = await f(`x ${1}`); // done", [
    "keyword:const",
    "keyword:await",
    "string:`x ${1}`",
    "comment:// done",
  ]],
  ["typescript", "x.in / 2 / y", ["number:2"]],
  ["typescript", "a = /[/]x/g.test(s) as Map<string, null>", [
    "string:/[/]x/g",
    "keyword:as",
    "type:Map",
    "type:string",
    "number:null",
  ]],
];

for (const [language, text, wanted] of TEXTS) {
  Deno.test(`colours: ${JSON.stringify(text)}`, () => deepStrictEqual(pieces(text, language), wanted));
}

Deno.test("colours: no text is too odd, and pieces are in order", () => {
  const odd = ["{{{{", "}}}}", '"', "'", "`", "/*", "a:::b:::c", "@", "$", "\\", "/", "//", "日本 👩‍👩‍👧", "((("];
  for (const text of odd.flatMap((one) => odd.map((other) => one + other))) {
    for (const language of ["d", "typescript"] as const) {
      let end = 0;
      for (const piece of highlight(text, language)) {
        if (piece.start < end || piece.end > text.length) throw new Error(`${language} ${JSON.stringify(text)}`);
        end = piece.end;
      }
    }
  }
});
