/**
 * The system's time as the machine wants it, profile probes that fire by it, and runs without packets.
 *
 * @module
 */
import type { ProbeInformation } from "../../d/check/mod.ts";
import { consume, type Consumer } from "../../engine/consume/mod.ts";
import type { Options } from "../../engine/options/mod.ts";
import { type Enabling, fire } from "../../engine/probe/mod.ts";
import type { RunResult } from "../report/mod.ts";
import type { Progress, RunLimits } from "../settings.ts";
import type { Clock, WatchedProgram } from "../../host/mod.ts";
import { CONTEXT, type MachineMemory } from "../../image/mod.ts";
import { parseProfileName, PROFILE_USER_COUNTER } from "../../providers/mod.ts";
import type { Moment } from "../../sources/mod.ts";

const NS = 1e9;

export function setTime({ doubles, words }: MachineMemory, seconds: number, nanoseconds: number): void {
  doubles[CONTEXT.TIME_SECONDS >> 3] = seconds;
  words[CONTEXT.TIME_NANOSECONDS >> 2] = nanoseconds;
}
/** The time at which probes fire now. */
export function timeOf({ doubles, words }: MachineMemory): Moment {
  return { seconds: doubles[CONTEXT.TIME_SECONDS >> 3], nanoseconds: words[CONTEXT.TIME_NANOSECONDS >> 2] };
}
/** The same in one number, ns since 1970. */
export function timeNs(memory: MachineMemory): bigint {
  const { seconds, nanoseconds } = timeOf(memory);
  return BigInt(seconds) * BigInt(NS) + BigInt(nanoseconds);
}
export function setTimeNs(memory: MachineMemory, timeNs: bigint): void {
  const nanoseconds = timeNs % BigInt(NS);
  setTime(memory, Number((timeNs - nanoseconds) / BigInt(NS)), Number(nanoseconds));
}
/** Microseconds are as fine as a process without privileges can read. */
export function setSystemTime(memory: MachineMemory, clock: Clock): void {
  const ms = clock.nowMs();
  const seconds = Math.floor(ms / 1000);
  setTime(memory, seconds, Math.min(NS - 1, Math.round((ms - seconds * 1000) * 1e6)));
}

interface Timer {
  readonly probe: ProbeInformation;
  readonly periodMs: number;
  due: number;
}
/** Fires the enabled profile probes in real time. */
class SystemClock {
  readonly #timers: Timer[] = [];

  constructor(readonly enabling: Enabling, readonly clock: Clock) {
    const now = clock.nowMs();
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
    return Math.max(0, Math.min(...this.#timers.map(({ due }) => due)) - this.clock.nowMs());
  }
  /** Fires what is due, in order of time; true when tracing is over. What was missed is made up for once. */
  fireDue(): boolean {
    const now = this.clock.nowMs();
    for (;;) {
      const next = this.#timers.reduce<Timer | undefined>(
        (a, b) => a === undefined || b.due < a.due ? b : a,
        undefined,
      );
      if (!next || next.due > now) return false;
      next.due += next.periodMs;
      if (next.due < now - 1000) next.due = now + next.periodMs;
      const { memory } = this.enabling;
      setSystemTime(memory, this.clock);
      memory.words[(CONTEXT.ARG >> 2) + 2] = PROFILE_USER_COUNTER;
      if (fire(this.enabling, next.probe)) return true;
    }
  }
}
/** What a run over packets and one by the clock have in common. */
export interface ClockedRun {
  readonly clock: Clock;
  readonly consumer: Consumer;
  readonly enabling: Enabling;
  readonly options: Options;
  readonly limits: RunLimits;
  progress?(report: Progress): void;
  ready?(): Promise<void> | undefined;
  isInterrupted(): boolean;
  /** Fires BEGIN; true when tracing is over. */
  begin(): boolean;
  /** Everything is ready: lets the program of -c begin. */
  start(): Promise<void>;
  /** Fires END and prints what is left. */
  finish(): void;
}
export interface ClockRun extends ClockedRun {
  readonly target?: WatchedProgram;
  /** What an interrupt calls, until it is undefined again. */
  onInterrupt(wake: (() => void) | undefined): void;
}
const DAY_MS = 86_400_000;
/** How often it is looked whether the program of -c has ended. */
const TARGET_TURN_MS = 50;

/** Without packets: profile probes by the system's clock, until exit() or an interrupt. */
export async function runByClock(run: ClockRun): Promise<RunResult> {
  const { consumer, enabling, options, target, clock: system } = run;
  const { memory } = enabling;
  setSystemTime(memory, system);
  let over = run.begin();
  if (!over) await run.start();
  const clock = new SystemClock(enabling, system);
  const { nanoseconds } = run.limits;
  const end = nanoseconds === undefined ? Infinity : system.nowMs() + nanoseconds / 1e6;
  const aggregationMs = Number(options.rate("aggrate")) / 1e6;
  const began = system.elapsedMs();
  let aggregationsRead = began;
  while (!over && !run.isInterrupted() && system.nowMs() < end && !target?.hasEnded()) {
    over = consume(consumer);
    // a buffer of a size that the user gave is emptied at the rate that the user gave
    if (enabling.image.sizes.aggregationFixed && system.elapsedMs() - aggregationsRead >= aggregationMs) {
      aggregationsRead = system.elapsedMs();
      consumer.drainAggregations();
    }
    consumer.reportDrops();
    consumer.flush();
    if (over) break;
    run.progress?.({ bytesRead: 0, packets: 0, elapsedMs: system.elapsedMs() - began });
    await run.ready?.();
    const longest = target ? TARGET_TURN_MS : DAY_MS;
    // where nobody waits, nothing comes any more
    if (system.pass && clock.wait === undefined && end === Infinity) break;
    await sleep(run, Math.min(clock.wait ?? longest, longest, end - system.nowMs()));
    over = clock.fireDue();
  }
  setSystemTime(memory, system);
  run.finish();
  return {
    exitStatus: enabling.exitStatus,
    interrupted: run.isInterrupted(),
    packets: 0,
    problems: [],
    undecoded: [],
  };
}
/** Ends early when the session is interrupted. */
async function sleep(run: ClockRun, ms: number): Promise<void> {
  if (run.clock.pass) return await run.clock.pass(Math.max(0, ms));
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, Math.max(0, ms));
    run.onInterrupt(() => {
      clearTimeout(timer);
      resolve();
    });
  });
  run.onInterrupt(undefined);
}
