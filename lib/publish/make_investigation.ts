/**
 * From a notebook to an investigation: step by step, each refusing with a sentence.
 *
 * @module
 */
import { type Choices, mapText } from "../anonymise/mod.ts";
import {
  type CellResults,
  type Manifest,
  MANIFEST_FORMAT,
  type ManifestCell,
  type ManifestOutput,
} from "../page/mod.ts";
import { ProgramError } from "../session/mod.ts";
import type { ResultTable } from "../table/mod.ts";
import { formatFrame } from "../diagnostic/mod.ts";
import { canonicalJson, formatManifest, parseManifest } from "./canonical.ts";
import {
  anonymiseAll,
  type Anonymised,
  lastSecond,
  type NotebookCapture,
  publishedName,
  readCapture,
} from "./notebook_captures.ts";
import { type ResultMapping, tableDifferences, textDifferences } from "./compare_results.ts";
import { scriptHashes } from "./investigation.ts";
import type { Investigation } from "./investigation_parts.ts";
import { type CellChange, differenceLines, mapCells, type MappedCells } from "./literals.ts";
import type { NotebookPort, ProgramRun, RecordedCell, SourceCell, SourceNotebook } from "./notebook_port.ts";
import { firstHeading } from "./prose_html.ts";
import { PublishError } from "./publish_error.ts";
import { type CaptureBytes, digestsOf, type RunManner, runProgram } from "./run_program.ts";
import { Scanner } from "./address_scan.ts";
import { signText } from "./signature.ts";

export interface PublishRequest {
  /** The text of the notebook. */
  readonly text: string;
  /** Where it lies: names of captures lead from there. */
  readonly directory: string;
  readonly choices: Choices;
  /** Of a series of captures. */
  readonly key?: Uint8Array;
  /** Why nothing is anonymised. */
  readonly reason?: string;
  readonly title?: string;
  readonly authors?: readonly string[];
  readonly date?: string;
  readonly license?: string;
  /** Whether charts are drawn of tables; without, a page is smaller by what draws them. */
  readonly charts: boolean;
  /** Texts that stay, though they look like addresses. */
  readonly allowed: readonly string[];
  /** A key of ssh-keygen. */
  readonly signKey?: string;
  readonly version: string;
  readonly notebooks: NotebookPort;
  readonly signal?: AbortSignal;
  /** Called with what happens. */
  say(line: string): void;
  /** Asked whether to go on, after all lines have been said. */
  agree(lines: readonly string[]): Promise<boolean>;
}
export interface Published {
  readonly investigation: Investigation;
  /** For what is written of it: finds what was overlooked. */
  readonly scanner: Scanner;
}
/** @throws PublishError, and what the notebook's cells throw */
export async function makeInvestigation(request: PublishRequest): Promise<Published> {
  const { notebooks, signal, say, choices } = request;
  const notebook = notebooks.parse(request.text);
  say("running the notebook twice over its own captures");
  const before = await runOriginals(notebook, request);
  say(`anonymising ${before.captures.map(({ asked }) => asked).join(", ") || "nothing: there is no capture"}`);
  const anonymised = await anonymiseAll(before.captures, choices, request);
  const isChanged = choices.profile !== "none";
  const mapping: ResultMapping = {
    addresses: isChanged ? anonymised.anonymiser : UNCHANGED,
    originals: isChanged ? anonymised.originals : new Map(),
    shiftDays: choices.shiftDays,
  };
  const paths = new Map(
    before.captures.filter(({ asked, name }) => asked !== name).map(({ asked, name }) => [asked, name]),
  );
  const mapped = mapCells(notebook.cells, { ...mapping, allowed: request.allowed, paths });
  say("running it over the anonymised captures");
  const captures = new Map([...anonymised.captures].map(([name, { data }]) => [name, data]));
  const after = await runPublished(mapped.cells, captures, { notebooks, signal, manner: before.manner });
  const differences = compare(before, after, mapping);
  await askAuthor(request, { mapped, differences, anonymised });
  const manifestText = formatManifest(
    await manifestOf(request, { notebook, mapped, anonymised, after, differences, mapping, manner: before.manner }),
  );
  // what is made of it is made of what others will read: the same names in the same order
  const manifest = parseManifest(manifestText);
  const signature = request.signKey === undefined ? undefined : await signText(manifestText, request.signKey);
  const scanner = new Scanner(secrets(anonymised, request));
  for (const { path, name } of before.captures) {
    const original = await readCapture(path);
    await scanner.capture(name, captures.get(name)!, original);
  }
  return { investigation: { manifest, manifestText, signature, captures }, scanner };
}
const UNCHANGED = { mapAddress: (address: Uint8Array) => address, mapHardware: (address: Uint8Array) => address };

