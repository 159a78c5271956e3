/** What travels inside of a page is taken out as it was put in; a page that is cut says so. */
import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { notebookPage, PageFormatError, PageParts } from "../../lib/page/mod.ts";

Deno.test("parts of a page come out as they went in, within bounds", async () => {
  const data = Uint8Array.from({ length: 5000 }, (_, i) => i * i >> 3);
  const manifest = '{"title":"</script><script>"}';
  const html = await notebookPage({
    title: "a",
    byline: "",
    about: [],
    captures: [{ name: "a.pcap", data, about: "" }],
    cells: [],
    manifest,
    recordedMs: 0,
    version: "0",
  });
  const parts = new PageParts(html);
  deepStrictEqual(parts.get("capture0", 5000), data);
  strictEqual(parts.text("manifest", 1e6), manifest);
  const { boot, app, engine } = parts.scripts(1e7);
  deepStrictEqual([boot, app, engine].map((script) => /^\(\(\) ?=> ?{/.test(script)), [true, true, true]);
  throws(() => parts.scripts(1e5), PageFormatError);
  throws(() => parts.get("capture0", 4999), PageFormatError);
  throws(() => parts.get("capture1", 5000), PageFormatError);
  throws(() => parts.text("capture0", 5000), PageFormatError);
  throws(() => new PageParts(html.slice(0, 2000)), PageFormatError);
});
