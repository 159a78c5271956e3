/** The short way of ordinary segments against the long way. */
import { deepStrictEqual, ok } from "node:assert";
import { SHARED, TcpTracker, TH } from "../../../lib/packet/tcp/mod.ts";
import { plainMemory } from "../../sources/plain_memory.ts";
import { segmentOf, type Step } from "./steps.ts";

const { SYN, ACK, FIN, RST, PUSH } = TH;

/** Segments of two ends that mostly behave: in order, acknowledged, now and then lost, repeated, shut, reset. */
function* conversation(random: () => number): Generator<Step> {
  const below = (n: number) => Math.floor(random() * n);
  const next = [1001, 5001], acked = [5001, 1001];
  if (below(4) > 0) {
    yield* [
      { from: 0, flags: SYN, seq: 1000, scale: 7 },
      { from: 1, flags: SYN | ACK, seq: 5000, ack: 1001, scale: 7 },
      { from: 0, flags: ACK, seq: 1001, ack: 5001 },
    ] as Step[];
  }
  for (let i = 0; i < 60; i++) {
    const from = below(2) as 0 | 1;
    const length = below(3) === 0 ? 0 : below(5) === 0 ? 1 : 1 + below(1400);
    const back = below(8) === 0 ? below(3000) : below(12) === 0 ? -below(3000) : 0;
    if (below(3) > 0) acked[from] = next[1 - from] - (below(4) === 0 ? below(2000) : 0);
    const flags = below(40) === 0
      ? FIN | ACK
      : below(60) === 0
      ? RST
      : below(80) === 0
      ? SYN
      : below(3) === 0
      ? ACK | PUSH
      : ACK;
    const window = below(20) === 0 ? 0 : below(3) === 0 ? 500 + below(100) : 500;
    const sack: [number, number] | undefined = below(12) === 0 ? [acked[from] + 100, acked[from] + 900] : undefined;
    yield { from, flags, seq: next[from] - back, ack: acked[from], length, window, after: below(50), sack };
    next[from] = Math.max(next[from], next[from] - back + length);
  }
}
Deno.test("the short way of ordinary segments leaves what the long way leaves", () => {
  let state = 20261125, taken = 0;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  for (let round = 0; round < 400; round++) {
    const start = state;
    const both = [true, false].map((short) => {
      const memory = plainMemory(1);
      return { words: memory.words.subarray(0, SHARED.WORDS), tracker: new TcpTracker(memory, short) };
    });
    let ms = 0;
    for (const step of conversation(random)) {
      ms += step.after ?? 1;
      const s = segmentOf(step);
      for (const { tracker } of both) {
        tracker.observe(0, step.from, s, 1_700_000_000 + Math.floor(ms / 1000), (ms % 1000) * 1e6);
      }
      const [quick, slow] = both.map(({ words, tracker }) => ({
        words: [...words],
        ...{ happened: tracker.happened, verdict: tracker.verdict, changes: tracker.changes, rtt: tracker.rtt },
      }));
      deepStrictEqual(quick, slow, `seed ${start}`);
      taken++;
    }
  }
  ok(taken > 20_000);
});
