import { deepStrictEqual, strictEqual } from "node:assert";
import { HistoryFile, historyPath } from "../../lib/repl/terminal/mod.ts";

Deno.test("history's file: where the XDG specification has it", () => {
  const where = (variables: Record<string, string>) => historyPath((name) => variables[name]);
  strictEqual(where({ HOME: "/home/a" }), "/home/a/.local/state/probebook/history");
  strictEqual(where({ HOME: "/home/a", XDG_STATE_HOME: "/s" }), "/s/probebook/history");
  strictEqual(where({ HOME: "/home/a", XDG_STATE_HOME: "relative" }), "/home/a/.local/state/probebook/history");
  strictEqual(where({}), undefined);
});

Deno.test("history's file: several lines, private, added to by several, made private again", () => {
  const directory = Deno.makeTempDirSync();
  try {
    const path = `${directory}/state/probebook/history`;
    const warnings: string[] = [];
    const open = () => new HistoryFile(path, (text) => warnings.push(text));
    const first = open(), second = open();
    deepStrictEqual(first.load(), []);
    first.add("a\nb");
    second.add("日本 \x1b[A");
    deepStrictEqual(open().load(), ["a\nb", "日本 \x1b[A"]);
    strictEqual(Deno.statSync(path).mode! & 0o777, 0o600);
    strictEqual(Deno.statSync(`${directory}/state/probebook`).mode! & 0o777, 0o700);
    Deno.chmodSync(path, 0o644);
    Deno.writeTextFileSync(path, "no json\n{}\n", { append: true });
    deepStrictEqual(open().load(), ["a\nb", "日本 \x1b[A"]);
    strictEqual(Deno.statSync(path).mode! & 0o777, 0o600);
    deepStrictEqual(warnings, []);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
});

Deno.test("history's file: one that cannot be written is said once, and nothing stops", () => {
  const warnings: string[] = [];
  const file = new HistoryFile("/proc/probebook/history", (text) => warnings.push(text));
  deepStrictEqual(file.load(), []);
  file.add("a");
  file.add("b");
  strictEqual(warnings.length, 1);
});
