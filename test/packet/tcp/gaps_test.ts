/** Gaps in sequence numbers: as many as are kept are exact; those beyond are taken as one with others, and counted. */
import { deepStrictEqual, strictEqual } from "node:assert";
import { Gaps } from "../../../lib/packet/tcp/gaps.ts";
import { END } from "../../../lib/packet/tcp/connection_layout.ts";

/** Words of so many endpoints, at 0, END.WORDS, … */
const world = (endpoints: number) => new Gaps(new Int32Array(endpoints * END.WORDS));
/** Gaps of 10 bytes, 10 bytes of data between, from 0. */
function dig(gaps: Gaps, x: number, count: number): void {
  for (let i = 0; i < count; i++) gaps.skip(x, 20 * i, 20 * i + 10);
}
Deno.test("32 gaps of an endpoint are kept apart, and none is counted as joined", () => {
  const gaps = world(1);
  dig(gaps, 0, 32);
  for (let i = 0; i < 31; i++) {
    deepStrictEqual([gaps.missesSome(0, 20 * i, 20 * i + 10), gaps.missesSome(0, 20 * i + 10, 20 * i + 20)], [
      true,
      false,
    ]);
  }
  strictEqual(gaps.joined, 0);
});
Deno.test("each gap beyond joins the two oldest, and is counted", () => {
  const gaps = world(1);
  dig(gaps, 0, 35);
  strictEqual(gaps.joined, 3);
  // the data behind the first three gaps are taken for missing, those behind the fourth are not
  deepStrictEqual([10, 30, 50, 70].map((at) => gaps.missesSome(0, at, at + 10)), [true, true, true, false]);
});
Deno.test("a gap that is parted when there are 32 is counted", () => {
  const gaps = world(1);
  dig(gaps, 0, 32);
  gaps.fill(0, 2, 4);
  strictEqual(gaps.joined, 1);
  // filling a whole one needs no room
  gaps.fill(0, 20, 30);
  gaps.fill(0, 42, 44);
  strictEqual(gaps.joined, 1);
});
Deno.test("a list that makes room for another endpoint's is counted unless its gaps were filled", () => {
  const gaps = world(4100);
  const at = (endpoint: number) => endpoint * END.WORDS;
  for (let i = 0; i < 4096; i++) dig(gaps, at(i), 3);
  strictEqual(gaps.joined, 0);
  gaps.fill(at(1), 0, 50);
  dig(gaps, at(4096), 2);
  // the first endpoint's three gaps are one
  deepStrictEqual([gaps.joined, gaps.missesSome(at(0), 10, 20), gaps.missesSome(at(2), 10, 20)], [2, true, false]);
  dig(gaps, at(4097), 2);
  strictEqual(gaps.joined, 2);
});
