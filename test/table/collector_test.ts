import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { columnOf, DictionaryValues, omissionText, rowsOf, toArquero } from "../../lib/table/mod.ts";
import { WideIntegers } from "../../lib/table/columns.ts";
import { run } from "./world.ts";

const FIELDS = "args[2]->ip_saddr, args[2]->ip_daddr, args[4]->tcp_sport, args[4]->tcp_seq";

Deno.test("rows are those that a consumer of records is given, one by one", async () => {
  const program = `tcp:::send, tcp:::receive { printf("%s %s %d %d", ${FIELDS}); trace(args[3]->tcps_bytes_out); }`;
  const { tables, collected } = await run(program, { collect: true });
  strictEqual(tables.length, 1, "one clause of the text is one table");
  const [table] = tables;
  deepStrictEqual(
    table.columns.map(({ name, kind, unit }) => [name, kind, unit].filter(Boolean).join(" ")),
    ["timestamp time ns", "probe probe", "ip_saddr address", "ip_daddr address", "tcp_sport port", "tcp_seq integer"]
      .concat("tcps_bytes_out integer bytes"),
  );
  strictEqual(table.rowCount, collected.length);
  ok(collected.length > 100);
  rowsOf(table).forEach((row, i) => {
    const { timestampNs, probe, values } = collected[i];
    deepStrictEqual(Object.values(row), [
      timestampNs,
      `${probe.provider}:::${probe.name}`,
      ...values.map(({ value }) => typeof value === "bigint" ? Number(value) : value),
    ]);
  });
});
Deno.test("the sink sees the same whether records are printed or not", async () => {
  const program = `ip:::receive { trace(args[2]->ip_saddr); trace(args[2]->ip_plength); }`;
  const [silent, printing] = [await run(program), await run(program, { silent: false })];
  strictEqual(silent.text, "");
  ok(printing.text.length > 1000);
  deepStrictEqual(rowsOf(silent.tables[0]), rowsOf(printing.tables[0]));
});
Deno.test("a clause without a body gives time and probe; one that only acts gives nothing", async () => {
  const { tables } = await run("udp:::send  udp:::receive { @ = count(); clear(@); } END { exit(3); }");
  deepStrictEqual(tables.map(({ name }) => name), ["clause1", "_"]);
  deepStrictEqual(tables[0].columns.map(({ name }) => name), ["timestamp", "probe"]);
});
Deno.test("integers of 64 bits keep their digits", async () => {
  const program = `BEGIN { trace(9007199254740993); trace(-9223372036854775807 - 1); trace(18446744073709551615ULL);
    trace(-5); trace((char)-1); trace((unsigned short)-1); trace(4294967295U); trace(9007199254740991); }`;
  const { tables } = await run(program);
  deepStrictEqual(Object.values(rowsOf(tables[0])[0]).slice(2), [
    9007199254740993n,
    -(2n ** 63n),
    2n ** 64n - 1n,
    -5,
    -1,
    65535,
    4294967295,
    9007199254740991,
  ]);
});
Deno.test("safe and unsafe integers in one column are all bigints", async () => {
  const { tables } = await run(`BEGIN, END { trace(probename == "END" ? 1LL << 60 : 7LL); }`);
  deepStrictEqual(rowsOf(tables[0]).map((row) => Object.values(row)[2]), [7n, 1n << 60n]);
});
Deno.test("what a branch did not record is null", async () => {
  const { tables } = await run(`BEGIN, END { if (probename == "END") { trace("e"); } else { trace(5); } }`);
  deepStrictEqual(rowsOf(tables[0]).map((row) => Object.values(row).slice(2)), [[null, 5], ["e", null]]);
});
Deno.test("structs as text, memory as bytes, strings as UTF-8", async () => {
  const { tables } = await run(`BEGIN { trace("h\u00e9"); }
    tcp:::send { tracemem(args[4]->tcp_hdr, 4); trace(args[4]->tcp_sport); trace(args[4]->tcp_dport); }
    tcp:::send { print(*args[4]); exit(0); }`);
  const [first, memory, second] = tables;
  deepStrictEqual(Object.values(rowsOf(first)[0]).slice(2), ["h\u00e9"]);
  const { tcp_sport, tcp_dport, tracemem } = rowsOf(memory)[0];
  const header = new DataView((tracemem as Uint8Array).buffer);
  deepStrictEqual([header.getUint16(0), header.getUint16(2)], [tcp_sport, tcp_dport]);
  const [text] = Object.values(rowsOf(second)[0]).slice(2);
  ok(/tcp_sport = 0x/.test(String(text)), String(text));
});
Deno.test("rows beyond the limit are counted, and said", async () => {
  const { tables } = await run("ip:::send { trace(args[2]->ip_plength); }", { rowLimit: 10 });
  const all = (await run("ip:::send { trace(args[2]->ip_plength); }")).tables[0];
  strictEqual(tables[0].rowCount, 10);
  strictEqual(tables[0].omitted, all.rowCount - 10);
  deepStrictEqual(rowsOf(tables[0]), rowsOf(all, 10));
  strictEqual(
    omissionText(tables[0]),
    `${all.rowCount - 10} of ${all.rowCount} rows of clause1 were left out: a table keeps the first 10`,
  );
});
Deno.test("committed speculations and buffers read at the end arrive as well", async () => {
  const speculating = `ip:::send { self->s = speculation(); speculate(self->s); trace(args[2]->ip_plength); }
    ip:::send /args[2]->ip_plength > 100/ { commit(self->s); self->s = 0; }
    ip:::send /self->s/ { discard(self->s); self->s = 0; }`;
  const plain = await run("ip:::send /args[2]->ip_plength > 100/ { trace(args[2]->ip_plength); }");
  const lengths = (table: typeof plain.tables[0]) => rowsOf(table).map(({ ip_plength }) => ip_plength);
  deepStrictEqual(lengths((await run(speculating)).tables[0]), lengths(plain.tables[0]));
  const ring = await run("ip:::send /args[2]->ip_plength > 100/ { trace(args[2]->ip_plength); }", {
    options: [{ name: "bufpolicy", value: "ring" }],
  });
  deepStrictEqual(lengths(ring.tables[0]), lengths(plain.tables[0]));
});
Deno.test("addresses and probes are kept once", async () => {
  const { tables } = await run("ip:::send, ip:::receive { trace(args[2]->ip_saddr); }");
  const values = columnOf(tables[0], "ip_saddr")!.values;
  ok(values instanceof DictionaryValues && values.size < 20);
});
Deno.test("Arquero has the columns as they are", async () => {
  const { tables } = await run(`tcp:::send { trace(args[2]->ip_daddr); trace(args[2]->ip_plength); }`);
  const table = await toArquero(tables[0]);
  deepStrictEqual(table.columnNames(), ["timestamp", "probe", "ip_daddr", "ip_plength"]);
  deepStrictEqual(table.objects(), rowsOf(tables[0]));
  const total = rowsOf(tables[0]).reduce((sum, { ip_plength }) => sum + Number(ip_plength), 0);
  const sums = table.groupby("ip_daddr").rollup({ bytes: "d => op.sum(d.ip_plength)" }).array("bytes") as number[];
  strictEqual(sums.reduce((sum, value) => sum + value, 0), total);
});
Deno.test("tables that were handed out stay as they are while the run goes on", () => {
  const column = new WideIntegers(true);
  const view = new DataView(new ArrayBuffer(8));
  const add = (value: bigint) => {
    view.setBigInt64(0, value, true);
    column.add(new Uint8Array(view.buffer), view, 0);
  };
  const all = () => Array.from({ length: column.values().length }, (_, row) => column.values().at(row));
  const some = [5n, -1n, 0n, -4294967297n, 9007199254740991n, -9007199254740991n];
  some.forEach(add);
  const early = column.values();
  deepStrictEqual(all(), some.map(Number));
  add(7n);
  deepStrictEqual([early.length, column.values().length, early.at(3)], [6, 7, -4294967297]);
  add(1n << 62n);
  add(-(1n << 63n));
  deepStrictEqual(all(), [...some, 7n, 1n << 62n, -(1n << 63n)]);
  column.skip();
  deepStrictEqual([column.values().at(9), early.at(0)], [0n, 5]);
  for (let i = 0; i < 3000; i++) add(BigInt(i));
  deepStrictEqual([column.values().length, column.values().at(3009)], [3010, 2999n]);
});
