/**
 * A run over packets: batches in, firings out, until the end, exit(), a limit or an interrupt. Saved captures and live
 * interfaces differ in how they are opened, in whose time it is, and in how they end.
 *
 * @module
 */
import { consume } from "../../engine/consume/mod.ts";
import type { ProbeRegistry } from "../../engine/probe/mod.ts";
import type { MachineMemory } from "../../image/mod.ts";
import {
  FlowKeyError,
  PacketPipeline,
  type PipelineSettings,
  TunnelError,
  ViewError,
} from "../../providers/pipeline/mod.ts";
import { STREAM_BOUNDS, type StreamBounds } from "../../packet/stream/mod.ts";
import { findViews } from "../../providers/view/mod.ts";
import type { Moment, PacketBatch, PacketSource, RecordRun } from "../../sources/mod.ts";
import type { InterfaceResult, RunResult } from "../report/mod.ts";
import { SettingError } from "../settings.ts";
import { type ClockedRun, setSystemTime, setTime, timeOf } from "./clock.ts";
import { earliest, isBefore, latest, Limit, momentOf, systemMoment } from "./limits.ts";
import { ConsumerRates } from "./rates.ts";
import type { SavedPackets } from "./saved_packets.ts";

export interface PacketRun extends ClockedRun {
  readonly registry: ProbeRegistry;
  open(memory: MachineMemory): OpenedPackets;
  warn(message: string): void;
  readonly interactive: boolean;
}
/** A source, and what is particular to it. */
export interface OpenedPackets {
  readonly source: PacketSource;
  /** Packets come as they happen: time goes on without them, and an end is asked for. */
  readonly live?: {
    /** Packets come so late at most; timers wait for them, ms. */
    readonly latenessMs: number;
    stop(): void;
    /** The program that was run with -c has ended. */
    hasEnded(): boolean;
    counts(): readonly InterfaceResult[];
  };
  /** Where packets are kept, as far as they were fired. */
  readonly saved?: SavedPackets;
}
export async function runPackets(run: PacketRun): Promise<RunResult> {
  const opened = run.open(run.enabling.memory);
  let loop: PacketLoop | undefined;
  try {
    loop = new PacketLoop(run, opened);
    return await loop.run();
  } catch (error) {
    // the reader of the output has closed it: what was seen until then is no less complete
    if (error instanceof Error && error.name === "ClosedPipe") loop?.saveNow();
    throw error;
  } finally {
    opened.source.close();
    opened.saved?.abandon();
  }
}

/** So many go by columns, by which the fast paths come to be; after these records may be taken as they lie. */
const FIRST_PACKETS = 1024;
/** The first packets of a pipe are waited for so long without a word, and so long at all, ms. */
const SAY_AFTER_MS = 1000, PATIENCE_MS = 10_000;
const WAITING =
  "waiting for the first packets, from which it is inferred whose view this is: at most 10 s, and not at " +
  "all with `-x local=ADDRESS,…` or `-x local=none`";
/** A run that ends sooner does without timers; a longer one waits for one that often. */
const SHORT_RUN_MS = 400, TIMERS_TURN_MS = 200;

class PacketLoop {
  readonly #pipeline: PacketPipeline;
  readonly #rates: ConsumerRates;
  readonly #started: number;
  #packets = 0;

