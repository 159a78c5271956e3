/**
 * `--partial`: what a run over a part of the packets has gathered goes into a file, to be merged with others. Loaded only when
 * asked for.
 *
 * @module
 */
import { type AggregationStore, resultEntry } from "../engine/aggregation/mod.ts";
import { denoHost } from "../host/deno/mod.ts";
import { sha256 } from "../packet/digest/mod.ts";
import {
  type GatheredAggregation,
  PARTIAL_FORMAT,
  type PartialFacts,
  type PartialInput,
  partialPieces,
  writePartial,
} from "../partial/mod.ts";
import {
  type CollectedRun,
  type GatheredPart,
  mergeabilityOf,
  ProgramError,
  type Recording,
  type Session,
  SettingError,
} from "../session/mod.ts";
import type { CommandLine } from "./flags.ts";
import { VERSION } from "./version.ts";

/** Bytes of a capture's beginning and end by which it is known. */
const KNOWN_BY = 65_536;

/** A run whose result is a partial one. */
export interface PartRun extends Recording {
  part(gathered: GatheredPart): void;
  /** @returns what to say of it; undefined where there is no file, since the run was ended before its end @throws PartialError */
  write(result: CollectedRun): Promise<string | undefined>;
}

/** @throws ProgramError for a program that cannot be run in parts, SettingError for what does not go with them */
export async function openPart(session: Session, line: CommandLine): Promise<PartRun> {
  refuseOthers(session, line);
  const { together, because } = await requireMergeable(session);
  if (together === "pair" && !line.shard) {
    throw new SettingError(`--partial: ${because!.message}, which may go on in other captures`, [
      "`--shard I/N` splits all captures by pairs of addresses; `--shard 1/1` is all of them at once",
    ]);
  }
  const inputs = await Promise.all(line.captures.map(inputOf));
  let gathered: GatheredPart | undefined;
  return {
    part: (all) => void (gathered = all),
    async write(result) {
      if (!gathered || result.interrupted) return undefined;
      if (!line.shard && result.views !== undefined) refuseGuess();
      const path = line.partial!, aggregations = aggregationsOf(gathered.store);
      await writePartial(
        denoHost.files,
        path,
        partialPieces(factsOf(session, line, { inputs, gathered, result }), aggregations),
      );
      const keys = aggregations.reduce((sum, { entries }) => sum + entries.length, 0);
      return `wrote ${path}: ${keys} key${keys === 1 ? "" : "s"} of ${result.packets} packet${
        result.packets === 1 ? "" : "s"
      }`;
    },
  };
}
function refuseOthers(session: Session, line: CommandLine): void {
  const refuse = (what: string, ...help: string[]) => {
    throw new SettingError(`--partial ${what}`, help);
  };
  if (line.isOfKernel || line.interfaces.length > 0) refuse("is for captures (-r)");
  if (line.captures.length === 0) refuse("names captures (-r) that others may hold parts of");
  if (line.captures.includes("-")) refuse("needs captures that have a name: standard input may be anything");
  if (line.tables.length + line.charts.length > 0) {
    refuse("takes the place of --table and --chart", "give them to `merge`");
  }
  if (line.output !== undefined) refuse("prints nothing for -o", "give it to `merge`");
  if (line.count !== undefined || line.forNs !== undefined) refuse("is of all packets: --count and --for end before");
  if ((session.options.text("tunnels") ?? "none") !== "none" && line.shard) {
    refuse("splits by the outermost addresses, and `-x tunnels` asks for inner ones", "run over all packets at once");
  }
}
/** Captures that look alike are judged together: one by itself may be seen from elsewhere. */
function refuseGuess(): never {
  throw new SettingError("--partial: whose view the captures are was guessed, and would be by those of other parts", [
    "state it: `-x local=ADDRESS,…` or `-x local=none`; or split by `--shard I/N`, which guesses by all packets",
  ]);
}
/** @throws ProgramError for a program that cannot be run in parts */
async function requireMergeable(session: Session) {
  const found = await mergeabilityOf(session), [first] = found.refused, { programs } = session.settings;
  if (!first) return found;
  const program = programs.find(({ text }) => text === first.span?.source.text) ?? programs[0];
  throw new ProgramError(program, found.refused, first.message);
}

/** @throws SettingError for a capture that cannot be read */
async function inputOf(path: string): Promise<PartialInput> {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const file = await Deno.open(path);
  try {
    const { size } = await file.stat();
    const ends = new Uint8Array(Math.min(size, 2 * KNOWN_BY));
    const front = Math.min(ends.length, size > ends.length ? KNOWN_BY : ends.length);
    await fill(file, ends.subarray(0, front));
    await file.seek(size - (ends.length - front), Deno.SeekMode.Start);
    await fill(file, ends.subarray(front));
    const digest = sha256(ends).toHex();
    return { name, bytes: size, digest };
  } finally {
    file.close();
  }
}
async function fill(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const read = await file.read(bytes.subarray(at));
    if (read === null) return;
    at += read;
  }
}

export function aggregationsOf(store: AggregationStore): GatheredAggregation[] {
  return store.ids.map((id) => {
    const { name, keys, keySize, comparedSize = keySize } = store.description(id)!;
    const shown = (entry: unknown) => resultEntry(entry as Parameters<typeof resultEntry>[0]);
    return { id, name, keyCount: keys.length, comparedSize, entries: store.snapshot(id), shown };
  });
}
/** How all aggregations lie: what must be equal to be merged. */
export function shapesOf(store: AggregationStore): PartialFacts["shapes"] {
  return store.ids.map((id) => {
    const { name, function: called, keySize, valueSize } = store.description(id)!;
    return { id, name, function: called, keySize, valueSize };
  });
}
interface Run {
  readonly inputs: readonly PartialInput[];
  readonly gathered: GatheredPart;
  readonly result: CollectedRun;
}
function factsOf({ settings }: Session, line: CommandLine, { inputs, gathered, result }: Run): PartialFacts {
  const { aggregations: _, ...said } = result;
  return {
    format: PARTIAL_FORMAT,
    engine: VERSION,
    programs: settings.programs.map((program) => ({ ...program })),
    operands: [...line.operands],
    options: line.options.map(({ name, value }) => value === undefined ? { name } : { name, value }),
    ...(line.shard && { shards: { indexes: [line.shard.index], count: line.shard.count } }),
    inputs,
    ...(result.packets > 0 && { times: gathered.times }),
    shapes: shapesOf(gathered.store),
    losses: gathered.losses,
    result: said,
  };
}

/** What `-e --mergeable` says. @throws ProgramError where it cannot be */
export async function mergeableText(session: Session): Promise<string> {
  const { together, because } = await requireMergeable(session);
  return together === "packet"
    ? "mergeable: any captures, or any part of them (--partial, --shard)\n"
    : `mergeable: by pairs of addresses (--partial with --shard): ${because!.message}\n`;
}
