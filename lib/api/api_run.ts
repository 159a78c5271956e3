/**
 * One run: its session, and what comes out of it.
 *
 * @module
 */
import { denoHost } from "../host/deno/mod.ts";
import { formatFrame } from "../diagnostic/mod.ts";
import type { WatchedRecord } from "../engine/consume/mod.ts";
import {
  type CollectedRun,
  ProgramError,
  type ProgramText,
  quietnessOf,
  reportLines,
  Session,
  type SessionClient,
  type SessionSettings,
  SettingError,
} from "../session/mod.ts";
import { Aggregation } from "./aggregation.ts";
import { Clause, ClauseError, nothingOf, type OwnClauses, TypeScriptClauses } from "./clauses/mod.ts";
import { DProgram } from "./d.ts";
import { RecordNames, type TraceRecord, type Value } from "./record.ts";
import { probeText } from "../engine/probe/mod.ts";
import { type Arquero, RunTable } from "./tables.ts";
import { DEFAULT_ROW_LIMIT, loadArquero, RecordCollector, type ResultTable } from "../table/mod.ts";
import { OwnRecords } from "./own_records.ts";

import type { KernelRun } from "./linux.ts";
import type { Run } from "./run.ts";
import { optionSettings, type Source, sourceSettings, type TraceOptions } from "./trace_options.ts";
import type { RecordStream } from "./stream.ts";

/** A part of a program: D as a text or a template, or a clause of TypeScript. */
export type ProgramPart = string | DProgram | Clause;
/** A program: one part, or several, which run together in the order given. */
export type Program = ProgramPart | readonly ProgramPart[];

const RECORDS = 1_000_000;
const CHARACTERS = 64_000_000;
/** A program can have a fault at every packet. */
const MESSAGES = 10_000;

function partsOf(program: Program): readonly ProgramPart[] {
  return Array.isArray(program) ? program as readonly ProgramPart[] : [program as ProgramPart];
}
/** The clauses of TypeScript in a program. */
export function clausesOf(program: Program): Clause[] {
  return partsOf(program).filter((part) => part instanceof Clause);
}
/** The session of one run, and what comes out of it. */
export class ApiRun {
  readonly session: Session;
  readonly #decoder = new TextDecoder();
  readonly #names = new RecordNames();
  /** Texts by the ids of probes. */
  readonly #probes = new Map<number, string>();
  readonly #collector: RecordCollector;
  readonly #own: OwnRecords;
  readonly #records: TraceRecord[] = [];
  readonly #messages: string[] = [];
  readonly #omitted = { records: 0, characters: 0, messages: 0 };
  readonly #programs: readonly ProgramText[];
  readonly #clauses: OwnClauses | undefined;
  /** By index in the image: which clause of the program it is. */
  #numbers: readonly number[] = [];
  readonly #limits: { packets?: number; nanoseconds?: number };
  #pieces: string[] = [];
  #characters = 0;

