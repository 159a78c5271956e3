/**
 * Every capture reads as tshark reads it: `test/captures/expectations.json`.
 *
 * @module
 */
import { denoHost } from "../../../lib/host/deno/mod.ts";
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openCapture, SourceError } from "../../../lib/sources/capture/mod.ts";
import { memory, type Reading, readSource } from "./read_all.ts";
import expectations from "../../captures/expectations.json" with { type: "json" };

interface Expectation {
  readonly packets: number;
  readonly wireBytes: number;
  readonly firstTime?: string;
  readonly lastTime?: string;
  readonly damage?: string;
}

const own = fileURLToPath(new URL("../../captures/", import.meta.url));
const shared = fileURLToPath(new URL("../../../../shared/captures/", import.meta.url));

/** Where we and tshark differ, and why. */
const DIFFERENCES: Readonly<Record<string, Partial<Expectation>>> = {
  // A time before 1970 that wrapped around 64 bits of microseconds: tshark prints 18446744073204.277451, which less
  // 2^64 µs is -505.274165, or 725835 µs after -506.
  "ng-two-link-types.pcapng": { lastTime: "-506.725835000", damage: "a time out of bounds" },
  // tshark is content with a file without a byte.
  "own-bad-empty.pcap": { damage: "empty" },
};

async function read(path: string): Promise<Reading> {
  memory.reset();
  try {
    return await readSource(openCapture([path], { memory, host: denoHost }));
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const { file, tag, message, byteOffset } = error;
    return { rows: [], interfaces: [], problems: [{ file, tag, message, byteOffset }], remarks: [] };
  }
}

for (const [name, tshark] of Object.entries<Expectation>(expectations.captures)) {
  const path = [own + name, shared + name].find((path) => existsSync(path));
  Deno.test({
    name: `capture ${name} as tshark reads it${path === undefined ? " (skipped: not on this machine)" : ""}`,
    ignore: path === undefined,
    fn: async () => {
      const expected = { ...tshark, ...DIFFERENCES[name] };
      const { rows, problems } = await read(path!);
      strictEqual(rows.length, expected.packets);
      strictEqual(rows.reduce((sum, { wire }) => sum + wire, 0), expected.wireBytes);
      strictEqual(rows[0]?.time, expected.firstTime);
      strictEqual(rows.at(-1)?.time, expected.lastTime);
      deepStrictEqual(rows.map(({ number }) => number), rows.map((_, index) => index + 1));
      strictEqual(problems.length, expected.damage === undefined ? 0 : 1, JSON.stringify(problems));
    },
  });
}

Deno.test("every capture kept here has an expectation", () => {
  const captures = readdirSync(own).filter((name) => /\.(pcap|pcapng|snoop)(\.gz)?$/.test(name));
  ok(captures.length > 0);
  for (const name of captures) ok(name in expectations.captures, name);
});
