import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { type CellOutcome, type Display, Evaluator, type EvaluatorSettings } from "../../lib/evaluator/mod.ts";

/** An evaluator that remembers what it heard. */
class Heard {
  readonly text: [stream: string, text: string][] = [];
  readonly displays: Display[] = [];
  answers: string[] = [];
  evaluator!: Evaluator;
  #cell = 0;

  static async start(settings: EvaluatorSettings = {}): Promise<Heard> {
    const heard = new Heard();
    heard.evaluator = await Evaluator.start(settings, {
      write: (stream, text) => {
        const last = heard.text.at(-1);
        if (last?.[0] === stream) last[1] += text;
        else heard.text.push([stream, text]);
      },
      display: (display) => heard.displays.push(display),
      input: () => Promise.resolve(heard.answers.shift() ?? null),
    });
    return heard;
  }

  run(code: string): Promise<CellOutcome> {
    return this.evaluator.evaluate(code, { cell: ++this.#cell });
  }

  /** The plain text of a cell's value, or the text of its error. */
  async value(code: string): Promise<unknown> {
    const outcome = await this.run(code);
    return outcome.status === "ok" ? outcome.result?.bundle["text/plain"] : outcome.error.text;
  }
}

async function withEvaluator(run: (heard: Heard) => Promise<void>, settings: EvaluatorSettings = {}): Promise<void> {
  const heard = await Heard.start(settings);
  try {
    await run(heard);
  } finally {
    await heard.evaluator.close();
  }
}

Deno.test("evaluator: values", () =>
  withEvaluator(async (heard) => {
    strictEqual(await heard.value("1 + 1"), "2");
    strictEqual(await heard.value("await Promise.resolve([1, 2])"), "[ 1, 2 ]");
    strictEqual(await heard.value("_.length"), "2");
    strictEqual(await heard.value("undefined"), undefined);
    strictEqual(await heard.value("null"), "null");
    strictEqual(await heard.value("-0"), "-0");
    strictEqual(await heard.value("NaN"), "NaN");
    strictEqual(await heard.value("12345678901234567890n"), "12345678901234567890n");
    strictEqual(await heard.value("Symbol.iterator"), "Symbol(Symbol.iterator)");
    strictEqual(await heard.value("'text'"), '"text"');
    strictEqual(await heard.value("interface A { a: number }\nconst a: A = { a: 5 };\na"), "{ a: 5 }");
  }));

Deno.test("evaluator: declarations of all kinds over each other", () =>
  withEvaluator(async (heard) => {
    const kinds = ["var x = N", "let x = N", "const x = N", "function x() { return N }", "class x { static n = N }"];
    let number = 0;
    for (const first of kinds) {
      for (const second of kinds) {
        for (const kind of [first, second]) {
          const text = `${kind.replace("N", String(++number))}; typeof x === "function" ? x.n ?? x() : x`;
          strictEqual(await heard.value(text), String(number), `${first} then ${second}`);
        }
      }
    }
    strictEqual(await heard.value("enum E { A }; enum E2 { A }; Object.keys(E).length"), "2");
    strictEqual(await heard.value("enum E { B }; Object.keys(E).join()"), '"0,B"');
    strictEqual(await heard.value("for (var i = 0; i < 3; i++); i"), "3");
    strictEqual(await heard.value("let i = 9; i"), "9");
  }));

Deno.test("evaluator: modules", async () => {
  const directory = await Deno.makeTempDir();
  await Deno.writeTextFile(`${directory}/one.ts`, "export const one: number = 1; export default 'd';");
  await withEvaluator(async (heard) => {
    strictEqual(await heard.value('import d, { one } from "./one.ts"; [d, one]'), '[ "d", 1 ]');
    strictEqual(await heard.value('(await import("./one.ts")).one'), "1");
    await Deno.writeTextFile(`${directory}/one.ts`, "export const one: number = 2;");
    await Deno.utime(`${directory}/one.ts`, new Date(), new Date(Date.now() + 5000));
    strictEqual(await heard.value('import { one } from "./one.ts"; one'), "2");
    strictEqual(await heard.value('import { basename, type ParsedPath } from "node:path"; basename("/a/b")'), '"b"');
    strictEqual(await heard.value("import.meta.dirname"), JSON.stringify(directory));
  }, { directory });
  await Deno.remove(directory, { recursive: true });
});

Deno.test("evaluator: text, in order and whole", () =>
  withEvaluator(async (heard) => {
    await heard.run(
      'console.log("a"); Deno.stdout.writeSync(new TextEncoder().encode("raw\\n")); console.warn("w"); console.log("%d %s", 5, "s")',
    );
    deepStrictEqual(heard.text, [["stdout", "a\nraw\n"], ["stderr", "w\n"], ["stdout", "5 s\n"]]);
    heard.text.length = 0;
    await heard.run('for (let i = 0; i < 5000; i++) console.log(i, "\u{1f600}\\0")');
    strictEqual(heard.text[0][1], Array.from({ length: 5000 }, (_, i) => `${i} \u{1f600}\0\n`).join(""));
    heard.text.length = 0;
    await heard.run('console.log("x".repeat(300_000))');
    strictEqual(heard.text[0][1].length, 300_001);
  }));

Deno.test("evaluator: errors point into the cell", () =>
  withEvaluator(async (heard) => {
    strictEqual(
      await heard.value("function f() {\n\tthrow new TypeError('bad');\n}\nf();"),
      "TypeError: bad\n --> <cell 1>:2:8\n  |\n2 | \tthrow new TypeError('bad');\n  | \t      ^\n" +
        "    at f (<cell 1>:2:8)\n    at <cell 1>:4:1",
    );
    match(String(await heard.value("f()")), /--> <cell 1>:2:8[^]*at f \(<cell 1>:2:8\)\n {4}at <cell 2>:1:1$/);
    strictEqual(
      await heard.value("let = = 1"),
      "SyntaxError: Expression expected\n --> <cell 3>:1:7\n  |\n1 | let = = 1\n  |       ^",
    );
    strictEqual(await heard.value("throw { a: 1 }"), "Thrown: { a: 1 }");
    match(String(await heard.value("throw new Error('a', { cause: new Error('b') })")), /\[cause\]: Error: b/);
    match(
      String(await heard.value("enum E { A }\n\n(() => {\n  throw new Error('moved');\n})();")),
      /--> <cell 6>:4:9/,
    );
    const nasty = "throw Object.defineProperty(new Error(), 'stack', { get() { throw 1 } })";
    strictEqual((await heard.run(nasty)).status, "error");
    strictEqual(await heard.value("1"), "1");
  }));

const DRAWN = "data: { values: [{ a: 1 }] }, mark: 'bar', encoding: { x: { field: 'a', type: 'quantitative' } }";

Deno.test("evaluator: what a value says of itself", () =>
  withEvaluator(async (heard) => {
    const bundle = async (code: string) => {
      const outcome = await heard.run(code);
      return outcome.status === "ok" ? outcome.result?.bundle : outcome;
    };
    deepStrictEqual(await bundle("({ [Symbol.for('Jupyter.display')]: async () => ({ 'text/html': '<b>' }) })"), {
      "text/html": "<b>",
    });
    deepStrictEqual(await bundle("notebook.md`# ${1}`"), { "text/markdown": "# 1", "text/plain": "# 1" });
    deepStrictEqual(await bundle("Deno.jupyter.html`<i>`"), { "text/html": "<i>", "text/plain": "<i>" });
    const { "image/png": picture, ...chart } = await bundle(
      `({ $schema: 'https://vega.github.io/schema/vega-lite/v6.json', ${DRAWN}, title: 'T' })`,
    ) as Record<string, unknown>;
    match(String(picture), /^iVBORw0KGgo/);
    deepStrictEqual(chart, {
      "application/vnd.vegalite.v5+json": {
        $schema: "https://vega.github.io/schema/vega-lite/v5.json",
        data: { values: [{ a: 1 }] },
        mark: "bar",
        encoding: { x: { field: "a", type: "quantitative" } },
        title: "T",
      },
      "text/plain": "Vega-Lite chart: T",
    });
    // without a picture it is said why, beside the cell and in the text
    deepStrictEqual(
      await bundle("({ $schema: 'https://vega.github.io/schema/vega-lite/v6.json', mark: 'bar', title: 'T' })"),
      {
        "application/vnd.vegalite.v5+json": {
          $schema: "https://vega.github.io/schema/vega-lite/v5.json",
          mark: "bar",
          title: "T",
        },
        "text/plain": "Vega-Lite chart: T (no picture: data: there is none)",
      },
    );
    ok(heard.text.some(([stream, text]) => stream === "stderr" && text.includes("no picture: data: there is none\n")));
    deepStrictEqual(await bundle("new Uint8Array([0x89, 0x50, 0x4e, 0x47])"), {
      "image/png": "iVBORw==",
      "text/plain": "image/png, 4 bytes",
    });
    deepStrictEqual(await bundle("({ toHTML: () => '<table>', toMarkdown: () => '|a|', numRows: () => 3 })"), {
      "text/html": '<div style="max-height:24em;overflow:auto"><table></div>',
      "text/plain": "|a|",
    });
    await heard.run("const d = await display(1); await d.update(2)");
    deepStrictEqual(heard.displays.map(({ bundle, update }) => [bundle["text/plain"], update ?? false]), [
      ["1", false],
      ["2", true],
    ]);
    strictEqual(heard.displays[0].id, heard.displays[1].id);
  }));

Deno.test("evaluator: questions", () =>
  withEvaluator(async (heard) => {
    heard.answers = ["Ada", "y", ""];
    strictEqual(await heard.value("prompt('?')"), '"Ada"');
    strictEqual(await heard.value("confirm('?')"), "true");
    strictEqual(await heard.value("prompt('?', 'usual')"), '"usual"');
    strictEqual(await heard.value("prompt('?')"), "null");
  }));

const STOPPED: readonly (readonly [what: string, code: string])[] = [
  ["a busy loop", "while (true) kept = kept"],
  ["a microtask loop", "for (;;) await 1"],
  ["a promise that never settles", "await new Promise(() => {})"],
  ["a busy timer", "setTimeout(() => { while (true); }, 1); await new Promise(() => {})"],
  [
    "a busy interval",
    "setInterval(() => { for (const end = Date.now() + 20; Date.now() < end;); }, 1); await new Promise(() => {})",
  ],
  ["a regular expression", "/^(a+)+$/.test('a'.repeat(60) + 'b')"],
  ["a sort", "[3, 2, 1].sort(() => { while (true); })"],
  ["Atomics.wait", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"],
  ["a loop that prints", "while (true) console.log('x'.repeat(100))"],
  ["finally", "try { while (true); } finally { while (true); }"],
  ["a getter of the value", "({ get [Symbol.for('Jupyter.display')]() { while (true); } })"],
];

Deno.test("evaluator: interrupts", (t) =>
  withEvaluator(async (heard) => {
    await heard.run("let kept = 41");
    for (const [what, code] of STOPPED) {
      await t.step(`${what} ends, and what was declared stays`, async () => {
        const outcome = heard.run(code);
        await new Promise((resolve) => setTimeout(resolve, 60));
        await heard.evaluator.interrupt();
        const ended = await outcome;
        strictEqual(ended.status, "interrupted");
        strictEqual(ended.status === "interrupted" && ended.lost, false);
        strictEqual(await heard.value("kept"), "41");
      });
    }
    await t.step("timers of the cell are over, its signal is aborted", async () => {
      await heard.run("let ticks = 0");
      const code = "const mine = notebook.signal; setInterval(() => ticks++, 1); console.log('begun'); " +
        "await new Promise(() => {})";
      const outcome = heard.run(code);
      for (const end = Date.now() + 60_000; heard.text.at(-1)?.[1].includes("begun") !== true && Date.now() < end;) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await heard.evaluator.interrupt();
      await outcome;
      const before = await heard.value("ticks");
      strictEqual(await heard.value("await new Promise((resolve) => setTimeout(resolve, 30)); ticks"), before);
      strictEqual(await heard.value("mine.aborted"), "true");
    });
    await t.step("another program that the cell waits for ends", async () => {
      const outcome = heard.run("new Deno.Command('sleep', { args: ['30'] }).outputSync()");
      await new Promise((resolve) => setTimeout(resolve, 100));
      await heard.evaluator.interrupt();
      strictEqual((await outcome).status, "interrupted");
      strictEqual(await heard.value("kept"), "41");
    });
    await t.step("without a running cell nothing happens", async () => {
      await heard.evaluator.interrupt();
      strictEqual(await heard.value("kept"), "41");
    });
  }, { permissions: ["--allow-run"] }));

Deno.test("evaluator: 60 interrupts at odd times keep everything", () =>
  withEvaluator(async (heard) => {
    await heard.run("let kept = 0");
    let seed = 12345;
    const random = (below: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
    for (let i = 1; i <= 60; i++) {
      const [what, code] = STOPPED[random(STOPPED.length)];
      // a cell of its own: an interrupt may come before the first word of the next
      await heard.run(`kept = ${i}`);
      const outcome = heard.run(code);
      await new Promise((resolve) => setTimeout(resolve, 5 + random(30)));
      await heard.evaluator.interrupt();
      const { status } = await outcome;
      strictEqual(status, "interrupted", `seed 12345, step ${i}: ${what}`);
      strictEqual(await heard.value("kept"), String(i), `seed 12345, step ${i}: ${what}`);
    }
  }));

Deno.test("evaluator: a child that leaves is started anew", () =>
  withEvaluator(async (heard) => {
    const outcome = await heard.run("let a = 1; Deno.exit(4)");
    strictEqual(outcome.status === "error" && outcome.error.name, "Exited");
    strictEqual(await heard.value("typeof a"), '"undefined"');
    const { pid } = heard.evaluator;
    Deno.kill(pid, "SIGKILL");
    for (const end = Date.now() + 60_000; heard.evaluator.pid === pid && Date.now() < end;) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    strictEqual(await heard.value("5"), "5");
  }));

Deno.test("evaluator: completion and inspection have no effects", () =>
  withEvaluator(async (heard) => {
    await heard.run(
      "let effects = 0; const o = { inner: { deep: 1 }, get side() { effects++; return {} } }; class Foo { bar() {} }",
    );
    const texts = async (code: string) =>
      (await heard.evaluator.complete(code, code.length)).candidates.map(({ text }) => text);
    strictEqual((await texts("o.inn")).join(), "inner");
    strictEqual((await texts("o.inner.de")).join(), "deep");
    strictEqual((await texts("o?.inner['de")).join(), "deep");
    strictEqual((await texts("[1, 2].findLastI")).join(), "findLastIndex");
    strictEqual((await texts("'s'.padS")).join(), "padStart");
    strictEqual((await texts("o.side.x")).join(), "");
    strictEqual((await texts("effects++.x")).join(), "");
    strictEqual((await texts("(effects = 5).toF")).join(), "");
    ok((await texts("Fo")).includes("Foo"));
    ok((await texts("contin")).includes("continue"));
    strictEqual(await heard.value("effects"), "0");
    const inspected = await heard.evaluator.inspect("Foo", 3);
    match(String(inspected?.bundle["text/plain"]), /^class Foo \{ bar/);
    strictEqual(await heard.evaluator.inspect("nosuch", 3), undefined);
  }));

Deno.test("evaluator: killed at odd times it comes back, and no cell waits for ever", () =>
  withEvaluator(async (heard) => {
    let seed = 4711;
    const random = (below: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
    for (let i = 0; i < 12; i++) {
      const outcome = heard.run(["while (true);", "await new Promise(() => {})", "1"][i % 3]);
      await new Promise((resolve) => setTimeout(resolve, random(30)));
      const { pid } = heard.evaluator;
      const kill = setTimeout(() => {
        try {
          Deno.kill(pid, "SIGKILL");
        } catch {
          // it is gone already
        }
      }, random(60));
      await heard.evaluator.interrupt();
      await outcome;
      await new Promise((resolve) => setTimeout(resolve, 70));
      clearTimeout(kill);
    }
    // the last end may be noticed by a cell only
    await heard.run("0");
    strictEqual(await heard.value("5"), "5");
  }));
