/** One direction of a connection against a model that keeps all bytes: what is read, what is missing, which copy wins. */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import {
  OVER,
  STREAM_BOUNDS,
  type StreamBounds,
  StreamCounts,
  StreamDirection,
  type StreamEnd,
} from "../../../lib/packet/stream/mod.ts";
import { Random } from "../../fuzz/random.ts";

/** Notes what it is handed; uses as much as `use` says. */
class Notes {
  readonly counts: StreamCounts;
  readonly stream: StreamDirection;
  /** Bytes by their place in the stream; -1 is missing. */
  readonly read: number[] = [];
  readonly calls: string[] = [];
  ended: StreamEnd | undefined;
  constructor(bounds: Partial<StreamBounds> = {}, use: (length: number) => number = (length) => length) {
    this.counts = new StreamCounts({ ...STREAM_BOUNDS, ...bounds });
    this.stream = new StreamDirection(1, this.counts);
    this.stream.reader = {
      read: (from) => {
        const used = use(from.end - from.at);
        strictEqual(from.offset, this.read.length, "the offset is what was read and missed so far");
        for (let i = 0; i < used; i++) this.read.push(from.bytes[from.at + i]);
        return used;
      },
      gap: (from, missing, unread) => {
        this.calls.push(`gap ${missing} ${unread}`);
        for (let i = 0; i < missing + unread; i++) this.read.push(-1);
        strictEqual(from.offset + missing, this.read.length);
        return false;
      },
      end: (_from, how) => {
        this.ended = how;
        return false;
      },
    };
  }
  add(seq: number, data: readonly number[], length = data.length, seconds = 0): void {
    // what lies around the data must never be read
    const bytes = Uint8Array.from([250, ...data, 251]);
    this.stream.add({ seq: seq | 0, bytes, at: 1, end: 1 + data.length, length, seconds, nanoseconds: 0 });
  }
}
const count = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i & 127);

