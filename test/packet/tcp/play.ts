/**
 * Plays scripts of segments to the tracker, and keeps what it tells of each.
 *
 * @module
 */
import { END, HAPPENED, STATE, stateOf, TcpTracker, VERDICT } from "../../../lib/packet/tcp/mod.ts";
import { plainMemory } from "../../sources/plain_memory.ts";
import { segmentOf, type Step } from "./steps.ts";

const NAMES = Object.fromEntries(Object.entries(STATE).map(([name, value]) => [value, name]));
const START = 1_700_000_000;

export interface Outcome {
  readonly changes: string[];
  /** Bits of HAPPENED, VERDICT and EVIDENCE after each step. */
  readonly happened: number[];
  readonly verdicts: number[];
  readonly evidence: number[];
  /** The record at the end. */
  readonly words: Int32Array;
  readonly rtts: number[];
  /** Both ends' states after each step: "SYN_SENT LISTEN". */
  readonly states: string[];
}
export function play(steps: readonly Step[]): Outcome {
  const memory = plainMemory(1), { words } = memory;
  const tracker = new TcpTracker(memory);
  const outcome: Outcome = {
    ...{ changes: [], happened: [], verdicts: [], evidence: [], words, rtts: [], states: [] },
  };
  let ms = 0;
  for (const step of steps) {
    ms += step.after ?? 1;
    tracker.observe(0, step.from, segmentOf(step), START + Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6));
    for (let i = 0; i < tracker.changes; i++) {
      const side = tracker.changeSide[i] === 0 ? "client" : "server";
      outcome.changes.push(`${side} ${NAMES[tracker.changeFrom[i]]} ${NAMES[tracker.changeTo[i]]}`);
    }
    outcome.happened.push(tracker.happened);
    outcome.verdicts.push(tracker.verdict);
    outcome.evidence.push(tracker.evidence);
    if (tracker.happened & HAPPENED.RTT_SAMPLE) outcome.rtts.push(tracker.rtt);
    outcome.states.push(`${NAMES[stateOf(words, 0)]} ${NAMES[stateOf(words, END.WORDS)]}`);
  }
  return outcome;
}
/** Names of the bits that are set, in the order of the constants. */
export function namesOf(bits: number, constants: Readonly<Record<string, number>>): string {
  return Object.entries(constants).filter(([, bit]) => (bits & bit) !== 0).map(([name]) => name).join("|");
}
export const verdictNames = (bits: number): string => namesOf(bits, VERDICT);
