/** Rows by one address go the fast path, those with a second key beside it the slow path: the texts must be the same. */
import { match, ok, strictEqual } from "node:assert";
import { trace } from "../../session/in_process.ts";

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

/** Numbers that look like chance, the same every time. */
function chance(): (below: number) => number {
  let seed = 4;
  return (below) => {
    seed = Math.imul(seed ^ seed >>> 15, 0x2c1b3c6d) + 0x297a2d39 >>> 0;
    return (seed >>> 12) % below;
  };
}
/** Addresses of all shapes that their texts can have. */
function addressesOf(below: (limit: number) => number) {
  const four = () => Array.from({ length: 4 }, () => below(2) ? below(256) : below(12));
  const zeroes = (count: number): number[] => Array(count).fill(0);
  const six = (): number[] => {
    const kind = below(12);
    if (kind === 0) return [...zeroes(10), 0xff, 0xff, ...four()];
    if (kind === 1) return [...zeroes(12), ...four()];
    if (kind === 2) return [...zeroes(15), below(4)];
    if (kind === 3) return [0, 0x64, 0xff, 0x9b, ...zeroes(8), ...four()];
    return Array.from({ length: 8 }, () => [0, below(16), below(256), below(65536)][below(kind < 8 ? 4 : 2)])
      .flatMap((group) => [group >> 8, group & 0xff]);
  };
  return { four, six };
}
/** Packets of UDP over IPv4 and IPv6, raw IP; each is cut behind UDP's header. */
function captureOf(packets: number): Uint8Array<ArrayBuffer> {
  const below = chance(), { four, six } = addressesOf(below);
  const bytes = new Uint8Array(24 + packets * (16 + 48)), view = new DataView(bytes.buffer);
  [0xa1b2c3d4, 0x00040002, 0, 0, 65535, 101].forEach((word, i) => view.setUint32(4 * i, word, true));
  let at = 24;
  for (let n = 0; n < packets; n++) {
    const isSix = below(2) === 0, length = 8 + below(1400), header = isSix ? 40 : 20, ip = at + 16;
    [1.7e9 + Math.floor(n / 1000), n % 1000 * 1000, header + 8, header + length].forEach((word, i) =>
      view.setUint32(at + 4 * i, word, true)
    );
    if (isSix) {
      view.setUint32(ip, 0x60000000);
      view.setUint32(ip + 4, length << 16 | 17 << 8 | 64);
      bytes.set([...six(), ...six()], ip + 8);
    } else {
      view.setUint32(ip, 0x45000000 | 20 + length);
      view.setUint32(ip + 8, 64 << 24 | 17 << 16);
      bytes.set([...four(), ...four()], ip + 12);
    }
    view.setUint32(ip + header, 1000 << 16 | 2000);
    view.setUint16(ip + header + 4, length);
    at = ip + header + 8;
  }
  return bytes.slice(0, at);
}
async function withCapture(packets: number, run: (path: string) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempFile({ suffix: ".pcap" });
  try {
    await Deno.writeFile(path, captureOf(packets));
    await run(path);
  } finally {
    await Deno.remove(path);
  }
}

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
