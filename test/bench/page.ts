/**
 * Figures of pages, in Chromium, each beside the command or Deno in the same rounds: from navigation to the first result, a
 * question asked again over 45 MB, and how soon a page with 45 MB is ready.
 *
 * @module
 */
import { type CellResults, notebookPage, runCell, type RunnableCell } from "../../lib/page/mod.ts";
import { Random } from "../fuzz/random.ts";
import { Chromium, type Page } from "../page/chromium.ts";
import { writePlainCapture } from "./captures.ts";
import { measure, median, present } from "./measure.ts";
import { fromSource, ours } from "./ours.ts";

const PROGRAM = "ip:::receive { @bytes[args[2]->ip_saddr] = sum(args[2]->ip_plength); }";
const LARGE_PACKETS = 86_000;
const RECORDED = 0;

/** How long the page does not answer; and as soon as it can run: runs its first cell, and keeps the moment at which its result stands there. */
const AT_ONCE = `(() => {
  const watch = () => {
    const root = document.documentElement, mark = document.getElementById("mark1");
    if (!root?.dataset.ready) return;
    if (!globalThis.readyMs) {
      globalThis.readyMs = performance.now();
      if (globalThis.runsAtOnce) document.getElementById("run1").click();
    }
    if (!mark.textContent) return;
    watcher.disconnect();
    globalThis.resultMs = performance.now();
  };
  const watcher = new MutationObserver(watch);
  watcher.observe(document, { childList: true, subtree: true, attributes: true, characterData: true });
  let last = performance.now();
  globalThis.longestMs = 0;
  const beat = new MessageChannel();
  beat.port1.onmessage = () => {
    const now = performance.now();
    globalThis.longestMs = Math.max(globalThis.longestMs, now - last);
    last = now;
    if (!globalThis.resultMs) setTimeout(() => beat.port2.postMessage(0), 4);
  };
  // a heart that beats costs time of its own
  if (!globalThis.runsAtOnce) beat.port2.postMessage(0);
})()`;

async function opened(browser: Chromium, path: string, runsAtOnce: boolean): Promise<Page> {
  const page = await browser.page("about:blank");
  await page.send("Page.addScriptToEvaluateOnNewDocument", {
    source: `globalThis.runsAtOnce = ${runsAtOnce}; ${AT_ONCE}`,
  });
  await page.send("Page.navigate", { url: `file://${path}` });
  await page.until(runsAtOnce ? "globalThis.resultMs" : "globalThis.readyMs");
  return page;
}
async function close(page: Page): Promise<void> {
  await page.send("Page.close").catch(() => {});
}
async function written(folder: string, name: string, cell: RunnableCell): Promise<string> {
  const { outcome } = await runCell(cell), names = cell.captures.map(({ name }) => name);
  const html = await notebookPage({
    ...{ title: name, byline: "", about: [], manifest: "", recordedMs: RECORDED, version: "0", charts: cell.charts },
    captures: cell.captures.map((capture) => ({ ...capture, about: "" })),
    cells: [{ kind: "d", program: cell.program, settings: cell.settings, captures: names, outcome }],
  });
  await Deno.writeTextFile(`${folder}/${name}.html`, html);
  return `${folder}/${name}.html`;
}
const ratio = (a: number, b: number) => (a / b).toFixed(2);
const ms = (values: readonly number[]) =>
  `${median(values).toFixed(0)} ms (${values.map((v) => v.toFixed(0)).join(" ")})`;

