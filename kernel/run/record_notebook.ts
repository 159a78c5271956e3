/**
 * Runs a notebook from clean to say what came of each cell: of TypeScript what it showed, of D what it was run with. Publishing
 * and verifying run cells of D by themselves, as pages do.
 *
 * @module
 */
import { type DCellRequest, Evaluator } from "../../lib/evaluator/mod.ts";
import {
  type ManifestOutput,
  type NotebookPort,
  type RecordedCell,
  type RecordSettings,
  REFERENCE,
  type SourceCell,
  type SourceNotebook,
} from "../../lib/publish/mod.ts";
import { canonicalJson } from "../../lib/publish/mod.ts";
import {
  Captures,
  type CellContext,
  D_CELLS,
  evaluateCell,
  hearing,
  NotebookState,
  parseCellText,
  withoutPublishing,
} from "../cells/mod.ts";
import {
  type CellOutput,
  formatNotebook,
  hasTag,
  joinText,
  type NotebookCell,
  type NotebookText,
  parseNotebook,
  splitText,
} from "./notebook_file.ts";
import { CellOutputs } from "./outputs.ts";

const SKIPPED = "skip-execution", MAY_FAIL = "raises-exception";

/** A cell that has failed. */
class RecordFailure extends Error {
  override readonly name = "RecordFailure";
  constructor(cell: number, of: number, source: string, text: string) {
    const line = source.split("\n").find((one) => one.trim() !== "" && !one.startsWith("%")) ?? "";
    super(`cell ${cell} of ${of} failed: ${line.slice(0, 60)}\n${text}`);
  }
}
export const notebookPort: NotebookPort = {
  parse(text): SourceNotebook {
    const { cells, metadata } = parseNotebook(text);
    const own = cells.filter(({ cell_type }) => cell_type !== "raw").map(sourceCell);
    return { metadata, cells: own.filter(({ kind, source }) => kind === "prose" || source.trim() !== "") };
  },
  format({ cells }) {
    return formatNotebook({
      cells: cells.map(notebookCell),
      metadata: { kernelspec: { name: "probebook", language: "typescript", display_name: "Probebook" } as object },
      nbformat: 4,
      nbformat_minor: 5,
    });
  },
  record: recordNotebook,
};
function sourceCell(cell: NotebookCell): SourceCell {
  const { cell_type, id, metadata, source } = cell;
  const tags = Array.isArray(metadata.tags) ? metadata.tags.filter((tag) => typeof tag === "string") : [];
  const text = joinText(source), isProgram = cell_type === "code";
  return {
    kind: isProgram ? "program" : "prose",
    source: isProgram ? withoutPublishing(text).trimEnd() : text,
    ...typeof id === "string" && { id },
    ...tags.length > 0 && { tags },
  };
}
function notebookCell({ kind, source, id, tags = [] }: SourceCell, index: number): NotebookCell {
  const metadata = tags.length > 0 ? { tags } : {};
  const common = { id: id ?? `cell-${index + 1}`, metadata, source: splitText(source) };
  return kind === "prose"
    ? { cell_type: "markdown", ...common }
    : { cell_type: "code", execution_count: null, outputs: [], ...common };
}

async function recordNotebook(
  cells: readonly SourceCell[],
  settings: RecordSettings,
): Promise<readonly RecordedCell[]> {
  const { directory, isConfined, signal } = settings;
  const outputs = new CellOutputs();
  const captures = new Captures(), listener = hearing(outputs, captures);
  const evaluator = await Evaluator.start({
    directory,
    dCells: D_CELLS,
    permissions: isConfined ? confined(await Deno.realPath(directory)) : [],
    environment: EVERYWHERE,
  }, listener);
  const stop = () => void evaluator.interrupt();
  signal?.addEventListener("abort", stop);
  try {
    return await new Recording(cells, evaluator, outputs, captures, settings).run();
  } finally {
    signal?.removeEventListener("abort", stop);
    await evaluator.close();
  }
}
/** Times and numbers as text are the same in every zone and language. */
const EVERYWHERE = { TZ: "UTC", LANG: "C", LC_ALL: "C", LANGUAGE: "" };

