/** The browser's host decompresses what zlib makes, in whatever pieces, and says of damage what zlib says. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { constants, crc32 as zlibCrc32, deflateRawSync } from "node:zlib";
import { browserHost } from "../../lib/host/browser/mod.ts";
import type { RawDecompressor } from "../../lib/host/mod.ts";
import { denoHost } from "../../lib/host/deno/mod.ts";
import { Random } from "../fuzz/random.ts";

const browser = browserHost(new Map()).decompression;

/** Texts of all kinds of repetition, from a seed. */
function sample(random: Random, length: number): Uint8Array {
  const bytes = new Uint8Array(length), kind = random.below(4);
  for (let at = 0; at < length;) {
    const back = random.below(33_000) + 1;
    if (kind !== 0 && at > back && random.below(3) > 0) {
      const count = Math.min(length - at, random.below(400) + 1);
      for (let i = 0; i < count; i++) bytes[at + i] = bytes[at + i - back];
      at += count;
    } else bytes[at++] = kind === 1 ? 65 + random.below(4) : random.below(256);
  }
  return bytes;
}
/** What comes of a stream that is handed over in pieces; how many bytes of it were taken. */
function inflate(decompressor: RawDecompressor, input: Uint8Array, piece: () => number, room: () => number) {
  const made: number[] = [];
  let taken = 0, given = 0;
  for (let idle = 0; idle < 2;) {
    if (given === taken) given = Math.min(input.length, taken + piece());
    const into = new Uint8Array(room());
    decompressor.write(input.subarray(taken, given), false, into);
    for (let i = 0; i < decompressor.made; i++) made.push(into[i]);
    taken += decompressor.taken;
    idle = decompressor.made === 0 && decompressor.taken === 0 ? idle + 1 : 0;
    if (decompressor.error !== undefined) break;
  }
  return { bytes: Uint8Array.from(made), taken, error: decompressor.error };
}

Deno.test("what zlib deflates comes back, in pieces of any size, and nothing behind the end is taken", () => {
  const random = new Random(11);
  const strategies = [constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED, constants.Z_HUFFMAN_ONLY, constants.Z_RLE];
  for (let round = 0; round < 30; round++) {
    const bytes = sample(random, random.below(round < 10 ? 10 : 50_000));
    const deflated = deflateRawSync(bytes, { level: random.below(10), strategy: strategies[random.below(4)] });
    const input = new Uint8Array([...deflated, 0xff, 0x1f, 0x8b, 0]);
    const most = [1, 7, 4096, 1 << 20][random.below(4)];
    const made = inflate(
      browser.inflate(),
      input,
      () => most === 1 ? 1 : random.below(most) + 1,
      () => random.below(70_000) + 1,
    );
    strictEqual(made.error, undefined, `round ${round}`);
    deepStrictEqual(made.bytes, bytes, `round ${round}`);
    strictEqual(made.taken, deflated.length, `round ${round}`);
  }
});
Deno.test("a stream that is damaged gives what zlib gives, up to the same fault", () => {
  const random = new Random(12);
  let faults = 0;
  for (let round = 0; round < 200; round++) {
    const bytes = sample(random, random.below(3000) + 1);
    const input = new Uint8Array(deflateRawSync(bytes, { level: 1 + random.below(9) }));
    for (let n = 0; n < 2; n++) input[random.below(input.length)] ^= 1 << random.below(8);
    const all = () => input.length;
    const ours = inflate(browser.inflate(), input, all, () => 1 << 20);
    const theirs = inflate(denoHost.decompression.inflate(), input, all, () => 1 << 20);
    strictEqual(ours.error, theirs.error, `round ${round}`);
    deepStrictEqual(ours.bytes, theirs.bytes, `round ${round}`);
    if (ours.error !== undefined) faults++;
  }
  strictEqual(faults > 50, true, `${faults} faults`);
});
Deno.test("CRC-32 is zlib's, also piece by piece", () => {
  const bytes = sample(new Random(13), 5000);
  strictEqual(browser.crc32(bytes), zlibCrc32(bytes));
  strictEqual(browser.crc32(bytes.subarray(99), browser.crc32(bytes.subarray(0, 99))), zlibCrc32(bytes));
  strictEqual(browser.crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
});
