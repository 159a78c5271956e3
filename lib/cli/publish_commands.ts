/**
 * `probebook publish NOTEBOOK -o …`, `verify`, `unpack`: investigations given away, proved, and gone on with.
 *
 * @module
 */
import { visibleText } from "../diagnostic/mod.ts";
import {
  FILES,
  filesOf,
  type FoundAddress,
  hasPage,
  type Investigation,
  kindOf,
  makeInvestigation,
  type NotebookPort,
  PAGE_CAPTURE_BYTES,
  pageOf,
  type Published,
  PublishError,
  readPackage,
  type Scanner,
  sha256,
  type SourceCell,
  sourceCells,
  writeFolder,
  writePackage,
} from "../publish/mod.ts";
import { STATUS, type VerifyLine, verifyPackage } from "../verify/mod.ts";
import { writeWhole } from "../host/deno/mod.ts";
import { readChoices } from "./anonymise_choices.ts";
import { readKey } from "./key_file.ts";
import { Misuse, type ReadOptions, readOptions } from "./commands/mod.ts";
import { reasonOf } from "./stdout.ts";
import {
  PUBLISH_OPTIONS,
  publishUsage,
  UNPACK_OPTIONS,
  unpackUsage,
  VERIFY_OPTIONS,
  verifyUsage,
} from "./commands/mod.ts";
import { VERSION } from "./version.ts";

const SIGNALS = ["SIGINT", "SIGTERM"] as const, FAILED = 1, BAD_USAGE = 2, INTERRUPTED = 130;

/** Who says what, and who is asked. */
export interface PublishDoor {
  out(line: string): void;
  err(line: string): void;
  /** Missing where nobody can be asked. */
  confirm?(question: string): boolean | Promise<boolean>;
}
const DOOR: PublishDoor = {
  out: (line) => console.log(visibleText(line)),
  err: (line) => console.error(visibleText(line)),
  ...Deno.stdin.isTerminal() && Deno.stderr.isTerminal() && { confirm },
};
/** Notebooks are run above this shelf. */
async function notebooks(): Promise<NotebookPort> {
  return (await loadLazily<Record<string, unknown>>("../../kernel/run/record_notebook.ts"))
    .notebookPort as NotebookPort;
}
async function loadLazily<Module>(path: string): Promise<Module> {
  return await import(new URL(path, import.meta.url).href);
}

export function publishMain(args: readonly string[], door: PublishDoor = DOOR): Promise<number> {
  return run("publish", args, publishUsage, door, async (signal) => {
    const { operands, ...options } = readOptions(args, PUBLISH_OPTIONS), path = oneOperand(operands, "a notebook");
    const directory = path.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) : ".";
    return await publish(options, { text: await readNotebook(path), directory }, door, signal);
  });
}
/** A notebook, and where names in it lead from. */
export interface NotebookSource {
  readonly text: string;
  readonly directory: string;
}
/** @param args without the notebook */
export function publishText(args: readonly string[], notebook: NotebookSource, door: PublishDoor): Promise<number> {
  return run("publish", args, publishUsage, door, async (signal) => {
    const { operands, ...options } = readOptions(args, PUBLISH_OPTIONS);
    if (operands.length > 0) throw new Misuse(`what is \`${operands[0]}\`? The notebook is known`);
    return await publish(options, notebook, door, signal);
  });
}
export function verifyMain(args: readonly string[], door: PublishDoor = DOOR): Promise<number> {
  return run("verify", args, verifyUsage, door, (signal) => verify(args, door, signal));
}
export function unpackMain(args: readonly string[], door: PublishDoor = DOOR): Promise<number> {
  return run("unpack", args, unpackUsage, door, () => unpack(args, door));
}
async function run(
  name: string,
  args: readonly string[],
  usage: () => string,
  door: PublishDoor,
  act: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) return door.out(usage()), 0;
  const interrupt = new AbortController(), stop = () => interrupt.abort();
  for (const signal of SIGNALS) Deno.addSignalListener(signal, stop);
  const failed = name === "verify" ? STATUS.CANNOT : FAILED;
  try {
    return await act(interrupt.signal);
  } catch (error) {
    if (interrupt.signal.aborted) return INTERRUPTED;
    if (error instanceof Misuse) {
      door.err(`probebook ${name}: ${error.message}\n${usage()}`);
      return name === "verify" ? STATUS.CANNOT : BAD_USAGE;
    }
    door.err(`probebook ${name}: ${error instanceof Error ? reasonOf(error) : String(error)}`);
    return failed;
  } finally {
    for (const signal of SIGNALS) Deno.removeSignalListener(signal, stop);
  }
}

