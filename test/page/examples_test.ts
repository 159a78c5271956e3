/** In Chromium and in Firefox a page prints what the command prints. `deno task page-examples` takes all there are. */
import { ok, strictEqual } from "node:assert/strict";
import { BROWSERS } from "./browsers.ts";
import { comparedPage, compareIn } from "./compared.ts";
import { documentPrograms, notebookPrograms } from "./programs.ts";

/** One in four: documents and notebooks are all among them. */
const programs = [...documentPrograms("README.md"), ...documentPrograms("notebooks/guide/"), ...notebookPrograms()]
  .filter((_, i) => i % 4 === 0);
const isSomeBrowser = BROWSERS.some(({ isPresent }) => isPresent);

Deno.test({
  name: "programs of documents and cells of the notebooks come to the command's text in both browsers",
  ignore: !isSomeBrowser,
  async fn(t) {
    const folder = await Deno.makeTempDir();
    try {
      for (const [i, { name, isPresent, open }] of BROWSERS.entries()) {
        await t.step({
          name,
          ignore: !isPresent,
          async fn() {
            // the small page in the second
            const compared = await comparedPage(programs, i === 0);
            ok(compared.programs.length >= 9, `${compared.programs.length}`);
            const browser = await open();
            try {
              strictEqual(await compareIn(browser, folder, compared), compared.programs.length);
            } finally {
              await browser.close();
            }
          },
        });
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
