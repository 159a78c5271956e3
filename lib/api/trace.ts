/**
 * `trace`: compiles a program, runs it over a source, and hands back what was gathered.
 *
 * @module
 */
import { loadLazily } from "../session/mod.ts";
import { loadArquero } from "../table/mod.ts";
import { ApiRun, clausesOf, type Program } from "./api_run.ts";
import type { TraceRecord } from "./record.ts";
import { Aggregation } from "./aggregation.ts";
import type { Run } from "./run.ts";
import { isLinux, type LinuxSource, type Source, type TraceOptions } from "./trace_options.ts";
import type { KernelRun } from "./linux.ts";
import { RecordStream } from "./stream.ts";

/**
 * Runs a program over a source. The run begins at once; awaiting it gives what it came to, iterating over it gives
 * records as they come (the run waits while the iteration is behind, and stops when it is left).
 *
 * ```ts
 * import { d, trace } from "./mod.ts";
 *
 * const run = await trace("test/captures/demo.pcap", d`ip:::receive { @[args[2]->ip_saddr] = count(); }`);
 * console.log(run.text);
 * ```
 *
 * Clauses of TypeScript and of D run together in one pass, in the order in which they are given.
 *
 * @throws (awaited) ClauseError, with what was gathered, for a clause of TypeScript that throws; ProgramError for a program that does not compile, SettingError for options that cannot be,
 * SourceError for captures and interfaces that cannot be opened, SessionError where tracing cannot begin
 */
export function trace(source: Source, program: Program, options: TraceOptions = {}): Tracing {
  return new Tracing(source, program, options);
}

/** A run under way. */
export class Tracing implements PromiseLike<Run>, AsyncIterable<TraceRecord>, AsyncDisposable {
  readonly #run: Promise<Run>;
  #current: ApiRun | undefined;
  #stream: RecordStream | undefined;
  #stopped = false;

  /** {@linkcode trace} makes them; the run begins at once. */
  constructor(source: Source, program: Program, options: TraceOptions) {
    // an iteration begins before the first packet
    this.#run = Promise.resolve().then(() => this.#go(source, program, options));
  }
  async #go(source: Source, program: Program, options: TraceOptions): Promise<Run> {
    const { signal } = options;
    const stop = () => this.stop();
    try {
      const kernel = isLinux(source) ? await openLinux(source, program) : undefined;
      const apiRun = this.#current = new ApiRun(source, program, options, this.#stream, kernel);
      signal?.addEventListener("abort", stop);
      if (this.#stopped || signal?.aborted) apiRun.session.interrupt();
      const run = await apiRun.run();
      this.#stream?.end();
      return run;
    } catch (error) {
      this.#stream?.end({ error });
      throw error;
    } finally {
      signal?.removeEventListener("abort", stop);
      this.#current = undefined;
    }
  }
  /** The aggregations as they are now; for `progress`, while the run goes on. Nothing before the first packet. */
  async aggregations(): Promise<readonly Aggregation[]> {
    const results = this.#current?.session.aggregations() ?? [];
    if (results.length === 0) return [];
    // what is there now is taken now: the run goes on while Arquero is loaded
    const taken = results.map((result) => {
      const entries = result.entries();
      return { ...result, entries: () => entries };
    });
    const arquero = await loadArquero();
    return taken.map((result) => new Aggregation(result, arquero));
  }
  /** How many keys its aggregations have now; for `progress`. */
  get entryCount(): number {
    return this.#current?.session.entryCount ?? 0;
  }
  /** Stops the run, as Ctrl-C does: END fires, and what was gathered is the result. */
  stop(): void {
    this.#stopped = true;
    this.#current?.session.interrupt();
    this.#stream?.release();
  }
  /** Awaits the end of the run. @throws as {@linkcode trace} says */
  then<A = Run, B = never>(
    kept?: ((run: Run) => A | PromiseLike<A>) | null,
    failed?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#run.then(kept, failed);
  }
  /** As of a promise of the run. */
  catch<B = never>(failed?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<Run | B> {
    return this.#run.catch(failed);
  }
  /** As of a promise of the run. */
  finally(done?: (() => void) | null): Promise<Run> {
    return this.#run.finally(done);
  }
  /** Records as they come; leaving the loop ends the run. */
  [Symbol.asyncIterator](): AsyncIterator<TraceRecord, undefined> {
    if (this.#stream) throw new TypeError("the records of a run can be iterated over once");
    if (this.#current) throw new TypeError("the run has begun: iterate over it right where it is made");
    // a failure comes out of the iteration
    this.#run.catch(() => {});
    return this.#stream = new RecordStream(() => this.stop());
  }
  /** Ends the run, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.stop();
    await this.#run.catch(() => {});
  }
}
async function openLinux(source: LinuxSource, program: Program): Promise<KernelRun> {
  const { kernelRun } = await loadLazily<typeof import("./linux.ts")>("./linux.ts", import.meta.url);
  return await kernelRun(source, clausesOf(program));
}
