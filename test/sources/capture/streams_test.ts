/**
 * Several captures as one stream, standard input, and stopping early.
 *
 * @module
 */
import { denoHost } from "../../../lib/host/deno/mod.ts";
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { openCapture } from "../../../lib/sources/capture/mod.ts";
import { type Packet, pcap, Section } from "../../captures/writer.ts";
import { memory, readBytes } from "./read_all.ts";

const own = fileURLToPath(new URL("../../captures/", import.meta.url));
const at = (mark: number, ...seconds: number[]): Packet[] =>
  seconds.map((seconds) => ({ seconds, nanoseconds: 0, bytes: Uint8Array.of(mark, seconds) }));
const read = (...captures: Uint8Array[]) => {
  const { rows, ...rest } = readBytes(captures);
  return { rows, ...rest, order: rows.map(({ bytes }) => `${"abc"[bytes[0]!]}${bytes[1]}`).join(" ") };
};

Deno.test("captures merge by time; of equal times the earlier file's goes first", () => {
  const merged = read(pcap(at(0, 1, 4, 5, 9)), pcap(at(1, 2, 4, 6)), pcap(at(2, 1, 4, 10)));
  strictEqual(merged.order, "a1 c1 b2 a4 b4 c4 a5 b6 a9 c10");
  deepStrictEqual(merged.rows.map(({ number }) => number), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  deepStrictEqual(merged.interfaces.map(({ file }) => file), ["capture 0", "capture 1", "capture 2"]);
  ok(merged.rows.every((row) => row.interface === row.bytes[0]));
});

Deno.test("a capture whose times go back keeps its order in the merged stream", () => {
  strictEqual(read(pcap(at(0, 5, 1, 6)), pcap(at(1, 3, 7))).order, "b3 a5 a1 a6 b7");
});

Deno.test("formats and compressions mix, and damage in one leaves the others whole", () => {
  const section = new Section().interface(1, 0).enhanced(0, 2_000_000n, Uint8Array.of(1, 2));
  const cut = pcap(at(2, 1, 3)).subarray(0, -1);
  const merged = read(new Uint8Array(gzipSync(pcap(at(0, 1, 4)))), section.bytes, cut);
  strictEqual(merged.order, "a1 c1 b2 a4");
  deepStrictEqual(merged.problems.map(({ file, tag }) => [file, tag]), [["capture 2", "D_SRC_TRUNCATED"]]);
});

Deno.test("a merged stream of more packets than a batch is in order and whole", () => {
  const many = (first: number) =>
    Array.from({ length: 20_000 }, (_, index) => ({
      seconds: first + 2 * index,
      nanoseconds: 0,
      bytes: new Uint8Array(80),
    }));
  const { rows } = readBytes([pcap(many(0)), pcap(many(1))]);
  strictEqual(rows.length, 40_000);
  ok(rows.every(({ time, number }) => time === `${number - 1}.000000000`));
});

Deno.test("hundreds of captures at once find room: half a megabyte each", () => {
  const bytes = pcap(at(0, ...Array(15_000).fill(1)));
  ok(bytes.length > 250_000);
  const { rows } = read(...Array(50).fill(bytes));
  strictEqual(rows.length, 50 * 15_000);
  // the merged stream has columns of its own
  ok(memory.reserved <= 52 << 19, `${memory.reserved}`);
});

Deno.test("no captures at all are an empty stream", () => {
  strictEqual(read().rows.length, 0);
});

Deno.test("a source that is closed has no more packets", () => {
  memory.reset();
  const source = openCapture([own + "own-tcp-resets.pcap", own + "own-tcp6-nano.pcap"], { memory, host: denoHost });
  ok(source.next());
  source.close();
  ok(source.next() === undefined);
  source.close();
});

Deno.test("progress is of the bytes as they lie in the files", async () => {
  memory.reset();
  const path = own + "own-tcp-resets.pcap";
  const source = openCapture([path, path], { memory, host: denoHost });
  while (await source.next() !== undefined);
  deepStrictEqual(source.progress, { bytesRead: 2 * 6324, bytesTotal: 2 * 6324 });
});

/** What a process of its own makes of pieces on its standard input. */
async function countThrough(...pieces: readonly Uint8Array<ArrayBuffer>[]) {
  const program = new URL("./count_standard_input.ts", import.meta.url);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", fileURLToPath(program)],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const input = child.stdin.getWriter();
  for (const piece of pieces) await input.write(piece);
  await input.close();
  const { stdout } = await child.output();
  return JSON.parse(new TextDecoder().decode(stdout));
}
for (const [form, prepare] of [["plain", (bytes: Uint8Array) => bytes], ["gzip", gzipSync]] as const) {
  Deno.test(`standard input, ${form}`, async () => {
    const bytes = new Uint8Array(prepare(readFileSync(own + "own-tcp-resets.pcap")));
    // In two pieces, the first ending inside a record.
    const counted = await countThrough(bytes.slice(0, 1000), bytes.slice(1000));
    deepStrictEqual(counted, { packets: 62, wireBytes: 5308, problems: [] });
  });
}
Deno.test("standard input, gzip that is cut: all before the cut is there", async () => {
  const bytes = new Uint8Array(gzipSync(readFileSync(own + "own-variety.pcap")));
  const { packets, problems } = await countThrough(bytes.slice(0, -8));
  deepStrictEqual([packets, problems.length, problems[0].tag], [471, 1, "D_SRC_COMPRESSION"]);
});
