/**
 * Runs a cell of D: text as it comes, results as data.
 *
 * @module
 */
import type { DCellOutcome, DCellPort, DCellRequest } from "../evaluator/mod.ts";
import {
  type CollectedRun,
  type Door,
  lossLine,
  problemLine,
  type RunResult,
  Session,
  type SessionSettings,
} from "../session/mod.ts";
import { cellFailure, plain } from "./failure.ts";
import { ProgressLine } from "./progress.ts";

/** What a cell of D gathered, for the cells of TypeScript after it. */
export interface Run extends RunResult {
  /** The program. */
  readonly text: string;
  /** Aggregations by name, `@` under `_`. */
  readonly aggregations: Readonly<Record<string, AggregationRows>>;
}

/** An aggregation: its entries, in the order in which they print. */
export interface AggregationRows {
  /** The aggregating function. */
  readonly function: string;
  readonly rows: readonly AggregationRow[];
}

/** An entry of an aggregation. Numbers are numbers where they are exact, else bigints. */
export interface AggregationRow {
  readonly keys: readonly unknown[];
  readonly value: unknown;
  /** Of a distribution. */
  readonly buckets?: readonly { readonly low: unknown; readonly high: unknown; readonly count: unknown }[];
}

/** A run under way. */
export class CellRun {
  readonly #session: Session;
  readonly #progress: ProgressLine;
  readonly #decoder = new TextDecoder();

  constructor(readonly request: DCellRequest, readonly port: DCellPort) {
    this.#progress = new ProgressLine(port);
    this.#session = openSession(settingsOf(request), {
      output: { write: (bytes) => port.write("stdout", this.#decoder.decode(bytes, { stream: true })) },
      warn: (message) => port.write("stderr", `${message}\n`),
      progress: (report) => this.#progress.update(report),
      interactive: true,
    });
  }

  /** Ends it: what was gathered is printed. */
  interrupt(): void {
    this.#session.interrupt();
  }

  /** Runs it. */
  async run(): Promise<DCellOutcome> {
    try {
      await this.#session.compile();
      this.#refuseWithoutSource();
      const result = await this.#session.run();
      this.#progress.end();
      this.#report(result);
      return { run: runOf(this.request.text, result) };
    } catch (error) {
      this.#progress.end();
      throw cellFailure(error);
    }
  }

  /** Packets come from captures only: without one the cell would wait for ever. */
  #refuseWithoutSource(): void {
    if (this.request.read.length > 0) return;
    const probes = this.#session.listProbes();
    const wanting = probes.find(({ provider }) => provider !== "dtrace" && provider !== "profile");
    if (wanting) {
      const { provider, name } = wanting;
      throw plain(
        "SettingError",
        `no capture: \`${provider}:::${name}\` needs one; say %source FILE, or %%d --read FILE`,
      );
    }
    // only BEGIN and END: both have fired when nothing is waited for
    const ticks = probes.some(({ provider }) => provider === "profile");
    if (!ticks && this.request.forNs === undefined) this.#session.interrupt();
  }

  #report(result: CollectedRun): void {
    const say = (text: string) => this.port.write("stderr", `${text}\n`);
    const quiet = this.#session.options.flag("quiet");
    if (result.view && !quiet) say(result.view);
    if (!quiet) {
      for (const { reason, packets } of result.undecoded) {
        say(`${packets} packet${packets === 1 ? "" : "s"}: ${reason}`);
      }
    }
    for (const one of result.interfaces ?? []) if (one.dropped) say(lossLine(one));
    for (const problem of result.problems) say(problemLine(problem));
    if (result.interrupted && this.request.read.length > 0) {
      say(`interrupted after ${result.packets.toLocaleString("en-US")} packets: this is what was gathered until then`);
    }
  }
}

function openSession(settings: SessionSettings, door: Door): Session {
  try {
    return new Session(settings, door);
  } catch (error) {
    throw cellFailure(error);
  }
}

function settingsOf(request: DCellRequest): SessionSettings {
  return {
    programs: [{ flag: "s", name: `<cell ${request.cell}>`, text: request.text }],
    macroArguments: request.macroArguments,
    options: request.options,
    captures: request.read,
    limits: { packets: request.count, nanoseconds: request.forNs },
  };
}

/** What is bound. */
export function runOf(text: string, { aggregations, ...result }: CollectedRun): Run {
  const named = aggregations.map((aggregation) => {
    const rows = aggregation.entries().map(({ keys, value, buckets }): AggregationRow => ({
      keys: keys.map(exact),
      value: exact(value),
      ...buckets
        ? {
          buckets: buckets.map(({ low, high, count }) => ({ low: exact(low), high: exact(high), count: exact(count) })),
        }
        : {},
    }));
    return [aggregation.description.name || "_", { function: aggregation.description.function, rows }] as const;
  });
  return { text, ...result, aggregations: Object.fromEntries(named) };
}

function exact(value: unknown): unknown {
  if (typeof value !== "bigint") return value;
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}