/** Addresses that must not be anywhere: those of the captures, but for what another one has become, or is allowed. */
function secrets({ originals }: Anonymised, { allowed, choices }: PublishRequest): string[] {
  if (choices.profile === "none") return [];
  const images = new Set(originals.values());
  return [...originals.keys()].filter((one) => !images.has(one) && !isAllowed(one, allowed));
}
function isAllowed(hex: string, allowed: readonly string[]): boolean {
  const bytes = [...Uint8Array.fromHex(hex)];
  const texts = bytes.length === 4 ? [bytes.join(".")] : [hex.match(bytes.length === 6 ? /../g : /.{4}/g)!.join(":")];
  return texts.some((text) => allowed.includes(text));
}

export interface ReplayedCell {
  readonly recorded: RecordedCell;
  /** Of a cell of D: over which captures, by their published names. */
  readonly names?: readonly string[];
  readonly results?: CellResults;
}
interface Originals {
  readonly cells: readonly ReplayedCell[];
  readonly manner: RunManner;
  readonly captures: readonly NotebookCapture[];
}
async function runOriginals(notebook: SourceNotebook, request: PublishRequest): Promise<Originals> {
  const { notebooks, directory, signal } = request;
  const once = () => notebooks.record(notebook.cells, { directory, signal });
  const [recorded, again] = [await once(), await once()];
  recorded.forEach((cell, i) => checkAgain(i, notebook.cells[i], canonicalJson(cell), canonicalJson(again[i])));
  const captures = capturesOf(notebook, recorded, directory);
  const data = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const { path, name } of captures) data.set(name, await readCapture(path));
  const manner = { date: await dateOf(notebook, data, request), charts: request.charts };
  const nameOf = new Map(captures.map(({ asked, name }) => [asked, name]));
  const named = (run: ProgramRun) => run.captures.map((asked) => nameOf.get(asked)!);
  const run = () => runPrograms(recorded, { captures: data, manner }, named);
  const first = await run(), second = await run();
  first.forEach(({ results }, i) =>
    checkAgain(i, notebook.cells[i], canonicalJson(results?.outcome), canonicalJson(second[i].results?.outcome))
  );
  return { cells: first, captures, manner };
}
/** What is said, or the day of the last packet. */
async function dateOf(
  { metadata }: SourceNotebook,
  data: CaptureBytes,
  { date, choices }: PublishRequest,
): Promise<string> {
  if (date !== undefined) return date;
  if (typeof metadata.date === "string" && /^\d{4}-\d\d-\d\d/.test(metadata.date)) return metadata.date.slice(0, 10);
  const seconds = await Promise.all([...data.values()].map(lastSecond));
  const last = Math.max(...seconds.filter((one) => one !== undefined));
  return Number.isFinite(last) ? new Date((last + choices.shiftDays * 86_400) * 1000).toISOString().slice(0, 10) : "";
}
function checkAgain(index: number, { source }: SourceCell, one: string, other: string): void {
  if (one === other) return;
  const line = source.split("\n").find((line) => line.trim() !== "" && !line.startsWith("%")) ?? "";
  throw new PublishError(
    `cell ${index + 1} comes to something else each time it is run: ${line.slice(0, 60)}\n` +
      "  what depends on the time, on chance or on the process cannot be verified",
  );
}
function capturesOf(
  { cells }: SourceNotebook,
  recorded: readonly RecordedCell[],
  directory: string,
): NotebookCapture[] {
  const asked = new Set(
    recorded.flatMap((cell) => cell.kind === "d" ? cell.run.captures : cell.kind === "code" ? cell.sources ?? [] : []),
  );
  for (const text of cells.flatMap(({ kind, source }) => kind === "program" ? quotedPaths(source) : [])) {
    if (isFile(pathIn(directory, text))) asked.add(text);
  }
  const captures = [...asked].map((asked) => ({ asked, path: pathIn(directory, asked), name: publishedName(asked) }));
  const names = new Map<string, string>();
  for (const { asked, name } of captures) {
    const other = names.get(name);
    if (other !== undefined && other !== asked) {
      throw new PublishError(`${other} and ${asked} would both be published as ${name}: give one another name`);
    }
    names.set(name, asked);
  }
  return captures.sort((a, b) => a.name < b.name ? -1 : 1);
}
const pathIn = (directory: string, path: string) => path.startsWith("/") ? path : `${directory}/${path}`;
const CAPTURE = /\.(?:pcap|pcapng|cap|snoop)(?:\.(?:gz|zst|lz4))?$/;
/** Cells of TypeScript read captures, too. */
const quotedPaths = (source: string) =>
  [...source.matchAll(/(["'`])((?:(?!\1)[^\\\n])+)\1/g)].map(([, , text]) => text).filter((text) => CAPTURE.test(text));
function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
function failureText(error: Error): string {
  if (error instanceof ProgramError && error.diagnostics.length > 0) {
    return error.diagnostics.map((diagnostic) => formatFrame(diagnostic)).join("\n").trimEnd();
  }
  return error.message;
}
async function runPrograms(
  recorded: readonly RecordedCell[],
  { captures, manner }: { readonly captures: CaptureBytes; readonly manner: RunManner },
  named: (run: ProgramRun) => readonly string[],
): Promise<ReplayedCell[]> {
  const all: ReplayedCell[] = [];
  for (const [index, cell] of recorded.entries()) {
    if (cell.kind !== "d") all.push({ recorded: cell });
    else {
      const names = named(cell.run);
      const results = await runProgram(cell.run, { names, captures, manner }).catch((error: Error) => {
        throw new PublishError(`cell ${index + 1} failed: ${failureText(error)}`);
      });
      all.push({ recorded: cell, names, results });
    }
  }
  return all;
}
/** Runs cells as they are published: in a folder where nothing but the captures is. */
export async function runPublished(
  cells: readonly SourceCell[],
  captures: CaptureBytes,
  { notebooks, signal, manner }: Pick<PublishRequest, "notebooks" | "signal"> & { readonly manner: RunManner },
): Promise<ReplayedCell[]> {
  const directory = await Deno.makeTempDir({ prefix: "probebook-" });
  try {
    for (const [name, data] of captures) {
      const folder = name.slice(0, name.lastIndexOf("/") + 1);
      if (folder !== "") await Deno.mkdir(`${directory}/${folder}`, { recursive: true });
      await Deno.writeFile(`${directory}/${name}`, data);
    }
    const recorded = await notebooks.record(cells, { directory, signal, isConfined: true });
    const known = (run: ProgramRun) => {
      const missing = run.captures.find((name) => !captures.has(name));
      if (missing !== undefined) throw new PublishError(`a cell reads \`${missing}\`, which is not among the captures`);
      return run.captures;
    };
    return await runPrograms(recorded, { captures, manner }, known);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}
/** What shows of cells of TypeScript. */
const textsOf = (outputs: readonly ManifestOutput[]) =>
  outputs.map((one) => one.kind === "shown" ? one.bundle["text/markdown"] ?? one.bundle["text/plain"] ?? "" : one.text);

/** By cell: sentences. */
function compare({ cells }: Originals, after: readonly ReplayedCell[], mapping: ResultMapping): (readonly string[])[] {
  return cells.map((cell, i): readonly string[] => {
    const one = cell.recorded, other = after[i].recorded;
    if (one.kind !== other.kind) return ["it is another kind of cell"];
    if (one.kind === "code" && other.kind === "code") {
      return textDifferences(textsOf(one.outputs), textsOf(other.outputs), mapping);
    }
    if (one.kind === "prose" && other.kind === "prose") {
      return textDifferences(one.values.map(({ text }) => text), other.values.map(({ text }) => text), mapping);
    }
    if (one.kind !== "d" || other.kind !== "d") return [];
    const [old, made] = [cell.results!, after[i].results!];
    const lines = textDifferences(old.outcome.lines, made.outcome.lines, mapping).map((text) => `messages: ${text}`);
    const packets = old.outcome.packets === made.outcome.packets
      ? []
      : [`${old.outcome.packets} packets became ${made.outcome.packets}`];
    const tables = tableDifferences(old.tables, made.tables, mapping, one.run.program);
    const texts = hasRows(old.tables) ? [] : textDifferences([old.outcome.text], [made.outcome.text], mapping);
    return [...packets, ...tables, ...texts, ...lines];
  });
}
const hasRows = (tables: readonly ResultTable[]) => tables.some(({ rowCount }) => rowCount > 0);

interface Made {
  readonly mapped: MappedCells;
  readonly differences: readonly (readonly string[])[];
  readonly anonymised: Anonymised;
}
async function askAuthor(request: PublishRequest, { mapped, differences, anonymised }: Made): Promise<void> {
  const { changes, names } = mapped;
  const differing = differences.flatMap((some, i) => some.map((text) => `  cell ${i + 1}: ${text}`));
  const lines = [
    ...changes.length > 0 ? ["addresses in cells become others:", ...changes.flatMap(indentedDifference)] : [],
    ...names.length > 0 ? ["these names stay as they are:", ...names.map((name) => `  ${name}`)] : [],
    ...differing.length > 0
      ? ["what cells come to differs from the captures before they were anonymised:", ...differing]
      : [],
    ...anonymised.ambiguous > 0
      ? [
        `${anonymised.ambiguous} addresses have become what others were: these cannot be told apart, and are not looked for`,
      ]
      : [],
  ];
  if (lines.length === 0) return;
  if (!await request.agree(lines)) throw new PublishError("nothing was written");
}
const indentedDifference = (change: CellChange) => differenceLines(change).map((line) => `  ${line}`);

async function manifestOf(
  request: PublishRequest,
  made: Made & {
    readonly notebook: SourceNotebook;
    readonly after: readonly ReplayedCell[];
    readonly mapping: ResultMapping;
    readonly manner: RunManner;
  },
): Promise<Manifest> {
  const { choices, reason, key } = request, { notebook, mapped, anonymised, after, differences, mapping } = made;
  const { metadata } = notebook;
  const text = (value: string) => mapText(mapping.addresses, value).text;
  const prose = mapped.cells.filter(({ kind }) => kind === "prose").map(({ source }) => source);
  const captures = [...anonymised.captures.values()].map(({ described }) => described);
  return {
    format: MANIFEST_FORMAT,
    title: text(request.title ?? firstHeading(prose) ?? "An investigation"),
    authors: (request.authors ?? authorsOf(metadata)).map(text),
    ...made.manner,
    license: text(
      request.license ?? (typeof metadata.license === "string" ? metadata.license : "not stated: ask the authors"),
    ),
    program: { version: request.version, deno: Deno.version.deno, scripts: await scriptHashes(request.charts) },
    anonymisation: {
      profile: choices.profile,
      ...choices.profile === "none" && { reason },
      choices: {
        map: choices.prefixes,
        pins: String(choices.pins),
        keep: [...choices.keep].sort().join(","),
        "ip-id": choices.ipId,
        "shift-days": String(choices.shiftDays),
      },
      isSeries: key !== undefined,
      report: anonymised.report,
      literals: mapped.literals,
    },
    captures,
    cells: await Promise.all(mapped.cells.map((cell, i) => manifestCell(cell, after[i], differences[i]))),
  };
}
function authorsOf({ authors }: Readonly<Record<string, unknown>>): string[] {
  if (!Array.isArray(authors)) return [];
  return authors.map((one) => typeof one === "string" ? one : one?.name).filter((name) => typeof name === "string");
}
async function manifestCell(
  { source, id, tags }: SourceCell,
  { recorded, names, results }: ReplayedCell,
  differences: readonly string[],
): Promise<ManifestCell> {
  const part = { source, ...id !== undefined && { id }, ...tags !== undefined && { tags } };
  if (recorded.kind === "prose") return { ...part, ...recorded };
  if (recorded.kind === "code") {
    const { kind, language, outputs } = recorded;
    return { ...part, kind, language, outputs, differences };
  }
  const { captures: _, ...run } = recorded.run;
  const { outcome, tables } = results!;
  return { ...part, kind: "d", ...run, captures: names!, outcome, tables: await digestsOf(tables), differences };
}
