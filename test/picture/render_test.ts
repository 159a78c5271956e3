import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import { crc32, inflateSync } from "node:zlib";
import { encodePng } from "../../lib/picture/png.ts";
import { chartOf, drawChart, plainSpec, type VegaLiteSpec } from "../../lib/chart/mod.ts";
import { chartBundle, displayChart, renderPng, renderSvg } from "../../lib/picture/mod.ts";
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
const SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json";
const ROWS = [{ a: 1, b: "x" }, { a: 2, b: "y" }];
const X = { field: "a", type: "quantitative" }, Y = { field: "b", type: "nominal" };
const specOf = (more: Record<string, unknown>) =>
  ({ $schema: SCHEMA, mark: "bar", data: { values: ROWS }, encoding: { x: X, y: Y }, ...more }) as VegaLiteSpec;
const barsOf = async (spec: VegaLiteSpec) =>
  [...(await renderSvg(spec)).matchAll(/aria-roledescription="bar"/g)].length;

Deno.test("what makes no picture says so, with the part of the specification, and nothing is fetched", async () => {
  const filter = (text: string) => ({ transform: [{ filter: text }] });
  const calculate = (text: string) => ({ transform: [{ calculate: text, as: "a" }] });
  const x = (field: unknown) => ({ encoding: { x: { ...X, field }, y: Y } });
  const cases: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [{ data: { url: "https://example.org/x.json" } }, /^data\.url: a chart loads nothing/],
    [{ data: undefined }, /^data: there is none/],
    [{ data: {} }, /^data: there is none/],
    [{ data: undefined, mark: undefined, layer: [{ mark: "rule" }] }, /^layer\[0\]\.data: there is none/],
    [
      {
        data: undefined,
        mark: undefined,
        encoding: undefined,
        hconcat: [{ data: { values: ROWS }, mark: "bar" }, { mark: "bar" }],
      },
      /^hconcat\[1\]\.data: there is none/,
    ],
    [{ data: { name: "mine" } }, /^data\.name: no data is called `mine`/],
    [{ data: { values: [...ROWS, null] } }, /^data\.values\[2\]: it is null/],
    [{ mark: "barr" }, /^mark: there is no mark `barr`/],
    [filter("datum.b in ['x']"), /^transform\[0\]\.filter: `datum\.b in \['x'\]`: Vega has no operator `in`/],
    [filter("'a' in datum && true"), /^transform\[0\]\.filter: .*no operator `in`/],
    [filter("datum instanceof Object"), /no operator `instanceof`/],
    [filter("datum.a > nosuch"), /^transform\[0\]\.filter: `datum\.a > nosuch`: .*"nosuch"/],
    [calculate("datum.a +"), /^transform\[0\]\.calculate: `datum\.a \+`: /],
    [calculate("nosuch(datum.a)"), /^transform\[0\]\.calculate: .*nosuch/],
    [{ data: { values: [{ a: null, b: "x" }] }, ...calculate("datum.a.c + 1") }, /^transform\[0\]\.calculate: .*null/],
    [x(null), /^encoding\.x\.field: it is null/],
    [x("c"), /^encoding\.x\.field: no row of the data has a field `c`: there is a, b/],
    [x("a.c"), /^encoding\.x\.field: no row/],
    [x("constructor"), /^encoding\.x\.field: Vega cannot have a field that is called `constructor`/],
    [{ data: { values: [{ a: null, b: "x" }] } }, /^encoding\.x\.field: `a` is null in every row/],
    [
      { mark: undefined, encoding: undefined, layer: [{ mark: "bar", encoding: { x: { field: "c" } } }] },
      /^layer\[0\]\.encoding\.x/,
    ],
    [{ mark: undefined, encoding: undefined, nonsense: 1 }, /Invalid specification/],
  ];
  for (const [more, words] of cases) {
    await rejects(renderSvg(specOf(more)), (error: Error) => {
      strictEqual(error.name, "ChartError");
      match(error.message, words);
      return true;
    });
  }
});
Deno.test("bigints are numbers, and where one would lose digits text: no two become one", async () => {
  strictEqual(await barsOf(specOf({ data: { values: [{ a: 1n, b: "x" }, { a: 2n, b: "y" }] } })), 2);
  const values = [{ a: 1n, b: 2n ** 53n }, { a: 2n, b: 2n ** 53n + 1n }, { a: 3n, b: 5 }];
  const plain = plainSpec(specOf({ data: { values }, width: 300n })) as Record<string, any>;
  deepStrictEqual(plain.data.values, [
    { a: 1, b: "9007199254740992" },
    { a: 2, b: "9007199254740993" },
    { a: 3, b: "5" },
  ]);
  strictEqual(plain.width, 300);
  strictEqual(await barsOf(specOf({ data: { values } })), 3);
  strictEqual(await barsOf(specOf({ data: { name: "d" }, datasets: { d: [{ a: 3n, b: "x" }] } })), 1);
  const lookup = { data: { values: [{ k: "x", v: 3n }] }, key: "k", fields: ["v"] };
  strictEqual(await barsOf(specOf({ transform: [{ lookup: "b", from: lookup }] })), 2);
  const bundle = await chartBundle(specOf({ data: { values: [{ a: 1n, b: "x" }] } }));
  ok(JSON.stringify(bundle).includes('"a":1'));
});
Deno.test("what is right stays as it is: empty data, paths, quotes, transforms that make fields", async () => {
  ok((await renderSvg(specOf({ data: { values: [] } }))).startsWith("<svg"));
  // a mark may be drawn without rows of anybody: of a globe, of a sequence
  for (const data of [{ graticule: true }, { sphere: true }]) {
    match(await renderSvg({ $schema: SCHEMA, data, mark: "geoshape" } as VegaLiteSpec), /shape mark container"><path/);
  }
  const sequence = { sequence: { start: 0, stop: 3, as: "a" } };
  strictEqual(await barsOf(specOf({ data: sequence, encoding: { x: { ...X, type: "ordinal" }, y: X } })), 3);
  const x = (field: string) => ({ x: { ...X, field }, y: Y });
  strictEqual(await barsOf(specOf({ data: { values: [{ a: { c: 1 }, b: "x" }] }, encoding: x("a.c") })), 1);
  strictEqual(await barsOf(specOf({ data: { values: [{ a: [4], b: "x" }] }, encoding: x("a[0]") })), 1);
  strictEqual(await barsOf(specOf({ data: { values: [{ "a.c": 1, b: "x" }] }, encoding: x("a\\.c") })), 1);
  strictEqual(await barsOf(specOf({ transform: [{ calculate: "datum.a * 2", as: "c" }], encoding: x("c") })), 2);
  const rows = ["constructor", "__proto__", "toString"].map((b, a) => ({ a: a + 1, b }));
  strictEqual(await barsOf(specOf({ data: { values: rows } })), 3);
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