async function firstResults(browser: Chromium, folder: string, rounds: number): Promise<void> {
  const demo = new URL("../captures/demo.pcap", import.meta.url).pathname;
  const captures = [{ name: "demo.pcap", data: await Deno.readFile(demo) }];
  const cell = { program: PROGRAM, settings: [{ name: "quiet" }], recordedMs: RECORDED, captures };
  const plain = await written(folder, "plain", { ...cell, charts: false });
  const chart = await written(folder, "chart", { ...cell, charts: true });
  const command: number[] = [], source: number[] = [], text: number[] = [], drawn: number[] = [];
  for (let round = -1; round < rounds; round++) {
    const { seconds } = await measure(ours("-qr", demo, "-n", PROGRAM));
    const { seconds: unbundled } = await measure(fromSource("-qr", demo, "-n", PROGRAM));
    const took: number[] = [];
    for (const path of [plain, chart]) {
      const page = await opened(browser, path, true);
      took.push(await page.evaluate<number>("globalThis.resultMs"));
      await close(page);
    }
    // the first round warms caches of files
    if (round < 0) continue;
    command.push(1000 * seconds);
    source.push(1000 * unbundled);
    text.push(took[0]);
    drawn.push(took[1]);
  }
  console.log(
    "\npage: from navigation to the first result, ms, beside the whole command (goals: 1.5 x, with a chart 2 x)",
  );
  const least = (values: readonly number[]) => Math.min(...values);
  const beside = (values: readonly number[]) =>
    `${ratio(median(values), median(command))} x, of the fastest ${
      ratio(least(values), least(command))
    } x; of the source ${ratio(median(values), median(source))} x, ${ratio(least(values), least(source))} x`;
  console.log(`  the command, from its bundle ${ms(command)}`);
  console.log(`  the command, from source     ${ms(source)}`);
  console.log(`  text and table               ${ms(text)}   ${beside(text)}`);
  console.log(`  with a chart                 ${ms(drawn)}   ${beside(drawn)}`);
}
const HEADERS = 42;
/** Half of each payload is what does not compress, as payload is. */
function withPayload(capture: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const view = new DataView(capture.buffer), random = new Random(1);
  for (let at = 24; at < capture.length;) {
    const length = view.getUint32(at + 8, true), end = at + 16 + HEADERS + (length - HEADERS >> 1);
    for (let i = at + 16 + HEADERS; i < end; i++) capture[i] = random.below(256);
    at += 16 + length;
  }
  return capture;
}
async function largeCapture(browser: Chromium, folder: string, rounds: number): Promise<void> {
  writePlainCapture(`${folder}/large.pcap`, LARGE_PACKETS, 65_535);
  const captures = [{ name: "large.pcap", data: withPayload(await Deno.readFile(`${folder}/large.pcap`)) }];
  const cell = { program: PROGRAM, settings: [{ name: "quiet" }], recordedMs: RECORDED, captures };
  const path = await written(folder, "large", cell);
  const ready: number[] = [], longest: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const page = await opened(browser, path, false);
    ready.push(await page.evaluate<number>("globalThis.readyMs"));
    longest.push(await page.evaluate<number>("globalThis.longestMs"));
    await close(page);
  }
  const bytes = captures[0].data.length;
  console.log(
    `\npage: ${(bytes / 1e6).toFixed(0)} MB of capture, ${((await Deno.stat(path)).size / 1e6).toFixed(1)} MB of page`,
  );
  console.log(`  from navigation to ready     ${ms(ready)}   (goal: 1500)`);
  console.log(`  longest without an answer    ${ms(longest)}`);
  const page = await opened(browser, path, false), there: number[] = [], here: number[] = [];
  for (let round = -2; round < 2 * rounds; round++) {
    const began = performance.now();
    await runCell(cell) satisfies CellResults;
    const own = performance.now() - began;
    await page.evaluate("document.getElementById('mark1').textContent = ''; document.getElementById('run1').click()");
    await page.until("document.getElementById('mark1').textContent");
    const status = await page.evaluate<string>("document.getElementById('status1').textContent");
    const [, amount, unit] = / ([\d.]+) (m?s)$/.exec(status)!;
    if (round < 0) continue;
    here.push(own);
    there.push(Number(amount) * (unit === "s" ? 1000 : 1));
  }
  await close(page);
  const least = (values: readonly number[]) => Math.min(...values);
  console.log(`  again, the same run in Deno  ${ms(here)}`);
  console.log(
    `  again, in the page           ${ms(there)}   ${ratio(median(there), median(here))} x, of the fastest ${
      ratio(least(there), least(here))
    } x (goal: 1.3)`,
  );
}
/** Prints the figures. */
export async function pageFigures(rounds: number): Promise<void> {
  if (!present("chromium")) return console.log("\npage: Chromium is not there");
  const folder = await Deno.makeTempDir(), browser = await Chromium.open();
  try {
    await firstResults(browser, folder, rounds);
    await largeCapture(browser, folder, rounds);
  } finally {
    await browser.close();
    await Deno.remove(folder, { recursive: true });
  }
}