/** Flags of cells that read one folder, and what they are run by. */
function confined(directory: string): string[] {
  const root = decodeURIComponent(new URL(D_CELLS).pathname).replace(/lib\/notebook\/mod\.\w+$/, "");
  const packages = root.includes("/node_modules/")
    ? root.replace(/(\/node_modules\/).*$/, "$1")
    : `${denoFolder()}/npm`;
  return [`--allow-read=${directory},${root},${packages}`, "--deny-write", "--deny-net", "--deny-run", "--deny-ffi"];
}
/** Where packages are that were fetched. */
function denoFolder(): string {
  const named = (name: string) => Deno.env.get(name) || undefined, home = named("HOME");
  const cache = Deno.build.os === "darwin" ? `${home}/Library/Caches` : named("XDG_CACHE_HOME") ?? `${home}/.cache`;
  return named("DENO_DIR") ?? `${cache}/deno`;
}
/** What the last cell of D asked for. */
type Traced = Omit<DCellRequest, "signal">;

class Recording {
  #traced: Traced | undefined;
  /** Whether what a cell of D gathers may be asked for. */
  #isAsked = true;
  readonly #context: CellContext;

  constructor(
    readonly cells: readonly SourceCell[],
    readonly evaluator: Evaluator,
    readonly outputs: CellOutputs,
    readonly captures: Captures,
    readonly settings: RecordSettings,
  ) {
    const watched = new Proxy(evaluator, {
      get: (target, name) => {
        if (name === "trace") return (request: Traced) => this.#trace(request);
        const value = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    this.#context = {
      notebook: new NotebookState(),
      evaluator: () => Promise.resolve(watched),
      directory: settings.directory,
      captures,
      show: (display, cell) => outputs.display(display, cell),
      write: (stream, text, cell) => outputs.write(stream, text, cell),
    };
  }
  async #trace(request: Traced) {
    this.#traced = request;
    if (!this.#isAsked) return { status: "ok" } as const;
    // what it prints and draws is made elsewhere; what it gathers is what the next cells ask for
    return await this.evaluator.trace({ ...request, silent: true, hide: true });
  }
  async run(): Promise<RecordedCell[]> {
    const { cells } = this, recorded: RecordedCell[] = [];
    const last = cells.findLastIndex((cell) => isTypeScript(cell) || cell.kind === "prose" && asks(cell.source));
    for (const [index, cell] of cells.entries()) {
      this.settings.signal?.throwIfAborted();
      this.#isAsked = index < last || cell.tags?.includes(MAY_FAIL) === true;
      recorded.push(cell.kind === "prose" ? await this.#prose(cell, index) : await this.#program(cell, index));
    }
    return recorded;
  }
  async #prose({ source }: SourceCell, index: number): Promise<RecordedCell> {
    const values = [];
    for (const [whole, reference] of source.matchAll(REFERENCE)) {
      const value = await this.evaluator.value(referenceExpression(reference)).catch((error: Error) => {
        throw this.#failure(index, `\`${whole}\`: ${error.message.split("\n", 1)[0]}`);
      });
      if (typeof value !== "string" && typeof value !== "number") {
        throw this.#failure(
          index,
          `\`${whole}\` is ${value === undefined ? "undefined" : "neither text nor a number"}`,
        );
      }
      values.push({ reference, text: String(value) });
    }
    return { kind: "prose", values };
  }
  async #program(cell: SourceCell, index: number): Promise<RecordedCell> {
    const { source, tags = [] } = cell, number = index + 1;
    const { captures: before } = this.#context.notebook;
    this.#traced = undefined;
    if (hasTag({ metadata: { tags } } as unknown as NotebookCell, SKIPPED) || source.trim() === "") {
      return { kind: "code", language: languageOf(source), outputs: [] };
    }
    const outcome = await evaluateCell(source, { cell: number, show: true }, this.#context);
    if (outcome.status !== "ok") {
      this.settings.signal?.throwIfAborted();
      if (!tags.includes(MAY_FAIL)) throw this.#failure(index, outcome.error.text);
      this.outputs.error(outcome.error, number);
    } else if (outcome.result && !this.#traced) this.outputs.result(outcome.result, number, number);
    if (this.#traced && outcome.status === "ok") return { kind: "d", run: this.#described(this.#traced, index) };
    const outputs = this.outputs.of(number).map(manifestOutput);
    const { captures } = this.#context.notebook, isNew = captures !== before && captures.length > 0;
    return { kind: "code", language: languageOf(source), outputs, ...isNew && { sources: captures } };
  }
  #described(request: Traced, index: number) {
    const { text, options, macroArguments = [], forNs, count, read, interfaces = [], save, linux } = request;
    if (linux) throw this.#failure(index, "it asks the running kernel, which nobody can ask again");
    if (interfaces.length > 0 || save !== undefined) {
      throw this.#failure(index, "it watches an interface: save what it sees, and ask the capture");
    }
    const limits = {
      ...count !== undefined && { packets: count },
      ...forNs !== undefined && { nanoseconds: forNs },
    };
    return {
      program: text.replace(/^(?:[ \t]*\n)+/, "").trimEnd(),
      settings: options.map(({ name, value }) => value === undefined ? { name } : { name, value }),
      given: {
        ...macroArguments.length > 0 && { arguments: macroArguments },
        ...Object.keys(limits).length > 0 && { limits },
      },
      captures: read,
      isSilent: request.silent === true,
      isHidden: request.hide === true,
    };
  }
  #failure(index: number, text: string): RecordFailure {
    return new RecordFailure(index + 1, this.cells.length, this.cells[index].source, text);
  }
}
const asks = (source: string) => source.search(REFERENCE) >= 0;
function languageOf(source: string): "typescript" | "magic" {
  return parseCellText(source).text.trim() === "" ? "magic" : "typescript";
}
function isTypeScript({ kind, source }: SourceCell): boolean {
  if (kind !== "program") return false;
  // a value of TypeScript in a line of magics may be of a run before
  if (/^\s*%.*\{/m.test(source)) return true;
  try {
    const { language, text } = parseCellText(source);
    return language === "typescript" && text.trim() !== "";
  } catch {
    return true;
  }
}
/** Of a table with one row a column is meant, where it has no such member by itself. */
function referenceExpression(reference: string): string {
  const field = /^([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)\.([A-Za-z_$][\w$]*)$/.exec(reference);
  const whole = field
    ? `(${reference}) ?? (${field[1]}.table?.numRows?.() === 1 ? ${field[1]}.table.get("${field[2]}", 0) : undefined)`
    : `(${reference})`;
  return `((value) => typeof value === "bigint" ? String(value) : value)(${whole})`;
}
/** What a page may show: text and pictures. */
const KEPT = ["text/plain", "text/markdown", "application/vnd.vegalite.v5+json", "image/png", "image/svg+xml"];

function manifestOutput(output: CellOutput): ManifestOutput {
  const text = (value: unknown): string =>
    typeof value === "string" || Array.isArray(value) ? joinText(value as NotebookText) : canonicalJson(value);
  switch (output.output_type) {
    case "stream":
      return { kind: "stream", stream: output.name === "stderr" ? "stderr" : "stdout", text: text(output.text) };
    case "error":
      return { kind: "error", text: text((output.traceback as string[]).join("\n")) };
  }
  const bundle = Object.entries(output.data as Record<string, unknown>).filter(([type]) => KEPT.includes(type));
  return { kind: "shown", bundle: Object.fromEntries(bundle.map(([type, value]) => [type, text(value)])) };
}
