/**
 * How long a run lasts: moments of captures and of the system, and what --count and --for make of them.
 *
 * @module
 */
import type { Clock } from "../../host/mod.ts";
import type { Moment, PacketBatch, PacketSource } from "../../sources/mod.ts";
import type { RunLimits } from "../settings.ts";

/** When captures say that they began, and ended. */
export const earliest = ({ interfaces }: PacketSource) =>
  interfaces.reduce<Moment | undefined>(
    (first, { watchedFrom }) => !watchedFrom || first && !isBefore(watchedFrom, first) ? first : watchedFrom,
    undefined,
  );
export const latest = ({ interfaces }: PacketSource) =>
  interfaces.reduce<Moment | undefined>(
    (last, { watchedUntil }) => !watchedUntil || last && isBefore(watchedUntil, last) ? last : watchedUntil,
    undefined,
  );
export const isBefore = (a: Moment, b: Moment) =>
  a.seconds < b.seconds || a.seconds === b.seconds && a.nanoseconds < b.nanoseconds;
export const momentOf = (batch: PacketBatch): Moment | undefined =>
  batch.count > 0 ? { seconds: batch.seconds[0], nanoseconds: batch.nanoseconds[0] } : undefined;

/** By the clock that packets are stamped by, which may be set while we run. */
export function systemMoment(clock: Clock, earlierMs = 0): Moment {
  const ms = clock.systemMs() - earlierMs;
  const seconds = Math.floor(ms / 1000);
  return { seconds, nanoseconds: (ms - seconds * 1000) * 1e6 };
}
/** --count and --for: how many packets of a batch are still to be taken, and how far time may go. */
export class Limit {
  isReached = false;
  /** Nothing is limited. */
  readonly isNone: boolean;
  /** It was time that ended it. */
  hasRunOut = false;
  #left: number;
  readonly #end: Moment | undefined;

  constructor({ packets, nanoseconds }: RunLimits, first: Moment | undefined) {
    this.#left = packets ?? Infinity;
    this.isNone = packets === undefined && nanoseconds === undefined;
    if (nanoseconds === undefined || !first) return;
    const sum = first.nanoseconds + nanoseconds;
    this.#end = { seconds: first.seconds + Math.floor(sum / 1e9), nanoseconds: Math.round(sum % 1e9) };
  }
  take(batch: PacketBatch): number {
    let count = Math.min(batch.count, this.#left);
    this.isReached = count === this.#left;
    for (let i = 0; this.#end && i < count; i++) {
      if (isBefore({ seconds: batch.seconds[i], nanoseconds: batch.nanoseconds[i] }, this.#end)) continue;
      count = i;
      this.isReached = this.hasRunOut = true;
    }
    this.#left -= count;
    return count;
  }
  /** The moment, or the end of the time that is given. */
  cut(moment: Moment): Moment {
    if (!this.#end || isBefore(moment, this.#end)) return moment;
    this.isReached = this.hasRunOut = true;
    return this.#end;
  }
}
