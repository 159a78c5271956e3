/**
 * The system's time as the machine wants it, and profile probes that fire by it.
 *
 * @module
 */
import type { ProbeInformation } from "../d/check/mod.ts";
import { type Enabling, fire } from "../engine/probe/mod.ts";
import { CONTEXT, type MachineMemory } from "../image/mod.ts";
import { parseProfileName, PROFILE_USER_COUNTER } from "../providers/mod.ts";
import type { Moment } from "../sources/mod.ts";

const NS = 1e9;

export function setTime({ doubles, words }: MachineMemory, seconds: number, nanoseconds: number): void {
  doubles[CONTEXT.TIME_SECONDS >> 3] = seconds;
  words[CONTEXT.TIME_NANOSECONDS >> 2] = nanoseconds;
}
/** The time at which probes fire now. */
export function timeOf({ doubles, words }: MachineMemory): Moment {
  return { seconds: doubles[CONTEXT.TIME_SECONDS >> 3], nanoseconds: words[CONTEXT.TIME_NANOSECONDS >> 2] };
}
/** Microseconds are as fine as a process without privileges is told. */
export function setSystemTime(memory: MachineMemory): void {
  const ms = performance.timeOrigin + performance.now();
  const seconds = Math.floor(ms / 1000);
  setTime(memory, seconds, Math.min(NS - 1, Math.round((ms - seconds * 1000) * 1e6)));
}

interface Timer {
  readonly probe: ProbeInformation;
  readonly periodMs: number;
  due: number;
}
/** Fires the enabled profile probes in real time. */
export class SystemClock {
  readonly #timers: Timer[] = [];

  constructor(readonly enabling: Enabling) {
    const now = performance.now();
    const probes = new Set(enabling.image.enabled.map(({ probe }) => probe));
    for (const id of probes) {
      const probe = enabling.catalog.get(id);
      const profile = probe?.provider === "profile" ? parseProfileName(probe.name) : undefined;
      if (!probe || !profile) continue;
      const periodMs = Number(profile.periodNs) / 1e6;
      this.#timers.push({ probe, periodMs, due: now + periodMs });
    }
  }
  /** Milliseconds until the next is due; undefined when there is none. */
  get wait(): number | undefined {
    if (this.#timers.length === 0) return undefined;
    return Math.max(0, Math.min(...this.#timers.map(({ due }) => due)) - performance.now());
  }
  /** Fires what is due, in order of time; true when tracing is over. What was missed is made up for once. */
  fireDue(): boolean {
    const now = performance.now();
    for (;;) {
      const next = this.#timers.reduce<Timer | undefined>(
        (a, b) => a === undefined || b.due < a.due ? b : a,
        undefined,
      );
      if (!next || next.due > now) return false;
      next.due += next.periodMs;
      if (next.due < now - 1000) next.due = now + next.periodMs;
      const { memory } = this.enabling;
      setSystemTime(memory);
      memory.words[(CONTEXT.ARG >> 2) + 2] = PROFILE_USER_COUNTER;
      if (fire(this.enabling, next.probe)) return true;
    }
  }
}
