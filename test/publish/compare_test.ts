/** Tables before and after under the map: what is the same, what differs, and why. */
import { deepStrictEqual, match, strictEqual } from "node:assert";
import { Anonymiser, USUAL } from "../../lib/anonymise/mod.ts";
import { tableDifferences } from "../../lib/publish/compare_results.ts";
import type { ColumnKind, ResultTable } from "../../lib/table/mod.ts";
import { KEY } from "../anonymise/rewriting.ts";

const addresses = new Anonymiser(USUAL, KEY);
addresses.remember();
const map = (text: string) => addresses.mapAddress(Uint8Array.from(text.split(".").map(Number))).join(".");
const hosts = ["10.1.2.3", "10.1.2.4", "10.9.9.9"], made = hosts.map(map);
const mapping = { addresses, originals: addresses.originals, shiftDays: 0 };
type Column = readonly [name: string, kind: ColumnKind, values: readonly (string | number | bigint)[]];
const table = (...columns: readonly Column[]): ResultTable => ({
  ...{ kind: "aggregation", name: "n", title: "n", rowCount: columns[0][2].length, omitted: 0 },
  columns: columns.map(([name, kind, values]) => ({ name, kind, label: name, values })),
});
const differences = (before: ResultTable, after: ResultTable, program = "", more = {}) =>
  tableDifferences([before], [after], { ...mapping, ...more }, program);
const counts = [1, 2, 3];

Deno.test("compare: the same under the map", () => {
  deepStrictEqual(
    differences(
      table(["a", "address", hosts], ["c", "integer", counts]),
      table(["a", "address", made], ["c", "integer", counts]),
    ),
    [],
  );
  // an address within a text, and as a number in either order
  const texts = hosts.map((host) => `to ${host}:80`), mappedTexts = made.map((host) => `to ${host}:80`);
  deepStrictEqual(differences(table(["t", "string", texts]), table(["t", "string", mappedTexts])), []);
  const number = (host: string) => host.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
  deepStrictEqual(
    differences(table(["a", "integer", hosts.map(number)]), table(["a", "integer", made.map(number)])),
    [],
  );
  const day = 86_400_000_000_000n, times = [1n, 5n], later = times.map((time) => time + 2n * day);
  deepStrictEqual(differences(table(["t", "time", times]), table(["t", "time", later]), "", { shiftDays: 2 }), []);
  strictEqual(differences(table(["t", "time", times]), table(["t", "time", later])).length, 1);
});
Deno.test("compare: another order, another number, and what is known of why", () => {
  const before = table(["a", "address", hosts], ["c", "integer", [1, 1, 3]]);
  const order = table(["a", "address", [made[1], made[0], made[2]]], ["c", "integer", [1, 1, 3]]);
  match(differences(before, order)[0], /^n: the same rows in another order/);
  const other = table(["a", "address", made], ["c", "integer", [1, 2, 3]]);
  match(differences(before, other)[0], /^n: 1 of 3 rows differ: it depends on what addresses are/);
  match(differences(before, other, "tcp:::send { @[args[4]->tcp_checksum] = count(); }")[0], /checksums change/);
  match(differences(before, other, "tracemem(p, 4)")[0], /payload/);
  const fewer = table(["a", "address", [made[0]]], ["c", "integer", [1]]);
  match(differences(before, fewer)[0], /^n: 2 of 3 rows differ, 3 rows became 1:/);
  // an address that stayed is not what it had to become
  match(differences(before, table(["a", "address", hosts], ["c", "integer", [1, 1, 3]]))[0], /^n: 3 of 3 rows differ/);
  match(tableDifferences([before], [], mapping, "")[0], /1 tables became 0/);
});
