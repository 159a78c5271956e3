/**
 * The port through which cells of D run. The evaluator knows nothing of D: a door names a module that exports
 * `openDCells`, and the child process loads it when the first cell of D comes.
 *
 * @module
 */
import type { Completeness } from "./cell/completeness.ts";
import type { CellError, Display, RenderTerminal } from "./mime_bundle.ts";
import type { Completion, Inspection } from "./remote/suggestions.ts";

/** The running kernel as a source. */
export interface LinuxRequest {
  /** A program that runs beside, which is `$target`: the trace ends with it. */
  readonly command?: string;
  /** The same of a process that is there. */
  readonly process?: number;
}
/** A cell of D. */
export interface DCellRequest {
  readonly text: string;
  readonly cell: number;
  /** Captures to read. */
  readonly read: readonly string[];
  /** Interfaces of this host to watch instead. */
  readonly interfaces?: readonly string[];
  /** The running kernel of Linux is asked instead. */
  readonly linux?: LinuxRequest;
  /** A file to save what they show in. */
  readonly save?: string;
  /** The name that this file has until it is complete, where the process may write under no other. */
  readonly partial?: string;
  /** What the program prints reaches a terminal: control characters of traced data are shown, not obeyed. */
  readonly terminal?: boolean;
  /** Aggregations are shown while it runs. */
  readonly watch?: boolean;
  /** Nothing is run: something of the runs so far is shown. */
  readonly show?: ShowRequest;
  /** Stop after so many nanoseconds of the capture's time, or so many packets. */
  readonly forNs?: number;
  readonly count?: number;
  /** The name under which the run is bound. */
  readonly as?: string;
  /** What the program prints is not shown. */
  readonly silent?: boolean;
  /** Charts and tables are not shown. */
  readonly hide?: boolean;
  /** All of what it prints is shown, however much it is. */
  readonly all?: boolean;
  /** Something stands under the cell already, and is to stay. */
  readonly shownBefore?: boolean;
  /** `-x` options. */
  readonly options: readonly { readonly name: string; readonly value?: string }[];
  /** `$1`, `$2` … */
  readonly macroArguments?: readonly string[];
  /** Ends a trace that waits; what asks often should ask {@linkcode DCellRunner.interrupt}'s own flag instead. */
  readonly signal: AbortSignal;
}

/** What of the runs so far is to be shown. */
export interface ShowRequest {
  readonly what: string;
  /** The aggregation or table that is meant; the last where there is none. */
  readonly name?: string;
  readonly rows?: number;
  /** As an image. */
  readonly image?: boolean;
  /** Into this file, in the format that its name ends in, instead. */
  readonly file?: string;
  readonly look: RenderTerminal;
}

/** Where a cell of D puts what it has to say. */
export interface DCellPort {
  write(stream: "stdout" | "stderr", text: string): void;
  display(display: Display): void;
  clear(wait: boolean): void;
}

/** What a cell of D came to. */
export interface DCellOutcome {
  /** Bound to `_`, pushed to `runs`, and bound to its name; not there when nothing was run. */
  readonly run?: unknown;
  /** How much memory the run holds, about. */
  readonly bytes?: number;
  /** More names to bind: aggregations and tables. */
  readonly names?: Readonly<Record<string, unknown>>;
  /** The names it binds, as TypeScript declares them: for completion and inspection. */
  readonly declarations?: string;
  /** Shown as the cell's result; without one the cell has none. */
  readonly shown?: Display;
}

/** A cell of D that failed, in the frame of the design. */
export class DCellError extends Error {
  constructor(readonly report: CellError) {
    super(report.message);
    this.name = report.name;
  }
}

/** What is asked about the probes of the running kernel. */
export type LinuxQuestion =
  | { readonly ask: "complete" | "inspect"; readonly text: string; readonly offset: number }
  | { readonly ask: "describe"; readonly what: "probes" | "args"; readonly pattern: string };

/** Runs cells of D. */
export interface DCellRunner {
  run(request: DCellRequest, port: DCellPort): Promise<DCellOutcome>;
  /** Ends the run that is under way; false when there is none. Called even while {@linkcode run} is busy. */
  interrupt(): boolean;
  /** Does what the first question would have to wait for. */
  prepare?(): void | Promise<void>;
  isComplete(text: string): Completeness;
  complete(text: string, offset: number): Completion;
  inspect(text: string, offset: number): Inspection | undefined;
  /** A line magic's answer about probes (`%probes`, `%args`); undefined when none matches. */
  describe(what: "probes" | "args", pattern: string): Display | undefined;
  /** The same questions about the running kernel. */
  aboutLinux?(question: LinuxQuestion): Promise<Completion | Inspection | Display | undefined>;
}

/** What a module of D cells exports. */
export interface DCellModule {
  openDCells(): DCellRunner | Promise<DCellRunner>;
}
