/**
 * `probebook anonymise IN… -o OUT`: captures made fit to be given away.
 *
 * @module
 */
import { Anonymiser, type Choices, formatOf, KEY_BYTES, openOutput, Refusal, reportLines } from "../anonymise/mod.ts";
import { visibleText } from "../diagnostic/mod.ts";
import { denoHost, openPending, writeWhole } from "../host/deno/mod.ts";
import { openCapture, ScratchMemory, SourceError } from "../sources/capture/mod.ts";
import type { PacketSource } from "../sources/mod.ts";
import { ANONYMISE_OPTIONS, anonymiseUsage } from "./commands/mod.ts";
import { readKey } from "./key_file.ts";
import { readChoices } from "./anonymise_choices.ts";
import { Misuse, readOptions } from "./commands/mod.ts";
import { reasonOf } from "./stdout.ts";

const NAME = "probebook anonymise";
/** Windows of as many captures as may be read at once, and what is read ahead. */
const MEMORY_MEGABYTES = 256;
const SIGNALS = ["SIGINT", "SIGTERM"] as const, INTERRUPTED = 130;

interface AnonymiseArguments {
  readonly captures: readonly string[];
  readonly output: string;
  readonly choices: Choices;
  readonly reason?: string;
  readonly keyFile?: string;
  readonly report?: string;
  readonly isQuiet: boolean;
}

/** Runs the command; answers with the exit status. */
export async function anonymiseMain(args: readonly string[]): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) return console.log(anonymiseUsage()), 0;
  const interrupt = new AbortController(), stop = () => interrupt.abort();
  for (const name of SIGNALS) Deno.addSignalListener(name, stop);
  try {
    return await anonymise(parse(args), interrupt.signal);
  } catch (error) {
    if (interrupt.signal.aborted) return INTERRUPTED;
    if (error instanceof Misuse) {
      console.error(visibleText(`${NAME}: ${error.message}`) + `\n${anonymiseUsage()}`);
      return 2;
    }
    console.error(visibleText(`${NAME}: ${messageOf(error)}`));
    return 1;
  } finally {
    for (const name of SIGNALS) Deno.removeSignalListener(name, stop);
  }
}
function messageOf(error: unknown): string {
  if (error instanceof SourceError) {
    return [`${error.file}: ${error.message}`, ...error.help.map((line) => `  = help: ${line}`)].join("\n");
  }
  return error instanceof Refusal ? error.message : reasonOf(error);
}

function parse(args: readonly string[]): AnonymiseArguments {
  const { values, lists, operands } = readOptions(args, ANONYMISE_OPTIONS);
  if (operands.length === 0) throw new Misuse("name a capture");
  if (values.output === undefined) throw new Misuse("name the file to write with -o");
  return {
    captures: operands,
    output: values.output,
    reason: values.reason,
    keyFile: values.key,
    report: values.report,
    isQuiet: values.quiet !== undefined,
    choices: readChoices({ values, lists }),
  };
}

async function anonymise(asked: AnonymiseArguments, signal: AbortSignal): Promise<number> {
  const { choices, captures, output } = asked;
  const key = asked.keyFile === undefined ? newKey() : readKey(asked.keyFile);
  const anonymiser = new Anonymiser(choices, key);
  const remarks: string[] = [], isFolder = isDirectory(output);
  if (isFolder) checkNames(captures);
  let problems = 0;
  // in a folder each capture becomes a file of its own; the map is one for all
  for (const part of isFolder ? captures.map((capture) => [capture]) : [captures]) {
    const path = isFolder ? `${output.replace(/\/$/, "")}/${nameIn(part[0])}` : output;
    const memory = new ScratchMemory(MEMORY_MEGABYTES), source = openCapture(part, { memory, host: denoHost });
    remarks.push(...await writeCapture(anonymiser, { source, bytes: memory.bytes, signal }, path));
    for (const { file, message } of source.problems) {
      console.error(visibleText(`${NAME}: ${file}: ${message}`));
      problems++;
    }
  }
  const { reason, keyFile, report } = asked;
  const lines = reportLines(choices, anonymiser.counts, { reason, keyFile, remarks }).join("\n") + "\n";
  if (report !== undefined) writeWhole(report, lines);
  if (!asked.isQuiet) console.log(visibleText(lines.trimEnd()));
  // what changes a number is said all the same
  else for (const remark of remarks) console.error(visibleText(`${NAME}: ${remark}`));
  return problems > 0 ? 1 : 0;
}
/** None may take another's place. */
function checkNames(captures: readonly string[]): void {
  const known = new Map<string, string>();
  for (const capture of captures) {
    const name = nameIn(capture), before = known.get(name);
    if (before !== undefined) throw new Misuse(`${before} and ${capture} would both become ${name}`);
    known.set(name, capture);
  }
}
/** A capture under its own name, without what says how it was compressed. */
function nameIn(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.(gz|zst|lz4)$/, "").replace(/\.snoop$/, ".pcapng");
}
function newKey(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(KEY_BYTES));
}
function isDirectory(path: string): boolean {
  if (path.endsWith("/")) Deno.mkdirSync(path, { recursive: true });
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** Whole, or not at all. */
async function writeCapture(
  anonymiser: Anonymiser,
  { source, bytes, signal }: {
    readonly source: PacketSource;
    readonly bytes: Uint8Array;
    readonly signal: AbortSignal;
  },
  path: string,
): Promise<readonly string[]> {
  const file = openPending(path);
  let isWhole = false;
  try {
    const output = openOutput(formatOf(path), (bytes) => file.write(bytes));
    await anonymiser.run(source, bytes, output, signal);
    output.end(source.interfaces);
    isWhole = true;
    return output.remarks;
  } finally {
    source.close();
    file.close(isWhole);
  }
}
