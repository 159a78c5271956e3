/**
 * Thousands of captures at once: files, memory and windows only for those whose time has come.
 *
 * @module
 */
import { denoHost } from "../../../lib/host/deno/mod.ts";
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { gzipSync } from "node:zlib";
import { openCapture } from "../../../lib/sources/capture/mod.ts";
import type { PacketBatch } from "../../../lib/sources/mod.ts";
import { pcap, Section } from "../../captures/writer.ts";
import { memory } from "./read_all.ts";

/** A packet whose bytes say which file it is of, and which of its packets. */
const packet = (seconds: number, file: number, number: number, size = 60) => {
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint32(0, file);
  new DataView(bytes.buffer).setUint32(4, number);
  return { seconds, nanoseconds: 0, bytes };
};
interface Taken {
  readonly seconds: number;
  readonly file: number;
  readonly number: number;
}
function take(batch: PacketBatch, taken: Taken[]): void {
  for (let i = 0; i < batch.count; i++) {
    const at = batch.address[i]!;
    const file = memory.view.getUint32(at), number = memory.view.getUint32(at + 4);
    taken.push({ seconds: batch.seconds[i]!, file, number });
  }
}
/** Reads files that are written to a folder, and counts how many were open at once; the system opens no more than `most`. */
async function readFiles(contents: Iterable<Uint8Array>, most = Infinity) {
  const folder = Deno.makeTempDirSync();
  const { openSync } = Deno;
  let open = 0, mostOpen = 0;
  try {
    const paths: string[] = [];
    for (const bytes of contents) {
      paths.push(`${folder}/${paths.length}`);
      Deno.writeFileSync(paths.at(-1)!, bytes);
    }
    Deno.openSync = (...parameters) => {
      if (open >= most) throw new Error("Too many open files (os error 24)");
      const file = openSync(...parameters);
      const close = file.close.bind(file);
      mostOpen = Math.max(mostOpen, ++open);
      file.close = () => {
        open--;
        close();
      };
      return file;
    };
    memory.reset();
    const source = openCapture(paths, { memory, host: denoHost });
    const taken: Taken[] = [];
    for (let batch = await source.next(); batch !== undefined; batch = await source.next()) take(batch, taken);
    const { progress } = source;
    source.close();
    return { taken, mostOpen, open, progress, source, reserved: memory.reserved };
  } finally {
    Deno.openSync = openSync;
    Deno.removeSync(folder, { recursive: true });
  }
}
/** As a sort of all packets has them: by time, then by file. */
function inOrder(taken: readonly Taken[]): Taken[] {
  return taken.toSorted((a, b) => a.seconds - b.seconds || a.file - b.file || a.number - b.number);
}

const FILES = 2000;
Deno.test("2000 captures one after the other: one window, few files", async () => {
  const contents = Array.from({ length: FILES }, (_, i) => {
    // given in another order than that of their times
    const file = (i * 7) % FILES;
    return pcap([packet(10 * file, i, 0), packet(10 * file + 9, i, 1)]);
  });
  const { taken, mostOpen, open, progress, reserved, source } = await readFiles(contents);
  strictEqual(taken.length, 2 * FILES);
  deepStrictEqual(taken, inOrder(taken));
  strictEqual(new Set(taken.map(({ file, number }) => `${file} ${number}`)).size, 2 * FILES);
  deepStrictEqual([mostOpen <= 910, open], [true, 0]);
  ok(reserved <= 3 << 20, `${reserved}`);
  const bytes = contents.reduce((sum, { length }) => sum + length, 0);
  deepStrictEqual(progress, { bytesRead: bytes, bytesTotal: bytes });
  deepStrictEqual([source.interfaces.length, source.problems], [FILES, []]);
});

Deno.test("500 captures at the same time: each has a small window, and is opened but once", async () => {
  const count = 500;
  const contents = Array.from(
    { length: count },
    (_, file) =>
      pcap(Array.from({ length: 4 }, (_, number) => packet(number * count + (file * 77) % count, file, number))),
  );
  const { taken, mostOpen, reserved } = await readFiles(contents);
  strictEqual(taken.length, 4 * count);
  deepStrictEqual(taken, inOrder(taken));
  strictEqual(mostOpen, count);
  ok(reserved <= count * 0xc000 + (2 << 20), `${reserved}`);
});

Deno.test("captures that are closed and opened again between two reads, plain and compressed, go on where they were", async () => {
  const count = 150;
  const contents = Array.from({ length: count }, (_, file) => {
    const packets = Array.from({ length: 60 }, (_, number) => packet(number, file, number, 1000 + file));
    const plain = pcap(packets);
    return file % 10 === 0 ? new Uint8Array(gzipSync(plain, { level: 0 })) : plain;
  });
  const { taken, mostOpen, source } = await readFiles(contents, 50);
  strictEqual(taken.length, 60 * count);
  deepStrictEqual(taken, inOrder(taken));
  deepStrictEqual([mostOpen, source.problems], [50, []]);
});

Deno.test("packets larger than a small window, among many captures", async () => {
  const contents = Array.from(
    { length: 70 },
    (_, file) =>
      pcap([
        packet(file, file, 0, 100),
        packet(100 + file, file, 1, file === 3 ? 250_000 : 20_000),
        packet(300, file, 2),
      ]),
  );
  const { taken, reserved } = await readFiles(contents);
  deepStrictEqual(taken, inOrder(taken));
  strictEqual(taken.length, 210);
  ok(reserved <= 40 << 20, `${reserved}`);
});

Deno.test("a capture without packets, and one whose statistics say that it began before its first packet", async () => {
  const time = (seconds: number) => BigInt(seconds) * 1_000_000n;
  const u64 = (
    value: bigint,
  ) => [...new Uint8Array(BigUint64Array.of(value >> 32n | (value & 0xffffffffn) << 32n).buffer)];
  const began = new Section().interface(1, 0).block(5, new Uint8Array(12), [[2, u64(time(3))]])
    .enhanced(0, time(8), packet(8, 1, 0).bytes).bytes;
  const { taken, source } = await readFiles([pcap([]), began, pcap([packet(5, 2, 0)])]);
  deepStrictEqual(taken.map(({ seconds }) => seconds), [5, 8]);
  deepStrictEqual(source.interfaces.map(({ watchedFrom }) => watchedFrom?.seconds), [undefined, 3, undefined]);
});

Deno.test("D_SRC_NOT_FOUND: a capture that is gone when its time has come is said; the others are read", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const paths = ["a", "b", "c"].map((name) => `${folder}/${name}`);
    paths.forEach((path, file) => Deno.writeFileSync(path, pcap([packet(file, file, 0)])));
    memory.reset();
    const source = openCapture(paths, { memory, host: denoHost });
    Deno.removeSync(paths[1]!);
    const taken: Taken[] = [];
    for (let batch = await source.next(); batch !== undefined; batch = await source.next()) take(batch, taken);
    source.close();
    deepStrictEqual(taken.map(({ file }) => file), [0, 2]);
    deepStrictEqual(source.problems.map(({ file, tag }) => [file, tag]), [[paths[1], "D_SRC_NOT_FOUND"]]);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
