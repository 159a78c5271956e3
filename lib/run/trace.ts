/**
 * `trace`: compiles a program, runs it over a source, and hands back what was gathered.
 *
 * @module
 */
import { formatFrame } from "../diagnostic/mod.ts";
import {
  type CollectedRecord,
  type CollectedRun,
  type Door,
  ProgramError,
  type ProgramText,
  Session,
  type SessionSettings,
  SettingError,
} from "../session/mod.ts";
import { Aggregation } from "./aggregation.ts";
import { DProgram } from "./d.ts";
import { RecordNames, type TraceRecord, traceRecord } from "./record.ts";
import { type Arquero, RunTable } from "./tables.ts";
import { RecordCollector, type ResultTable } from "../table/mod.ts";
import { reportLines } from "./report.ts";
import type { Run } from "./run.ts";
import { optionSettings, type Source, sourceSettings, type TraceOptions } from "./settings.ts";
import { RecordStream } from "./stream.ts";

/** A program: D as a text or a template, or several of them, which run together in the order given. */
export type Program = string | DProgram | readonly (string | DProgram)[];

const RECORDS = 1_000_000;
const CHARACTERS = 64_000_000;

/**
 * Runs a program over a source. The run begins at once; awaiting it gives what it came to, iterating over it gives
 * records as they come (the run waits while the iteration is behind, and stops when it is left).
 *
 * ```ts
 * const run = await trace("test/captures/demo.pcap", d`ip:::receive { @[args[2]->ip_saddr] = count(); }`);
 * console.log(run.text);
 * ```
 *
 * @throws (awaited) ProgramError for a program that does not compile, SettingError for options that cannot be,
 * SourceError for captures and interfaces that cannot be opened, SessionError where tracing cannot begin
 */
export function trace(source: Source, program: Program, options: TraceOptions = {}): Tracing {
  return new Tracing(source, program, options);
}

/** A run under way. */
export class Tracing implements PromiseLike<Run>, AsyncIterable<TraceRecord>, AsyncDisposable {
  readonly #run: Promise<Run>;
  #gathering: Gathering | undefined;
  #stream: RecordStream | undefined;
  #stopped = false;

