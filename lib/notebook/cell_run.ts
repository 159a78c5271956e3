/**
 * Runs a cell of D: text as it comes, then what was gathered, as charts and tables, which the cells after it find under
 * its names.
 *
 * @module
 */
import type { Bundle, DCellOutcome, DCellPort, DCellRequest } from "../evaluator/mod.ts";
import {
  DProgram,
  type OptionValue,
  type Run,
  type Source,
  trace,
  type TraceOptions,
  type Tracing,
} from "../api/mod.ts";
import { isStanding } from "../session/mod.ts";
import { declarationsOf, namesOf } from "./bound.ts";
import { cellFailure } from "./cell_failure.ts";
import { LiveView } from "./live_view.ts";
import { RunText } from "./run_text.ts";
import { bytesOf } from "./run_size.ts";
import { liveBundlesOf, outputsOf, type RunOutput } from "./cell_results.ts";

/** A run under way. */
export class CellRun {
  readonly #view: LiveView;
  readonly #text: RunText;
  #tracing: Tracing | undefined;

  constructor(readonly request: DCellRequest, readonly port: DCellPort) {
    this.#view = new LiveView(port, request.shownBefore !== true);
    this.#text = new RunText((stream, text) => this.#view.write(stream, text), request.all === true);
  }

  /** Ends it: what was gathered is printed. */
  interrupt(): void {
    this.#tracing?.stop();
  }

  /** Runs it. */
  async run(): Promise<DCellOutcome> {
    const { request } = this;
    let run: Run;
    try {
      const program = new DProgram(request.text, `<cell ${request.cell}>`);
      this.#tracing = trace(sourceOf(request), program, this.#options());
      run = await this.#tracing;
    } catch (error) {
      this.#text.end();
      await this.#view.end(false);
      throw cellFailure(error);
    }
    this.#text.end();
    const { interrupted, packets } = run.result;
    if (interrupted) {
      const after = packets > 0 ? ` after ${packets.toLocaleString("en-US")} packets` : "";
      this.#view.write("stderr", `interrupted${after}: this is what was gathered until then\n`);
    }
    const outputs = request.hide ? [] : await outputsOf(run, interrupted);
    await this.#view.end(outputs.length > 0);
    for (const output of outputs) this.#show(output);
    return { run, names: namesOf(run), declarations: declarationsOf(run, request.as), bytes: bytesOf(run) };
  }

  #show({ bundle, pictured }: RunOutput): void {
    if (!pictured) return this.port.display({ bundle });
    const id = crypto.randomUUID();
    this.port.display({ bundle, id });
    void pictured.then((bundle) => this.port.display({ bundle, id, update: true }));
  }

  /** A notebook says once whose view a capture is, not below each of its cells. */
  #isNews(message: string): boolean {
    const { read, interfaces = [], linux } = this.request;
    if (interfaces.length > 0 || linux || !isStanding(message)) return true;
    const key = JSON.stringify(read);
    if (!said.has(key)) said.set(key, new Set());
    const before = said.get(key)!, isNews = !before.has(message);
    before.add(message);
    return isNews;
  }

  #options(): TraceOptions {
    const { macroArguments, count, forNs, silent, hide } = this.request;
    const options: Record<string, OptionValue[]> = {};
    for (const { name, value } of this.request.options) (options[name] ??= []).push(value ?? true);
    const charts = async (): Promise<readonly Bundle[]> =>
      this.#tracing && !hide ? await liveBundlesOf(this.#tracing) : [];
    const tooLarge = () => {
      const entries = this.#tracing?.entryCount ?? 0;
      return entries > MAX_LIVE_KEYS ? `charts at the end: ${entries.toLocaleString("en-US")} keys` : undefined;
    };
    return {
      options,
      arguments: macroArguments,
      // the cell shows records as tables: objects of them are made when they are asked for
      limits: { packets: count, seconds: forNs === undefined ? undefined : forNs / 1e9 },
      write: (text) => silent || this.#text.print(text),
      warn: (message) => this.#isNews(message) && this.#text.say(message),
      progress: (report) => this.#view.update(report, charts, hide ? undefined : tooLarge()),
    };
  }
}

/** Keys of aggregations that are drawn while a run goes on: of more the run would stand still meanwhile. */
const MAX_LIVE_KEYS = 5_000;

/** By captures: what every run over them says, and was said in a cell before. */
const said = new Map<string, Set<string>>();

function sourceOf({ read, interfaces = [], save, linux }: DCellRequest): Source {
  if (linux) return { linux: true, ...linux };
  if (interfaces.length > 0) return { interfaces, save };
  return read.length > 0 ? read : null;
}
