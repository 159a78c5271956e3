/**
 * `probebook run NOTEBOOK`: executes a notebook from clean, without Jupyter.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { described, optionRows, SUBCOMMANDS } from "../../lib/cli/commands/mod.ts";
import { writeWhole } from "../../lib/host/deno/mod.ts";
import { D_CELLS } from "../cells/mod.ts";
import { formatNotebook, joinText, NotebookError, parseNotebook } from "./notebook_file.ts";
import { readParameter, setParameters } from "./parameters.ts";
import { CellFailure, runNotebook } from "./run_notebook.ts";

const RUN = SUBCOMMANDS.find(({ name }) => name === "run")!;
const USAGE = [
  "usage: probebook run NOTEBOOK [-o FILE] [--set NAME=VALUE]… [--allow-… | --deny-…]…",
  ...optionRows(RUN).flatMap(([spelled, meaning]) => described(spelled, meaning)),
].join("\n");

const FAILED = 1, BAD_USAGE = 2, INTERRUPTED = 130;

/** Runs `run …`; answers with the exit status. */
export async function runMain(args: readonly string[]): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    console.log(USAGE);
    return 0;
  }
  let asked: RunArguments;
  try {
    asked = readAsked(args);
  } catch (error) {
    console.error(`probebook run: ${(error as Error).message}\n${USAGE}`);
    return BAD_USAGE;
  }
  const controller = new AbortController();
  const stop = () => controller.abort();
  Deno.addSignalListener("SIGINT", stop);
  Deno.addSignalListener("SIGTERM", stop);
  try {
    await perform(asked, controller.signal);
    return 0;
  } catch (error) {
    console.error(failureText(asked.path, error));
    return controller.signal.aborted ? INTERRUPTED : FAILED;
  } finally {
    Deno.removeSignalListener("SIGINT", stop);
    Deno.removeSignalListener("SIGTERM", stop);
  }
}

interface RunArguments {
  readonly path: string;
  readonly output?: string;
  readonly set: readonly string[];
  readonly permissions: readonly string[];
}

function readAsked(args: readonly string[]): RunArguments {
  const permissions = args.filter((word) => /^--(allow|deny)-/.test(word));
  const { values, positionals } = parseArgs({
    args: args.filter((word) => !permissions.includes(word)),
    allowPositionals: true,
    options: { output: { type: "string", short: "o" }, set: { type: "string", multiple: true } },
  });
  if (positionals.length !== 1) {
    throw new Error(positionals.length === 0 ? "name a notebook" : "one notebook at a time");
  }
  return { path: positionals[0], output: values.output, set: values.set ?? [], permissions };
}

async function perform({ path, output, set, permissions }: RunArguments, signal: AbortSignal): Promise<void> {
  const parameters = set.map(readParameter);
  const notebook = setParameters(parseNotebook(await readNotebook(path)), parameters);
  const start = performance.now();
  const watched = Deno.stderr.isTerminal();
  const done = await runNotebook(notebook, {
    directory: await Deno.realPath(path.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) : "."),
    dCells: D_CELLS,
    permissions,
    signal,
    ran: (cell, { count, of }, ms) => {
      if (watched) console.error(`[${count}/${of}] ${Math.round(ms)} ms  ${firstLine(joinText(cell.source))}`);
    },
  });
  const cells = done.cells.filter(({ cell_type }) => cell_type === "code").length;
  if (output === "-") console.log(formatNotebook(done).trimEnd());
  else if (output !== undefined) writeNotebook(output, formatNotebook(done));
  console.error(`${path}: ${cells} cells ran in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

/** Whole, or not at all: then the error names the file. */
function writeNotebook(path: string, text: string): void {
  try {
    writeWhole(path, text);
  } catch (error) {
    throw new Error(`${path} cannot be written: ${(error as Error).message}`);
  }
}

async function readNotebook(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    throw new NotebookError(error instanceof Deno.errors.NotFound ? "there is no such file" : (error as Error).message);
  }
}

/** The cell, where it is in the notebook, and the error in its frame. */
function failureText(path: string, error: unknown): string {
  if (error instanceof CellFailure) {
    const { place: { count, of }, cell, error: { text } } = error;
    return `probebook run: ${path}: cell ${count} of ${of} failed: ${firstLine(joinText(cell.source))}\n${text}`;
  }
  if (error instanceof NotebookError) return `probebook run: ${path}: ${error.message}`;
  if (error instanceof DOMException && error.name === "AbortError") return `probebook run: ${path}: interrupted`;
  return `probebook run: ${path}: ${(error as Error).message}`;
}

function firstLine(text: string): string {
  const line = text.split("\n").find((one) => one.trim() !== "" && !/^\s*%/.test(one)) ?? text.split("\n")[0];
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
