/**
 * The order in which aggregations print: DTrace's rules for values, keys, positions and reversal.
 *
 * @module
 */
import type { AggregationDescription, FieldDescription } from "../../image/mod.ts";
import type { AggregationEntry, ConsumedAggregating } from "./aggregating_definitions.ts";
import { formatAddress, isNumberSized, writtenField } from "../format/mod.ts";

export interface SortOptions {
  readonly byKey: boolean;
  readonly reverse: boolean;
  /** Key to compare first; the following ones next, round to the one before it. */
  readonly keyPosition: number;
}

/** An entry with what comparing needs at hand. */
export interface SortableEntry extends AggregationEntry {
  readonly description: AggregationDescription;
  readonly aggregating: ConsumedAggregating;
  readonly keyView: DataView;
  /** The value as a number if it is one that a double holds exactly, else NaN. */
  rank: number;
  /** Texts of keys that are addresses, made when first asked for. */
  texts?: (string | undefined)[];
}
/** The text of a key that is an address. */
export function addressText(entry: SortableEntry, position: number): string {
  const texts = entry.texts ??= [];
  return texts[position] ??= formatAddress(entry.key, entry.description.keys[position].offset);
}

export function rankOf(entry: Omit<SortableEntry, "rank">): number {
  const { aggregating, words, description } = entry;
  if (aggregating.rank) return aggregating.rank(words, description.parameters);
  const scalar = aggregating.scalar(words, 1n, description.parameters);
  const rank = scalar === undefined ? NaN : Number(scalar);
  return Number.isSafeInteger(rank) ? rank : NaN;
}

function compareEqual(left: SortableEntry, right: SortableEntry): number {
  const { aggregating, description } = left;
  if (aggregating.compareEqual) return aggregating.compareEqual(left.words, right.words, description.parameters);
  return aggregating.rank ? aggregating.compare(left.words, right.words, description.parameters) : 0;
}
/** By value alone. */
export function compareValues(left: SortableEntry, right: SortableEntry): number {
  if (left.rank < right.rank) return -1;
  if (left.rank > right.rank) return 1;
  if (left.rank === right.rank) return compareEqual(left, right);
  return left.aggregating.compare(left.words, right.words, left.description.parameters);
}

/**
 * By keys alone: numbers as unsigned ones, the narrower type first, all else by bytes. Addresses are ordered by family, then numerically; with
 * `asText` as the texts that DTrace has in their place.
 */
export function compareKeys(left: SortableEntry, right: SortableEntry, keyPosition: number, asText = false): number {
  const { keys } = left.description;
  const others = right.description.keys;
  if (keys.length !== others.length) return keys.length - others.length;
  const first = keyPosition < keys.length ? keyPosition : 0;
  for (let i = 0; i < keys.length; i++) {
    const n = (first + i) % keys.length;
    const order = asText && keys[n].address
      ? compareTexts(addressText(left, n), addressText(right, n))
      : compareKey(left, writtenField(keys[n], left.key), right, writtenField(others[n], right.key));
    if (order !== 0) return order;
  }
  return 0;
}

const compareTexts = (left: string, right: string): number => left < right ? -1 : left > right ? 1 : 0;

function compareKey(
  left: SortableEntry,
  field: FieldDescription,
  right: SortableEntry,
  other: FieldDescription,
): number {
  if (field.size !== other.size) return field.size - other.size;
  if (isNumberSized(field)) {
    // Little-endian: from the most significant byte down.
    for (let i = field.size - 1; i >= 0; i--) {
      const order = left.key[field.offset + i] - right.key[other.offset + i];
      if (order !== 0) return order;
    }
    return 0;
  }
  for (let i = 0; i < field.size; i++) {
    const order = left.key[field.offset + i] - right.key[other.offset + i];
    if (order !== 0) return order;
  }
  return 0;
}

/** Entries of any variables: by variable, then value and key (or key alone), all reversed with aggsortrev. */
export function sortEntries<T extends SortableEntry>(entries: T[], options: SortOptions): T[] {
  if (!options.byKey && isOneWithRanks(entries)) return sortByRank(entries, options);
  const sign = options.reverse ? -1 : 1;
  return entries.sort((left, right) => {
    const order = left.description.id - right.description.id ||
      (options.byKey ? 0 : compareValues(left, right)) ||
      // among equal values the order is DTrace's own; sorting by key puts addresses in order
      compareKeys(left, right, options.keyPosition, !options.byKey);
    return sign * order;
  });
}
/** All of one aggregation, each with a number that says all about the order of its value. */
function isOneWithRanks(entries: readonly SortableEntry[]): boolean {
  const [first] = entries;
  return first !== undefined && (!first.aggregating.rank || first.aggregating.compareEqual !== undefined) &&
    entries.every(({ rank, description }) => rank === rank && description === first.description);
}
/** Many entries share few values: those are sorted alone, and keys are compared only among equals. */
function sortByRank<T extends SortableEntry>(entries: T[], { reverse, keyPosition }: SortOptions): T[] {
  const groups = new Map<number, T[]>();
  for (const entry of entries) {
    const group = groups.get(entry.rank);
    if (group) group.push(entry);
    else groups.set(entry.rank, [entry]);
  }
  const ranks = Float64Array.from(groups.keys()).sort();
  const sorted: T[] = [];
  for (const rank of ranks) {
    const group = groups.get(rank)!;
    if (group.length > 1) sortEquals(group, keyPosition);
    for (const entry of group) sorted.push(entry);
  }
  return reverse ? sorted.reverse() : sorted;
}
function sortEquals<T extends SortableEntry>(group: T[], keyPosition: number): void {
  const { keys } = group[0].description;
  const plain = !group[0].aggregating.compareEqual;
  if (plain && keys.length === 1 && keys[0].address) {
    for (const entry of group) addressText(entry, 0);
    group.sort((left, right) => left.texts![0]! < right.texts![0]! ? -1 : 1);
  } else group.sort((left, right) => compareEqual(left, right) || compareKeys(left, right, keyPosition, true));
}
