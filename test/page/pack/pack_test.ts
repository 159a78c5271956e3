/** What a page brings along: LZMA that the reference program reads, and text that HTML leaves alone. */
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { gzipSync } from "node:zlib";
import {
  readLzma,
  readScripts,
  readText,
  unpacked,
  writeLzma,
  writeScripts,
  writeText,
} from "../../../lib/page/pack/mod.ts";
import { HEADER_BYTES } from "../../../lib/page/pack/header.ts";
import { UNPACK_BASE, unpackLetters, unpackLzma } from "../../../lib/page/pack/unpack.ts";
import { present } from "../../bench/measure.ts";
import { Random } from "../../fuzz/random.ts";

const source = await Deno.readFile(new URL("../../../lib/providers/library_texts.ts", import.meta.url));
const random = new Random(7);
const bytes = (length: number, most: number) => Uint8Array.from({ length }, () => random.below(most));

/** Empty; one; all the same; what repeats near and far; what does not repeat; a script. */
const SAMPLES: readonly Uint8Array[] = [
  new Uint8Array(),
  Uint8Array.of(7),
  new Uint8Array(5000).fill(65),
  Uint8Array.from({ length: 4000 }, (_, i) => i % 271),
  bytes(3000, 256),
  bytes(3000, 2),
  new Uint8Array([...bytes(2000, 4), ...source.subarray(0, 60_000), ...bytes(2000, 4), ...source.subarray(0, 60_000)]),
];
Deno.test("what is written as LZMA is read again, and is the same each time", () => {
  for (const sample of SAMPLES) {
    const packed = writeLzma(sample);
    deepStrictEqual(readLzma(packed), sample);
    deepStrictEqual(writeLzma(sample), packed);
  }
  const packed = writeLzma(source);
  ok(packed.length < 0.93 * gzipSync(source, { level: 9 }).length, `${packed.length}`);
  for (const length of [0, 10, 18, 100, packed.length - 1]) {
    throws(() => readLzma(packed.subarray(0, length)), RangeError);
  }
  throws(() => readLzma(packed, source.length - 1), RangeError);
  throws(() => readLzma(new Uint8Array([...packed, 0])), RangeError);
  throws(() => readLzma(new Uint8Array(gzipSync(source))), RangeError);
});
Deno.test("what a page reads when it starts is the same, in WebAssembly and in TypeScript", () => {
  for (const sample of [...SAMPLES, source]) {
    const packed = writeLzma(sample), text = writeText(packed);
    deepStrictEqual(unpacked(text), new Uint8Array(sample));
    const memory = hotMemory(2 ** 19),
      letters = text.indexOf(":") + 1,
      packedAt = UNPACK_BASE + text.length,
      end = 2 ** 18;
    if (packedAt + packed.length > end || sample.length > end) continue;
    new TextEncoder().encodeInto(text.slice(letters), memory.bytes.subarray(UNPACK_BASE));
    unpackLetters(memory, UNPACK_BASE, text.length - letters, packedAt);
    deepStrictEqual(memory.bytes.slice(packedAt, packedAt + packed.length), packed);
    unpackLzma(memory, packedAt + HEADER_BYTES, end, sample.length);
    deepStrictEqual(memory.bytes.slice(end, end + sample.length), new Uint8Array(sample));
  }
});
function hotMemory(size: number) {
  const buffer = new ArrayBuffer(size);
  return {
    ...{ bytes: new Uint8Array(buffer), words: new Int32Array(buffer), doubles: new Float64Array(buffer) },
    view: new DataView(buffer),
  };
}
Deno.test({
  name: "xz reads it",
  ignore: !present("xz"),
  async fn() {
    for (const sample of [...SAMPLES, source]) {
      const child = new Deno.Command("xz", {
        args: ["--decompress", "--stdout", "--format=lzma"],
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      const output = child.output();
      const writer = child.stdin.getWriter();
      await writer.write(writeLzma(sample));
      await writer.close();
      const { stdout, stderr } = await output;
      deepStrictEqual([stdout, new TextDecoder().decode(stderr)], [new Uint8Array(sample), ""]);
    }
  },
});
Deno.test("bytes are text in which nothing is markup, and bytes again", () => {
  for (let length = 0; length < 60; length++) {
    const sample = bytes(length, 256);
    deepStrictEqual(readText(writeText(sample)), sample);
  }
  for (const sample of [...SAMPLES, new Uint8Array(100).fill(255)]) {
    const text = writeText(sample);
    ok(/^\d+:[!-;=-[\]-_a-~]*$/.test(text));
    strictEqual(text.length - text.indexOf(":") - 1, 2 * Math.ceil(8 * sample.length / 13));
    deepStrictEqual(readText(text), sample);
  }
});
Deno.test("two scripts, and the modules of WebAssembly in one, are bytes and scripts again", () => {
  const module = (...more: number[]) => new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, ...more]).toBase64();
  for (const modules of [[], [module()], [module(1, 0, 255), module(9), module(...bytes(999, 256))]]) {
    const engine = `begin("AGFz");${modules.map((text) => `run("${text}")`).join("+")};"ä\u2026"`;
    const packed = writeScripts("app()", engine);
    deepStrictEqual(readScripts(packed), ["app()", engine]);
    // a module takes three quarters, and a mark
    const plain = new TextEncoder().encode(engine).length;
    const saved = modules.reduce((sum, text) => sum + text.length - 1 - atob(text).length, 0);
    ok(packed.length <= plain - saved + "app()".length + 2 + 5 * modules.length);
  }
  throws(() => writeScripts("a", "\x01"), Error);
  throws(() => writeScripts("a\0", "b"), Error);
});
