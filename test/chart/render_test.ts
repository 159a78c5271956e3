import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { crc32, inflateSync } from "node:zlib";
import { encodePng } from "../../lib/chart/png.ts";
import { chartBundle, chartOf, displayChart, drawChart, renderPng, renderSvg } from "../../lib/chart/mod.ts";
import { run } from "../table/world.ts";

const BARS = "ip:::receive { @[args[2]->ip_saddr] = sum(args[2]->ip_plength); }";

Deno.test("a picture in SVG has the keys and the title, in both themes", async () => {
  const { tables } = await run(BARS);
  for (const theme of ["light", "dark"] as const) {
    const svg = await renderSvg(chartOf(tables[0]), { theme });
    match(svg, /^<svg[^>]* width="\d+" height="\d+"/);
    for (const text of ["192.0.2.22", "2001:db8::24", "sum(ip_plength) by ip_saddr", "61,480"]) {
      ok(svg.includes(text), text);
    }
  }
});
Deno.test("a picture in PNG is one, twice the size", async () => {
  const { tables } = await run(BARS);
  const svg = await renderSvg(chartOf(tables[0]));
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg)!.map(Number);
  const png = await renderPng(chartOf(tables[0]));
  deepStrictEqual([...png.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const view = new DataView(png.buffer, png.byteOffset);
  deepStrictEqual([view.getUint32(16), view.getUint32(20)], [2 * width, 2 * height]);
});
Deno.test("the bundle is the one that all front ends show: specification, picture, text, nothing else", async () => {
  const { tables } = await run(BARS);
  const bundle = await displayChart(tables[0]);
  deepStrictEqual(Object.keys(bundle), ["application/vnd.vegalite.v5+json", "image/png", "text/plain"]);
  strictEqual(
    (bundle["application/vnd.vegalite.v5+json"] as { $schema: string }).$schema,
    "https://vega.github.io/schema/vega-lite/v5.json",
  );
  match(bundle["image/png"] as string, /^iVBORw0KGgo/);
  strictEqual(bundle["text/plain"], drawChart(tables[0]));
  strictEqual((await chartBundle(chartOf(tables[0])))["text/plain"], "chart: sum(ip_plength) by ip_saddr");
});
Deno.test("options override any part", async () => {
  const { tables } = await run(BARS);
  const spec = chartOf(tables[0], {
    top: 2,
    title: "mine",
    width: 300,
    encoding: { x: { scale: { type: "log" } } },
    layer: [{ mark: "line" }],
  }) as Record<string, any>;
  deepStrictEqual([spec.title, spec.width, spec.encoding.x.scale], ["mine", 300, { type: "log" }]);
  deepStrictEqual([spec.layer[0].mark.type, spec.layer[1].mark.type], ["line", "text"]);
  deepStrictEqual(spec.data.values.map(({ key }: { key: string }) => key), ["192.0.2.22", "192.0.2.25", "6 others"]);
  strictEqual("top" in spec, false);
  const replaced = chartOf(tables[0], { data: { values: [{ key: "a", value: 1 }] } }) as Record<string, any>;
  strictEqual(replaced.data.values.length, 1);
});
Deno.test("a specification that cannot be says why, and nothing is fetched", async () => {
  const spec = {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    data: { url: "https://example.org/x.json" },
    mark: "bar",
  };
  const svg = await renderSvg(spec);
  match(svg, /^<svg/);
  let message = "";
  await renderSvg({ $schema: spec.$schema, nonsense: 1 }).catch((error) => message = error.message);
  match(message, /Invalid specification/);
});
const bytes = (text: string) => Uint8Array.from(text.split(" "), Number);

Deno.test("pictures are PNG that others decode to the same pixels", () => {
  const [width, height] = [3, 2];
  const opaque = bytes("255 0 0 255 0 255 0 255 0 0 255 255 1 2 3 255 4 5 6 255 7 8 9 255");
  // premultiplied: half of white is 128
  const transparent = bytes("128 128 128 128 0 0 0 0 9 9 9 255 1 2 3 255 4 5 6 255 7 8 9 255");
  for (const [pixels, first] of [[opaque, "0 255 0 0 255"], [transparent, "0 255 255 255 128"]] as const) {
    const png = encodePng(pixels, width, height);
    const view = new DataView(png.buffer);
    strictEqual(png[25], 6, "colours with alpha");
    for (let at = 8; at < png.length;) {
      const size = view.getUint32(at);
      strictEqual(view.getUint32(at + 8 + size), crc32(png.subarray(at + 4, at + 8 + size)), "checksum");
      at += 12 + size;
    }
    const lines = inflateSync(png.subarray(41, 41 + view.getUint32(33)));
    strictEqual(lines.length, height * (1 + width * 4));
    strictEqual(lines.subarray(0, first.split(" ").length).join(" "), first);
  }
});
