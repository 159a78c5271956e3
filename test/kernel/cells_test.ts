import { deepStrictEqual, match, rejects, strictEqual, throws } from "node:assert";
import { parseCellText } from "../../kernel/cells/cell.ts";
import { expandMagics } from "../../kernel/cells/expand.ts";
import { completeMagic } from "../../kernel/cells/complete_magic.ts";
import { languageOf } from "../../lib/notebook/text/mod.ts";
import { MagicError, readDuration, splitWords } from "../../lib/notebook/text/mod.ts";

const D = [
  "ip:::receive { @ = count(); }",
  "ip:::receive",
  "::: { trace(1); }",
  "tcp:::send,\ntcp:::receive { }",
  "syscall::read*:entry /pid == 1/ { }",
  "fbt:kernel`x:foo:return{}",
  "BEGIN { x = 1; }",
  "END{}",
  "tick-1s { printa(@); }",
  "profile-997hz /arg0/ { }",
  "dtrace:::BEGIN",
  "// a comment\n/* another\n:: */ tcp:::send { }",
  "#!/usr/sbin/dtrace -s\ntick-1s { }",
  "#pragma D option quiet\nint x;",
  "int x;\nBEGIN { x = 1; }",
  "self int y;",
  "this string s;",
  "inline int N = 5;",
  "struct foo { int a; };",
  "typedef int my_t;",
  "uint64_t total;",
  "translator a_t < struct b *p > { };",
  "string names[int];",
  "tcp:send { }",
  "tcp::send { }",
  "interval:s:1 { }",
  "begin { trace(1); }",
];
const TYPESCRIPT = [
  "",
  "1 + 1",
  "const a = 1;",
  "let x: number = 5",
  "a: for (;;) break a",
  "label: { a }",
  "x ? a : b",
  "type A = { b: string }",
  "interface A { b: string }",
  "enum A { B }",
  "declare const x: number",
  "async function f() {}",
  "import a from 'x'",
  "this.x = 1",
  "this",
  "string",
  "int = 5",
  "struct.x",
  "END",
  "BEGIN = 5",
  "'ip:::receive {}'",
  "// ip:::receive { }\n1",
  "({ a: 1 })",
  "#!/usr/bin/env deno\n1",
  "http://a.b",
  "import { d } from 'probebook';",
  "export { a };",
  "const { a } = b;",
  "let { a } = b;",
  "try { a } catch {}",
  "do { a } while (b)",
  "await { a: 1 };",
  "label:const { a } = b",
  "label: { a }",
  "a: b\n{ c }",
];

for (const text of D) Deno.test(`cell is D: ${JSON.stringify(text)}`, () => strictEqual(languageOf(text), "d"));
for (const text of TYPESCRIPT) {
  Deno.test(`cell is TypeScript: ${JSON.stringify(text)}`, () => strictEqual(languageOf(text), "typescript"));
}

Deno.test("cell: magics leave their lines empty", () => {
  const cell = parseCellText(
    "%source 'a b.pcap' c.pcap\n\n%set quiet\n%%d --read x --for 2s --count 10 --as run -x a=b one\nBEGIN {}",
  );
  deepStrictEqual(cell.magics, [
    { name: "source", words: ["a b.pcap", "c.pcap"] },
    { name: "set", words: ["quiet"] },
  ]);
  strictEqual(cell.language, "d");
  strictEqual(cell.text, "\n\n\n\nBEGIN {}");
  deepStrictEqual(cell.options, {
    read: ["x"],
    interfaces: [],
    save: undefined,
    forNs: 2e9,
    count: 10,
    as: "run",
    silent: false,
    hide: false,
    all: false,
    options: [{ name: "a", value: "b" }],
    macroArguments: ["one"],
  });
});

Deno.test("cell: interfaces instead of captures", () => {
  const { options } = parseCellText("%%d --interface eth0 --interface lo --write 'a b.pcapng'\nBEGIN {}");
  deepStrictEqual([options.read, options.interfaces, options.save], [[], ["eth0", "lo"], "a b.pcapng"]);
  throws(() => parseCellText("%%d --read a --interface lo\nBEGIN {}"), /either captures or interfaces/);
  throws(() => parseCellText("%%d --write a\nBEGIN {}"), /`--write` saves what `--interface` shows/);
});