  constructor(readonly settings: PacketRun, readonly opened: OpenedPackets) {
    const { enabling, registry, options } = settings;
    const local = options.text("local"), fastPath = options.flag("fastpath");
    const flowKey = options.text("flowkey"), { source } = opened;
    const dnsTimeoutMs = (options.number("dnstimeout") ?? 10e9) / 1e6;
    const tunnels = { dnsTimeoutMs, tunnels: options.text("tunnels"), tunnelDepth: options.number("tunneldepth") };
    const streamBounds = streamBoundsOf(options);
    this.#pipeline = openPipeline({
      tracing: enabling,
      catalog: registry,
      source,
      local,
      flowKey,
      fastPath,
      streamBounds,
      ...tunnels,
    });
    this.#started = settings.clock.elapsedMs();
    this.#rates = new ConsumerRates(options, opened.live !== undefined, this.#started);
  }
  async run(): Promise<RunResult> {
    const { source, live, saved } = this.opened;
    await this.#inferViews();
    let batch = live ? undefined : await source.next(FIRST_PACKETS);
    const first = live ? systemMoment(this.settings.clock) : earliest(source) ?? (batch && momentOf(batch));
    saved?.begin(first!);
    const limit = new Limit(this.settings.limits, first);
    const over = this.#begin(first);
    if (!over) await this.settings.start();
    if (live && !over) await this.#runLive(limit);
    else if (!over) {
      while (batch && !this.settings.isInterrupted()) {
        const count = limit.take(batch);
        if (this.#fire(batch, count) || limit.isReached) break;
        const records = limit.isNone && this.#pipeline.takesRecords(batch) ? source.records?.() : undefined;
        if (records && this.#fireRecords(records, batch) || await this.#checkStatus()) break;
        // files answer at once, and waiting for what is there costs a turn
        const next = source.next(records && 1);
        batch = next instanceof Promise ? await next : next;
      }
      const end = batch ? undefined : latest(source);
      const isOver = end !== undefined && this.#advance(limit.cut(end));
      if (!isOver && (!batch || limit.isReached) && !this.settings.isInterrupted()) this.#pipeline.finish();
    }
    return this.#end();
  }
  /** Whose view each input has is known before anything fires; interfaces that are watched know their addresses. */
  async #inferViews(): Promise<void> {
    const { preview } = this.opened.source, { options, isInterrupted, warn } = this.settings;
    if (!preview) return;
    if (!this.#pipeline.infersViews) return preview.end();
    this.#pipeline.setViews(
      await findViews(preview, {
        sayAfterMs: SAY_AFTER_MS,
        longestMs: PATIENCE_MS,
        now: () => this.settings.clock.elapsedMs(),
        isInterrupted,
        say: () => options.isSilent || warn(WAITING),
      }),
    );
  }
  /** BEGIN; then timers start. */
  #begin(first: Moment | undefined): boolean {
    const { memory } = this.settings.enabling;
    if (first) setTime(memory, first.seconds, first.nanoseconds);
    else setSystemTime(memory, this.settings.clock);
    const over = this.settings.begin();
    if (first && !over && (this.opened.live || earliest(this.opened.source))) this.#advance(first);
    return over;
  }
  async #runLive(limit: Limit): Promise<void> {
    const { source, live } = this.opened;
    let over = false;
    while (!over && !this.settings.isInterrupted() && !live!.hasEnded()) {
      const next = source.next();
      const batch = next instanceof Promise ? await next : next;
      if (!batch) break;
      const count = limit.take(batch);
      over = this.#fire(batch, count) || limit.isReached;
      this.#noteAfter(batch, count);
      // while packets wait, time is theirs
      if (!over && batch.count === 0) {
        over = this.#advance(limit.cut(systemMoment(this.settings.clock, live!.latenessMs))) || limit.isReached;
      }
      if (!over) over = await this.#checkStatus();
    }
    // what had come before the end was asked for is fired too, so that nothing is unaccounted for
    live!.stop();
    const end = limit.cut(systemMoment(this.settings.clock));
    let firing = !over;
    for (let batch = await source.next(); batch; batch = await source.next()) {
      const count = firing ? limit.take(batch) : 0;
      if (firing) firing = !this.#fire(batch, count) && !limit.isReached;
      this.#noteAfter(batch, count);
    }
    if ((firing || limit.hasRunOut) && !this.#advance(end) && firing) this.#pipeline.finish();
  }
  /** Packets that came after the end of the run, by interface: they are none of its own. */
  readonly #after = new Map<string, number>();
  #noteAfter(batch: PacketBatch, count: number): void {
    for (let i = count; i < batch.count; i++) {
      const { name = "" } = this.opened.source.interfaces[batch.interface[i]];
      this.#after.set(name, (this.#after.get(name) ?? 0) + 1);
    }
  }
  /** What was received in the run: what was fired, and what was dropped. */
  #counts(): InterfaceResult[] {
    const counts = this.opened.live!.counts();
    return counts.map(({ interface: name, received, dropped }) => {
      // what was counted for several interfaces at once
      const all = [...this.#after.values()].reduce((sum, packets) => sum + packets, 0);
      const after = counts.length === 1 ? all : this.#after.get(name) ?? 0;
      return { interface: name, received: received === undefined ? undefined : Number(received) - after, dropped };
    });
  }
  #fire(batch: PacketBatch, count: number): boolean {
    this.opened.saved?.keep(batch, count);
    const over = this.#pipeline.fireBatch(batch, count);
    const { stoppedAt } = this.#pipeline;
    this.#packets += stoppedAt === undefined ? count : stoppedAt - batch.firstNumber + 1;
    return over;
  }
  /** What lies behind a batch, without columns. */
  #fireRecords(records: RecordRun, batch: PacketBatch): boolean {
    const over = this.#pipeline.fireRecords(records, batch);
    this.#packets += records.taken;
    return over;
  }
  /** Time goes on without packets. */
  #advance(moment: Moment): boolean {
    const { memory } = this.settings.enabling;
    if (this.#pipeline.advanceTo(moment.seconds, moment.nanoseconds)) return true;
    if (isBefore(timeOf(memory), moment)) setTime(memory, moment.seconds, moment.nanoseconds);
    return false;
  }
  saveNow(): void {
    this.opened.saved?.finish(timeOf(this.settings.enabling.memory), this.#counts());
  }
  #end(): RunResult {
    // first, while the program's clock stands where tracing ended
    this.saveNow();
    this.settings.finish();
    return this.#result();
  }
  /** Every so often: what is due, and a turn of the event loop. */
  async #checkStatus(): Promise<boolean> {
    const { settings: run, opened } = this;
    const held = run.ready?.();
    if (held) await held;
    const now = run.clock.elapsedMs();
    const due = this.#rates.next(now);
    if (!due) return false;
    const over = due.records && consume(run.consumer);
    if (due.aggregations && run.enabling.image.sizes.aggregationFixed) run.consumer.drainAggregations();
    if (due.records && (run.interactive || opened.live)) run.consumer.flush();
    if (due.status && opened.live) this.#reportLoss(opened.live.counts());
    run.progress?.({ ...opened.source.progress, packets: this.#packets, elapsedMs: now - this.#started });
    await yieldToEvents(this.#isTimersTurn(now - this.#started));
    return over;
  }
  /** When a timer was waited for last, ms since the start. */
  #waited = 0;
  /**
   * Timers of any kind are loaded when first used, which takes longer than many a capture, and each takes milliseconds; but
   * over long captures signals were heard only seconds after they came where no turn was one.
   */
  #isTimersTurn(elapsedMs: number): boolean {
    if (elapsedMs - this.#waited < (this.#waited === 0 ? SHORT_RUN_MS : TIMERS_TURN_MS)) return false;
    this.#waited = elapsedMs;
    return true;
  }
  readonly #reported = new Map<string, number>();
  /** Loss is reported as it happens, as DTrace reports its drops. */
  #reportLoss(counts: readonly InterfaceResult[]): void {
    for (const { interface: name, dropped = 0 } of counts) {
      const more = Number(dropped) - (this.#reported.get(name) ?? 0);
      if (more === 0) continue;
      this.#reported.set(name, Number(dropped));
      if (this.settings.options.isSilent) continue;
      this.settings.warn(`${more} packet drop${more === 1 ? "" : "s"} on ${name}`);
    }
  }
  #result(): RunResult {
    const { source, live, saved } = this.opened;
    return {
      exitStatus: this.settings.enabling.exitStatus,
      interrupted: this.settings.isInterrupted(),
      packets: this.#packets,
      problems: [...source.problems, ...saved?.problems ?? []],
      remarks: source.remarks ?? [],
      ...this.#pipeline.report(),
      interfaces: live ? this.#counts() : captureStatistics(source),
    };
  }
}
/** A module of WebAssembly with nothing in it: its preamble. */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
/**
 * Yields to the event loop, by a timer or by what is waited for most quickly; see {@linkcode PacketLoop}. Messages to oneself,
 * too, are loaded when first used, with all that they are made of.
 */
