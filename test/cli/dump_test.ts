/** What a program becomes, as `--dump` shows it, and what `--timings` says. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { disassemble } from "../../lib/wasm/text/mod.ts";
import { processArguments } from "../../lib/cli/install/processes.ts";

const root = new URL("../../", import.meta.url);
function run(...args: string[]) {
  const { code, stdout, stderr } = new Deno.Command(Deno.execPath(), {
    args: [...processArguments("probebook"), ...args],
    cwd: root,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).outputSync();
  return { code, bytes: stdout, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}
const PROGRAM = "BEGIN\n/x == 1/ { self->a = x++; }";

Deno.test("--dump tokens: each with its place, its kind and its text, also of a program that is wrong", () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ["1:1", "description", "BEGIN"],
    ["2:1", "punctuator", "/"],
    ["2:2", "identifier", "x"],
    ["2:4", "punctuator", "=="],
    ["2:7", "integer", "1"],
    ["2:8", "end-of-predicate", "/"],
    ["2:10", "punctuator", "{"],
    ["2:12", "keyword", "self"],
    ["2:16", "punctuator", "->"],
    ["2:18", "identifier", "a"],
    ["2:20", "punctuator", "="],
    ["2:22", "identifier", "x"],
    ["2:23", "punctuator", "++"],
    ["2:25", "punctuator", ";"],
    ["2:27", "punctuator", "}"],
    ["2:28", "end", ""],
  ];
  const text = rows.map(([place, kind, text]) => `${place.padEnd(8)}${kind.padEnd(18)}"${text}"\n`).join("");
  deepStrictEqual(run("--dump", "tokens", "-n", PROGRAM).out, text);
  const wrong = run("--dump", "tokens", "-n", PROGRAM.slice(0, -1));
  strictEqual(wrong.code, 1);
  strictEqual(wrong.out, text.split("\n").filter((row) => !row.includes('"}"')).join("\n").replace("2:28", "2:27"));
});

Deno.test("--dump ast: the tree as it was written, a node a line", () => {
  strictEqual(
    run("--dump", "ast", "-n", PROGRAM).out,
    `clause  «BEGIN /x == 1/ { self->a = x++; }»
  descriptions[0]: text=BEGIN provider= module= function= name=BEGIN  «BEGIN»
  predicate: binary ==  «x == 1»
    left: identifier name=x  «x»
    right: integer value=1 longs=0 base=10  «1»
  body[0]: expression  «self->a = x++»
    expression: assignment  «self->a = x++»
      target: member arrow name=a  «self->a»
        object: identifier name=self  «self»
      value: step ++ postfix  «x++»
        operand: identifier name=x  «x»
`,
  );
});

Deno.test("--dump types: what was checked; not of a program that is wrong", () => {
  const { out } = run("--dump", "types", "-n", "BEGIN { x = 1; @a[x] = sum(x); }");
  match(out, /^clause 0: 1 probe /);
  match(out, /assign : int {2}«x = 1»/);
  match(out, /^variable x: int\naggregation @a\[int\]: sum\n$/m);
  const wrong = run("--dump", "types", "-n", "BEGIN { trace(y); }");
  deepStrictEqual([wrong.code, wrong.out], [1, ""]);
});

Deno.test("--dump ir, --dump wasm: what -S shows, and a program of the machine", () => {
  const question = ["-n", "ip:::receive { @[args[2]->ip_saddr] = count(); }"];
  const { out } = run("--dump", "ir", ...question);
  ok(out.startsWith("clause <command line>:1: ip:kernel:none:receive\n"));
  ok(run("-eS", ...question).err.includes(out));
  const { bytes } = run("--dump", "wasm-bytes", ...question);
  const exports = WebAssembly.Module.exports(new WebAssembly.Module(bytes));
  ok(exports.length > 0);
  // its functions by their names, with what they do
  const { out: text } = run("--dump", "wasm", ...question);
  strictEqual(text, disassemble(bytes));
  for (const { name } of exports) ok(text.includes(`;; "${name}"\n`), name);
  match(text, /^ {4}local\.get \d+$/m);
  match(run("--dump", "all", ...question).err, /expected one of tokens, ast, types, ir, wasm, wasm-bytes/);
});

Deno.test("--timings: each pass on standard error, in its order, and the answer as without", () => {
  const question = ["-qr", "test/captures/demo.pcap", "-n", "ip:::receive { @ = count(); }"];
  const { out, err } = run("--timings", ...question);
  strictEqual(out, run(...question).out);
  const passes = [...err.matchAll(/^(\w+) +\d+\.\d{3} ms$/gm)].map(([, pass]) => pass);
  deepStrictEqual(passes, ["libraries", "source", "parse", "check", "lower", "emit", "instantiate", "run"]);
});
