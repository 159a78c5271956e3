/**
 * A run over captures: batches in, firings out, until the end, exit(), a limit or an interrupt.
 *
 * @module
 */
import { setImmediate } from "node:timers";
import { consume, type Consumer, type Options } from "../engine/consume/mod.ts";
import type { Enabling, ProbeRegistry } from "../engine/probe/mod.ts";
import { PacketPipeline, type PipelineSettings, ViewError } from "../providers/pipeline/mod.ts";
import type { PacketBatch } from "../sources/mod.ts";
import { openCapture } from "../sources/capture/mod.ts";
import { setSystemTime, setTime } from "./clock.ts";
import { type Progress, type RunLimits, type RunResult, SettingError } from "./settings.ts";

export interface CaptureRun {
  readonly captures: readonly string[];
  readonly consumer: Consumer;
  readonly enabling: Enabling;
  readonly registry: ProbeRegistry;
  readonly options: Options;
  readonly limits: RunLimits;
  progress?(report: Progress): void;
  readonly interactive: boolean;
  isInterrupted(): boolean;
  /** Fires BEGIN; true when tracing is over. */
  begin(): boolean;
  finish(): void;
}
/** How often signals are heard and progress is told, ms. */
const TURN = 50;

export async function runCaptures(run: CaptureRun): Promise<RunResult> {
  const { enabling, consumer } = run;
  const { memory } = enabling;
  const source = openCapture(run.captures, { memory });
  try {
    const local = run.options.text("local");
    const pipeline = openPipeline({ tracing: enabling, catalog: run.registry, source, local });
    const started = performance.now();
    let packets = 0, turn = started;
    let batch = await source.next();
    const first = batch && batch.count > 0
      ? { seconds: batch.seconds[0], nanoseconds: batch.nanoseconds[0] }
      : undefined;
    if (first) setTime(memory, first.seconds, first.nanoseconds);
    else setSystemTime(memory);
    const limit = new Limit(run.limits, first);
    let over = run.begin();
    while (batch && !over && !run.isInterrupted()) {
      const count = limit.take(batch);
      over = pipeline.fireBatch(batch, count) || limit.isReached;
      packets += count;
      if (over) break;
      const now = performance.now();
      if (now - turn >= TURN) {
        turn = now;
        over = consume(consumer);
        if (enabling.image.sizes.aggregationFixed) consumer.drainAggregations();
        if (run.interactive) consumer.flush();
        run.progress?.({ ...source.progress, packets, elapsedMs: now - started });
        await new Promise((resolve) => setImmediate(resolve));
      }
      // files answer at once, and waiting for what is there costs a turn
      const next = source.next();
      batch = next instanceof Promise ? await next : next;
    }

    run.finish();
    const { undecoded, view } = pipeline.report();
    return {
      exitStatus: enabling.exitStatus,
      interrupted: run.isInterrupted(),
      packets,
      problems: [...source.problems],
      undecoded,
      view,
    };
  } finally {
    source.close();
  }
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
  constructor(
    limits: RunLimits,
    readonly first: { readonly seconds: number; readonly nanoseconds: number } | undefined,
  ) {
    this.#left = limits.packets ?? Infinity;
    this.#nanoseconds = limits.nanoseconds;
  }
  take(batch: PacketBatch): number {
    let count = Math.min(batch.count, this.#left);
    this.isReached = count === this.#left;
    if (this.#nanoseconds !== undefined && this.first) {
      const { seconds, nanoseconds } = this.first;
      for (let i = 0; i < count; i++) {
        const elapsed = (batch.seconds[i] - seconds) * 1e9 + batch.nanoseconds[i] - nanoseconds;
        if (elapsed < this.#nanoseconds) continue;
        count = i;
        this.isReached = true;
        break;
      }
    }
    this.#left -= count;
    return count;
  }
}
