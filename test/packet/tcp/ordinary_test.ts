/** The fast path of ordinary segments against the slow path, over conversations that seeds make. */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { extraordinary, instantiateTcp, SHARED, TcpTracker, TH } from "../../../lib/packet/tcp/mod.ts";
import { plainMemory } from "../../sources/plain_memory.ts";
import { conversation, randomOf } from "./conversations.ts";
import { HANDSHAKE, segmentOf, type Step } from "./steps.ts";

const { ACK } = TH;
const START = 1_700_000_000;

interface Side {
  readonly words: Int32Array;
  readonly tracker: TcpTracker;
}
/** Everything that a segment left; what only tells which way it went is no part of it. */
function leftBy({ words, tracker }: Side): unknown {
  const { happened, verdict, evidence, changes, rtt } = tracker;
  const kinds = Array.from({ length: changes }, (_, i) => [
    ...[tracker.changeSide[i], tracker.changeFrom[i], tracker.changeTo[i]],
  ]);
  return { words: [...words], happened, verdict, evidence, kinds, rtt: happened & 32 ? rtt : 0 };
}
/** Plays the same to both; the number of the first step after which they differ, or -1. */
function firstDifference(steps: Iterable<Step>, fast: Side, slow: Side): number {
  let ms = 0, number = 0;
  for (const step of steps) {
    ms += step.after ?? 1;
    const s = segmentOf(step), seconds = START + Math.floor(ms / 1000), nanoseconds = (ms % 1000) * 1e6;
    for (const { tracker } of [fast, slow]) tracker.observe(0, step.from, s, seconds, nanoseconds);
    if (JSON.stringify(leftBy(fast)) !== JSON.stringify(leftBy(slow))) return number;
    number++;
  }
  return -1;
}
function sideOf(short: boolean, conditions?: ReturnType<typeof extraordinary>): Side {
  const memory = plainMemory(1);
  const functions = conditions && instantiateTcp(memory, conditions);
  return { words: memory.words.subarray(0, SHARED.WORDS), tracker: new TcpTracker(memory, short, functions) };
}
function clear({ words }: Side): void {
  words.fill(0);
}

Deno.test("the fast path is taken, and leaves what the slow path leaves", () => {
  const fast = sideOf(true), slow = sideOf(false);
  let segments = 0;
  for (let seed = 1; seed <= 800; seed++) {
    clear(fast);
    clear(slow);
    const steps = [...conversation(randomOf(seed))];
    segments += steps.length;
    const at = firstDifference(steps, fast, slow);
    if (at >= 0) deepStrictEqual(leftBy(fast), leftBy(slow), `seed ${seed}, step ${at}: ${JSON.stringify(steps[at])}`);
  }
  strictEqual(slow.tracker.ordinary, 0);
  ok(fast.tracker.ordinary > segments / 8, `${fast.tracker.ordinary} of ${segments}`);
  ok(fast.tracker.ordinary < segments / 2);
});
Deno.test("in a calm conversation all but the handshake and what ends it take the fast path", () => {
  const fast = sideOf(true);
  const steps: Step[] = [...HANDSHAKE];
  for (let i = 0; i < 100; i++) {
    steps.push({ from: 0, flags: ACK, seq: 101 + 100 * i, ack: 501, length: 100, window: 1000 });
    steps.push({ from: 1, flags: ACK, seq: 501, ack: 201 + 100 * i, window: 1000 });
  }
  strictEqual(firstDifference(steps, fast, sideOf(false)), -1);
  // the server's first acknowledgment that is no SYN goes the slow path only if its window is another
  strictEqual(fast.tracker.ordinary, 200);
});
Deno.test("without any one of its conditions the fast path takes what it must not", () => {
  const { length } = extraordinary();
  ok(length >= 12);
  const slow = sideOf(false);
  for (let left = 0; left < length; left++) {
    const fast = sideOf(true, extraordinary().filter((_, i) => i !== left));
    let found = false;
    for (let seed = 1; seed <= 4000 && !found; seed++) {
      clear(fast);
      clear(slow);
      found = firstDifference(conversation(randomOf(seed)), fast, slow) >= 0;
    }
    ok(found, `condition ${left} is not needed, or no conversation shows that it is`);
  }
});
