/**
 * Transfers over a bad path, seen by a capture that has its own faults: a seed decides what is lost before or behind the
 * tap, what the tap misses, what it sees late or twice. Numbers are not wrapped; `firsts` says where they begin.
 *
 * @module
 */
import { TH } from "../../../lib/packet/tcp/mod.ts";
import type { Step } from "./steps.ts";

const { SYN, ACK, FIN } = TH;
const SIZE = 100;

export interface Transfer {
  /** What the tap shows, in its order. */
  readonly steps: Step[];
  readonly firsts: readonly [number, number];
}
/** The client sends, the server acknowledges; both at the same time now and then. */
export function transfer(random: () => number, firsts: readonly [number, number], segments = 40): Transfer {
  const below = (n: number) => Math.floor(random() * n);
  const isOneIn = (n: number) => below(n) === 0;
  const [client, server] = firsts;
  const sent: Step[] = [
    { from: 0, flags: SYN, seq: client - 1 },
    { from: 1, flags: SYN | ACK, seq: server - 1, ack: client },
    { from: 0, flags: ACK, seq: client, ack: server },
  ];
  const lossy = [1000, 20, 8][below(3)], missed = [1000, 20, 8][below(3)], late = [1000, 15, 6][below(3)];
  const had = new Set<number>();
  let next = 0, expected = 0, spoken = 0;
  const acknowledge = () => {
    while (had.has(expected)) expected++;
    const length = isOneIn(10) ? 30 : 0;
    sent.push({ from: 1, flags: ACK, seq: server + spoken, ack: client + expected * SIZE, length });
    spoken += length;
  };
  while (expected < segments && sent.length < 20 * segments) {
    const isAgain = next > expected && isOneIn(4);
    const index = isAgain ? expected + below(next - expected) : Math.min(next, segments - 1);
    if (index === next) next++;
    sent.push({ from: 0, flags: ACK, seq: client + index * SIZE, ack: server + spoken, length: SIZE });
    if (!isOneIn(lossy)) {
      had.add(index);
      if (!isOneIn(3)) acknowledge();
    }
  }
  sent.push({ from: 0, flags: FIN | ACK, seq: client + next * SIZE, ack: server + spoken });
  return { steps: [...capture(sent, isOneIn, below, missed, late)], firsts };
}
function* capture(
  sent: readonly Step[],
  isOneIn: (n: number) => boolean,
  below: (n: number) => number,
  missed: number,
  late: number,
): Generator<Step> {
  const shown: Step[] = [];
  for (const [i, step] of sent.entries()) {
    if (i > 2 && isOneIn(missed)) continue;
    shown.push({ ...step, after: 1 + below(30) });
    if (i > 2 && isOneIn(4 * late)) shown.push({ ...step, after: 1 });
  }
  for (let i = 4; i < shown.length; i++) {
    if (!isOneIn(late)) continue;
    // a segment is seen before one or two that were before it
    const from = Math.max(3, i - 1 - below(2));
    shown.splice(from, 0, ...shown.splice(i, 1));
  }
  yield* shown;
}
