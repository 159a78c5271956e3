/** The page in which captures are dropped and asked, as a person uses it: in Chromium, from a disk, under its policy. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { appPage, pageMain, PageParts } from "../../lib/page/mod.ts";
import { present } from "../bench/measure.ts";
import { ask } from "./browser.ts";
import { Chromium, type Page } from "./chromium.ts";
import { tryHostile } from "./hostile.ts";

const root = new URL("../../", import.meta.url);
const demo = new URL("test/captures/demo.pcap", root).pathname;
const html = await appPage("0.0.0");

Deno.test("the page allows nothing but what it names by its hash, and holds the engine", async () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)![1];
  match(
    policy,
    /^default-src 'none'; script-src 'sha256-[\w+/]+=*' 'sha256-[\w+/]+=*' 'wasm-unsafe-eval'; style-src 'sha256-[\w+/]+=*'; worker-src blob:; base-uri 'none'; form-action 'none'$/,
  );
  ok(html.indexOf("Content-Security-Policy") < html.indexOf("<style"), "the policy comes first");
  const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text]) => text);
  strictEqual(scripts.length, 1);
  const { app, engine } = new PageParts(html).scripts(2 ** 24);
  ok(engine.length > app.length);
  for (const text of [scripts[0], app, /<style>([\s\S]*?)<\/style>/.exec(html)![1]]) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
    ok(policy.includes(digest.toBase64()));
  }
  const markup = html.replaceAll(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>/g, "");
  deepStrictEqual(markup.match(/\b(?:src|href|style|on\w+)=/g), null);
  for (const text of [scripts[0], app]) ok(!/innerHTML|outerHTML|insertAdjacent|\beval\(|new Function/.test(text));
  strictEqual(await appPage("0.0.0"), html, "the same each time");
});

Deno.test("what was written is told in bytes", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const said: string[] = [];
    strictEqual(await pageMain(["-o", `${folder}/app.html`], "0.0.0", (text) => said.push(text)), 0);
    const { size } = await Deno.stat(`${folder}/app.html`);
    deepStrictEqual(said, [`wrote ${folder}/app.html: ${size.toLocaleString("en-US")} bytes; open it in a browser\n`]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

async function choose(page: Page, paths: readonly string[]): Promise<void> {
  const { root } = await page.send("DOM.getDocument") as { root: { nodeId: number } };
  const { nodeId } = await page.send("DOM.querySelector", { nodeId: root.nodeId, selector: "#choose" });
  await page.send("DOM.setFileInputFiles", { nodeId, files: paths });
}
const shown = (page: Page, selector: string) =>
  page.evaluate<string[]>(
    `[...document.querySelectorAll(${
      JSON.stringify(selector)
    })].filter((one) => one.checkVisibility()).map((one) => one.textContent)`,
  );
const key = async (page: Page, name: string, modifiers = 0, text?: string) => {
  await page.send("Input.dispatchKeyEvent", { type: "keyDown", key: name, modifiers, text });
  await page.send("Input.dispatchKeyEvent", { type: "keyUp", key: name, modifiers });
};
const CONTROL = 2;
const HOSTILE = `</script><img src=x onerror="document.title='taken'">`;

async function asksCaptures(page: Page, folder: string): Promise<void> {
  await page.evaluate("document.getElementById('demo').click()");
  await page.until("document.querySelectorAll('#files li').length === 1");
  const sums = await ask(page, "ip:::receive { @[args[2]->ip_saddr] = sum(args[2]->ip_plength); }");
  match(sums.status, /^done · 341 packets · \d+ ms$/);
  match(sums.output, /^ {2}192\.0\.2\.22 +61480$/m);
  deepStrictEqual(await shown(page, ".result h3"), ["sum(ip_plength) by ip_saddr"]);
  strictEqual((await shown(page, ".chart rect")).length, 8);
  // files of one's own, one of them compressed, merged by time; a view by an option
  await Deno.writeFile(`${folder}/again.pcap.gz`, gzipSync(await Deno.readFile(demo)));
  await choose(page, [demo, `${folder}/again.pcap.gz`]);
  await page.until("document.querySelectorAll('#files li').length === 3");
  const counted = await ask(page, "ip:::send, ip:::receive { @ = count(); }", "local=none quiet");
  match(counted.status, /^done · 1,023 packets/);
  await page.evaluate("document.querySelectorAll('#files button').forEach((button) => button.click())");
  await page.until("document.querySelectorAll('#files li').length === 0");
  match((await ask(page, 'BEGIN { printf("%d", 6 * 7); exit(3); }', "quiet")).status, /exit status 3$/);
}
async function saysWhatIsWrong(page: Page): Promise<void> {
  strictEqual((await ask(page, "ip:::receive { trace(args[2]->ip_sadr); }")).status, "the program did not run");
  const [frame] = await shown(page, "#faults");
  match(frame, /^error\[D_TYPE_MEMBER\][^]*\^{7}[^]*did you mean `ip_saddr`/);
  // while it is typed, too
  await page.evaluate(`{ const field = document.getElementById("editor"); field.value = "ip:::receive { trace(1) ";
    field.dispatchEvent(new Event("input")); }`);
  await page.until(
    "document.getElementById('faults').textContent.startsWith('error[') && !document.getElementById('faults').textContent.includes('ip_sadr')",
  );
  const { status } = await ask(page, 'BEGIN { system("id"); freopen("/tmp/x"); exit(0); }', "destructive quiet");
  match(status, /^done/);
  deepStrictEqual(
    await shown(page, "#warnings li").then((lines) => lines.filter((line) => /writes no files/.test(line)).length),
    2,
  );
}
async function completesByKeys(page: Page): Promise<void> {
  await page.evaluate(`{ const field = document.getElementById("editor"); field.focus();
    field.value = "ip:::receive { trace(args[2]->ip_sa"; field.setSelectionRange(99, 99);
    field.dispatchEvent(new Event("input")); }`);
  await page.until("!document.getElementById('choices').hidden");
  strictEqual(
    await page.evaluate("document.getElementById('editor').getAttribute('aria-activedescendant')"),
    "choice0",
  );
  await key(page, "Enter");
  strictEqual(await page.evaluate("document.getElementById('editor').value"), "ip:::receive { trace(args[2]->ip_saddr");
  await page.evaluate(`{ const field = document.getElementById("editor"); field.value = "BEGIN { trace(1); exit(0); }";
    field.dispatchEvent(new Event("input")); }`);
  await key(page, "Enter", CONTROL);
  await page.until("document.getElementById('status').textContent.startsWith('done')");
}
async function isBounded(page: Page): Promise<void> {
  // by the clock, until it is stopped
  await page.evaluate(`{ const field = document.getElementById("editor");
    field.value = "BEGIN { printf(\\"begun\\"); } tick-10ms { i++; } END { printf(\\"ended\\"); }"; field.dispatchEvent(new Event("input"));
    document.getElementById("run").click(); }`);
  await page.until("document.getElementById('output').textContent.includes('begun')");
  await page.evaluate("document.getElementById('stop').click()");
  await page.until("document.getElementById('status').textContent.startsWith('stopped')");
  // more text than is shown
  const half = "x".repeat(200);
  const lines = `${`printf("${half}${half}"); `.repeat(60)}`;
  await page.evaluate("document.getElementById('demo').click()");
  await page.until("document.querySelectorAll('#files li').length === 1");
  const { output } = await ask(page, `packet::: { ${lines} }`, "quiet bufsize=16m");
  strictEqual(output.length, 1_000_000);
  ok((await shown(page, "#warnings li")).some((line) => /^[\d,]+ characters of text more are not shown$/.test(line)));
}
async function isNotTakenOver(page: Page): Promise<void> {
  const text = JSON.stringify(HOSTILE);
  const { output } = await ask(
    page,
    `BEGIN { printf("%s\\n\\33[31m", ${text}); @[${text}] = count(); @q[${text}] = quantize(1); exit(0); }`,
    "quiet",
  );
  ok(output.includes(HOSTILE) && !output.includes("\x1b"));
  strictEqual(await page.evaluate("document.querySelectorAll('img, main script').length"), 0);
  strictEqual(await page.evaluate("document.title"), "Probebook");
}

Deno.test({
  name: "captures are chosen and asked; faults, completion, bounds; nothing is asked of a network",
  ignore: !present("chromium"),
  async fn(t) {
    const folder = await Deno.makeTempDir();
    const browser = await Chromium.open();
    try {
      await Deno.writeTextFile(`${folder}/app.html`, html);
      const page = await browser.page(`file://${folder}/app.html`);
      await page.until("document.documentElement.dataset.ready");
      await t.step("captures are asked", () => asksCaptures(page, folder));
      await t.step("what is wrong is said", () => saysWhatIsWrong(page));
      await t.step("names are completed, by keys alone", () => completesByKeys(page));
      await t.step("a run ends when it is told to; text has a bound", () => isBounded(page));
      await t.step("text of programs and packets stays text", () => isNotTakenOver(page));
      await t.step("captures with markup in every text", () => tryHostile(page, 1, 40));
      deepStrictEqual([page.faults, page.requests], [[], []]);
    } finally {
      await browser.close();
      await Deno.remove(folder, { recursive: true });
    }
  },
});