async function yieldToEvents(byTimer: boolean): Promise<void> {
  if (byTimer) await new Promise<void>((resolve) => setTimeout(resolve, 0));
  else await WebAssembly.compile(EMPTY_MODULE);
}
/** What captures say of how many packets were received and lost. */
function captureStatistics({ interfaces }: PacketSource): InterfaceResult[] {
  return interfaces.flatMap(({ name, number = 0, file, received, dropped, isCountSure }) => {
    if (received === undefined && dropped === undefined) return [];
    const isAmbiguous = isCountSure === false ? { isAmbiguous: true } : {};
    // one without a name is known by its number in the file
    return [{ interface: name || `interface ${number}`, file, received, dropped, ...isAmbiguous }];
  });
}
/** -x streamcarry and others. */
function streamBoundsOf(options: PacketRun["options"]): StreamBounds {
  const of = (name: string, usual: number) => options.number(name) ?? usual;
  return {
    carryBytes: of("streamcarry", STREAM_BOUNDS.carryBytes),
    heldBytes: of("streamheld", STREAM_BOUNDS.heldBytes),
    heldRanges: of("streamranges", STREAM_BOUNDS.heldRanges),
    heldMs: of("streamwait", STREAM_BOUNDS.heldMs * 1e6) / 1e6,
    historyBytes: of("streamhistory", STREAM_BOUNDS.historyBytes),
    totalBytes: of("streamtotal", STREAM_BOUNDS.totalBytes),
  };
}
function openPipeline(settings: PipelineSettings): PacketPipeline {
  try {
    return new PacketPipeline(settings);
  } catch (error) {
    if ([ViewError, FlowKeyError, TunnelError].some((kind) => error instanceof kind)) {
      throw new SettingError((error as Error).message);
    }
    throw error;
  }
}
