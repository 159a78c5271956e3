/**
 * The evaluator's child process, in which both languages run: started in the background, replaced when it is lost.
 *
 * @module
 */
import { lazy } from "../lazy_modules.ts";
import { CommandError } from "./conversation_state.ts";
import { partialName } from "../../host/deno/mod.ts";
import type {
  CellOutcome,
  Completion,
  DCellRunner,
  Display,
  Evaluator,
  EvaluatorListener,
  LinuxQuestion,
  LinuxRequest,
  RenderTerminal,
  ShowRequest,
} from "../../evaluator/mod.ts";

import type { KnownNames } from "../editor/mod.ts";

/** The module of D cells in the child. */
const D_CELLS = import.meta.resolve("../child/mod.ts");
/** What watching an interface takes (`deno task live` has the same). */
const LIVE_PERMISSIONS = ["--allow-ffi", "--allow-run=sh,dumpcap,tcpdump"];
/** What asking the kernel takes (`deno task trace` has the same). */
const LINUX_PERMISSIONS = ["--allow-ffi", "--allow-run=sh"];
const NOTHING: Completion = { start: 0, end: 0, candidates: [] };

/** What a program of D reads, and how. */
export interface TraceRequest {
  readonly text: string;
  readonly captures: readonly string[];
  readonly interfaces: readonly string[];
  readonly linux?: LinuxRequest;
  readonly save?: string;
  readonly options: ReadonlyMap<string, string | undefined>;
  /** Aggregations are shown while it runs. */
  readonly watch?: boolean;
}

/** Runs inputs. */
export class Engine {
  #evaluator: Promise<Evaluator> | undefined;
  #language: Promise<DCellRunner> | undefined;
  #cell = 0;
  #interrupted = false;
  /** What the process may do beyond what was said. */
  #added: readonly string[] = [];
  /** The running kernel is a source: its probes are made ready, too. */
  #asksLinux = false;
  /** Files to save packets in which it may write beyond what was said, and their names until they are complete. */
  readonly #partials = new Map<string, string>();
  /** Whether the modules of D are loaded and warm in the process that runs. */
  #isReady = false;
  #ready: Promise<void> = Promise.resolve();

  constructor(
    readonly listener: EvaluatorListener,
    readonly look: RenderTerminal,
    readonly said: readonly string[] = [],
  ) {}