async function publish(
  { values, lists }: Omit<ReadOptions, "operands">,
  { text, directory }: NotebookSource,
  door: PublishDoor,
  signal: AbortSignal,
): Promise<number> {
  const { output } = values;
  if (output === undefined) throw new Misuse("name what to write with -o");
  const choices = readChoices({ values, lists }), isQuiet = values.quiet !== undefined;
  const port = await notebooks();
  const published = await makeInvestigation({
    text,
    directory: await Deno.realPath(directory),
    choices,
    key: values.key === undefined ? undefined : readKey(values.key),
    reason: values.reason,
    title: values.title,
    authors: lists.author,
    date: dateOf(values),
    license: values.license,
    charts: values["no-charts"] === undefined,
    allowed: lists.allow ?? [],
    signKey: values.sign,
    version: VERSION,
    notebooks: port,
    signal,
    say: (line) => isQuiet || door.err(line),
    agree: (lines) => agree(lines, values.yes !== undefined, isQuiet, door),
  });
  const files = await partsOf(published, output, port);
  await writeParts(output, files);
  if (!isQuiet) door.err("verifying what was written");
  const wrong: VerifyLine[] = [];
  const say = (line: VerifyLine) => line.status === STATUS.EQUAL || wrong.push(line);
  const status = await verifyPackage({ path: output, notebooks: port, version: VERSION, signal, say });
  for (const { what, text } of wrong) door.err(`${what}: ${text}`);
  if (status !== STATUS.EQUAL) {
    throw new PublishError(`${output} was written, and does not verify: do not give it away`);
  }
  if (!isQuiet) door.out(summary(published.investigation, output, files));
  return 0;
}
function oneOperand(operands: readonly string[], what: string): string {
  if (operands.length === 1) return operands[0];
  throw new Misuse(operands.length === 0 ? `name ${what}` : `name ${what}, and no more`);
}
async function readNotebook(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    throw new PublishError(`${path} cannot be read: ${reasonOf(error)}`);
  }
}
function dateOf({ date }: ReadOptions["values"]): string | undefined {
  if (date !== undefined) {
    if (!/^\d{4}-\d\d-\d\d$/.test(date) || Number.isNaN(Date.parse(date))) {
      throw new Misuse("--date is a day: 2026-11-30");
    }
    return date;
  }
  const epoch = Deno.env.get("SOURCE_DATE_EPOCH");
  return epoch && /^\d{1,11}$/.test(epoch) ? new Date(Number(epoch) * 1000).toISOString().slice(0, 10) : undefined;
}
async function agree(
  lines: readonly string[],
  isAgreed: boolean,
  isQuiet: boolean,
  door: PublishDoor,
): Promise<boolean> {
  if (!isQuiet || !isAgreed) lines.forEach((line) => door.err(line));
  if (isAgreed) return true;
  if (door.confirm) return await door.confirm("Publish it so?");
  door.err("say --yes to agree to that");
  return false;
}
/** What is to be written, by path; under an empty one a page alone. */
async function partsOf({ investigation, scanner }: Published, output: string, port: NotebookPort) {
  const isPage = kindOf(output) === "page";
  if (isPage && !hasPage(investigation)) {
    const limit = PAGE_CAPTURE_BYTES.toLocaleString("en-US");
    throw new PublishError(
      `its captures are larger than ${limit} bytes: write a folder or a zip, or cut them (--profile headers)`,
    );
  }
  const page = hasPage(investigation) ? await pageOf(investigation) : undefined;
  const format = (cells: readonly SourceCell[]) => port.format({ cells, metadata: {} });
  const files = isPage ? new Map([["", new TextEncoder().encode(page)]]) : await filesOf(investigation, format, page);
  scan(scanner, investigation, page, isPage ? new Map() : files);
  refuse(scanner.found);
  return files;
}
function scan(
  scanner: Scanner,
  { manifestText, captures }: Investigation,
  page: string | undefined,
  files: ReadonlyMap<string, Uint8Array>,
) {
  scanner.text(FILES.manifest, manifestText);
  // scripts are the product's own, and parts are looked at as they are before they are packed
  if (page !== undefined) scanner.text("the page", page.replaceAll(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/g, ""));
  for (const [path, bytes] of files) {
    if (captures.has(path) || path === FILES.page || path === FILES.manifest) continue;
    scanner.text(path, new TextDecoder("latin1").decode(bytes));
  }
  for (const path of captures.keys()) scanner.text("the names of captures", path);
}
const SHOWN = 10;
function refuse(found: readonly FoundAddress[]): void {
  if (found.length === 0) return;
  const lines = found.slice(0, SHOWN).map(({ part, place, address, form }) =>
    `  ${address} ${form} in ${part}: ${place}`
  );
  const more = found.length > SHOWN ? [`  and ${found.length - SHOWN} more`] : [];
  const help = "nothing was written. Where it is a number by chance, or nobody's, say --allow and the address";
  throw new PublishError(["addresses of the captures are still there:", ...lines, ...more, help].join("\n"));
}
async function writeParts(output: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const page = files.get("");
  if (page !== undefined) writeWhole(output, page);
  else await writePackage(output, files);
}
function summary(
  { manifest, signature }: Investigation,
  output: string,
  files: ReadonlyMap<string, Uint8Array>,
): string {
  const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0).toLocaleString("en-US");
  const { anonymisation: { report }, cells } = manifest;
  return [
    ...report,
    `wrote ${output}: ${cells.length} cell${cells.length === 1 ? "" : "s"}, ${bytes} bytes${
      signature === undefined ? "" : ", signed"
    }; it verifies`,
  ].join("\n");
}

