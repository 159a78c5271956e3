/**
 * `deno task accessibility`: axe-core has nothing against our pages, in light and in dark. Takes a quarter of a minute, and
 * fetches the checker once: not among the tests that always run.
 *
 * @module
 */
import { deepStrictEqual } from "node:assert/strict";
import axe from "npm:axe-core@4.10.3";
import { appPage, notebookPage, type PublishedCell, runCell } from "../../lib/page/mod.ts";
import { ask } from "./browser.ts";
import { Chromium, type Page } from "./chromium.ts";

const SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';
const PROGRAM = "ip:::receive { @[args[2]->ip_saddr] = count(); @q = quantize(args[2]->ip_plength); trace(1); }";

/** What is shown and not run. */
const OTHERS: readonly PublishedCell[] = [
  { kind: "prose", html: "<h2>Then</h2><p>Words, <a href='#title1'>a link</a>.</p>" },
  {
    kind: "code",
    language: "TypeScript",
    text: "const a = 1; // one",
    outputs: [
      { kind: "text", text: "a\nb" },
      { kind: "text", text: "error", isError: true },
      { kind: "html", html: "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>" },
      { kind: "picture", light: SQUARE, dark: SQUARE, text: "a square" },
    ],
  },
];

async function check(page: Page): Promise<void> {
  await page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)");
  await page.evaluate(`${axe.source}; 0`);
  for (const value of ["light", "dark"]) {
    await page.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value }] });
    const found = await page.evaluate(
      "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))",
    );
    deepStrictEqual(found, [], value);
  }
}
async function open(browser: Chromium, folder: string, html: string): Promise<Page> {
  await Deno.writeTextFile(`${folder}/page.html`, html);
  const page = await browser.page(`file://${folder}/page.html`);
  await page.until("document.documentElement.dataset.ready");
  return page;
}
/** Completion is shown, and what is wrong. */
async function showChoices(page: Page, field: string, choices: string, faults: string): Promise<void> {
  await page.evaluate(`{ const field = document.getElementById("${field}"); field.focus();
    field.value = "ip:::receive { trace(args[2]->ip_"; field.setSelectionRange(99, 99);
    field.dispatchEvent(new Event("input")); }`);
  await page.until(`!document.getElementById("${choices}").hidden && !document.getElementById("${faults}").hidden`);
}

if (import.meta.main) {
  const folder = await Deno.makeTempDir(), browser = await Chromium.open();
  try {
    const app = await open(browser, folder, await appPage("0.0.0"));
    await app.evaluate("document.getElementById('demo').click()");
    await app.until("document.querySelectorAll('#files li').length === 1");
    await ask(app, PROGRAM);
    await showChoices(app, "editor", "choices", "faults");
    await check(app);
    const captures = [{
      name: "demo.pcap",
      data: await Deno.readFile(new URL("../captures/demo.pcap", import.meta.url)),
      about: "341 packets",
    }];
    const names = captures.map(({ name }) => name),
      { outcome } = await runCell({ program: PROGRAM, settings: [], recordedMs: 0, captures });
    const cell = { kind: "d", program: PROGRAM, settings: [], captures: names, outcome } as const;
    const published = {
      title: "Who talks?",
      byline: "A. Author",
      about: [{ title: "Changed", lines: ["nothing"] }],
      manifest: "{}",
    };
    const html = await notebookPage({
      ...published,
      captures,
      cells: [cell, { ...cell, isHidden: true, differences: ["a row more"] }, ...OTHERS],
      recordedMs: 0,
      version: "0.0.0",
    });
    const notebook = await open(browser, folder, html);
    await notebook.evaluate("document.getElementById('run-all').click()");
    await notebook.until("document.getElementById('mark2').textContent");
    await showChoices(notebook, "editor1", "choices1", "faults1");
    await check(notebook);
    console.log("axe-core has nothing against the pages");
  } finally {
    await browser.close();
    await Deno.remove(folder, { recursive: true });
  }
}