  /** Starts everything that takes time, before it is asked for. */
  warmUp(): void {
    const prepared = this.#start().then((evaluator) => evaluator.prepareTraces()).then(() => {
      this.#isReady = true;
    }).catch(() => {});
    // the structs and translators are read when a member is completed first
    const text = "tcp:::send { args[2]->";
    this.#ready = prepared.then(() => this.language()).then((language) => void language.complete(text, text.length))
      .catch(() => {});
    if (this.#asksLinux) void prepared.then(() => this.completeD("syscall:::", 1, true)).catch(() => {});
  }

  /** Settles when everything that {@linkcode warmUp} began is there. */
  ready(): Promise<void> {
    return this.#ready;
  }

  #start(): Promise<Evaluator> {
    this.#evaluator ??= lazy.evaluator().then(({ Evaluator, resolved }) => {
      const { color } = this.look;
      const permissions = [...this.#added, ...this.said];
      const files = [...this.#partials].flat().map((path) => resolved(path, Deno.cwd()));
      const settings = { dCells: D_CELLS, colors: color, permissions, files, terminal: this.look };
      return Evaluator.start(settings, this.listener);
    });
    this.#evaluator.catch(() => this.#evaluator = undefined);
    return this.#evaluator;
  }

  /**
   * Interfaces take more permissions than captures, and so does a file that somebody wants written outside of where cells
   * write: the process is started again with them; true when names of TypeScript were lost with the old one.
   */
  allowInterfaces(save?: string): Promise<boolean> {
    return this.#allow(LIVE_PERMISSIONS, save);
  }
  /** The same for the running kernel. */
  allowLinux(): Promise<boolean> {
    this.#asksLinux = true;
    return this.#allow(LINUX_PERMISSIONS);
  }
  async #allow(permissions: readonly string[], save?: string): Promise<boolean> {
    const isNew = !permissions.every((one) => this.#added.includes(one)) &&
      !this.#added.includes(LIVE_PERMISSIONS[1]) &&
      !this.said.some((flag) => /^(-A|--allow-(ffi|all)\b)/.test(flag));
    if (isNew) this.#added = permissions;
    const isElsewhere = save !== undefined && !this.#partials.has(save) && await this.#isElsewhere(save);
    if (!isNew && !isElsewhere) return false;
    if (isElsewhere) this.#partials.set(save, partialName(save));
    const old = this.#evaluator;
    if (!old) return false;
    this.#evaluator = undefined;
    this.#isReady = false;
    await (await old.catch(() => undefined))?.close();
    this.warmUp();
    return this.#cell > 0;
  }

  async #isElsewhere(save: string): Promise<boolean> {
    const { cellFlags, mayReplace, resolved } = await lazy.evaluator();
    const directory = Deno.cwd();
    if (mayReplace(cellFlags(this.said, directory), directory, resolved(save, directory))) return false;
    // in a list of paths nothing escapes it
    if (resolved(save, directory).includes(",")) {
      throw new CommandError(`\`${save}\` has a comma in its path: outside of this folder it cannot be written`);
    }
    return true;
  }

  /** D's tables, here, so that completion does not wait for anybody. */
  language(): Promise<DCellRunner> {
    this.#language ??= lazy.dCells().then(({ openDCells }) => openDCells());
    return this.#language;
  }

  /** Names of D that are coloured as one types. */
  async names(): Promise<KnownNames> {
    const { builtins } = await lazy.builtins();
    return {
      variables: new Set(builtins.variables.keys()),
      functions: new Set([...builtins.subroutines.keys(), ...builtins.actions.keys(), ...builtins.aggregating.keys()]),
    };
  }

  /** The number of the next input. */
  nextCell(): number {
    return ++this.#cell;
  }

  async evaluate(text: string, cell: number): Promise<CellOutcome> {
    const evaluator = await this.#begin();
    return this.#interrupted ? interruptedEarly() : await evaluator.evaluate(text, { cell });
  }

  /**
   * The evaluator, with nothing under way in it: an interrupt must not hit the loading of modules or the run that warms
   * them up, which would take the process with it.
   */
  async #begin(): Promise<Evaluator> {
    this.#interrupted = false;
    const evaluator = await this.#start();
    if (!this.#isReady) await evaluator.prepareTraces();
    this.#isReady = true;
    return evaluator;
  }

  async trace(request: TraceRequest, cell: number): Promise<CellOutcome> {
    const evaluator = await this.#begin();
    if (this.#interrupted) return interruptedEarly();
    return await evaluator.trace({
      text: request.text,
      cell,
      read: request.captures,
      interfaces: request.interfaces,
      linux: request.linux,
      save: request.save,
      partial: request.save === undefined ? undefined : this.#partials.get(request.save),
      terminal: Deno.stdout.isTerminal(),
      watch: request.watch,
      options: [...request.options].map(([name, value]) => ({ name, value })),
    });
  }

  async completeTypeScript(text: string, offset: number): Promise<Completion> {
    return this.#evaluator ? await (await this.#evaluator).complete(text, offset) : NOTHING;
  }

  async completeD(text: string, offset: number, linux: boolean): Promise<Completion> {
    // only the process that may ask the kernel knows its probes
    if (linux) return await this.#askLinux<Completion>({ ask: "complete", text, offset }) ?? NOTHING;
    return (await this.language()).complete(text, offset);
  }

  /** `:probes` and `:args`. */
  async describe(what: "probes" | "args", pattern: string, linux: boolean): Promise<string | undefined> {
    const found = linux
      ? await this.#askLinux<Display>({ ask: "describe", what, pattern })
      : (await this.language()).describe(what, pattern);
    return found && String(found.bundle["text/plain"]);
  }
  /** What stands at a place in a program. */
  async describeArgument(text: string, offset: number, linux: boolean): Promise<string | undefined> {
    const found = linux
      ? await this.#askLinux<Display>({ ask: "inspect", text, offset })
      : (await this.language()).inspect(text, offset);
    return found && String(found.bundle["text/plain"]);
  }
  async #askLinux<T>(question: LinuxQuestion): Promise<T | undefined> {
    const evaluator = await this.#start();
    await evaluator.prepareTraces();
    this.#isReady = true;
    return await evaluator.askLinux<T>(question);
  }

  /** What a name is: a probe, a name of D, a name of TypeScript. */
  async inspect(name: string, linux: boolean): Promise<Display | undefined> {
    if (linux && name.includes(":")) {
      return await this.#askLinux<Display>({ ask: "inspect", text: name, offset: name.length });
    }
    const language = await this.language();
    if (name.includes(":")) return language.inspect(name, name.length);
    const clause = `BEGIN { ${name}; }`;
    const start = clause.indexOf(name);
    return await (await this.#start()).inspect(name, name.length) ??
      language.inspect(clause, start + Math.min(1, name.length - 1));
  }

  /** Ends what runs. */
  async interrupt(): Promise<void> {
    this.#interrupted = true;
    await (await this.#evaluator)?.interrupt();
  }

  /** The terminal is another size now: what {@linkcode look} says has changed. */
  async lookChanged(): Promise<void> {
    await (await this.#evaluator)?.tellTerminal();
  }

  /** Shows something of the runs so far. */
  async show(show: ShowRequest, cell: number): Promise<CellOutcome> {
    return await (await this.#start()).trace({ text: "", cell, read: [], options: [], show });
  }

  async close(): Promise<void> {
    const evaluator = await this.#evaluator?.catch(() => undefined);
    await evaluator?.close();
  }
}

/** A program that was interrupted before it had begun. */
function interruptedEarly(): CellOutcome {
  const message = "interrupted before it had begun";
  return {
    status: "interrupted",
    error: { name: "Interrupted", message, text: `Interrupted: ${message}` },
    lost: false,
  };
}
