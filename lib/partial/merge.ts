/**
 * Partial results made one: judged whether they belong together and are complete. Their words are merged where aggregations
 * are kept.
 *
 * @module
 */
import { exactJson } from "./exact_json.ts";
import { type Partial, PartialError, type PartialFacts, type PartialTimes, ranges } from "./partial.ts";

export interface NamedPartial extends Partial {
  /** The file. */
  readonly path: string;
  /** Of all of the file, so that the same part twice is known from another of the same name. */
  readonly digest: string;
}
/** What must be equal in all parts. */
const EQUAL = ["format", "engine", "programs", "operands", "options", "shapes"] as const;
const EQUAL_WORDS: Readonly<Record<(typeof EQUAL)[number], string>> = {
  format: "another format",
  engine: "another version of Probebook",
  programs: "another program",
  operands: "other macro arguments",
  options: "other options",
  shapes: "other aggregations",
};

/**
 * Those that count: one that is given twice with the same content once.
 * @throws PartialError D_PARTIAL_OTHER for what does not belong together, and for a part that is missing, unless `missingOk`
 */
export function judgeParts(
  parts: readonly NamedPartial[],
  missingOk: boolean,
): { readonly parts: readonly NamedPartial[]; readonly twice: readonly string[]; readonly missing: readonly number[] } {
  const [first] = parts, kept: NamedPartial[] = [], twice: string[] = [];
  /** By part, or by capture. */
  const seen = new Map<string, NamedPartial>();
  for (const part of parts) {
    requireSame(first, part);
    const names = identitiesOf(part.facts);
    const before = names.map((name) => seen.get(name)).find((one) => one !== undefined);
    if (before?.digest === part.digest) twice.push(part.path);
    else if (before) throw both(before, part);
    else {
      for (const name of names) seen.set(name, part);
      kept.push(part);
    }
  }
  return { parts: kept, twice, missing: missingOf(kept, missingOk) };
}
function requireSame(first: NamedPartial, part: NamedPartial): void {
  for (const name of EQUAL) {
    if (exactJson(first.facts[name]) === exactJson(part.facts[name])) continue;
    throw other(`${part.path} is of ${EQUAL_WORDS[name]} than ${first.path}`);
  }
  const { shards } = first.facts, own = part.facts.shards;
  if (shards?.count !== own?.count) {
    const of = (facts: PartialFacts) => facts.shards ? `of ${facts.shards.count} parts` : "of whole captures";
    throw other(`${part.path} is ${of(part.facts)}, and ${first.path} ${of(first.facts)}`);
  }
  if (shards && exactJson(first.facts.inputs) !== exactJson(part.facts.inputs)) {
    throw other(`${part.path} is of other captures than ${first.path}`);
  }
}
/** What a part is of, on any machine: its numbers, or its captures. */
function identitiesOf({ shards, inputs }: PartialFacts): string[] {
  return shards ? shards.indexes.map(String) : inputs.map(({ digest, bytes }) => `${digest} ${bytes}`);
}
function both(before: NamedPartial, part: NamedPartial): PartialError {
  const { facts } = part;
  const common = identitiesOf(facts).findIndex((name) => identitiesOf(before.facts).includes(name));
  const what = facts.shards
    ? `part ${facts.shards.indexes[common]} of ${facts.shards.count}`
    : facts.inputs[common].name;
  return other(`${what} is in ${before.path} and in ${part.path}, which differ: it would be counted twice`, [
    "leave one of them out",
  ]);
}
function missingOf(parts: readonly NamedPartial[], missingOk: boolean): number[] {
  const { shards } = parts[0].facts;
  if (!shards) return [];
  const there = new Set(parts.flatMap(({ facts }) => facts.shards!.indexes));
  const missing = Array.from({ length: shards.count }, (_, i) => i + 1).filter((index) => !there.has(index));
  if (missing.length > 0 && !missingOk) {
    const [s, are] = missing.length === 1 ? ["", "is"] : ["s", "are"];
    throw other(`part${s} ${ranges(missing)} of ${shards.count} ${are} missing`, [
      "run what is missing; `--missing-ok` merges what there is, and says so",
    ]);
  }
  return missing;
}
/** All parts as one, to be merged with others: of what they hold, what they are of is put together. */
export function mergeFacts(parts: readonly Partial[], result: unknown): PartialFacts {
  const [{ facts }] = parts;
  const indexes = parts.flatMap(({ facts }) => facts.shards?.indexes ?? []).sort((a, b) => a - b);
  const inputs = parts.flatMap(({ facts }) => facts.inputs).sort((a, b) => exactJson(a) < exactJson(b) ? -1 : 1);
  const times = mergeTimes(parts);
  return {
    ...facts,
    ...(facts.shards ? { shards: { indexes, count: facts.shards.count } } : { inputs }),
    ...(times && { times }),
    losses: mergeLosses(parts),
    result,
  };
}
const other = (message: string, help: readonly string[] = []) => new PartialError("D_PARTIAL_OTHER", message, help);

/** From the first packet of any to the last of any; undefined where there is none. */
export function mergeTimes(parts: readonly Partial[]): PartialTimes | undefined {
  const all = parts.flatMap(({ facts }) => facts.times ?? []);
  if (all.length === 0) return undefined;
  return all.reduce(({ began, ended }, times) => ({
    began: times.began < began ? times.began : began,
    ended: times.ended > ended ? times.ended : ended,
  }));
}
/** What was lost in any, by kind. */
export function mergeLosses(parts: readonly Partial[]): Record<string, bigint> {
  const losses: Record<string, bigint> = {};
  for (const { facts } of parts) {
    for (const [kind, count] of Object.entries(facts.losses)) losses[kind] = (losses[kind] ?? 0n) + count;
  }
  return losses;
}
