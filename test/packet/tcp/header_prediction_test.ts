/** Header prediction against the whole of the tracker, over conversations that seeds make. */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { predictSegment, SHARED, TcpTracker, TH } from "../../../lib/packet/tcp/mod.ts";
import type { HeaderPredictionFunctions } from "../../../lib/packet/tcp/header_prediction.wasm.ts";
import { translate } from "../../../lib/wasm/translate/mod.ts";
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
  const { outcome, verdict, evidence, changes, rtt } = tracker;
  const kinds = Array.from({ length: changes }, (_, i) => [
    ...[tracker.changeSide[i], tracker.changeFrom[i], tracker.changeTo[i]],
  ]);
  return { words: [...words], outcome, verdict, evidence, kinds, rtt: outcome & 32 ? rtt : 0 };
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
type Prediction = (memory: ReturnType<typeof plainMemory>) => HeaderPredictionFunctions;
function sideOf(predicts: boolean, prediction?: Prediction): Side {
  const memory = plainMemory(1);
  return {
    words: memory.words.subarray(0, SHARED.WORDS),
    tracker: new TcpTracker(memory, predicts, prediction?.(memory)),
  };
}
/** Not the machine's, but the function as it stands. */
const plain: Prediction = ({ words }) => ({ predictSegment: (...args) => predictSegment(words, ...args) });
function clear({ words }: Side): void {
  words.fill(0);
}

Deno.test("header prediction takes segments, and leaves what the tracker leaves without it", () => {
  const slow = sideOf(false), fast = sideOf(true), script = sideOf(true, plain);
  let segments = 0;
  for (let seed = 1; seed <= 800; seed++) {
    [fast, slow, script].forEach(clear);
    const steps = [...conversation(randomOf(seed))];
    segments += steps.length;
    const at = firstDifference(steps, fast, slow);
    if (at >= 0) deepStrictEqual(leftBy(fast), leftBy(slow), `seed ${seed}, step ${at}: ${JSON.stringify(steps[at])}`);
    clear(slow);
    strictEqual(firstDifference(steps, script, slow), -1, `seed ${seed}, in TypeScript`);
  }
  strictEqual(slow.tracker.predicted, 0);
  strictEqual(script.tracker.predicted, fast.tracker.predicted);
  ok(fast.tracker.predicted > segments / 8, `${fast.tracker.predicted} of ${segments}`);
  ok(fast.tracker.predicted < segments / 2);
});
Deno.test("in a calm conversation all but the handshake and what ends it are predicted", () => {
  const fast = sideOf(true);
  const steps: Step[] = [...HANDSHAKE];
  for (let i = 0; i < 100; i++) {
    steps.push({ from: 0, flags: ACK, seq: 101 + 100 * i, ack: 501, length: 100, window: 1000 });
    steps.push({ from: 1, flags: ACK, seq: 501, ack: 201 + 100 * i, window: 1000 });
  }
  strictEqual(firstDifference(steps, fast, sideOf(false)), -1);
  // the server's first acknowledgment that is no SYN goes the slow path only if its window is another
  strictEqual(fast.tracker.predicted, 200);
});
const PATH = "lib/packet/tcp/header_prediction.ts";
const read = (path: string) => Deno.readTextFileSync(new URL(`../../../${path}`, import.meta.url));
/** The file without one of its lines, translated. */
function without(line: string): Prediction {
  const { bytes } = translate((path) => path === PATH ? read(path).replace(line, "") : read(path), PATH, [
    "predictSegment",
  ]);
  const module = new WebAssembly.Module(bytes);
  return ({ memory }) =>
    new WebAssembly.Instance(module, { host: { memory } }).exports as unknown as HeaderPredictionFunctions;
}
Deno.test("without any one of its conditions it takes what it must not", () => {
  const conditions = read(PATH).split("\n").filter((line) => line.endsWith("return PREDICTED.NO;"));
  ok(conditions.length >= 13);
  const slow = sideOf(false);
  for (const condition of conditions) {
    const fast = sideOf(true, without(condition));
    let found = false;
    for (let seed = 1; seed <= 4000 && !found; seed++) {
      clear(fast);
      clear(slow);
      found = firstDifference(conversation(randomOf(seed)), fast, slow) >= 0;
    }
    ok(found, `not needed, or no conversation shows that it is: ${condition.trim()}`);
  }
});
