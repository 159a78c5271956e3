/**
 * A run over packets: batches in, firings out, until the end, exit(), a limit or an interrupt. Saved captures and live
 * interfaces differ in how they are opened, in whose time it is, and in how they end.
 *
 * @module
 */
import { setImmediate } from "node:timers";
import { consume, type Consumer, type Options } from "../engine/consume/mod.ts";
import type { Enabling, ProbeRegistry } from "../engine/probe/mod.ts";
import type { MachineMemory } from "../image/mod.ts";
import { PacketPipeline, type PipelineSettings, ViewError } from "../providers/pipeline/mod.ts";
import type { PacketBatch, PacketSource } from "../sources/mod.ts";
import { setSystemTime, setTime } from "./clock.ts";
import { type Progress, type RunLimits, type RunResult, SettingError } from "./settings.ts";

export interface PacketRun {
  readonly consumer: Consumer;
  readonly enabling: Enabling;
  readonly registry: ProbeRegistry;
  readonly options: Options;
  readonly limits: RunLimits;
  open(memory: MachineMemory): OpenedPackets;
  progress?(report: Progress): void;
  ready?(): Promise<void> | undefined;
  readonly interactive: boolean;
  isInterrupted(): boolean;
  /** Fires BEGIN; true when tracing is over. */
  begin(): boolean;
  finish(): void;
}
/** A source, and what is particular to it. */
export interface OpenedPackets {
  readonly source: PacketSource;
  /** Packets come as they happen: time goes on without them, and an end is asked for. */
  readonly live?: {
    stop(): void;
    /** The program that was run with -c has ended. */
    hasEnded(): boolean;
    counts(): readonly { readonly interface: string; readonly received?: number; readonly dropped?: number }[];
  };
  /** Called with each batch, as far as it was fired. */
  keep?(batch: PacketBatch, count: number): void;
  /** At the end, complete or not. */
  close?(complete: boolean): void;
}
/** How often signals are heard and progress is told, ms. */
const TURN = 50;
/** Packets of a live source come so late at most; timers wait for them, ms. */
const LATENESS = 100;

export async function runPackets(run: PacketRun): Promise<RunResult> {
  const { enabling } = run;
  const opened = run.open(enabling.memory);
  let complete = false;
  try {
    const result = await new PacketLoop(run, opened).run();
    complete = true;
    return result;
  } finally {
    opened.source.close();
    opened.close?.(complete);
  }
}

class PacketLoop {
  readonly #pipeline: PacketPipeline;
  readonly #started = performance.now();
  #turn = this.#started;
  #packets = 0;

  constructor(readonly settings: PacketRun, readonly opened: OpenedPackets) {
    const { enabling, registry, options } = settings;
    const local = options.text("local");
    this.#pipeline = openPipeline({ tracing: enabling, catalog: registry, source: opened.source, local });
  }
  async run(): Promise<RunResult> {
    const { settings: run, opened } = this;
    const { source, live } = opened;
    const { memory } = run.enabling;
    let batch = live ? undefined : await source.next();
    const first = live ? systemMoment() : batch && momentOf(batch);
    if (first) setTime(memory, first.seconds, first.nanoseconds);
    else setSystemTime(memory);
    const limit = new Limit(run.limits, first);
    let over = run.begin();
    if (live) batch = await source.next();
    while (batch && !over && !run.isInterrupted() && !live?.hasEnded()) {
      const count = limit.take(batch);
      over = this.#fire(batch, count) || limit.isReached;
      if (live && !over) over = limit.isPast(systemMoment()) || this.#tick();
      if (over) break;
      over = await this.#attend();
      // files answer at once, and waiting for what is there costs a turn
      const next = source.next();
      batch = next instanceof Promise ? await next : next;
    }
    if (live) await this.#drain(!over && !limit.isReached);
    run.finish();
    return this.#result();
  }
  #fire(batch: PacketBatch, count: number): boolean {
    this.#packets += count;
    this.opened.keep?.(batch, count);
    return this.#pipeline.fireBatch(batch, count);
  }
  /** Timers go on when no packet comes. */
  #tick(): boolean {
    const { seconds, nanoseconds } = systemMoment(LATENESS);
    return this.#pipeline.advanceTo(seconds, nanoseconds);
  }
  /** What had come before the end was asked for is fired too, so that nothing is unaccounted for. */
  async #drain(firing: boolean): Promise<void> {
    const { source, live } = this.opened;
    live!.stop();
    for (let batch = await source.next(); batch; batch = await source.next()) {
      if (firing && this.#fire(batch, batch.count)) firing = false;
    }
  }
  /** Every so often the rest of the world has a turn. */
  async #attend(): Promise<boolean> {
    const { settings: run, opened } = this;
    const held = run.ready?.();
    if (held) await held;
    const now = performance.now();
    if (now - this.#turn < TURN) return false;
    this.#turn = now;
    const over = consume(run.consumer);
    if (run.enabling.image.sizes.aggregationFixed) run.consumer.drainAggregations();
    if (run.interactive || opened.live) run.consumer.flush();
    run.progress?.({ ...opened.source.progress, packets: this.#packets, elapsedMs: now - this.#started });
    await new Promise((resolve) => setImmediate(resolve));
    return over;
  }
  #result(): RunResult {
    const { undecoded, view, evictedFlows } = this.#pipeline.report();
    const { enabling } = this.settings;
    return {
      exitStatus: enabling.exitStatus,
      interrupted: this.settings.isInterrupted(),
      packets: this.#packets,
      problems: [...this.opened.source.problems],
      undecoded,
      view,
      evictedFlows,
      lost: this.opened.live?.counts().filter(({ dropped }) => (dropped ?? 0) > 0),
    };
  }
}
interface Moment {
  readonly seconds: number;
  readonly nanoseconds: number;
}
const momentOf = (batch: PacketBatch): Moment | undefined =>
  batch.count > 0 ? { seconds: batch.seconds[0], nanoseconds: batch.nanoseconds[0] } : undefined;

function systemMoment(earlierMs = 0): Moment {
  const ms = performance.timeOrigin + performance.now() - earlierMs;
  const seconds = Math.floor(ms / 1000);
  return { seconds, nanoseconds: Math.min(999_999_999, Math.round((ms - seconds * 1000) * 1e6)) };
}
function openPipeline(settings: PipelineSettings): PacketPipeline {
  try {
    return new PacketPipeline(settings);
  } catch (error) {
    if (error instanceof ViewError) throw new SettingError(error.message);
    throw error;
  }
}
/** --count and --for: how many packets of a batch are still wanted. */
class Limit {
  isReached = false;
  #left: number;
  readonly #nanoseconds: number | undefined;
  constructor(limits: RunLimits, readonly first: Moment | undefined) {
    this.#left = limits.packets ?? Infinity;
    this.#nanoseconds = limits.nanoseconds;
  }
  take(batch: PacketBatch): number {
    let count = Math.min(batch.count, this.#left);
    this.isReached = count === this.#left;
    for (let i = 0; this.#nanoseconds !== undefined && i < count; i++) {
      if (!this.isPast({ seconds: batch.seconds[i], nanoseconds: batch.nanoseconds[i] })) continue;
      count = i;
      this.isReached = true;
    }
    this.#left -= count;
    return count;
  }
  isPast({ seconds, nanoseconds }: Moment): boolean {
    if (this.#nanoseconds === undefined || !this.first) return false;
    return (seconds - this.first.seconds) * 1e9 + nanoseconds - this.first.nanoseconds >= this.#nanoseconds;
  }
}
