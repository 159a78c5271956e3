/**
 * Keys of aggregations keep the value and the width that each statement gave them: DTrace describes the tuple of every
 * enabled statement on its own (`dt_compile_agg`), prints each part by its own size (`dt_print_datum`: 3, 5, 8 and 16
 * columns for 1, 2, 4 and 8 bytes) and orders the narrower before the wider one (`dt_aggregate_keycmp`).
 */
import { deepStrictEqual, strictEqual } from "node:assert";
import { run } from "../table/world.ts";
import { trace } from "./in_process.ts";

/** What a clause prints at the end, one row a line. */
async function rows(body: string, options: readonly string[] = []): Promise<string[]> {
  const settings = ["quiet", ...options].map((name) => ({ name }));
  const { output, messages } = await trace(`BEGIN { ${body} exit(0); }`, { options: settings });
  deepStrictEqual(messages, []);
  return output.split("\n").filter((line) => line !== "");
}
const text = (value: string) => `  ${value.padEnd(50)}`;
const number = (value: number | bigint, columns: number) => ` ${String(value).padStart(columns)}`;
const count = (n: number) => number(n, 16);

Deno.test("a wide key after a narrow one keeps all its bits, and each its own columns", async () => {
  deepStrictEqual(await rows(`@x[1, "a"] = count(); @x[5000000000, "b"] = count();`), [
    number(1, 8) + text("a") + count(1),
    number(5000000000, 16) + text("b") + count(1),
  ]);
});
Deno.test("keys of one, two, four and eight bytes in one aggregation, in whatever order they are first named", async () => {
  const widths: [type: string, value: string, columns: number][] = [
    ["uint8_t", "250", 3],
    ["uint16_t", "60000", 5],
    ["uint32_t", "2000000000", 8],
    ["uint64_t", "5000000000", 16],
  ];
  const right = widths.map(([, value, columns]) => number(BigInt(value), columns) + count(1));
  for (let turn = 0; turn < 4; turn++) {
    const order = [...widths.slice(turn), ...widths.slice(0, turn)];
    const body = order.map(([type, value]) => `@[(${type})${value}] = count();`).join(" ");
    deepStrictEqual(await rows(body), right, body);
  }
});
Deno.test("the same value is the same key whichever type it was written with; the first says in how many columns", async () => {
  deepStrictEqual(await rows("@[(char)7] = sum(1); @[7] = sum(2); @[7LL] = sum(4);"), [number(7, 3) + count(7)]);
  deepStrictEqual(await rows("@[7LL] = sum(1); @[(char)7] = sum(2);"), [number(7, 16) + count(3)]);
});
Deno.test("below zero and above: signs are kept where types differ", async () => {
  const body = "@[-1] = sum(1); @[(uint32_t)4294967295] = sum(2); @[-1LL] = sum(4); @[(uint8_t)255] = sum(8);";
  deepStrictEqual(await rows(`${body} printa("%d %@d\\n", @);`), ["4294967295 2", "-1 5", "255 8"]);
});
Deno.test("what an expression's register holds beyond its type is no part of the key, as where all are alike", async () => {
  const sum = "x = (int)2147483647; ";
  deepStrictEqual(
    await rows(`${sum} @[x + 1] = count(); @[1LL] = count(); @[1LL] = count(); printa("%d %@d\\n", @);`),
    [
      "-2147483648 1",
      "1 2",
    ],
  );
});
Deno.test("by key, reversed, and by the second key", async () => {
  const body = "@[300, (char)2] = sum(1); @[(char)4, 1000] = sum(2); @[5000000000, 3LL] = sum(3);";
  const one = number(4, 3) + number(1000, 8) + count(2);
  const two = number(300, 8) + number(2, 3) + count(1);
  const three = number(5000000000, 16) + number(3, 16) + count(3);
  deepStrictEqual(await rows(body, ["aggsortkey"]), [one, two, three]);
  deepStrictEqual(await rows(body, ["aggsortkey", "aggsortrev"]), [three, two, one]);
});
Deno.test("texts beside one another: arrays of char, pointers and strings are what they say", async () => {
  const declared = "struct s { char name[8]; }; struct s v; ";
  const program = `${declared} BEGIN { v.name[0] = 'a'; @["first"] = sum(1); @[v.name] = sum(2); @["a"] = sum(4); ` +
    `@[v.name] = sum(8); printa("%s %@d\\n", @); exit(0); }`;
  const other =
    `${declared} BEGIN { v.name[0] = 'a'; @[v.name] = sum(1); @["a"] = sum(2); @["longer than eight"] = sum(4); ` +
    `printa("%s %@d\\n", @); exit(0); }`;
  const quiet = { options: [{ name: "quiet" }] };
  strictEqual((await trace(program, quiet)).output.trim(), "first 1\na 14");
  strictEqual((await trace(other, quiet)).output.trim(), "a 3\nlonger than eight 4");
});
Deno.test("cleared, cut, normalised and printed again: keys stay what they are", async () => {
  const body = `@["p", 1] = sum(8); @["q", 5000000000] = sum(16); normalize(@, 4); printa("%s %d %@d\\n", @); ` +
    `clear(@); @["q", 5000000000] = sum(4); denormalize(@); printa("%s %d %@d\\n", @); trunc(@, 1); printa("%s %d %@d\\n", @);`;
  deepStrictEqual(await rows(body), ["p 1 2", "q 5000000000 5", "p 1 0", "q 5000000000 0", "q 5000000000 0"]);
});
Deno.test("what was taken out of the machine and what it has now are one entry, whichever type wrote them", async () => {
  const program =
    "BEGIN { @m[(char)7] = max(-3); clear(@m); exit(0); } END { @m[7] = max(9); @m[7000000000] = max(1); }";
  const { output } = await trace(program, { options: [{ name: "quiet" }] });
  deepStrictEqual(output.split("\n").filter((line) => line !== ""), [
    number(7000000000, 16) + count(1),
    number(7, 3) + count(9),
  ]);
});
Deno.test("addresses and ports of a capture beside versions: nothing is cut to the first statement's byte", async () => {
  const program = "ip:::send { @[args[2]->ip_ver] = count(); } tcp:::send { @[args[4]->tcp_dport] = count(); }";
  const { output } = await trace(program, {
    captures: ["test/captures/demo.pcap"],
    options: [{ name: "quiet" }],
  });
  const right = [
    ...[[54016, 1], [56264, 5], [35198, 6], [56216, 6], [56228, 6], [56240, 7], [35182, 8], [8080, 14]],
    ...[[38824, 24], [56252, 25]],
  ].map(([port, n]) => number(port, 5) + count(n));
  deepStrictEqual(output.split("\n").filter((line) => line !== ""), [
    ...right,
    number(6, 3) + count(27),
    number(4, 3) + count(123),
  ]);
});
Deno.test("tables have the values: of a byte beside a port, and below zero", async () => {
  const program = "BEGIN { @[(char)-3] = count(); @[(uint16_t)40000] = count(); @[5000000000] = count(); exit(0); }";
  const { tables: [table] } = await run(program, { captures: [] });
  const { columns } = table;
  const keys = Array.from({ length: table.rowCount }, (_, row) => BigInt(columns[0].values.at(row) as number | bigint));
  deepStrictEqual(keys.toSorted((a, b) => a < b ? -1 : 1), [-3n, 40000n, 5000000000n]);
});
