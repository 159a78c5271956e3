/**
 * Conversations that a seed makes: mostly what header prediction takes, with all that it must not take now and then.
 *
 * @module
 */
import { TH } from "../../../lib/packet/tcp/mod.ts";
import type { Step } from "./steps.ts";

const { SYN, ACK, FIN, RST, PUSH, URG } = TH;
/** Where sequence numbers begin: also just before what wraps, and before what marks are kept up at. */
const STARTS = [1000, 0xffff_ff00, 0x1fff_f000, 0x7fff_f000, 0xfff0_0000];
const SCALES = [[7, 7], [7, -1], [-1, 7], [-1, -1], [0, 14], [3, 0]];

export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** Opens whole, in part, from the middle, or with a SYN|ACK first. */
function opening(random: () => number, first: readonly number[]): Step[] {
  const below = (n: number) => Math.floor(random() * n);
  const [a, b] = SCALES[below(SCALES.length)];
  const window = below(6) === 0 ? 0 : 500;
  const steps: Step[] = [
    { from: 0, flags: SYN, seq: first[0] - 1, scale: a, window },
    { from: 1, flags: SYN | ACK, seq: first[1] - 1, ack: first[0], scale: b, window },
    { from: 0, flags: ACK, seq: first[0], ack: first[1], window: 500 },
  ];
  const kind = below(10);
  if (kind === 0) return [];
  if (kind === 1) return steps.slice(1);
  if (kind === 2) return [steps[0], steps[2]];
  if (kind === 3) return steps.slice(0, 2);
  if (kind === 4) return [steps[1], steps[0], steps[2]];
  return steps;
}
export function* conversation(random: () => number, length = 60): Generator<Step> {
  const below = (n: number) => Math.floor(random() * n);
  const isOneIn = (n: number) => below(n) === 0;
  const next = [STARTS[below(STARTS.length)], STARTS[below(STARTS.length)]];
  const acked = [next[1], next[0]];
  yield* opening(random, next);
  // some are calm, some are bulk, some are wild
  const calm = [1, 1, 8, 40][below(4)], wildness = 12 * calm, most = [1400, 1400, 60_000, 2 ** 27][below(4)];
  for (let i = 0; i < length; i++) {
    const from = below(2) as 0 | 1;
    // a window is 64,000 bytes or less; of those that are scaled by 14 the more
    const size = isOneIn(3) ? 0 : isOneIn(6) ? 1 : 1 + below(isOneIn(calm) ? most : 300);
    const isWild = isOneIn(wildness);
    let seq = next[from], flags = isOneIn(3) ? ACK | PUSH : ACK;
    if (isOneIn(8 * calm)) seq -= below(most); // again
    else if (isOneIn(14 * calm)) seq += 1 + below(most); // some was lost
    if (!isOneIn(4 * calm)) acked[from] = next[1 - from];
    let ack = acked[from];
    if (isOneIn(9 * calm)) ack -= below(most); // old
    else if (isOneIn(14 * calm)) acked[from] = ack += 1 + below(most); // not captured
    if (isWild) {
      const kind = below(7);
      if (kind < 2) flags = FIN | ACK;
      else if (kind === 2) flags = isOneIn(2) ? RST : RST | ACK;
      else if (kind === 3) {
        flags = SYN; // half-open, or a port used again
        if (isOneIn(2)) seq = below(2 ** 32);
      } else if (kind === 4) flags = SYN | ACK;
      else if (kind === 5) flags = ACK | URG;
      else flags = 0;
    }
    const window = isOneIn(14 * calm) ? 0 : isOneIn(3 * calm) ? 400 + below(200) : isOneIn(30 * calm) ? 3 : 500;
    const sack: [number, number] | undefined = isOneIn(12 * calm) ? [ack + 100 | 0, ack + 900 | 0] : undefined;
    const after = isOneIn(60) ? 5_000_000 : below(50);
    const timestamps: [number, number] | undefined = isOneIn(2) ? undefined : [i * 3 + below(3), i * 3 - below(9)];
    yield { from, flags, seq: seq >>> 0, ack: ack >>> 0, length: size, window, after, sack, timestamps };
    const end = seq + size + (flags & FIN) + (flags >> 1 & 1);
    next[from] = (flags & RST) === 0 && end > next[from] ? end : next[from];
  }
}
