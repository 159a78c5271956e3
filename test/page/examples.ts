/**
 * `deno task page-examples`: every program of D in README, guide, tasks, reference and notebooks that a page can run comes to the
 * command's text, in every browser there is; those that do not compile show the same frames. Takes about two minutes.
 *
 * @module
 */
import { strictEqual } from "node:assert/strict";
import { denoHost } from "../../lib/host/deno/mod.ts";
import { failureText } from "../../lib/page/engine/failure.ts";
import { appPage } from "../../lib/page/mod.ts";
import { Session } from "../../lib/session/mod.ts";
import { BROWSERS, openText } from "./browsers.ts";
import { ask, type Browser } from "./browser.ts";
import { comparedPage, compareIn } from "./compared.ts";
import { documentPrograms, notebookPrograms, type ShownProgram } from "./programs.ts";

const DOCUMENTS = ["README.md", "notebooks/guide/", "notebooks/tasks/", "notebooks/guide/reference/"];

async function frames({ program, settings, given }: ShownProgram): Promise<string> {
  const session = new Session(
    { programs: [{ flag: "n", text: program }], options: settings, macroArguments: given.arguments },
    { output: { write() {} }, warn() {} },
    denoHost,
  );
  try {
    await session.run();
  } catch (error) {
    return failureText(error);
  }
  throw new Error(`it compiles now: ${program}`);
}
async function compareFrames(browser: Browser, folder: string, failing: readonly ShownProgram[]): Promise<void> {
  const page = await openText(browser, folder, await appPage("0.0.0"));
  for (const shown of failing) {
    const options = shown.settings.map(({ name, value }) => value === undefined ? name : `${name}=${value}`).join(" ");
    strictEqual((await ask(page, shown.program, options)).status, "the program did not run", shown.program);
    strictEqual(
      await page.evaluate("document.getElementById('faults').textContent"),
      await frames(shown),
      `${shown.from}: ${shown.program}`,
    );
  }
}
if (import.meta.main) {
  const compared = await comparedPage([...DOCUMENTS.flatMap(documentPrograms), ...notebookPrograms()], true);
  // arguments are no part of the app
  const failing = compared.failing.filter(({ given, captures }) => !given.arguments?.length && captures.length === 0);
  const folder = await Deno.makeTempDir();
  try {
    for (const { name, isPresent, open } of BROWSERS) {
      if (!isPresent) {
        console.log(`${name} is not there`);
        continue;
      }
      const browser = await open();
      try {
        const count = await compareIn(browser, folder, compared);
        await compareFrames(browser, folder, failing);
        console.log(`${name}: ${count} programs as the command prints them, ${failing.length} with its frames`);
      } finally {
        await browser.close();
      }
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
