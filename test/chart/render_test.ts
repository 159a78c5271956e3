import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
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
