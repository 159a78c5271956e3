/** Messages of a stream, however its segments are cut, ordered, repeated or lost. */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { MessageStream } from "../../../lib/packet/stream/mod.ts";
import { Random } from "../../fuzz/random.ts";

/** A message of so many bytes of its own number, with its length before it. */
const framed = (number: number, size: number) => [size >> 8, size & 255, ...Array(size).fill(number)];
const SIZES = [20, 300, 12, 1, 0, 5000, 40];
const STREAM = Uint8Array.from(SIZES.flatMap((size, i) => framed(i + 1, size)));
const START = 0xfffffff0;

class Reader {
  readonly stream = new MessageStream();
  readonly found: string[] = [];
  copies = 0;
  constructor(begins = true) {
    if (begins) this.stream.begin(START - 1 | 0);
  }
  add(from: number, to: number, captured = to): void {
    const space = STREAM.slice();
    this.stream.add(START + from | 0, space, from, captured, to - from, (bytes, at, end, length) => {
      if (bytes !== space) this.copies++;
      ok(bytes.subarray(at, end).every((byte) => byte === bytes[at]), "of several messages");
      this.found.push(`${bytes[at] ?? "-"}:${length}`);
      return false;
    });
  }
}
const ALL = SIZES.map((size, i) => `${size === 0 ? "x" : i + 1}:${size}`);
const same = (found: readonly string[]) => found.map((one) => one.endsWith(":0") ? "x:0" : one);

Deno.test("all in one segment: nothing is copied", () => {
  const reader = new Reader();
  reader.add(0, STREAM.length);
  deepStrictEqual(same(reader.found), ALL);
  strictEqual(reader.copies, 0);
});
Deno.test("cut in two at every byte, in order and not; a byte a segment", () => {
  for (let cut = 1; cut < STREAM.length; cut += cut < 400 ? 1 : 97) {
    for (const isSwapped of [false, true]) {
      const reader = new Reader(), parts = [[0, cut], [cut, STREAM.length]];
      for (const [from, to] of isSwapped ? parts.reverse() : parts) reader.add(from, to);
      deepStrictEqual(same(reader.found), ALL, `${cut}`);
      strictEqual(reader.stream.gaps, 0);
    }
  }
  const reader = new Reader();
  for (let at = 0; at < STREAM.length; at++) reader.add(at, at + 1);
  deepStrictEqual(same(reader.found), ALL);
});
Deno.test("segments shuffled, repeated and overlapping: each message once, numbers wrap", () => {
  const random = new Random(7);
  for (let run = 0; run < 200; run++) {
    const parts: [number, number][] = [];
    for (let at = 0; at < STREAM.length;) {
      const to = Math.min(STREAM.length, at + 1 + random.below(900));
      parts.push([at, to]);
      if (random.below(4) === 0) parts.push([Math.max(0, at - random.below(50)), to]);
      at = to;
    }
    for (let i = parts.length - 1; i > 0; i--) {
      const j = Math.max(0, i - random.below(4));
      [parts[i], parts[j]] = [parts[j], parts[i]];
    }
    const reader = new Reader();
    for (const [from, to] of parts) reader.add(from, to);
    deepStrictEqual(same(reader.found), ALL, JSON.stringify(parts));
  }
});
Deno.test("a gap within a message loses that one; across several the stream goes on with a whole one", () => {
  // the second message lies from 22 to 324
  const within = new Reader();
  within.add(0, 100);
  within.add(150, STREAM.length);
  deepStrictEqual(within.found, ["1:20"]);
  within.stream.skipTo(START + 150 | 0, (bytes, at, _end, length) => {
    within.found.push(`${bytes[at] ?? "-"}:${length}`);
    return false;
  });
  deepStrictEqual(same(within.found), ["1:20", ...ALL.slice(2)]);
  strictEqual(within.stream.gaps, 50);
  // nothing is known of what was lost: messages from the beginning of a segment to its end
  const across = new Reader();
  across.add(0, 22);
  const third = 324;
  across.stream.skipTo(START + third - 10 | 0, () => false);
  across.add(third - 10, third + 5);
  across.add(third + 5, third + 14);
  strictEqual(across.found.length, 1);
  across.add(third + 14, STREAM.length);
  deepStrictEqual(same(across.found), ["1:20", ...ALL.slice(3)]);
});
Deno.test("a segment that was cut when captured is a gap at once", () => {
  const reader = new Reader();
  reader.add(0, 100, 60);
  reader.add(100, STREAM.length);
  deepStrictEqual(same(reader.found), ["1:20", ...ALL.slice(2)]);
  strictEqual(reader.stream.gaps, 40);
});
Deno.test("met in the middle: it begins where a segment is whole messages, and that is known", () => {
  const reader = new Reader(false);
  reader.add(30, 324);
  reader.add(324, STREAM.length);
  deepStrictEqual(same(reader.found), ALL.slice(2));
  ok(reader.stream.isGuessed);
});
Deno.test("what is held back is bounded: beyond it the gap is given up", () => {
  const reader = new Reader();
  for (let at = 22; at < STREAM.length; at += 100) reader.add(at, Math.min(STREAM.length, at + 100));
  // 54 segments behind the gap, 32 are held
  ok(reader.stream.gaps > 0);
});
