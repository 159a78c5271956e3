import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { chartOf } from "../../lib/chart/mod.ts";
import { renderSvg } from "../../lib/picture/mod.ts";
import { count, probe, quantize, trace } from "../../mod.ts";

// sixty keys of little weight beside each other, as those of a scan
const FROM = Array.from({ length: 60 }, (_, i) => `10.0.0.${i}`);

interface Field {
  readonly data: { readonly values: readonly { readonly value: number; readonly y: string; readonly others?: true }[] };
  readonly layer: readonly {
    readonly encoding: {
      readonly color: { readonly scale: { readonly domain?: number[] }; readonly condition?: unknown };
    };
  }[];
}

Deno.test("fields: the rest of the keys is grey, and the scale is that of single ones", async () => {
  const pairs = count("pairs", "from", "to"), sizes = quantize("sizes", "from");
  const run = await trace(null, [
    probe("BEGIN", () => {
      FROM.forEach((from, i) => {
        for (let to = 0; to < 4; to++) for (let n = 0; n <= i % 3; n++) pairs.add(from, `h${to}`);
        for (let n = 0; n <= i % 3; n++) sizes.add(2 ** n, from);
      });
    }),
  ]);
  for (const [aggregating, greatest] of [[pairs, 3], [sizes, 1]] as const) {
    const spec = chartOf(run.of(aggregating).resultTable);
    const { data: { values }, layer: [{ encoding: { color } }] } = spec as unknown as Field;
    const rest = values.filter(({ others }) => others);
    ok(rest.length > 0 && rest.every(({ y }) => y === "30 others"));
    strictEqual(values.filter(({ y }) => y === "30 others").length, rest.length);
    ok(Math.max(...rest.map(({ value }) => value)) > greatest);
    deepStrictEqual(color.scale.domain, [0, greatest]);
    ok(color.condition);
    match(await renderSvg(spec), /#8c8c8c|rgb\(140, 140, 140\)/);
  }
});