async function verify(args: readonly string[], door: PublishDoor, signal: AbortSignal): Promise<number> {
  const { values, operands } = readOptions(args, VERIFY_OPTIONS);
  const path = oneOperand(operands, "what to verify"), isQuiet = values.quiet !== undefined;
  const signers = values.signers === undefined ? undefined : await Deno.readTextFile(values.signers);
  const say = (line: VerifyLine) => {
    if (values.json !== undefined) door.out(JSON.stringify(line));
    else if (line.status !== STATUS.EQUAL) door.err(`${line.what}: ${line.text}`);
    else if (!isQuiet) door.out(`${line.what}: ${line.text}`);
  };
  const hashesOnly = values["hashes-only"] !== undefined, limit = values.limit ?? "600";
  if (!/^[1-9]\d{0,6}$/.test(limit)) throw new Misuse("--limit is a number of seconds");
  const status = await verifyPackage({
    path,
    notebooks: await notebooks(),
    version: VERSION,
    signers,
    hashesOnly,
    limitMs: Number(limit) * 1000,
    signal,
    say,
  });
  if (values.json === undefined && (!isQuiet || status !== STATUS.EQUAL)) {
    (status === STATUS.EQUAL ? door.out : door.err)(VERDICTS[status](hashesOnly));
  }
  return status;
}
const VERDICTS: readonly ((hashesOnly: boolean) => string)[] = [
  (hashesOnly) => hashesOnly ? "hashes and what is shown are as published; nothing was run" : "verified",
  () => "NOT verified: something differs",
  () => "NOT verified: it is not what was published",
  () => "it cannot be verified",
];

async function unpack(args: readonly string[], door: PublishDoor): Promise<number> {
  const { values, operands } = readOptions(args, UNPACK_OPTIONS);
  const path = oneOperand(operands, "what to unpack");
  if (values.output === undefined) throw new Misuse("name the folder to write with -o");
  const read = await readPackage(path), { manifest, manifestText, signature, captures } = read;
  for (const { name, sha256: expected } of manifest.captures) {
    if (await sha256(captures.get(name)!) !== expected) {
      throw new PublishError(`${name} is not what was published: its SHA-256 is another`);
    }
  }
  const port = await notebooks(), encoder = new TextEncoder();
  const files = new Map<string, Uint8Array>(captures);
  files.set(FILES.notebook, encoder.encode(port.format({ cells: sourceCells(manifest), metadata: {} })));
  files.set(FILES.manifest, encoder.encode(manifestText));
  if (signature !== undefined) files.set(FILES.signature, encoder.encode(signature));
  writeFolder(values.output.replace(/\/+$/, ""), files);
  if (values.quiet === undefined) door.out(`wrote ${[...files.keys()].sort().join(", ")} to ${values.output}`);
  return 0;
}
