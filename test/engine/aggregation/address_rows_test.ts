/** Rows by one address go the fast path, those with a second key beside it the slow path: the texts must be the same. */
import { match, ok, strictEqual } from "node:assert";
import { trace } from "../../session/in_process.ts";
import { withCapture } from "./many_addresses.ts";

async function compare(
  program: string,
  names: readonly string[],
  capture: string,
  key = "args[2]->ip_daddr",
): Promise<string> {
  const options = ["quiet", "local=none", ...names].map((option) => {
    const [name, value] = option.split("=");
    return { name, value };
  });
  const run = async (key: string) =>
    (await trace(program.replaceAll("KEY", key), { options, captures: [capture] })).output;
  const alone = await run(key);
  // a second key adds its column of 50 and two blanks
  const beside = await run(`${key}, (string)"x"`);
  strictEqual(alone, beside.replaceAll(/ {2}x {49}/g, ""));
  return alone;
}

const FUNCTIONS = [
  "count()",
  "sum(args[2]->ip_plength)",
  "sum(-args[2]->ip_plength)",
  "sum(args[2]->ip_plength << 45)",
  "max(-1 - (1 << 63) + args[2]->ip_plength)",
  "min(args[2]->ip_plength - 40)",
  "quantize(args[2]->ip_plength)",
  "quantize(args[2]->ip_plength - 60)",
  "quantize(0)",
  "quantize(args[2]->ip_plength, 1000000)",
  "quantize(args[2]->ip_plength, -1)",
  "quantize(args[2]->ip_plength, 1 << 50)",
  "quantize(args[2]->ip_plength << 45)",
  "quantize(-(args[2]->ip_plength << 45))",
  "lquantize(args[2]->ip_plength, 0, 1000, 100)",
  "lquantize(args[2]->ip_plength, 40, 41)",
  "llquantize(args[2]->ip_plength, 10, 0, 3, 10)",
];
const OPTIONS = [[], ["aggsortrev"], ["aggsortkey"], ["aggzoom"], ["encoding=utf8"]];

for (const call of FUNCTIONS) {
  Deno.test(`rows by address: ${call}`, async () => {
    // few rows go the slow path
    await withCapture(400, async (path) => {
      for (const names of OPTIONS) await compare(`ip:::send { @[KEY] = ${call}; }`, names, path);
    });
  });
}
Deno.test("rows by address: thousands of addresses of all shapes, more than are written at once", async () => {
  await withCapture(3000, async (path) => {
    for (const call of ["count()", "sum(args[2]->ip_plength)", "quantize(args[2]->ip_plength)"]) {
      const text = await compare(`ip:::send { @[KEY] = ${call}; }`, [], path);
      ok(text.length > 3 * 65536);
      match(text, /^ {2}\d+\.\d+\.\d+\.\d+ /m);
      match(text, /^ {2}64:ff9b::[0-9a-f:]+ /m);
      match(text, /^ {2}::1 /m);
    }
  });
});
Deno.test("rows by address: several aggregations, and again after what was gathered has changed", async () => {
  await withCapture(600, async (path) => {
    await compare(
      `ip:::send { @n[KEY] = count(); @q[KEY] = quantize(args[2]->ip_plength); @all = count(); @m[KEY] = max(1); }
       tick-50ms { printa(@n); printa(@q); }
       tick-170ms { trunc(@n); clear(@q); }
       tick-230ms { normalize(@m, 2); printa(@m); trunc(@q, 3); }`,
      [],
      path,
    );
  });
});
Deno.test("rows by address: a text beside addresses that is not ASCII is written as it stands in the program", async () => {
  const key = '(args[2]->ip_plength > 700 ? args[2]->ip_daddr : "n\u00e4her, \u4f4e")';
  await withCapture(600, async (path) => {
    // few rows go the slow path
    for (const predicate of ["", "/args[2]->ip_plength < 702/"]) {
      const text = await compare(`ip:::send ${predicate} { @[KEY] = count(); }`, [], path, key);
      match(text, /^ {2}näher, 低 {39} +\d+$/m);
    }
    const printed = await trace(`ip:::send /args[2]->ip_plength < 700/ { printf("%s", ${key}); exit(0); }`, {
      options: [{ name: "quiet" }, { name: "local", value: "none" }],
      captures: [path],
    });
    strictEqual(printed.output, "näher, 低\n");
  });
});
