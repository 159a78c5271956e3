/**
 * Scripts of segments, and what must come of each: a row of a table is a test.
 *
 * @module
 */
import { deepStrictEqual } from "node:assert";
import { clientOf, END, OUTCOME, TH } from "../../../lib/packet/tcp/mod.ts";
import { namesOf, play, verdictNames } from "./play.ts";
import type { Step } from "./steps.ts";

const { SYN, ACK } = TH;
export const C = 0, S = END.WORDS;
const TOLD = {
  CONNECT_REQUEST: OUTCOME.CONNECT_REQUEST,
  CONNECT_ESTABLISHED: OUTCOME.CONNECT_ESTABLISHED,
  CONNECT_REFUSED: OUTCOME.CONNECT_REFUSED,
  ACCEPT_ESTABLISHED: OUTCOME.ACCEPT_ESTABLISHED,
  ACCEPT_REFUSED: OUTCOME.ACCEPT_REFUSED,
  CLOSED: OUTCOME.CLOSED,
};
export const [ASK, OPEN, REFUSED, ACCEPTED, REFUSES] = [
  ...["CONNECT_REQUEST", "CONNECT_ESTABLISHED", "CONNECT_REFUSED", "ACCEPT_ESTABLISHED", "ACCEPT_REFUSED"],
];
export interface Case {
  readonly name: string;
  readonly steps: readonly Step[];
  /** After the last step. */
  readonly states?: string;
  /** After each step. */
  readonly told?: readonly string[];
  readonly verdicts?: readonly string[];
  /** Words of the record at the end: end, name, value. */
  readonly words?: readonly [end: number, name: keyof typeof END, value: number][];
  readonly client?: number;
}
export const syn = (more: Partial<Step> = {}): Step => ({ from: 0, flags: SYN, seq: 1000, ...more });
export const synAck = (more: Partial<Step> = {}): Step => ({
  from: 1,
  flags: SYN | ACK,
  seq: 5000,
  ack: 1001,
  ...more,
});
export const ack = (more: Partial<Step> = {}): Step => ({ from: 0, flags: ACK, seq: 1001, ack: 5001, ...more });
export const reply = (more: Partial<Step> = {}): Step => ({ from: 1, flags: ACK, seq: 5001, ack: 1001, ...more });
export const fast = (length: number): Step => syn({ length, cookie: true });

export function test(cases: readonly Case[]): void {
  for (const { name, steps, states, told, verdicts, words = [], client } of cases) {
    Deno.test(name, () => {
      const outcome = play(steps);
      if (states) deepStrictEqual(outcome.states.at(-1), states);
      if (told) deepStrictEqual(outcome.outcomes.map((bits) => namesOf(bits, TOLD)), told);
      if (verdicts) deepStrictEqual(outcome.verdicts.map(verdictNames), verdicts);
      const wanted = words.map(([end, word, value]) => [end, word, value]);
      deepStrictEqual(words.map(([end, word]) => [end, word, outcome.words[end + END[word]] >>> 0]), wanted);
      if (client !== undefined) deepStrictEqual(clientOf(outcome.words, 0), client);
    });
  }
}
