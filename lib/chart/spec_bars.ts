/**
 * One value; bars by key; means with deviations.
 *
 * @module
 */
import { quantityTitle } from "./labels.ts";
import type { BarsModel, Quantity, ValueModel } from "./model.ts";
import { amountText, axisOf, field, fullText, LABELS, limitOf, type SpecPart, STEP, WIDTH } from "./spec_parts.ts";
import { MAIN, REST } from "./theme.ts";

export function valueSpec({ quantity, amount }: ValueModel): SpecPart {
  const text = `${amountText(amount)}${quantity.unit === "" ? "" : ` ${quantity.unit}`}`;
  return {
    width: 300,
    height: 60,
    data: {
      values: [{ label: quantityTitle(quantity), value: amount.value, text, exact: fullText(amount, quantity) }],
    },
    mark: { type: "text", fontSize: 40, fontWeight: 600, align: "left", x: 0 },
    encoding: {
      text: { field: "text" },
      tooltip: [field("label", "nominal", { title: "what" }), field("exact", "nominal", { title: "value" })],
    },
  };
}

export function barsSpec(model: BarsModel): SpecPart {
  const { quantity, keys, deviations } = model;
  const title = quantityTitle(quantity);
  const values = model.rows.map((row) => ({
    key: row.label,
    value: row.value,
    // a text stands beside its bar, to the right of zero
    at: Math.max(0, row.value),
    text: amountText(row),
    exact: fullText(row, quantity),
    others: row.others ?? false,
    ...(row.count === undefined ? {} : { count: row.count }),
    ...(row.deviation === undefined ? {} : {
      low: model.cut && row.value >= 0 ? Math.max(0, row.value - row.deviation) : row.value - row.deviation,
      high: row.value + row.deviation,
      deviation: fullText({ value: row.deviation }, quantity),
    }),
  }));
  const tooltip = [
    field("key", "nominal", { title: keys || "what" }),
    field("exact", "nominal", { title: quantity.label }),
    ...(deviations ? [field("deviation", "nominal", { title: "deviation" })] : []),
    ...(model.rows.some(({ count }) => count !== undefined)
      ? [field("count", "quantitative", { title: "values" })]
      : []),
  ];
  const encoding = {
    y: field("key", "nominal", {
      sort: model.rows.map(({ label }) => label),
      // the chart's title has it
      title: null,
      axis: {
        labelLimit: limitOf(model.rows.map(({ label }) => label), LABELS),
        ticks: false,
        domain: false,
        minExtent: 30,
      },
    }),
    color: field("others", "nominal", { scale: { domain: [false, true], range: [MAIN, REST] }, legend: null }),
    tooltip,
  };
  const size = { width: WIDTH, height: { step: STEP }, data: { values } };
  if (deviations) return { ...size, encoding, layer: whiskers(quantity) };
  const x = field("value", "quantitative", { title, axis: axisOf(quantity, model.rows) });
  return {
    ...size,
    encoding: { ...encoding, x },
    layer: [
      { mark: { type: "bar", cornerRadiusEnd: 2, height: { band: 0.8 } } },
      {
        mark: { type: "text", align: "left", baseline: "middle", dx: 4 },
        // the theme's colour, not that of the bars
        encoding: { x: { ...x, field: "at" }, text: { field: "text" }, color: null },
      },
    ],
  };
}
function whiskers(quantity: Quantity): SpecPart[] {
  const title = quantityTitle(quantity);
  const x = (name: string) => field(name, "quantitative", { title, axis: axisOf(quantity) });
  return [
    { mark: { type: "rule", strokeWidth: 2 }, encoding: { x: x("low"), x2: { field: "high" } } },
    { mark: { type: "tick", thickness: 2, size: 8 }, encoding: { x: x("low") } },
    { mark: { type: "tick", thickness: 2, size: 8 }, encoding: { x: x("high") } },
    { mark: { type: "point", filled: true, size: 70, opacity: 1 }, encoding: { x: x("value") } },
  ];
}