Deno.test("the first copy of a byte is read, held or not, and what differs is counted once a segment", () => {
  const notes = new Notes();
  notes.stream.begin(0, false);
  notes.add(0, [1, 2, 3, 4]);
  notes.add(0, [1, 2, 3, 4]);
  strictEqual(notes.counts.conflicts, 0, "the same again is silent");
  notes.add(2, [9, 9, 5, 6]);
  deepStrictEqual([notes.read, notes.counts.conflicts], [[1, 2, 3, 4, 5, 6], 1]);
  // held: 10 to 12 first, then 8 to 14 around it with other bytes
  notes.add(10, [11, 12]);
  notes.add(8, [9, 10, 99, 99, 13, 14]);
  strictEqual(notes.counts.conflicts, 2);
  notes.add(6, [7, 8]);
  deepStrictEqual(notes.read, count(1, 15));
  strictEqual(notes.stream.conflicts, 2);
});
Deno.test("a keep-alive is no copy that differs; what is older than what is kept is counted as not compared", () => {
  const notes = new Notes({ historyBytes: 512 });
  notes.stream.begin(0, false);
  notes.add(0, count(0, 1000));
  notes.add(999, [0]);
  deepStrictEqual([notes.counts.conflicts, notes.counts.uncompared], [0, 0]);
  notes.add(400, Array(200).fill(0));
  deepStrictEqual([notes.counts.conflicts, notes.counts.uncompared], [1, 88]);
  const none = new Notes({ historyBytes: 0 });
  none.stream.begin(0, false);
  none.add(0, count(0, 100));
  none.add(0, Array(100).fill(0));
  deepStrictEqual([none.counts.conflicts, none.counts.uncompared, none.counts.kept], [0, 100, 0]);
});
Deno.test("FIN ends the stream where it stands, also if it comes first; what is behind it is not read", () => {
  const notes = new Notes();
  notes.stream.begin(0, false);
  notes.add(4, [5, 6]);
  notes.stream.finish(6);
  strictEqual(notes.ended, undefined);
  notes.add(4, [5, 6, 7, 8]);
  notes.add(0, [1, 2, 3, 4]);
  deepStrictEqual([notes.read, notes.ended, notes.counts.behindEnd], [count(1, 7), "fin", 2]);
  notes.add(6, [7]);
  deepStrictEqual([notes.read.length, notes.counts.behindEnd, notes.counts.kept], [6, 3, 0]);
});
Deno.test("at the end what is held is read behind its gap", () => {
  const notes = new Notes();
  notes.stream.begin(0, false);
  notes.add(3, [4]);
  notes.add(6, [7]);
  notes.stream.close("reset");
  deepStrictEqual([notes.read, notes.ended], [[-1, -1, -1, 4, -1, -1, 7], "reset"]);
  deepStrictEqual([notes.counts.gaps, notes.counts.missing], [2, 5]);
});
Deno.test("what is let go to make room is said to the reader as lost", () => {
  const notes = new Notes({}, (length) => length < 10 ? 0 : length);
  notes.stream.begin(0, false);
  notes.add(0, [1, 2, 3]);
  notes.stream.drop();
  strictEqual(notes.counts.kept, 0);
  notes.add(3, count(4, 20));
  deepStrictEqual([notes.calls, notes.read], [["gap 0 3"], [-1, -1, -1, ...count(4, 20)]]);
});
Deno.test("nothing far from what is expected is taken", () => {
  const notes = new Notes();
  notes.stream.begin(0, false);
  notes.add(0x50000000, [1]);
  notes.add(-0x50000000, [1]);
  deepStrictEqual([notes.read.length, notes.counts.stray, notes.stream.isWaiting], [0, 2, false]);
});
Deno.test("a reader that ends tracing is not called again", () => {
  const direction = new StreamDirection(0, new StreamCounts());
  let calls = 0;
  direction.reader = { read: () => (calls++, OVER), gap: () => false, end: () => false };
  const segment = { seq: 0, bytes: new Uint8Array(8), at: 0, end: 8, length: 8, seconds: 0, nanoseconds: 0 };
  ok(direction.add(segment));
  strictEqual(calls, 1);
});
Deno.test("random segments with other bytes, cuts and acknowledgments agree with a model", () => {
  const random = new Random(16);
  for (let run = 0; run < 300; run++) {
    const size = 200 + random.below(2000), start = random.below(2 ** 32) | 0;
    const use = run % 3 === 0 ? undefined : (length: number) => random.below(length + 1);
    const notes = new Notes({ historyBytes: 2 ** 20 }, use),
      first: (number | undefined)[] = Array(size).fill(undefined);
    notes.stream.begin(start, false);
    let next = 0, conflicts = 0;
    for (let i = 0; i < 60; i++) {
      const at = Math.max(0, Math.min(size - 1, next + random.below(300) - 120)),
        to = Math.min(size, at + 1 + random.below(150));
      const data = count(at, to);
      if (random.below(5) === 0) data[random.below(data.length)] ^= 1;
      const isOld = at < next, isKeepAlive = data.length === 1 && at === next - 1;
      if (!isKeepAlive && data.some((byte, k) => first[at + k] !== undefined && first[at + k] !== byte)) conflicts++;
      data.forEach((byte, k) => first[at + k] ??= byte);
      notes.add(start + at, data);
      while (next < size && first[next] !== undefined) next++;
      ok(isOld || next >= at || notes.stream.isWaiting);
    }
    notes.stream.close("capture");
    const last = first.findLastIndex((byte) => byte !== undefined);
    const expected = first.slice(0, last + 1).map((byte) => byte ?? -1);
    // what a reader has not used is not noted, but at the end
    notes.read.forEach((byte, k) => ok(byte === expected[k] || byte === -1, `run ${run}, byte ${k}`));
    if (!use) deepStrictEqual(notes.read, expected, `run ${run}`);
    strictEqual(notes.counts.conflicts, conflicts, `run ${run}`);
    strictEqual(notes.counts.missing, expected.filter((byte) => byte === -1).length);
    strictEqual(notes.counts.kept, 0);
  }
});
