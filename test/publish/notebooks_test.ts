/** One of the project's notebooks is published, opened in a browser, changed there, and verified. */
import { match, strictEqual } from "node:assert";
import { present } from "../bench/measure.ts";
import { Chromium } from "../page/chromium.ts";
import { run } from "./fixture.ts";

const NOTEBOOK = new URL("../../notebooks/03-slow-download.ipynb", import.meta.url).pathname;

Deno.test("a notebook of the project is published as a page, run again and changed in it, and verified", async () => {
  const folder = await Deno.makeTempDir({ prefix: "probebook-" });
  try {
    const page = `${folder}/slow.html`;
    const { status, errors, output } = await run("publish", [NOTEBOOK, "-o", page, "--yes"]);
    strictEqual(status, 0, errors);
    match(output, /wrote \S+: 13 cells, [\d,]+ bytes; it verifies\n$/);
    if (present("chromium")) await change(page);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
async function change(path: string): Promise<void> {
  const browser = await Chromium.open();
  try {
    const page = await browser.page(`file://${path}`);
    await page.until("document.documentElement.dataset.ready");
    const text = (id: string) => page.evaluate<string>(`document.getElementById("${id}").textContent`);
    const cell = await page.evaluate<string>(
      `document.querySelector("button[id^=run]:not(#run-all)").id.slice("run".length)`,
    );
    const runCell = async () => {
      await page.evaluate(`document.getElementById("run${cell}").click()`);
      await page.until(`!document.getElementById("run${cell}").hidden`);
      return await text(`mark${cell}`);
    };
    match(await runCell(), /the same as published/);
    await page.evaluate(`{ const field = document.getElementById("editor${cell}");
      field.value = field.value.replace("sum(", "max("); field.dispatchEvent(new Event("input")); }`);
    match(await runCell(), /not what was published|differ/);
    match(await text("shown"), /Changed by you/);
    strictEqual(JSON.stringify([page.faults, page.requests]), "[[],[]]");
  } finally {
    await browser.close();
  }
}
