/** Messages of a stream, however its segments are cut, ordered, repeated or lost. */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import {
  LengthReader,
  STREAM_BOUNDS,
  type StreamBounds,
  StreamCounts,
  StreamDirection,
} from "../../../lib/packet/stream/mod.ts";
import { Random } from "../../fuzz/random.ts";

/** A message of so many bytes of its own number, with its length before it. */
const framed = (number: number, size: number) => [size >> 8, size & 255, ...Array(size).fill(number)];
const SIZES = [20, 300, 12, 1, 0, 5000, 40];
const STREAM = Uint8Array.from(SIZES.flatMap((size, i) => framed(i + 1, size)));
const START = 0xfffffff0 | 0;

class Reader {
  readonly counts: StreamCounts;
  readonly stream: StreamDirection;
  readonly found: string[] = [];
  copies = 0;
  #space = STREAM;
  constructor(begins = true, bounds: Partial<StreamBounds> = {}) {
    this.counts = new StreamCounts({ ...STREAM_BOUNDS, ...bounds });
    this.stream = new StreamDirection(0, this.counts);
    if (begins) this.stream.begin(START, false);
    this.stream.reader = new LengthReader(({ bytes }, at, end) => {
      if (bytes !== this.#space) this.copies++;
      ok(bytes.subarray(at, end).every((byte) => byte === bytes[at]), "of several messages");
      this.found.push(at === end ? "x:0" : `${bytes[at]}:${end - at}`);
      return false;
    });
  }
  add(from: number, to: number, captured = to, seconds = 0): void {
    this.#space = STREAM.slice();
    const place = { seq: START + from | 0, bytes: this.#space, at: from, end: captured, length: to - from };
    this.stream.add({ ...place, seconds, nanoseconds: 0 });
  }
}
const ALL = SIZES.map((size, i) => `${size === 0 ? "x" : i + 1}:${size}`);

Deno.test("all in one segment: nothing is copied", () => {
  const reader = new Reader();
  reader.add(0, STREAM.length);
  deepStrictEqual(reader.found, ALL);
  strictEqual(reader.copies, 0);
});
Deno.test("cut in two at every byte, in order and not; a byte a segment", () => {
  for (let cut = 1; cut < STREAM.length; cut += cut < 400 ? 1 : 97) {
    for (const isSwapped of [false, true]) {
      const reader = new Reader(), parts = [[0, cut], [cut, STREAM.length]];
      for (const [from, to] of isSwapped ? parts.reverse() : parts) reader.add(from, to);
      deepStrictEqual(reader.found, ALL, `${cut}`);
      strictEqual(reader.stream.missing, 0);
      reader.stream.drop();
      strictEqual(reader.counts.kept, 0);
    }
  }
  const reader = new Reader();
  for (let at = 0; at < STREAM.length; at++) reader.add(at, at + 1);
  deepStrictEqual(reader.found, ALL);
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
    deepStrictEqual(reader.found, ALL, JSON.stringify(parts));
    deepStrictEqual([reader.counts.gaps, reader.counts.conflicts], [0, 0]);
    reader.stream.close("capture");
    strictEqual(reader.counts.kept, 0);
  }
});
Deno.test("a gap within a message loses that one; across several the stream goes on with a whole one", () => {
  // the second message lies from 22 to 324
  const within = new Reader();
  within.add(0, 100);
  within.add(150, STREAM.length);
  deepStrictEqual(within.found, ["1:20"]);
  within.stream.acknowledge(START + 150 | 0, 0, 0);
  deepStrictEqual(within.found, ["1:20", ...ALL.slice(2)]);
  strictEqual(within.stream.missing, 50);
  // nothing is known of what was lost: messages from the beginning of a segment to its end
  const across = new Reader();
  across.add(0, 22);
  const third = 324;
  across.add(third - 10, third + 5);
  across.stream.acknowledge(START + third + 5 | 0, 0, 0);
  across.add(third + 5, third + 14);
  deepStrictEqual(across.found, ["1:20"]);
  across.add(third + 14, STREAM.length);
  deepStrictEqual(across.found, ["1:20", ...ALL.slice(3)]);
});
Deno.test("a segment that was cut when captured is a gap at once", () => {
  const reader = new Reader();
  reader.add(0, 100, 60);
  reader.add(100, STREAM.length);
  deepStrictEqual(reader.found, ["1:20", ...ALL.slice(2)]);
  strictEqual(reader.stream.missing, 40);
});
Deno.test("met in the middle: it begins where a segment is whole messages, and that is known", () => {
  const reader = new Reader(false);
  reader.add(30, 324);
  reader.add(324, STREAM.length);
  deepStrictEqual(reader.found, ALL.slice(2));
  ok(reader.stream.isGuessed);
});
Deno.test("what is held back is bounded by bytes, ranges and time: beyond it the gap is given up, and counted", () => {
  const bytes = new Reader(true, { heldBytes: 1000 });
  for (let at = 22; at < 3000; at += 100) bytes.add(at + 1, at + 101);
  deepStrictEqual([bytes.counts.byBytes, bytes.counts.gaps, bytes.stream.missing], [1, 1, 23]);
  const ranges = new Reader(true, { heldRanges: 4 });
  for (let i = 0; i < 5; i++) ranges.add(10 + 20 * i, 20 + 20 * i);
  deepStrictEqual([ranges.counts.byRanges, ranges.stream.missing], [1, 10]);
  const time = new Reader(true, { heldMs: 2000 });
  time.add(22, 324, 324, 10);
  time.add(324, 400, 400, 12);
  strictEqual(time.counts.byTime, 0);
  time.add(400, 500, 500, 12.5);
  deepStrictEqual([time.counts.byTime, time.stream.missing], [1, 22]);
});
Deno.test("a message longer than what is carried is given up, and the next one read", () => {
  const reader = new Reader(true, { carryBytes: 1000 });
  for (let at = 0; at < STREAM.length; at += 700) reader.add(at, Math.min(STREAM.length, at + 700));
  deepStrictEqual(reader.found, [...ALL.slice(0, 5), ALL[6]]);
  strictEqual(reader.counts.tooLong, 1);
});
