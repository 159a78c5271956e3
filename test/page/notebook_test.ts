/** A published notebook: legible without scripts; its cells are changed and run again, and say whether they are as published. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { notebookPage, type ProgramCell, type PublishedNotebook, runCell } from "../../lib/page/mod.ts";
import { present } from "../bench/measure.ts";
import { Chromium, type Page } from "./chromium.ts";
import { CELLS_TRIAL, HOSTILE_PROGRAMS, hostileCapture } from "./hostile.ts";
import { Random } from "../fuzz/random.ts";

const data = await Deno.readFile(new URL("../captures/demo.pcap", import.meta.url));
const HOSTILE = `</script><img src=x onerror="document.title='taken'">`;
const captures = [{ name: `demo ${HOSTILE}`, data, about: "341 packets" }];
const RECORDED = Date.UTC(2026, 10, 30);
const SUMS = "ip:::receive\n{\n\t@bytes[args[2]->ip_saddr] = sum(args[2]->ip_plength);\n}";

async function programCell(program: string, settings: ProgramCell["settings"] = []): Promise<ProgramCell> {
  const { outcome } = await runCell({ program, settings, recordedMs: RECORDED, captures });
  return { kind: "d", program, settings, captures: captures.map(({ name }) => name), outcome };
}
const sums = await programCell(SUMS);
const NOTEBOOK: PublishedNotebook = {
  title: `Who talks? ${HOSTILE}`,
  byline: "A. Author, 2026-11-30",
  about: [{ title: `What was changed ${HOSTILE}`, lines: ["addresses", "  IPv4: 7", `  IPv6: 2 ${HOSTILE}`, "names"] }],
  recordedMs: RECORDED,
  captures,
  version: "0.0.0",
  manifest: JSON.stringify({ format: 1, note: HOSTILE }),
  cells: [
    { kind: "prose", html: "<h2>Who sends</h2>" },
    sums,
    await programCell(
      `BEGIN { printf("\\n%s", ${JSON.stringify(HOSTILE)}); @[${JSON.stringify(HOSTILE)}] = count(); }`,
      [
        { name: "quiet" },
      ],
    ),
    // a digit that is not what comes out
    {
      ...sums,
      outcome: { ...sums.outcome, text: sums.outcome.text.replace("61480", "61481") },
    },
    {
      kind: "code",
      language: "TypeScript",
      text: `const a = "${HOSTILE}";`,
      outputs: [{ kind: "text", text: HOSTILE }],
    },
  ],
};

Deno.test({
  name: "captures with markup in every text are published as text, and come to the same",
  ignore: !present("chromium"),
  async fn() {
    const random = new Random(5);
    const given = Array.from({ length: 9 }, (_, i) => ({
      name: `${i}${HOSTILE}`,
      data: hostileCapture(random),
      about: HOSTILE,
    }));
    const cells: ProgramCell[] = [];
    for (const [i, capture] of given.entries()) {
      const program = HOSTILE_PROGRAMS[i % HOSTILE_PROGRAMS.length];
      try {
        const { outcome } = await runCell({ program, settings: [], recordedMs: RECORDED, captures: [capture] });
        cells.push({ kind: "d", program, settings: [], captures: [capture.name], outcome });
      } catch {
        // a capture that is cut within its first bytes is none
      }
    }
    ok(cells.length > 5);
    const html = await notebookPage({ ...NOTEBOOK, captures: given, cells });
    const folder = await Deno.makeTempDir();
    const browser = await Chromium.open();
    try {
      await Deno.writeTextFile(`${folder}/notebook.html`, html);
      const page = await browser.page(`file://${folder}/notebook.html`);
      await page.until("document.documentElement.dataset.ready");
      deepStrictEqual(await page.evaluate(CELLS_TRIAL), []);
      await page.evaluate("document.getElementById('run-all').click()");
      await page.until("/came to the same$/.test(document.getElementById('shown').textContent)");
      deepStrictEqual(await page.evaluate(CELLS_TRIAL), []);
      deepStrictEqual([page.faults, page.requests], [[], []]);
    } finally {
      await browser.close();
      await Deno.remove(folder, { recursive: true });
    }
  },
});
Deno.test("a text that reads otherwise than it runs says so", async () => {
  const program = "/* \u202e */ BEGIN { exit(0); }";
  const { outcome } = await runCell({ program, settings: [], recordedMs: RECORDED, captures: [] });
  const html = await notebookPage({
    ...NOTEBOOK,
    cells: [{ kind: "d", program, settings: [], captures: [], outcome }],
  });
  match(html, /turn the direction of others: U\+202E</);
});
Deno.test("without scripts it shows what was published, and nothing of it is markup", async () => {
  const html = await notebookPage(NOTEBOOK);
  const still = html.replaceAll(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>/g, "");
  for (const text of ["192.0.2.22", "61480", "61,480", "sum(ip_plength) by ip_saddr", "341 packets"]) {
    ok(still.includes(text), text);
  }
  // one for the sums, twice; in the second cell what is recorded, and an aggregation
  strictEqual([...still.matchAll(/<svg /g)].length, 4);
  ok(!still.includes("<img") && !/<\/?script/.test(still));
  deepStrictEqual(still.match(/\s(?:src|href|style|on\w+)=(?=["'])/g), null);
  strictEqual(await notebookPage(NOTEBOOK), html, "the same each time");
});

/**
 * What a page takes at most, in bytes, with one question to the demo capture, its text and table. Without charts 300,000 held
 * until streams, TLS, QUIC and HTTP were read: what they add is the engine's.
 */
const PAGE_BYTES = { charts: 700_000, plain: 345_000 };

Deno.test("the page of the demo is small, and most of it is the engine", async () => {
  for (const charts of [true, false]) {
    const { outcome } = await runCell({ program: SUMS, settings: [], recordedMs: RECORDED, captures, charts });
    const cell: ProgramCell = { kind: "d", program: SUMS, settings: [], captures: [captures[0].name], outcome };
    const html = await notebookPage({ ...NOTEBOOK, cells: [cell], charts });
    ok(html.length <= (charts ? PAGE_BYTES.charts : PAGE_BYTES.plain), `${html.length} bytes`);
    const engine = /id="scripts">([^<]*)</.exec(html)![1].length;
    ok(engine > 0.8 * html.length);
    strictEqual(outcome.results[0].chart?.kind, charts ? "bars" : undefined);
  }
});

const textOf = (page: Page, id: string) => page.evaluate<string>(`document.getElementById("${id}").textContent`);
async function run(page: Page, cell: number): Promise<string> {
  await page.evaluate(`document.getElementById("run${cell}").click()`);
  await page.until(`!document.getElementById("run${cell}").hidden`);
  return await textOf(page, `mark${cell}`);
}
async function write(page: Page, cell: number, program: string): Promise<void> {
  await page.evaluate(`{ const field = document.getElementById("editor${cell}");
    field.value = ${JSON.stringify(program)}; field.dispatchEvent(new Event("input")); }`);
}
/** All of them, one after the other; the third is not what comes out. */
async function runsAll(page: Page): Promise<void> {
  await page.evaluate("document.getElementById('run-all').click()");
  await page.until("document.getElementById('mark4').textContent && !document.getElementById('run-all').hidden");
  deepStrictEqual(await Promise.all(["mark2", "mark3", "mark4", "shown"].map((id) => textOf(page, id))), [
    "✓ the same as published",
    "✓ the same as published",
    "≠ not what was published: the text",
    "Changed by you: cell 4",
  ]);
  await page.evaluate("document.getElementById('reset-all').click()");
  strictEqual(await textOf(page, "shown"), "As published");
  match(await textOf(page, "output4"), / 61481\n/);
  // what the file says of itself
  await page.evaluate("document.querySelectorAll('details.about, #manifest-part').forEach((one) => one.open = true)");
  await page.until("document.getElementById('manifest-text').textContent");
  strictEqual(await textOf(page, "manifest-text"), NOTEBOOK.manifest);
}
Deno.test({
  name: "cells are run again and changed in a browser, which says what is not as published",
  ignore: !present("chromium"),
  async fn() {
    const folder = await Deno.makeTempDir();
    const browser = await Chromium.open();
    try {
      await Deno.writeTextFile(`${folder}/notebook.html`, await notebookPage(NOTEBOOK));
      const page = await browser.page(`file://${folder}/notebook.html`);
      await page.until("document.documentElement.dataset.ready");
      deepStrictEqual([await textOf(page, "shown"), await textOf(page, "mark2")], ["As published", ""]);
      strictEqual(await textOf(page, "status2"), "as published · 341 packets");
      strictEqual(await run(page, 2), "✓ the same as published");
      strictEqual(await run(page, 3), "✓ the same as published");
      strictEqual(await textOf(page, "shown"), "As published");
      strictEqual(await run(page, 4), "≠ not what was published: the text", "a digit was changed");
      strictEqual(await textOf(page, "shown"), "Changed by you: cell 4");
      await page.evaluate("document.getElementById('reset4').click()");
      match(await textOf(page, "output4"), / 61481\n/);
      await write(page, 2, SUMS.replace("sum(args[2]->ip_plength)", "count()"));
      strictEqual(await textOf(page, "shown"), "Changed by you: cell 2");
      strictEqual(await run(page, 2), "≠ not what was published: the text, the tables");
      match(await textOf(page, "output2"), /192\.0\.2\.22 +46\n/);
      await write(page, 2, "ip:::receive { trace(args[2]->ip_sadr); }");
      strictEqual(await run(page, 2), "≠ not what was published: it does not run");
      match(await textOf(page, "faults2"), /did you mean `ip_saddr`/);
      await page.evaluate("document.getElementById('reset2').click()");
      deepStrictEqual([await textOf(page, "shown"), await textOf(page, "mark2")], ["As published", ""]);
      strictEqual(await textOf(page, "status2"), "as published · 341 packets");
      strictEqual(await textOf(page, "output2"), sums.outcome.text);
      deepStrictEqual(await page.evaluate(CELLS_TRIAL), []);
      await runsAll(page);
      deepStrictEqual(await page.evaluate(CELLS_TRIAL), []);
      strictEqual(await page.evaluate("document.querySelectorAll('img').length"), 0);
      strictEqual(await page.evaluate("document.title"), NOTEBOOK.title);
      deepStrictEqual([page.faults, page.requests], [[], []]);
    } finally {
      await browser.close();
      await Deno.remove(folder, { recursive: true });
    }
  },
});
