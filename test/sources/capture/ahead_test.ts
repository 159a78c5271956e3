/** What is read ahead comes out as what is read when it is asked for: also records larger than what lies before a chunk. */
import { denoHost } from "../../../lib/host/deno/mod.ts";
import { deepStrictEqual, ok } from "node:assert";
import { MemoryReader, openFeeds } from "../../../lib/sources/capture/mod.ts";
import { memory } from "./read_all.ts";

class AheadFeed extends MemoryReader {
  reads = 0;
  readAhead = async (into: Uint8Array): Promise<number> => {
    this.reads++;
    await Promise.resolve();
    return this.read(into);
  };
}
/** Records of these sizes, each filled with its number. */
function capture(sizes: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(24 + sizes.reduce((sum, size) => sum + 16 + size, 0));
  const view = new DataView(bytes.buffer);
  [0xa1b2c3d4, 0x00040002, 0, 0, 0x100000, 1].forEach((word, i) => view.setUint32(4 * i, word, true));
  let at = 24;
  sizes.forEach((size, n) => {
    [n, 0, size, size].forEach((word, i) => view.setUint32(at + 4 * i, word, true));
    bytes.fill(n & 255, at + 16, at + 16 + size);
    at += 16 + size;
  });
  return bytes;
}
async function sums(byteReader: MemoryReader): Promise<number[][]> {
  memory.reset();
  const source = openFeeds([byteReader], { memory, host: denoHost });
  const rows: number[][] = [];
  for (let batch = await source.next(); batch; batch = await source.next()) {
    for (let i = 0; i < batch.count; i++) {
      const frame = memory.bytes.subarray(batch.address[i], batch.address[i] + batch.capturedLength[i]);
      ok(frame.every((byte) => byte === (batch.seconds[i] & 255)));
      rows.push([batch.seconds[i], frame.length]);
    }
  }
  deepStrictEqual(source.problems, []);
  source.close();
  return rows;
}
for (const large of [0, 700_000]) {
  Deno.test(`read ahead, ${large === 0 ? "usual records" : "then large ones"}`, async () => {
    const sizes = Array.from(
      { length: 12000 },
      (_, n) => large && n > 8000 && n % 200 === 0 ? large : (n * 7919) % 1500,
    );
    const bytes = capture(sizes);
    const byteReader = new AheadFeed("ahead", bytes);
    deepStrictEqual(await sums(byteReader), sizes.map((size, n) => [n, size]));
    ok(byteReader.reads > 1);
  });
}
