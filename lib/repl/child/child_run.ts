/**
 * A run of D for a terminal.
 *
 * @module
 */
import { cellFailure, declarationsOf, namesOf } from "../../notebook/mod.ts";
import { wholeProgram } from "../../notebook/text/mod.ts";
import { visibleText } from "../../diagnostic/mod.ts";
import { givePartialName } from "../../host/deno/mod.ts";
import type { DCellOutcome, DCellPort, DCellRequest } from "../../evaluator/mod.ts";
import {
  DProgram,
  type OptionValue,
  type Run,
  type Source,
  TERMINAL,
  trace,
  type TraceOptions,
  type Tracing,
} from "../../api/mod.ts";
import { rememberRun } from "./show.ts";
import { liveBundle, RUN_TYPE, type RunFacts } from "./messages.ts";

/** Runs that take less say nothing of how far they are. */
const QUIET_MS = 400;
const EVERY_MS = 150;

/** A run under way. */
export class ReplRun {
  #tracing: Tracing | undefined;
  #said = 0;
  #live = false;

  constructor(readonly request: DCellRequest, readonly port: DCellPort) {}

  /** Ends it: what was gathered is printed. */
  interrupt(): void {
    this.#tracing?.stop();
  }

  async run(): Promise<DCellOutcome> {
    const { request, port } = this, start = performance.now();
    try {
      if (request.save !== undefined && request.partial !== undefined) givePartialName(request.save, request.partial);
      this.#tracing = trace(
        sourceOf(request),
        new DProgram(wholeProgram(request.text), `<cell ${request.cell}>`),
        this.#options(),
      );
      const run = await this.#tracing;
      this.#endLive();
      rememberRun(run);
      const { result } = run;
      if (result.interrupted && result.packets > 0) {
        port.write("stderr", `interrupted after ${result.packets.toLocaleString("en-US")} packets\n`);
      }
      // its texts are long: what it holds is said instead
      Object.defineProperty(run, TERMINAL, { value: () => summaryOf(run, request) });
      const shown = { bundle: { [RUN_TYPE]: { ...factsOf(run), ms: performance.now() - start } } };
      // records are bound too: `clause1` is the table of the first clause that records
      return { run, names: { ...run.tables, ...namesOf(run) }, declarations: declarationsOf(run, request.as), shown };
    } catch (error) {
      this.#endLive();
      throw cellFailure(error);
    }
  }

  #options(): TraceOptions {
    const { request, port } = this;
    const options: Record<string, OptionValue[]> = {};
    for (const { name, value } of request.options) (options[name] ??= []).push(value ?? true);
    return {
      options,
      arguments: request.macroArguments,
      limits: {
        packets: request.count,
        seconds: request.forNs === undefined ? undefined : request.forNs / 1e9,
      },
      write: (text) => port.write("stdout", text),
      terminal: request.terminal,
      warn: (message) => port.write("stderr", `${message}\n`),
      progress: (report, aggregations) => {
        const { elapsedMs } = report;
        // without packets there is only something to say when it is watched
        if (!request.watch && report.packets === 0) return;
        if (elapsedMs < (request.watch ? 0 : QUIET_MS) || elapsedMs - this.#said < EVERY_MS) return;
        this.#said = elapsedMs;
        this.#live = true;
        // rows that change in place obey nobody
        const text = request.watch ? visibleText(aggregations()) : undefined;
        port.display({ bundle: liveBundle({ progress: report, text }) });
      },
    };
  }

  #endLive(): void {
    if (this.#live) this.port.display({ bundle: liveBundle(undefined) });
    this.#live = false;
  }
}

function sourceOf({ read, interfaces = [], save, linux }: DCellRequest): Source {
  if (linux) return { linux: true, ...linux };
  if (interfaces.length > 0) return { interfaces, save };
  return read.length > 0 ? read : null;
}

function factsOf({ aggregations, tables, result }: Run): Omit<RunFacts, "ms"> {
  return {
    packets: result.packets,
    exitStatus: result.exitStatus,
    interrupted: result.interrupted,
    damaged: result.problems.length > 0,
    gathered: [
      ...Object.values(aggregations).map((one) => ({ name: one.name, detail: `${one.function}, ${one.size} entries` })),
      ...Object.values(tables).map((one) => ({ name: one.name, detail: `${one.rowCount} records` })),
    ],
  };
}

/** `_` at the prompt. */
function summaryOf(run: Run, { linux }: DCellRequest): string {
  const { packets } = run.result;
  const lines = [`a run over ${linux ? "the running kernel" : `${packets.toLocaleString("en-US")} packets`}, with`];
  for (const { name, detail } of factsOf(run).gathered) {
    lines.push(`  .${name in run.aggregations ? "aggregations" : "tables"}.${name}: ${detail}`);
  }
  return [...lines, "  .text, .messages, .records, .result"].join("\n");
}