  constructor(
    source: Source,
    program: Program,
    readonly options: TraceOptions,
    readonly stream: RecordStream | undefined,
    kernel: KernelRun | undefined,
  ) {
    const parts = partsOf(program), clauses = clausesOf(program);
    this.#clauses = kernel?.clauses ?? (clauses.length > 0 ? new TypeScriptClauses(clauses) : undefined);
    this.#programs = parts.map((part) => this.#programText(part, clauses));
    const quiet = clauses.length === parts.length && options.options?.quiet === undefined;
    const { packets, seconds } = options.limits ?? {};
    this.#collector = new RecordCollector({ rowLimit: options.limits?.rows, withEmpty: true });
    this.#own = new OwnRecords(options.limits?.rows ?? DEFAULT_ROW_LIMIT);
    this.#limits = { packets, nanoseconds: seconds === undefined ? undefined : seconds * 1e9 };
    const settings: SessionSettings = {
      programs: this.#programs,
      macroArguments: options.arguments?.map(String),
      options: [...optionSettings(options.options), ...quiet ? [{ name: "quiet" }] : []],
      hostClauses: this.#clauses,
      ...sourceSettings(source),
      limits: this.#limits,
      ...kernel && { system: kernel.system, target: kernel.target },
    };
    this.session = new Session(settings, this.#client(), denoHost);
  }
  #programText(part: ProgramPart, clauses: readonly Clause[]): ProgramText {
    if (part instanceof Clause) {
      return { flag: "s", name: part.name, text: this.#clauses!.programText(clauses.indexOf(part)) };
    }
    if (part instanceof DProgram) return { flag: "s", name: part.name, text: part.text };
    if (typeof part === "string") return { flag: "s", name: "<d>", text: part };
    throw new TypeError("a program is made of texts, of d`…`, and of probe(…)");
  }
  #client(): SessionClient {
    const { options, stream } = this;
    return {
      output: {
        isTerminal: options.terminal,
        write: (bytes) => this.#write(this.#decoder.decode(bytes, { stream: true })),
      },
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
      this.#numbers = clauseNumbers(this.session);
      // it loads while packets are read
      const arquero = loadArquero();
      const run = this.#result(await this.session.run(undefined, { sink: this.#collector }), await arquero);
      const failure = this.#clauses?.failure;
      if (failure) throw new ClauseError(failure, run.result.stoppedAt, run);
      return run;
    } catch (error) {
      // one that waits to begin never will
      this.session.settings.target?.end();
      throw framed(error);
    }
  }
  /** Without a source only timers fire after BEGIN: where there are none, nothing is waited for. */
  #refuseWithoutSource(): void {
    const { captures = [], interfaces = [], system } = this.session.settings;
    if (captures.length + interfaces.length > 0 || system) return;
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
    const space = (this.options.limits?.text ?? CHARACTERS) - this.#characters;
    const kept = text.length <= space ? text : text.slice(0, Math.max(0, space));
    this.#omitted.characters += text.length - kept.length;
    this.#characters += kept.length;
    if (kept) this.#pieces.push(kept);
  }
  #warn(message: string): void {
    this.options.warn?.(message);
    if (this.#messages.length < MESSAGES) this.#messages.push(message);
    else this.#omitted.messages++;
  }
  #record(watched: WatchedRecord): void {
    const left = this.#clauses?.valuesOf(watched);
    if (!left) {
      if (this.#keeps || this.stream) this.#keep(this.#recordOf(watched, this.#names.values(watched)));
      else this.#omitted.records++;
      return;
    }
    for (const values of left) {
      const record = this.#recordOf(watched, plainValues(values));
      this.#own.add(record);
      this.#keep(record);
    }
  }
  #recordOf(watched: WatchedRecord, values: TraceRecord["values"]): TraceRecord {
    const { clause, probe } = watched;
    let text = this.#probes.get(probe.id);
    if (text === undefined) this.#probes.set(probe.id, text = probeText(probe));
    return { timestamp: watched.timestampNs, probe: text, clause: this.#numbers[clause], values };
  }
  get #keeps(): boolean {
    return this.#records.length < (this.options.limits?.records ?? RECORDS);
  }
  #keep(record: TraceRecord): void {
    if (this.#keeps) this.#records.push(record);
    else this.#omitted.records++;
    this.stream?.put(record);
  }
  #result({ aggregations, ...result }: CollectedRun, arquero: Arquero): Run {
    for (const line of reportLines(result, quietnessOf(this.session.options))) this.#warn(line);
    const named = Object.fromEntries(
      aggregations.map((one) => new Aggregation(one, arquero)).map((one) => [one.name, one]),
    );
    const tables = (some: readonly ResultTable[]) =>
      Object.fromEntries(some.map((table) => [table.name, new RunTable(table, arquero)]));
    return {
      program: this.#programs.map(({ text }) => text).join("\n"),
      text: this.#pieces.join(""),
      messages: this.#messages,
      aggregations: named,
      tables: tables([...this.#collector.tables(), ...this.#own.tables()].sort(byClause)),
      snapshots: tables(this.#collector.snapshots()),
      of: (aggregating) => named[aggregating.name] ?? new Aggregation(nothingOf(aggregating), arquero),
      records: this.#records,
      omitted: this.#omitted,
      result,
    };
  }
}

/** Clauses as the program counts them, from 0: one with several descriptions is several in the image. */
function clauseNumbers(session: Session): number[] {
  const spans = new Map<string, number>();
  return session.compilation.checker.finish().clauses.map(({ span }) => {
    const place = `${session.settings.programs.findIndex(({ text }) => text === span.source.text)} ${span.start}`;
    if (!spans.has(place)) spans.set(place, spans.size);
    return spans.get(place)!;
  });
}
const byClause = (a: ResultTable, b: ResultTable) => Number(a.name.slice(6)) - Number(b.name.slice(6));

function plainValues(values: Readonly<Record<string, Value | boolean>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === "boolean" ? Number(value) : value]),
  );
}
/** Known by its name: its module is loaded only where captures are read. */
function isSourceError(error: unknown): error is Error & { readonly file: string } {
  return error instanceof Error && error.name === "SourceError";
}
/** A program's mistakes with the text around them; what is wrong with a source, with its name. */
function framed(error: unknown): unknown {
  if (isSourceError(error)) error.message = `${error.file}: ${error.message}`;
  if (!(error instanceof ProgramError) || error.diagnostics.length === 0) return error;
  const { program, diagnostics, detail } = error;
  const text = diagnostics.map((diagnostic) => formatFrame(diagnostic)).join("\n").trimEnd();
  return new ProgramError(program, diagnostics, text, detail);
}
