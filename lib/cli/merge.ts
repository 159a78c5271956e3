/**
 * `probebook merge`: partial results of all parts as one run over all packets prints them. Loaded only when asked for.
 *
 * @module
 */
import type { AggregationStore } from "../engine/aggregation/mod.ts";
import { formatDrop } from "../engine/record/mod.ts";
import { denoHost } from "../host/deno/mod.ts";
import type { DropKind } from "../image/mod.ts";
import {
  judgeParts,
  mergeFacts,
  mergeLosses,
  mergeTimes,
  type NamedPartial,
  PartialError,
  partialPieces,
  ranges,
  readPartial,
  writePartial,
} from "../partial/mod.ts";
import {
  type CollectedRun,
  type MergedParts,
  type ProgramText,
  quietnessOf,
  reportLines,
  type RunResult,
  Session,
  type SessionClient,
  SettingError,
} from "../session/mod.ts";
import type { CommandLine } from "./flags.ts";
import type { TextTerminal } from "./output_files.ts";
import { aggregationsOf, shapesOf } from "./partial_output.ts";
import { VERSION } from "./version.ts";

export interface MergeOutput {
  openOutput(): void;
  readonly terminal: TextTerminal;
}

/** Runs the command; answers with the exit status. @throws PartialError, and as a run does */
export async function mergeParts(line: CommandLine, client: SessionClient, output: MergeOutput): Promise<number> {
  refuseOthers(line);
  const files: NamedPartial[] = [];
  for (const path of line.operands) files.push(await readPartial(denoHost.files, path));
  const { parts, twice, missing } = judgeParts(files, line.missingOk ?? false);
  const session = sessionOf(parts[0], line, client);
  await session.compile();
  const isSilent = session.options.isSilent, isQuiet = session.options.flag("quiet");
  const say = (text: string) => isSilent || client.warn(text);
  for (const path of twice) if (!isQuiet) say(`${path} is given twice: taken once`);
  if (missing.length > 0) say(`without part ${ranges(missing)} of ${parts[0].facts.shards!.count}`);
  for (const text of lossLines(parts)) say(text);
  const merging = mergingOf(parts);
  const result = line.partial === undefined
    ? await print(session, merging, line, output, say)
    : await writeMerged(session, merging, parts, line.partial);
  for (const text of reportLines(result, quietnessOf(session.options))) client.warn(text);
  return result.problems.length > 0 || missing.length > 0 ? 1 : result.exitStatus & 0xff;
}
function refuseOthers(line: CommandLine): void {
  if (line.operands.length === 0) throw new SettingError("merge: name partial results, which --partial writes");
  if (line.programs.length > 0) throw new SettingError("merge: the program is that of the parts");
  if (line.captures.length + line.interfaces.length > 0) {
    throw new SettingError("merge reads partial results, no packets");
  }
}
/** The program of the parts, with their options, and those of this command behind. */
function sessionOf({ facts, path }: NamedPartial, line: CommandLine, client: SessionClient): Session {
  if (facts.engine !== VERSION) {
    throw new PartialError(
      "D_PARTIAL_OTHER",
      `${path} was written by version ${facts.engine}, and this is ${VERSION}`,
      [
        `merge with version ${facts.engine}, or run the parts again`,
      ],
    );
  }
  return new Session(
    {
      programs: facts.programs as readonly ProgramText[],
      macroArguments: facts.operands,
      commandName: "dtrace",
      options: [...facts.options, ...line.options],
    },
    client,
    denoHost,
  );
}
function mergingOf(parts: readonly NamedPartial[]): MergedParts {
  return {
    times: mergeTimes(parts),
    results: parts.map(({ facts }) => facts.result as RunResult),
    adopt(store) {
      requireShapes(store, parts[0]);
      for (const { entries } of parts) for (const id of store.ids) store.mergeIn(id, entries.get(id) ?? []);
    },
  };
}
function requireShapes(store: AggregationStore, { facts, path }: NamedPartial): void {
  if (JSON.stringify(shapesOf(store)) === JSON.stringify(facts.shapes)) return;
  throw new PartialError("D_PARTIAL_OTHER", `${path}: its aggregations lie otherwise than those of its program`);
}
/** What was lost in the parts: one run over all may have lost other keys. */
function lossLines(parts: readonly NamedPartial[]): string[] {
  return Object.entries(mergeLosses(parts)).map(([kind, count]) =>
    kind === "FAULT"
      ? `${count} fault${count === 1n ? "" : "s"} in the parts`
      : `${formatDrop(kind as DropKind, count, 0, false)} in the parts: one run over all may print something else`
  );
}
async function print(
  session: Session,
  merging: MergedParts,
  line: CommandLine,
  { openOutput, terminal }: MergeOutput,
  say: (text: string) => void,
): Promise<CollectedRun> {
  openOutput();
  const { OutputFiles } = await import("./output_files.ts");
  const outputs = line.tables.length + line.charts.length > 0 ? new OutputFiles(line) : undefined;
  const recording = outputs && { sink: outputs.collector, silent: line.output === undefined };
  const result = await session.merge(merging, recording);
  await outputs?.finish(result.aggregations, terminal, (message, important) => {
    if (important || !session.options.flag("quiet")) say(message);
  });
  return result;
}
/** All parts as one, to be merged with others. */
async function writeMerged(
  session: Session,
  merging: MergedParts,
  parts: readonly NamedPartial[],
  path: string,
): Promise<CollectedRun> {
  let store: AggregationStore | undefined;
  const result = await session.merge(merging, { part: (gathered) => void (store = gathered.store) });
  const { aggregations: _, exitStatus: __, ...said } = result;
  const facts = mergeFacts(parts, { ...said, exitStatus: 0 });
  await writePartial(denoHost.files, path, partialPieces(facts, aggregationsOf(store!)));
  return result;
}
