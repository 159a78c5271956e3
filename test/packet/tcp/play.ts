/**
 * Plays scripts of segments to the tracker, and keeps what it tells of each.
 *
 * @module
 */
import { END, OUTCOME, STATE, stateOf, TcpTracker, VERDICT } from "../../../lib/packet/tcp/mod.ts";
import { plainMemory } from "../../sources/plain_memory.ts";
import { segmentOf, type Step } from "./steps.ts";

const NAMES = Object.fromEntries(Object.entries(STATE).map(([name, value]) => [value, name]));
const START = 1_700_000_000;

export interface Played {
  readonly changes: string[];
  /** Bits of OUTCOME, VERDICT and EVIDENCE after each step. */
  readonly outcomes: number[];
  readonly verdicts: number[];
  readonly evidence: number[];
  /** The record at the end. */
  readonly words: Int32Array;
  readonly rtts: number[];
  /** Both ends' states after each step: "SYN_SENT LISTEN". */
  readonly states: string[];
}
export function play(steps: readonly Step[]): Played {
  const memory = plainMemory(1), { words } = memory;
  const tracker = new TcpTracker(memory);
  const played: Played = {
    ...{ changes: [], outcomes: [], verdicts: [], evidence: [], words, rtts: [], states: [] },
  };
  let ms = 0;
  for (const step of steps) {
    ms += step.after ?? 1;
    tracker.observe(0, step.from, segmentOf(step), START + Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6));
    for (let i = 0; i < tracker.changes; i++) {
      const side = tracker.changeSide[i] === 0 ? "client" : "server";
      played.changes.push(`${side} ${NAMES[tracker.changeFrom[i]]} ${NAMES[tracker.changeTo[i]]}`);
    }
    played.outcomes.push(tracker.outcome);
    played.verdicts.push(tracker.verdict);
    played.evidence.push(tracker.evidence);
    if (tracker.outcome & OUTCOME.RTT_SAMPLE) played.rtts.push(tracker.rtt);
    played.states.push(`${NAMES[stateOf(words, 0)]} ${NAMES[stateOf(words, END.WORDS)]}`);
  }
  return played;
}
/** Names of the bits that are set, in the order of the constants. */
export function namesOf(bits: number, constants: Readonly<Record<string, number>>): string {
  return Object.entries(constants).filter(([, bit]) => (bits & bit) !== 0).map(([name]) => name).join("|");
}
export const verdictNames = (bits: number): string => namesOf(bits, VERDICT);