Deno.test("cell: the running kernel instead of captures", () => {
  const { options } = parseCellText(`%%d --linux -c "sleep 1"\nBEGIN {}`);
  deepStrictEqual([options.read, options.linux], [[], { command: "sleep 1" }]);
  deepStrictEqual(parseCellText("%%d --linux -p 71\nBEGIN {}").options.linux, { process: 71 });
  deepStrictEqual(parseCellText("%%d --linux\nBEGIN {}").options.linux, {});
  throws(() => parseCellText("%%d --linux --interface lo\nBEGIN {}"), /either the kernel is asked/);
  throws(() => parseCellText("%%d -c ls\nBEGIN {}"), /`-c` and `-p` go with `--linux`/);
  throws(() => parseCellText("%%d --linux -p 1 -c ls\nBEGIN {}"), /either -c or -p/);
});

Deno.test("cell: %%ts forces TypeScript, a remainder stays an expression", () => {
  strictEqual(parseCellText("%%ts\nint: x").language, "typescript");
  strictEqual(parseCellText("a\n% b").text, "a\n% b");
  deepStrictEqual(parseCellText("a\n%source").magics, []);
});

const WRONG: readonly (readonly [text: string, message: RegExp])[] = [
  ["%%python\n1", /no cell magic `%%python`/],
  ["%%d --nosuch\n", /no option `--nosuch`/],
  ["%%d --read", /needs FILE/],
  ["%%d --for soon\n", /not a duration/],
  ["%%d --count 0\n", /not a count/],
  ["%%d --as 1x\n", /not a name/],
];
for (const [text, message] of WRONG) {
  Deno.test(`cell: ${JSON.stringify(text)} is refused`, () => {
    throws(() => parseCellText(text), (error: Error) => error instanceof MagicError && message.test(error.message));
  });
}

Deno.test("words: as a shell splits them", () => {
  deepStrictEqual(splitWords(` a "b c" d\\ e 'f"g' h=\"i j\" `), ["a", "b c", "d e", 'f"g', "h=i j"]);
  deepStrictEqual(splitWords(""), []);
});

Deno.test("words: durations in nanoseconds", () => {
  deepStrictEqual(["5", "1.5s", "250ms", "10us", "7ns", "2m", "1h"].map(readDuration), [
    5e9,
    1.5e9,
    250e6,
    10e3,
    7,
    120e9,
    3600e9,
  ]);
});

Deno.test("cell: completion of magics", () => {
  const texts = (code: string) => completeMagic(code, code.length)?.candidates.map(({ text }) => text);
  deepStrictEqual(texts("%so"), ["%source"]);
  deepStrictEqual(texts("%%d --re"), ["--read"]);
  strictEqual(texts("x %so"), undefined);
  strictEqual(texts("a\n%so"), undefined);
  match(String(texts("%set quiet\n%")), /%source/);
});

Deno.test("cell: values of TypeScript in the lines of magics", async () => {
  const values: Record<string, unknown> = { file: 'a "b".pcap', all: ["x", "y"], n: 3, no: undefined };
  const expand = (code: string) =>
    expandMagics(
      code,
      (expression) =>
        Object.hasOwn(values, expression)
          ? Promise.resolve(values[expression])
          : Promise.reject(new Error(`${expression} is not defined`)),
    );
  const cell = parseCellText(await expand("%source {file} {all}\n%%d --count={n} --read {file}\nBEGIN { {n} }"));
  deepStrictEqual(cell.magics[0].words, ['a "b".pcap', "x", "y"]);
  deepStrictEqual(cell.options.count, 3);
  deepStrictEqual(cell.options.read, ['a "b".pcap']);
  strictEqual(cell.text, "\n\nBEGIN { {n} }");
  strictEqual(await expand("BEGIN { {n} }"), "BEGIN { {n} }");
  await rejects(expand("%source {nosuch}"), /`\{nosuch\}`: nosuch is not defined/);
  await rejects(expand("%source {no}"), /`\{no\}` is undefined, not text or a number/);
});
