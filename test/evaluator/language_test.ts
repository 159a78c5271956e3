import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { D_CELLS } from "../../kernel/mod.ts";
import { Evaluator } from "../../lib/evaluator/mod.ts";
import { CellsDocument } from "../../lib/evaluator/language/cells_document.ts";

const CAPTURE = new URL("../captures/demo.pcap", import.meta.url).pathname;

Deno.test("cells as a document: what is declared again takes the place of what was", () => {
  const cells = new CellsDocument("declare const given: number;");
  cells.add("let a = 1; let b = 2;", ["a", "b"]);
  cells.add("let b = 'two';", ["b"]);
  cells.add("1 + 1", []);
  const { text, start } = cells.write("a + b");
  strictEqual(
    text,
    "export {};\ndeclare const given: number;\nlet a = 1; let b_before = 2;\nlet b = 'two';\na + b",
  );
  strictEqual(text.slice(start), "a + b");
  strictEqual(
    cells.write("let a: bigint = 1n", ["a"]).text,
    "export {};\ndeclare const given: number;\nlet a_before = 1; let b_before = 2;\nlet b = 'two';\nlet a: bigint = 1n",
  );
  cells.add("let a = 2", ["a"]);
  strictEqual(cells.write("").text, "export {};\ndeclare const given: number;\nlet b = 'two';\nlet a = 2\n");
  cells.clear();
  strictEqual(cells.write("c").text, "export {};\ndeclare const given: number;\nc");
});

/** `Host` is declared there. */
async function judgesTypes(evaluator: Evaluator): Promise<void> {
  const code = "let host: Host = { address: 1,\n  packets: 2 };\nglobalThis.hasRun = 1;";
  // a busy machine takes its time to judge; then the cell runs as it is
  for (let cell = 100, end = Date.now() + 90_000;; cell++) {
    await evaluator.evaluate("globalThis.hasRun = 0", { cell: ++cell, unchecked: true });
    const outcome = await evaluator.evaluate(code, { cell: ++cell });
    if (outcome.status === "ok" && Date.now() < end) continue;
    ok(outcome.status === "error");
    strictEqual(outcome.error.name, "error[TS2322]");
    deepStrictEqual(outcome.error.text.split("\n").slice(0, 5), [
      "error[TS2322]: Type 'number' is not assignable to type 'string'.",
      ` --> <cell ${cell}>:1:20`,
      "  |",
      "1 | let host: Host = { address: 1,",
      "  |                    ^^^^^^^",
    ]);
    strictEqual(await evaluator.value("globalThis.hasRun"), 0);
    break;
  }
  strictEqual((await evaluator.evaluate(code, { cell: 98, unchecked: true })).status, "ok");
  strictEqual(await evaluator.value("globalThis.hasRun"), 1);
  // what may be null, and `any` that is not written, stop nobody
  const loose = "function first(a) { return a } let some: number[] = [5]; first(some.find((n) => n > 3).toFixed())";
  strictEqual((await evaluator.evaluate(loose, { cell: 99 })).status, "ok");
}

Deno.test("language server: static types and documentation, beside what lives in the evaluator", async (t) => {
  const directory = await Deno.makeTempDir();
  const evaluator = await Evaluator.start({ directory, languageServer: true, dCells: D_CELLS }, {
    write: () => {},
    display: () => {},
  });
  const complete = async (text: string) => (await evaluator.complete(text, text.length)).candidates;
  /** On a busy machine the server takes its time to come up. */
  const eventually = async (text: string, name: string) => {
    for (const end = Date.now() + 90_000;;) {
      const found = await complete(text);
      if (found.some((one) => one.text === name) || Date.now() > end) return found;
    }
  };
  try {
    await evaluator.evaluate(
      "interface Host { address: string; packets: number }\nlet hosts = new Map<string, Host>();",
      {
        cell: 1,
      },
    );
    await t.step("types of what has not run", async () => {
      deepStrictEqual((await eventually('hosts.get("a")!.', "address")).map(({ text }) => text).sort(), [
        "address",
        "packets",
      ]);
    });
    await t.step("what lives comes first", async () => {
      const found = await complete("hosts.");
      ok(found.findIndex(({ text }) => text === "get") >= 0);
      deepStrictEqual((await complete("hosts.siz")).map(({ text }) => text), ["size"]);
    });
    await t.step("documentation of what every cell finds", async () => {
      const found = await evaluator.inspect("notebook.clear", 12);
      match(
        String(found?.bundle["text/markdown"]),
        /clear\(wait\?: boolean\): void[^]*Takes away what the cell has shown/,
      );
    });
    await t.step(
      "a cell whose types are wrong does not run, and says where; unless it is to",
      () => judgesTypes(evaluator),
    );
    await t.step("columns of what a cell of D has bound", async () => {
      const text = "ip:::receive { @bytes[args[2]->ip_saddr] = sum(args[2]->ip_plength); trace(args[2]->ip_daddr); }";
      const quiet = [{ name: "quiet" }];
      const outcome = await evaluator.trace({ text, cell: 3, read: [CAPTURE], options: quiet, as: "web", hide: true });
      strictEqual(outcome.status, "ok");
      const names = async (code: string) => (await complete(code)).map(({ text }) => text).sort();
      deepStrictEqual(await names("bytes.table.filter((d) => d."), ["ip_saddr", "sum"]);
      deepStrictEqual(await names('bytes.table.array("'), ["ip_saddr", "sum"]);
      deepStrictEqual(await names("web.tables.clause1.rows().map((row) => row."), ["ip_daddr", "probe", "timestamp"]);
      const found = await evaluator.inspect("bytes", 5);
      match(String(found?.bundle["text/plain"]), /Aggregation<\{\s+ip_saddr: string;\s+sum: number;\s+\}>/);
    });
    await t.step("names of this project", async () => {
      const code = 'import { trace } from "probebook";\nconst run = await trace("x", "BEGIN { }");\nrun.agg';
      deepStrictEqual((await complete(code)).map(({ text }) => text), ["aggregations"]);
    });
    await t.step("a type that is declared again", async () => {
      await evaluator.evaluate("let hosts = [{ name: 'x' }];", { cell: 2 });
      const code = "hosts.map((h) => h.na";
      ok((await complete(code)).some(({ text }) => text === "name"));
    });
  } finally {
    await evaluator.close();
    await Deno.remove(directory, { recursive: true });
  }
});
