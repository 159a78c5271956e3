/**
 * Programs as cells of one published page, run in a browser, and compared with the command's text.
 *
 * @module
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { denoHost } from "../../lib/host/deno/mod.ts";
import { recordedHost } from "../../lib/host/mod.ts";
import { visibleText } from "../../lib/diagnostic/mod.ts";
import { notebookPage, type ProgramCell, runCell } from "../../lib/page/mod.ts";
import { Session } from "../../lib/session/mod.ts";
import type { Browser } from "./browser.ts";
import { openText } from "./browsers.ts";
import type { ShownProgram } from "./programs.ts";

const root = new URL("../../", import.meta.url);
const RECORDED = Date.UTC(2026, 10, 30);

/** What the command prints: the same session, over files. Programs without captures get the recorded clock. */
async function commandText({ program, settings, given, captures }: ShownProgram): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  const session = new Session(
    {
      programs: [{ flag: "n", text: program }],
      options: settings,
      macroArguments: given.arguments,
      limits: given.limits,
      captures: captures.map((path) => new URL(path, root).pathname),
    },
    {
      output: { write: (bytes) => void (text += decoder.decode(bytes, { stream: true })) },
      warn() {},
    },
    captures.length > 0 ? denoHost : recordedHost(denoHost, RECORDED),
  );
  await session.run();
  return visibleText(text);
}
interface Compared {
  readonly html: string;
  /** By the numbers of the cells, from 1. */
  readonly programs: readonly ShownProgram[];
  /** Programs that do not compile. */
  readonly failing: readonly ShownProgram[];
}
/** The page of the programs, whose published text is what the command prints. @param charts it draws them */
export async function comparedPage(all: readonly ShownProgram[], charts: boolean): Promise<Compared> {
  const paths = [...new Set(all.flatMap(({ captures }) => captures))];
  const captures = await Promise.all(
    paths.map(async (name) => ({ name, data: await Deno.readFile(new URL(name, root)), about: "" })),
  );
  const cells: ProgramCell[] = [], programs: ShownProgram[] = [], failing: ShownProgram[] = [];
  for (const shown of all) {
    const own = captures.filter(({ name }) => shown.captures.includes(name));
    let text: string;
    try {
      text = await commandText(shown);
    } catch {
      failing.push(shown);
      continue;
    }
    const { program, settings, given } = shown;
    const { outcome } = await runCell({ program, settings, given, recordedMs: RECORDED, captures: own, charts });
    strictEqual(outcome.text, text, program);
    cells.push({ kind: "d", program, settings, given, captures: shown.captures, outcome });
    programs.push(shown);
  }
  const about = { title: "Compared", byline: "", about: [], manifest: "", recordedMs: RECORDED, version: "0.0.0" };
  return { html: await notebookPage({ ...about, captures, cells, charts }), programs, failing };
}
/** Runs all cells, each of which comes to what was published; answers with how many. */
export async function compareIn(browser: Browser, folder: string, { html, programs }: Compared): Promise<number> {
  const page = await openText(browser, folder, html);
  await page.evaluate("document.getElementById('run-all').click()");
  await page.until("document.getElementById('run-all').hidden === false", 300_000);
  const marks = await page.evaluate<string[]>(
    `Array.from(document.querySelectorAll(".cell .mark"), (mark) => mark.textContent)`,
  );
  strictEqual(marks.length, programs.length);
  for (const [i, mark] of marks.entries()) {
    const { from, program } = programs[i];
    strictEqual(mark, "✓ the same as published", `${from}: ${program}`);
  }
  strictEqual(
    await page.evaluate("document.getElementById('shown').textContent"),
    "As published; all cells were run again, and came to the same",
  );
  ok(marks.length > 0);
  deepStrictEqual([page.faults, page.requests], [[], []]);
  return marks.length;
}
