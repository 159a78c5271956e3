/** What text formats write of a column is what they write of each value by itself, whatever the numbers and times. */
import { strictEqual } from "node:assert";
import { cellText } from "../../lib/table/cell_text.ts";
import { DictionaryValues, NullableValues } from "../../lib/table/columns.ts";
import { cellTexts } from "../../lib/table/files/cell_texts.ts";
import type { ColumnKind, ColumnValues, TableColumn } from "../../lib/table/table.ts";

const FORMAT = {
  value: (column: TableColumn, value: Parameters<typeof cellText>[1]) => value === null ? "-" : cellText(column, value),
  time: (text: string) => text,
};
function same(values: ColumnValues, kind: ColumnKind, unit?: "ns" | "us"): void {
  const column: TableColumn = { name: "x", label: "x", kind, values, ...(unit ? { unit } : {}) };
  const texts = cellTexts(column, FORMAT);
  for (let row = 0; row < values.length; row++) strictEqual(texts(row), FORMAT.value(column, values.at(row)), `${row}`);
}
Deno.test("cells as text: times about seconds, before 1970, and beyond what a date can be", () => {
  const times: bigint[] = [];
  const seconds = [
    0n,
    1n,
    -1n,
    1_700_000_000n,
    -1_700_000_000n,
    9_223_372_035n,
    -9_223_372_036n,
    4_294_967_296n,
    2n ** 31n,
  ];
  for (const second of seconds) {
    for (const rest of [0n, 1n, 999_999_999n, 999_999_000n, 1_000n, 500_000_000n, 123_456_789n, 120_000n]) {
      times.push(second * 1_000_000_000n + rest);
    }
  }
  let seed = 1n;
  for (let i = 0; i < 3000; i++) {
    seed = BigInt.asIntN(64, seed * 6364136223846793005n + 1442695040888963407n);
    times.push(seed);
  }
  times.push(2n ** 63n - 1n, -(2n ** 63n));
  const values = BigInt64Array.from(times);
  same(values, "time", "ns");
  same(values.subarray(3), "time");
  same(values, "integer");
  same(Float64Array.from([0, 1, 1e15, -1e9]), "time", "us");
});
Deno.test("cells as text: numbers, words that repeat, values that are missing", () => {
  for (const type of [Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array]) {
    same(type.from([0, 1, -1, 127, 65535, -(2 ** 31)]), "integer");
  }
  same(Float64Array.from([0, -0, 1.5, NaN, Infinity, 1e21, 2 ** 53]), "number");
  const words = new DictionaryValues(Uint32Array.of(0, 1, 0, 2), 3, (code) => ["a", "", 'b"'][code]);
  same(words, "string");
  same(new NullableValues(words, Uint8Array.of(1, 0, 1, 1)), "string");
  same(new NullableValues(BigInt64Array.of(1n, 2n, 10n ** 18n), Uint8Array.of(1, 0, 1)), "time");
});
