/**
 * `deno task page-hostile [how many] [first seed] [browser]`: captures with markup in every field of text, asked in pages in every browser
 * there is. Nothing reaches a page but text and the marks of charts: no element that is not among those that results are made
 * of, no attribute that acts, no request, no word on the console. A failure prints its seed.
 *
 * @module
 */
import { deepStrictEqual, ok } from "node:assert/strict";
import { appPage } from "../../lib/page/mod.ts";
import { Random } from "../fuzz/random.ts";
import { pcap, Section } from "../captures/writer.ts";
import { bytes, ethernet, ip4, type Part } from "../packet/wire/frames.ts";
import type { Browser, BrowserPage } from "./browser.ts";
import { BROWSERS, openText } from "./browsers.ts";

/** Pieces of which hostile texts are made. */
const PIECES: readonly string[] = [
  ...["<script>document.title='taken'</script>", "</script><script>taken()</script>", "<!--", "-->", "]]>", "</pre>"],
  ...["<img src=x onerror=\"document.title='taken'\">", "<svg onload=alert(1)>", "<style>*{display:none}</style>"],
  ...[
    "<iframe srcdoc='<script>1</script>'>",
    "<meta http-equiv=refresh content='0;url=//x.example'>",
    "<base href=//x>",
  ],
  ...["<a href=javascript:alert(1)>a</a>", "<form action=//x.example><button>", "</textarea>", "</title>", "</svg>"],
  ...["&lt;script&gt;", "&#60;b&#62;", '" onmouseover="alert(1)', "' onfocus='alert(1)", "`${alert(1)}`", "{{7*7}}"],
  ...["\x1b[31m", "\x1b]0;taken\x07", "\x1b]8;;//x.example\x07a\x1b]8;;\x07", "\u009b31m", "\b\b\b", "\r", "\n", "\t"],
  ...[
    "\u202e",
    "\u2066",
    "\ufeff",
    "\u2028",
    "\u2029",
    "\0",
    "\ud800",
    "%00",
    "%n%s%s",
    "javascript:",
    "data:text/html,",
  ],
  ...["__proto__", "constructor", "<math><mtext><table><mglyph><style><!--", "x".repeat(300)],
];
function hostileText(random: Random, most = 4): string {
  return Array.from({ length: 1 + random.below(most) }, () => random.pick(PIECES)).join("");
}
/** As a field holds it: UTF-8, cut anywhere; or bytes that are no text. */
function hostileBytes(random: Random): Uint8Array {
  const text = new TextEncoder().encode(hostileText(random));
  if (random.chance(0.15)) return Uint8Array.from({ length: 40 }, () => random.below(256));
  return random.chance(0.2) ? text.subarray(0, random.below(text.length + 1)) : text;
}
function frame(random: Random): Uint8Array {
  const payload = [...hostileBytes(random).subarray(0, 400)];
  const length = 8 + payload.length;
  const udp: Part[] = [[0x13, 0x88, 0, 53], [length >> 8, length & 255, 0, 0], payload];
  const from = `c0 00 02 ${(1 + random.below(9)).toString(16).padStart(2, "0")}`;
  return ethernet(0x0800, ip4(bytes(...udp), { from }));
}
/** A capture whose comments, names, systems, resolved names and payloads are hostile; now and then it is damaged. */
export function hostileCapture(random: Random): Uint8Array<ArrayBuffer> {
  const frames = Array.from({ length: 1 + random.below(4) }, () => frame(random));
  const damaged = (whole: Uint8Array<ArrayBuffer>) =>
    random.chance(0.15) ? whole.slice(0, random.below(whole.length)) : whole;
  if (random.chance(0.2)) {
    return damaged(pcap(frames.map((bytes, i) => ({ seconds: 1_700_000_000 + i, nanoseconds: 0, bytes }))));
  }
  const text = (...codes: number[]) => codes.map((code) => [code, hostileBytes(random)] as const);
  // comment; name, description, hardware, system, filter of the interface
  const section = new Section(random.chance(0.7)).interface(1, 65_535, text(1, 2, 3, 12, 15));
  const record = hostileBytes(random).subarray(0, 200);
  // resolved names: an address and what it is called
  section.block(4, bytes([1, 0, 4 + record.length & 255, 0, 192, 0, 2, 1], record, [0, 0, 0, 0]));
  frames.forEach((bytes, i) =>
    section.enhanced(0, 1_700_000_000_000_000n + BigInt(i * 1000), bytes, bytes.length, text(1))
  );
  section.block(5, bytes([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), text(1));
  return damaged(section.bytes);
}
const PAYLOAD = "(char *)((struct packet *)arg0)->payload";
/** All that prints text: as it is, escaped, traced, as keys of counts, of distributions, of two keys; dumps; messages. */
export const HOSTILE_PROGRAMS: readonly string[] = [
  `packet:::captured { printf("%s\\n%S|%40s\\n", args[3]->if_name, args[3]->if_name, args[3]->if_name); }
ip:::receive { printf("%s|%S\\n", stringof(${PAYLOAD}), stringof(${PAYLOAD})); trace(stringof(${PAYLOAD})); }`,
  `ip:::receive { @a[stringof(${PAYLOAD})] = count(); @b[stringof(${PAYLOAD}), args[3]->if_name] = sum(1);
  @c[stringof(${PAYLOAD})] = quantize(args[2]->ip_plength); @d[args[3]->if_name] = avg(args[2]->ip_plength); }`,
  `ip:::receive { tracemem(${PAYLOAD}, 64); trace(stringof(${PAYLOAD})); trace(args[3]->if_name); print(*args[2]); }
tick-1ms { @["x"] = count(); printa(@); }`,
];
/** A program that does not compile, with the text in it: its frame shows it. */
const faulty = (text: string) => `ip::: { trace("${text.replaceAll(/[\\"\n\r\0]/g, ".")}", nosuch); }`;

/** What results are made of, and what stands around them. */
const ELEMENTS =
  "SECTION H3 DIV svg text rect line path circle title P DETAILS SUMMARY TABLE THEAD TBODY TR TH TD SMALL LI";
const ATTRIBUTES =
  "class role tabindex aria-label scope open viewBox width height x y x1 x2 y1 y2 d cx cy r fill-opacity " +
  "text-anchor transform";

/** Runs in the page: asks each case, and answers with what should not be. */
const TRIAL = `(async (cases) => {
  const at = (id) => document.getElementById(id), wrong = [];
  let run = 0;
  const elements = new Set(${JSON.stringify(ELEMENTS.split(" "))}), attributes = new Set(${
  JSON.stringify(ATTRIBUTES.split(" "))
});
  const around = [...document.body.children].length, choose = at("choose");
  for (const { seed, name, capture, program } of cases) {
    const files = new DataTransfer(), bytes = Uint8Array.from(atob(capture), (letter) => letter.charCodeAt(0));
    files.items.add(new File([bytes], name));
    for (const button of document.querySelectorAll("#files button")) button.click();
    choose.files = files.files;
    choose.dispatchEvent(new Event("change"));
    at("editor").value = program;
    at("editor").dispatchEvent(new Event("input"));
    at("run").click();
    while (at("run").hidden) await new Promise((resolve) => setTimeout(resolve, 2));
    await new Promise(requestAnimationFrame);
    const roots = ["output", "results", "warnings", "faults", "status"].map(at);
    for (const one of roots.flatMap((root) => [...root.querySelectorAll("*")])) {
      if (!elements.has(one.tagName)) wrong.push([seed, "element " + one.outerHTML.slice(0, 200)]);
      for (const { name } of one.attributes) {
        if (!attributes.has(name)) wrong.push([seed, "attribute " + one.outerHTML.slice(0, 200)]);
      }
    }
    const listed = [...at("files").querySelectorAll("*")].map(({ tagName }) => tagName).join();
    if (listed !== "LI,SPAN,SMALL,BUTTON") wrong.push([seed, "files " + listed]);
    if (document.title !== "Probebook") wrong.push([seed, "title " + document.title]);
    if (document.body.children.length !== around || document.scripts.length !== 4) wrong.push([seed, "the body"]);
    if (at("status").textContent.startsWith("done")) run++;
    const shown = roots.map(({ textContent }) => textContent).join("");
    const control = /[\\0-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069]/.exec(shown);
    if (control) wrong.push([seed, "control " + JSON.stringify(shown.slice(Math.max(0, control.index - 20), control.index + 20))]);
  }
  return JSON.stringify({ wrong, run });
})`;
export interface HostileCase {
  readonly seed: number;
  readonly name: string;
  readonly capture: string;
  readonly program: string;
}
export function hostileCase(seed: number): HostileCase {
  const random = new Random(seed);
  const capture = hostileCapture(random).toBase64(),
    name = hostileText(random, 2).replaceAll("/", ":").slice(0, 200) || "a";
  const program = random.chance(0.1) ? faulty(hostileText(random)) : random.pick(HOSTILE_PROGRAMS);
  return { seed, name, capture, program };
}
/** What cells of a published notebook are made of, beside results. */
const CELL_ELEMENTS = `${ELEMENTS} SPAN H2 PRE TEXTAREA UL BUTTON CODE`;
const CELL_ATTRIBUTES = `${ATTRIBUTES} id aria-hidden rows spellcheck autocapitalize autocomplete aria-labelledby ` +
  "aria-describedby aria-autocomplete aria-haspopup aria-controls hidden disabled type";
/** Runs in a published page: what should not be in its cells. */
export const CELLS_TRIAL = `[...document.querySelectorAll("main .cell, main .cell *")].filter((one) =>
  !${JSON.stringify(CELL_ELEMENTS.split(" "))}.includes(one.tagName) ||
  [...one.attributes].some(({ name }) => !${JSON.stringify(CELL_ATTRIBUTES.split(" "))}.includes(name))
).map((one) => one.outerHTML.slice(0, 200))`;
const BATCH = 50;
/** Asks in a page of `probebook page`. @throws AssertionError with the seeds of what went wrong */
export async function tryHostile(page: BrowserPage, first: number, count: number): Promise<void> {
  for (let at = first; at < first + count; at += BATCH) {
    const cases = Array.from({ length: Math.min(BATCH, first + count - at) }, (_, i) => hostileCase(at + i));
    const { wrong, run } = JSON.parse(await page.evaluate<string>(`${TRIAL}(${JSON.stringify(cases)})`));
    deepStrictEqual(wrong, []);
    // the others do not compile, or are cut within the first bytes
    ok(run > cases.length / 2, `${run} of ${cases.length} have run`);
  }
  deepStrictEqual([page.faults, page.requests], [[], []]);
}
async function tryIn(browser: Browser, first: number, count: number): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await tryHostile(await openText(browser, folder, await appPage("0.0.0")), first, count);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
if (import.meta.main) {
  const [count = 10_000, first = 1] = Deno.args.slice(0, 2).map(Number), [, , only] = Deno.args;
  for (const { name, isPresent, open } of BROWSERS) {
    if (!isPresent || only !== undefined && only !== name) continue;
    const browser = await open();
    try {
      await tryIn(browser, first, count);
    } finally {
      await browser.close();
    }
    console.log(`${name}: ${count.toLocaleString("en-US")} captures, nothing but text`);
  }
}
