/**
 * The capture's own clock: profile and tick probes fire in the time of the packets.
 *
 * @module
 */
import type { ProbeCatalog } from "../../d/check/mod.ts";
import type { FireFunction, ProviderContext } from "../../engine/probe/mod.ts";
import { CONTEXT } from "../../image/mod.ts";
import { parseProfileName, PROFILE_USER_COUNTER } from "../profile.ts";

const SECOND = 1e9;
/**
 * Timers fire so often between two packets, whatever the capture; beyond that, each firing is taken from what a whole
 * run may have of them. A leap of years, as a damaged clock writes it, would else be a wait of hours that nothing ends.
 */
const FIRINGS_IN_A_GAP = 1_000;
const FIRINGS_IN_GAPS = 10_000_000;

interface Timer {
  readonly fire: FireFunction;
  /** The period as whole seconds and nanoseconds: a double holds no longer times exactly. */
  readonly periodSeconds: number;
  readonly periodNs: number;
  seconds: number;
  nanoseconds: number;
}
function advance(timer: Timer): void {
  timer.seconds += timer.periodSeconds;
  timer.nanoseconds += timer.periodNs;
  if (timer.nanoseconds >= SECOND) {
    timer.nanoseconds -= SECOND;
    timer.seconds++;
  }
}

/** Puts a timer behind a moment without a change of phase; answers with how often it would have fired. */
function leap(timer: Timer, seconds: number, nanoseconds: number): number {
  const second = BigInt(SECOND);
  const period = BigInt(timer.periodSeconds) * second + BigInt(timer.periodNs);
  const due = BigInt(timer.seconds) * second + BigInt(timer.nanoseconds);
  const behind = BigInt(seconds) * second + BigInt(nanoseconds) - due;
  if (behind < 0n) return 0;
  const firings = behind / period + 1n;
  const next = due + firings * period;
  timer.seconds = Number(next / second);
  timer.nanoseconds = Number(next % second);
  return Number(firings);
}

/**
 * Timers in the time of the packets. Where time leaps so far that they would fire more than ten million times in all,
 * the rest is left out, counted in `skippedFirings`.
 */
export class TickClock {
  /** Firings that were left out. */
  skippedFirings = 0;
  #left = FIRINGS_IN_GAPS;
  /** When the next timer is due; Infinity where there is none. */
  dueSeconds = Infinity;
  dueNanoseconds = 0;
  readonly #timers: Timer[] = [];
  #running = false;

  constructor(readonly tracing: ProviderContext, catalog: ProbeCatalog) {
    for (const probe of catalog.all()) {
      if (probe.provider !== "profile") continue;
      const fire = tracing.fire(probe);
      const period = fire && parseProfileName(probe.name)?.periodNs;
      if (!fire || period === undefined) continue;
      const periodSeconds = Number(period / 1_000_000_000n);
      this.#timers.push({ fire, periodSeconds, periodNs: Number(period % 1_000_000_000n), seconds: 0, nanoseconds: 0 });
    }
    if (this.#timers.length > 0) this.dueSeconds = -Infinity;
  }

  /** Called with the time of a packet that is not before what is due. Fires in order of time; true when tracing is over. */
  fireUntil(seconds: number, nanoseconds: number): boolean {
    if (!this.#running) {
      this.#start(seconds, nanoseconds);
      return false;
    }
    const { memory } = this.tracing;
    let firings = 0;
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      if (next.seconds > seconds || next.seconds === seconds && next.nanoseconds > nanoseconds) {
        this.dueSeconds = next.seconds;
        this.dueNanoseconds = next.nanoseconds;
        return false;
      }
      if (++firings > FIRINGS_IN_A_GAP && --this.#left < 0) {
        for (const timer of this.#timers) this.skippedFirings += leap(timer, seconds, nanoseconds);
        continue;
      }
      memory.doubles[CONTEXT.TIME_SECONDS >> 3] = next.seconds;
      memory.words[CONTEXT.TIME_NANOSECONDS >> 2] = next.nanoseconds;
      memory.words.fill(0, CONTEXT.ARG >> 2, CONTEXT.TIME_SECONDS >> 2);
      memory.words[CONTEXT.PACKET_END >> 2] = 0;
      memory.words[(CONTEXT.ARG >> 2) + 2] = PROFILE_USER_COUNTER;
      advance(next);
      const status = next.fire();
      if (status !== 0 && this.tracing.checkStatus(status)) return true;
    }
    return false;
  }
  /** Time begins with the first packet. */
  #start(seconds: number, nanoseconds: number): void {
    this.#running = true;
    for (const timer of this.#timers) {
      timer.seconds = seconds;
      timer.nanoseconds = nanoseconds;
      advance(timer);
    }
    const next = this.#next();
    if (!next) return;
    this.dueSeconds = next.seconds;
    this.dueNanoseconds = next.nanoseconds;
  }
  /** The timer that is due first; of several the one declared first. */
  #next(): Timer | undefined {
    let best: Timer | undefined;
    for (const timer of this.#timers) {
      if (
        !best || timer.seconds < best.seconds ||
        timer.seconds === best.seconds && timer.nanoseconds < best.nanoseconds
      ) best = timer;
    }
    return best;
  }
}
