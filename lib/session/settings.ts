/**
 * What a session is asked to do, and what it tells its client.
 *
 * @module
 */
import type { Diagnostic } from "../diagnostic/mod.ts";
import type { ActionBuiltin, Builtins, SubroutineBuiltin } from "../builtins/mod.ts";
import type { BuiltinLowerings } from "../codegen/ir/mod.ts";
import type { ProbeCatalog, ProgramChecker, SystemTypes, TypedExpression, TypedProgram } from "../d/check/mod.ts";
import type { AggregationStore } from "../engine/aggregation/mod.ts";
import type { OutputWriter, RecordSink, WatchedRecord } from "../engine/consume/mod.ts";
import type { TracedSymbols } from "../engine/format/mod.ts";
import type { Provider } from "../engine/probe/mod.ts";
import type { BufferSizes, Image, Machine, MachineMemory } from "../image/mod.ts";
import type { WatchedProgram } from "../host/mod.ts";
import type { CompilationObserver } from "./observer.ts";

/** One program: a specifier as on a command line, or a script. */
export type ProgramText =
  | { readonly flag: "P" | "m" | "f" | "n" | "i"; readonly text: string }
  | { readonly flag: "s"; readonly name: string; readonly text: string };

/** An option as it was asked for. */
export interface OptionSetting {
  readonly name: string;
  readonly value?: string;
  /** What messages call it: `-x strsize`, `-b 10x`. */
  readonly flag?: string;
}
export interface SessionSettings {
  readonly programs: readonly ProgramText[];
  /** `$1`, `$2` … */
  readonly macroArguments?: readonly string[];
  /** `$0`; a script's own name takes its place. */
  readonly commandName?: string;
  readonly options?: readonly OptionSetting[];
  /** Captures to read, merged by time; `-` is standard input. Without any, time is the system's. */
  readonly captures?: readonly string[];
  /** Of the captures' packets those of one part alone. */
  readonly shard?: ShardChoice;
  /** Interfaces of this host to watch instead of captures; `any` is all of them. */
  readonly interfaces?: readonly string[];
  /** A file to save the packets of the interfaces in, as pcapng. It is there only when it is complete. */
  readonly save?: string;
  /** -c: a program that runs beside the trace, which ends with it. `$target` is its pid. */
  readonly target?: WatchedProgram;
  /** -v: tell how packets are captured. */
  readonly verbose?: boolean;
  readonly limits?: RunLimits;
  /** Probe descriptions may match nothing, as -l wants it. */
  readonly listing?: boolean;
  /** What the programs call of this process. */
  readonly hostClauses?: HostClauses;
  /** Programs may name probes of the system's kernel; those of packets are not there then. */
  readonly system?: SystemTracing;
  /** Who watches the compilation. */
  readonly observer?: CompilationObserver;
}
/** Clauses whose bodies are functions of this process: the programs reach them by builtins that no other session has. */
export interface HostClauses {
  readonly subroutines: ReadonlyMap<string, SubroutineBuiltin>;
  readonly actions: ReadonlyMap<string, ActionBuiltin>;
  /** Names by which the part of D's own library that they need is found. */
  readonly words: readonly string[];
  /** A machine stands ready; nothing has fired yet. */
  enable(machine: HostMachine): void;
  /** What is kept outside of the machine goes, as it is now, to where it is printed and handed out: once END has fired, and
   * whenever someone asks while the run goes on. */
  handOver(store: AggregationStore): void;
}
/** What clauses of this process see of the machine. */
export interface HostMachine {
  readonly memory: MachineMemory;
  readonly stringSize: number;
  readonly probes: ProbeCatalog;
  readonly builtins: BuiltinLowerings;
  readonly checker: ProgramChecker;
  /** The expression of `DESCRIPTION { EXPRESSION; }`. @throws ProgramError */
  expression(text: string): TypedExpression;
  /** exit(), where the machine is not in this process. */
  exit?(status: number): void;
}
/** The system's own kernel as a source: its probes, and a machine that runs programs where these fire. */
export interface SystemTracing {
  readonly providers: readonly Provider[];
  /** Types that the system itself has; undefined where it does not describe them. */
  readonly types?: SystemTypes;
  /** D's own library, as far as it is another over this system. */
  readonly libraries?: readonly { readonly name: string; readonly path: string; readonly text: string }[];
  /** Programs that ask nothing of it run there, too. */
  readonly takesAll?: boolean;
  /** @throws SessionError where tracing cannot begin, ProgramError for what the kernel cannot run */
  enable(request: SystemRequest): SystemMachine;
}
export interface SystemRequest {
  readonly typed: TypedProgram;
  readonly sizes: BufferSizes;
  readonly probes: ProbeCatalog;
  readonly builtins: Builtins;
  readonly memory: MachineMemory;
  /** Places that a program may be attached to. */
  readonly maxPlaces: number;
  /** $target, where there is one. */
  readonly target?: number;
  /** -v: what the kernel says of the programs. */
  readonly tell?: (message: string) => void;
}
/** A program that the kernel has loaded. */
export interface SystemMachine {
  readonly image: Image;
  readonly machine: Machine;
  /** Names of addresses of what is traced. */
  readonly symbols?: TracedSymbols;
  /** From now on its probes fire. @throws SessionError */
  attach(): void;
  /** No probe but END fires any more. */
  detach(): void;
  /** Takes what was recorded into the machine's memory; `consume` reads it from there. True when exit() was called. */
  drain(consume: () => void): boolean;
  /** More was recorded than was taken. */
  readonly isBehind: boolean;
  /** As if a program had called exit(). */
  exit(status: number): void;
  /** Until something was recorded, or so many milliseconds. */
  wait(ms: number): Promise<void>;
  close(): void;
}
/** Part `index` of `count`, from 1. */
export interface ShardChoice {
  readonly index: number;
  readonly count: number;
}
/** When to stop early. */
export interface RunLimits {
  readonly packets?: number;
  /** Of the time of the captures, or of the system's. */
  readonly nanoseconds?: number;
}
/** A file that is there when it is complete, and not before. Errors are the system's. */
export interface WholeFile {
  /** Writes all of the bytes. */
  write(bytes: Uint8Array): void;
  /** Puts the file in its place, or takes it away. */
  close(complete: boolean): void;
}
/** What the program that runs a session offers it: where output and messages go. */
export interface SessionClient {
  readonly output: OutputWriter;
  /** A message for the user, without a `dtrace: ` in front and without a newline at the end. */
  warn(message: string): void;
  /** freopen(): opens a file to append to, or says why not. */
  reopen?(path: string): OutputWriter | string;
  /** The same for packets that pcap() keeps; missing: it prints them. */
  openWhole?(path: string): WholeFile | string;
  /** system(): all earlier output has been written. */
  system?(command: string): void;
  /** Called about every 50 ms of a run over captures. */
  progress?(report: Progress): void;
  /** Each record as data, besides what it prints. */
  record?(record: WatchedRecord): void;
  /** Asked between batches of packets: a promise holds the run back until it is kept. */
  ready?(): Promise<void> | undefined;
  /** $TERM: whether characters beyond ASCII can be shown. */
  readonly terminal?: string;
  /** Whether CPU and ID are left out of lines. */
  readonly compared?: boolean;
  /** Whether a person watches: output then comes as it is made. */
  readonly interactive?: boolean;
}
/** How far a run is. */
export interface Progress {
  /** Of the captures. */
  readonly bytesRead: number;
  /** Of all captures; undefined where a pipe is among them. */
  readonly bytesTotal?: number;
  /** Taken so far. */
  readonly packets: number;
  /** Since the run began. */
  readonly elapsedMs: number;
}
/** A program that compiled. */
export interface CompiledProgram {
  readonly program: ProgramText;
  /** How many probes its descriptions matched. */
  readonly matches: number;
  /** Attributes of its least stable probe and of its least stable name: `Stable/Stable/Common`. */
  readonly stability: { readonly description: string; readonly statement: string };
}
/** Records on their way into tables. */
export interface Recording {
  readonly sink?: RecordSink;
  /** Nothing is printed. */
  readonly silent?: boolean;
  /** The run is over a part of the packets: nothing is printed, END does not fire, and this is given what was gathered. */
  part?(gathered: GatheredPart): void;
}
/** What a run over a part of the packets has gathered. */
export interface GatheredPart {
  readonly store: AggregationStore;
  /** Of BEGIN and of the end, ns since 1970. */
  readonly times: PartTimes;
  /** Faults and drops by kind; empty where nothing was lost. */
  readonly losses: Readonly<Record<string, bigint>>;
}
/** Nanoseconds since 1970. */
export interface PartTimes {
  readonly began: bigint;
  readonly ended: bigint;
}
/** A setting that cannot be. */
export class SettingError extends Error {
  /** By which it is known. */
  override readonly name = "SettingError";
  /** The command says it, and below it `help`, what may help, a line each. */
  /** The command says it, and below it `help`, what may help, a line each. */
  constructor(message: string, readonly help: readonly string[] = []) {
    super(message);
  }
}
/** Tracing cannot begin. */
export class SessionError extends Error {
  /** By which it is known. */
  override readonly name = "SessionError";
}
/** A program that does not compile. */
export class ProgramError extends Error {
  /** By which it is known. */
  override readonly name = "ProgramError";
  /** Sessions make them. */
  constructor(
    readonly program: ProgramText,
    /** Empty when the failure is not in the text (no preprocessor). */
    readonly diagnostics: readonly Diagnostic[],
    message: string,
    /** More lines, as the preprocessor wrote them. */
    readonly detail = "",
  ) {
    super(message);
  }
}
/** A library that does not compile: it is as if it were not there, and this says why. */
export class LibraryError extends Error {
  /** By which it is known. */
  override readonly name = "LibraryError";
  /** Sessions make them. */
  constructor(readonly path: string, readonly diagnostics: readonly Diagnostic[]) {
    super(`library ${path} does not compile`);
  }
}
/** The preprocessor is missing or refused the program. */
export class PreprocessorError extends Error {
  override readonly name = "PreprocessorError";
  /** @param detail what the preprocessor wrote on standard error */
  constructor(message: string, readonly detail: string) {
    super(message);
  }
}