  constructor(source: Source, program: Program, options: TraceOptions) {
    // whoever iterates says so before the first packet
    this.#run = Promise.resolve().then(() => this.#go(source, program, options));
  }
  async #go(source: Source, program: Program, options: TraceOptions): Promise<Run> {
    const { signal } = options;
    const stop = () => this.stop();
    try {
      const gathering = this.#gathering = new Gathering(source, program, options, this.#stream);
      signal?.addEventListener("abort", stop);
      if (this.#stopped || signal?.aborted) gathering.session.interrupt();
      const run = await gathering.run();
      this.#stream?.end();
      return run;
    } catch (error) {
      this.#stream?.end({ error });
      throw error;
    } finally {
      signal?.removeEventListener("abort", stop);
      this.#gathering = undefined;
    }
  }
  /** The aggregations as they are now; for `progress`, while the run goes on. Nothing before the first packet. */
  async aggregations(): Promise<readonly Aggregation[]> {
    const results = this.#gathering?.session.aggregations() ?? [];
    if (results.length === 0) return [];
    // what is there now is taken now: the run goes on while Arquero is loaded
    const taken = results.map((result) => {
      const entries = result.entries();
      return { ...result, entries: () => entries };
    });
    const arquero = await import("arquero");
    return taken.map((result) => new Aggregation(result, arquero));
  }
  /** Stops the run, as Ctrl-C does: END fires, and what was gathered is the result. */
  stop(): void {
    this.#stopped = true;
    this.#gathering?.session.interrupt();
    this.#stream?.release();
  }
  then<A = Run, B = never>(
    kept?: ((run: Run) => A | PromiseLike<A>) | null,
    failed?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#run.then(kept, failed);
  }
  catch<B = never>(failed?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<Run | B> {
    return this.#run.catch(failed);
  }
  finally(done?: (() => void) | null): Promise<Run> {
    return this.#run.finally(done);
  }
  [Symbol.asyncIterator](): AsyncIterator<TraceRecord, undefined> {
    if (this.#stream) throw new TypeError("the records of a run can be iterated over once");
    if (this.#gathering) throw new TypeError("the run has begun: iterate over it right where it is made");
    // a failure comes out of the iteration
    this.#run.catch(() => {});
    return this.#stream = new RecordStream(() => this.stop());
  }
  async [Symbol.asyncDispose](): Promise<void> {
    this.stop();
    await this.#run.catch(() => {});
  }
}

/** The session of one run, and what comes out of it. */
class Gathering {
  readonly session: Session;
  readonly #decoder = new TextDecoder();
  readonly #names = new RecordNames();
  readonly #collector: RecordCollector;
  readonly #records: TraceRecord[] = [];
  readonly #messages: string[] = [];
  readonly #omitted = { records: 0, characters: 0 };
  readonly #programs: readonly ProgramText[];
  readonly #limits: { packets?: number; nanoseconds?: number };
  #pieces: string[] = [];
  #characters = 0;

  constructor(
    source: Source,
    program: Program,
    readonly options: TraceOptions,
    readonly stream: RecordStream | undefined,
  ) {
    this.#programs = programTexts(program);
    const { packets, seconds } = options.limits ?? {};
    this.#collector = new RecordCollector({ rowLimit: options.limits?.rows });
    this.#limits = { packets, nanoseconds: seconds === undefined ? undefined : seconds * 1e9 };
    const settings: SessionSettings = {
      programs: this.#programs,
      macroArguments: options.arguments?.map(String),
      options: optionSettings(options.options),
      ...sourceSettings(source),
      limits: this.#limits,
    };
    this.session = new Session(settings, this.#door());
  }
  #door(): Door {
    const { options, stream } = this;
    return {
      output: { write: (bytes) => this.#write(this.#decoder.decode(bytes, { stream: true })) },
      warn: (message) => this.#warn(message),
      record: (record) => this.#record(record),
      ready: stream && (() => stream.ready()),
      progress: options.progress && ((report) => options.progress!(report, () => this.session.aggregationText())),
      interactive: options.write !== undefined,
    };
  }
  async run(): Promise<Run> {
    try {
      await this.session.compile();
      this.#refuseWithoutSource();
      // it loads while packets are read
      const arquero = import("arquero");
      return this.#result(await this.session.run(undefined, { sink: this.#collector }), await arquero);
    } catch (error) {
      throw framed(error);
    }
  }
  /** Without a source only timers fire after BEGIN: where there are none, nothing is waited for. */
  #refuseWithoutSource(): void {
    const { captures = [], interfaces = [] } = this.session.settings;
    if (captures.length + interfaces.length > 0) return;
    const probes = this.session.listProbes();
    const wanting = probes.find(({ provider }) => provider !== "dtrace" && provider !== "profile");
    if (wanting) {
      const { provider, name } = wanting;
      throw new SettingError(`no source: \`${provider}:::${name}\` needs a capture or an interface`);
    }
    const ticks = probes.some(({ provider }) => provider === "profile");
    if (!ticks) this.#limits.nanoseconds ??= 0;
  }
  #write(text: string): void {
    this.options.write?.(text);
    const room = (this.options.limits?.text ?? CHARACTERS) - this.#characters;
    const kept = text.length <= room ? text : text.slice(0, Math.max(0, room));
    this.#omitted.characters += text.length - kept.length;
    this.#characters += kept.length;
    if (kept) this.#pieces.push(kept);
  }
  #warn(message: string): void {
    this.options.warn?.(message);
    this.#messages.push(message);
  }
  #record(collected: CollectedRecord): void {
    const keep = this.#records.length < (this.options.limits?.records ?? RECORDS);
    if (!keep) this.#omitted.records++;
    if (!keep && !this.stream) return;
    const record = traceRecord(collected, this.#names);
    if (keep) this.#records.push(record);
    this.stream?.put(record);
  }
  #result({ aggregations, ...result }: CollectedRun, arquero: Arquero): Run {
    for (const line of reportLines(result, this.session.options.flag("quiet"))) this.#warn(line);
    const named = aggregations.map((one) => new Aggregation(one, arquero));
    const tables = (some: readonly ResultTable[]) =>
      Object.fromEntries(some.map((table) => [table.name, new RunTable(table, arquero)]));
    return {
      program: this.#programs.map(({ text }) => text).join("\n"),
      text: this.#pieces.join(""),
      messages: this.#messages,
      aggregations: Object.fromEntries(named.map((one) => [one.name, one])),
      tables: tables(this.#collector.tables()),
      snapshots: tables(this.#collector.snapshots()),
      records: this.#records,
      omitted: this.#omitted,
      result,
    };
  }
}

function programTexts(program: Program): ProgramText[] {
  const parts = typeof program === "string" || program instanceof DProgram ? [program] : program;
  return parts.map((part) =>
    typeof part === "string" ? { flag: "s", name: "<d>", text: part } : { flag: "s", name: part.name, text: part.text }
  );
}
/** A program's mistakes with the text around them. */
function framed(error: unknown): unknown {
  if (!(error instanceof ProgramError) || error.diagnostics.length === 0) return error;
  const { program, diagnostics, detail } = error;
  const text = diagnostics.map((diagnostic) => formatFrame(diagnostic)).join("\n").trimEnd();
  return new ProgramError(program, diagnostics, text, detail);
}
