/**
 * Aggregations as the consumer holds them: what was drained earlier, merged with what the machine holds now; cleared,
 * truncated and normalised as DTrace's consumer does it.
 *
 * @module
 */
import type { AggregationDescription, Image, Machine } from "../../image/mod.ts";
import { rankOf, type SortableEntry, sortEntries } from "./order.ts";
import type { AggregationEntry, ConsumedAggregating } from "./aggregating_definitions.ts";
import { nameOfKey } from "../format/mod.ts";
import { DistributionPrinter, ifThereIsRoom, NumberPrinter } from "./rows/printer.ts";

/** An entry with the factor it is divided by when shown. */
export interface StoredEntry extends SortableEntry {
  normal: bigint;
}
interface StoredAggregation {
  readonly description: AggregationDescription;
  readonly aggregating: ConsumedAggregating;
  /** Taken out of the machine: by the bytes of the key. */
  readonly drained: Map<string, StoredEntry>;
  /** Entries that normalize() met; all others are divided by 1. */
  readonly normals: Map<string, bigint>;
  /** By printa(): not again at the end. */
  printed: boolean;
}

/** Bytes of entries that are copied together. */
const PIECE = 1 << 18;
/** Entries that are held outside of the machine at most: there they take a kilobyte and more each. */
const MAX_DRAINED_ENTRIES = 500_000;

export class AggregationStore {
  #byId = new Map<number, StoredAggregation>();
  #numbers: NumberPrinter | undefined;
  #distributions: DistributionPrinter | undefined;

  constructor(
    readonly machine: Machine,
    image: Image,
    functions: ReadonlyMap<string, ConsumedAggregating>,
  ) {
    for (const description of image.aggregations) {
      const aggregating = functions.get(description.function);
      if (!aggregating) throw new Error(`no consumer of the aggregating function ${description.function}`);
      const stored = { description, aggregating, drained: new Map(), normals: new Map(), printed: false };
      this.#byId.set(description.id, stored);
    }
  }

  /** Takes over an aggregation that was gathered outside of the machine: its entries, values as the function has them. */
  adopt(
    description: AggregationDescription,
    aggregating: ConsumedAggregating,
    entries: readonly AggregationEntry[],
  ): void {
    const drained = new Map(entries.map(({ key, words }): [string, StoredEntry] => {
      const keyView = new DataView(key.buffer, key.byteOffset, key.length);
      return [nameOfKey(description, key), { key, words, description, aggregating, keyView, rank: NaN, normal: 1n }];
    }));
    this.#byId.set(description.id, { description, aggregating, drained, normals: new Map(), printed: false });
  }

  /** Adds what another run of the same program has gathered; the words of the entries stay theirs. */
  mergeIn(id: number, entries: readonly AggregationEntry[]): void {
    const stored = this.#byId.get(id);
    if (!stored) return;
    const { description, aggregating, drained } = stored;
    for (const { key, words } of entries) {
      const name = nameOfKey(description, key), known = drained.get(name);
      if (known) aggregating.merge(known.words, words, description.parameters);
      else {
        const keyView = new DataView(key.buffer, key.byteOffset, key.length);
        drained.set(name, { key, words: words.slice(), description, aggregating, keyView, rank: NaN, normal: 1n });
      }
    }
  }
  /** Gives up one that was adopted. */
  forget(id: number): void {
    this.#byId.delete(id);
  }

  description(id: number): AggregationDescription | undefined {
    return this.#byId.get(id)?.description;
  }
  aggregating(id: number): ConsumedAggregating | undefined {
    return this.#byId.get(id)?.aggregating;
  }

  isEmpty(id: number): boolean {
    return !this.#byId.get(id)?.drained.size && !this.machine.touched(id);
  }
  /** Entries of all aggregations; one that lies in both places counts twice. */
  get entryCount(): number {
    let held = this.machine.entriesNow().count;
    for (const { drained } of this.#byId.values()) held += drained.size;
    return held;
  }
  /** Whether the machine's entries are all there is, and are shown as they are. */
  isLive(id: number): boolean {
    const stored = this.#byId.get(id);
    return stored !== undefined && stored.drained.size === 0 && stored.normals.size === 0;
  }
  /** What prints rows by address, made when first asked for; undefined where the machine's memory is used up. */
  get numberPrinter(): NumberPrinter | undefined {
    return this.#numbers ??= ifThereIsRoom(() => new NumberPrinter(this.machine));
  }
  get distributionPrinter(): DistributionPrinter | undefined {
    return this.#distributions ??= ifThereIsRoom(() => new DistributionPrinter(this.machine));
  }
  /** All entries as of now, in no particular order. The machine keeps its own. */
  snapshot(id: number): StoredEntry[] {
    const stored = this.#byId.get(id);
    if (!stored) return [];
    if (stored.drained.size === 0 && stored.normals.size === 0) {
      const live: StoredEntry[] = [];
      this.#eachLive(stored, (entry) => {
        entry.rank = rankOf(entry);
        live.push(entry);
      });
      return live;
    }
    const entries = new Map<string, StoredEntry>();
    this.#eachLive(stored, (live) => entries.set(nameOfKey(live.description, live.key), live));
    for (const [name, old] of stored.drained) {
      const live = entries.get(name);
      const entry = { ...old, words: old.words.slice() };
      if (live) stored.aggregating.merge(entry.words, live.words, stored.description.parameters);
      entries.set(name, entry);
    }
    for (const [name, entry] of entries) {
      entry.normal = stored.normals.get(name) ?? 1n;
      entry.rank = rankOf(entry);
    }
    return [...entries.values()];
  }

  /** The machine's entries, copied in pieces: thousands of small buffers would cost more than all the rest. */
  #eachLive(stored: StoredAggregation, visit: (entry: StoredEntry) => void): void {
    const { description, aggregating } = stored;
    const { bytes } = this.machine.memory;
    const { keySize, valueSize } = description;
    const room = keySize + 7 & ~7;
    let buffer = new ArrayBuffer(0), copy = new Uint8Array(buffer), used = 0;
    this.machine.eachEntry(description.id, (keyAt, valueAt) => {
      if (used + room + valueSize > copy.length) {
        buffer = new ArrayBuffer(Math.max(PIECE, room + valueSize));
        copy = new Uint8Array(buffer);
        used = 0;
      }
      const key = copy.subarray(used, used + keySize);
      for (let i = 0; i < keySize; i++) key[i] = bytes[keyAt + i];
      used += room;
      copy.set(bytes.subarray(valueAt, valueAt + valueSize), used);
      const words = new BigInt64Array(buffer, used, valueSize >> 3);
      const keyView = new DataView(buffer, key.byteOffset, keySize);
      used += valueSize;
      visit({ key, words, description, aggregating, keyView, rank: NaN, normal: 1n });
    });
  }

  /**
   * Moves everything out of the machine: called when its buffer is nearly full. Not beyond what memory bears: then the
   * buffer fills, and keys that find no room in it are counted as drops.
   */
  drain(): void {
    if (this.entryCount > MAX_DRAINED_ENTRIES) return;
    for (const stored of this.#byId.values()) {
      this.#eachLive(stored, (live) => {
        const name = nameOfKey(live.description, live.key);
        const old = stored.drained.get(name);
        if (old) stored.aggregating.merge(old.words, live.words, stored.description.parameters);
        else stored.drained.set(name, live);
      });
    }
    this.machine.discardEntries();
  }

  /**
   * clear(): values become zero and keys stay. As in DTrace the zeroes lie in the consumer, so min() of a cleared entry
   * stays at or below 0 and max() at or above it. Where that makes no difference entries stay where they are.
   */
  clear(id: number): void {
    const stored = this.#byId.get(id);
    if (!stored) return;
    if (stored.aggregating.isAdditive) {
      this.machine.clearEntries(id);
      for (const { words } of stored.drained.values()) words.fill(0n);
      return;
    }
    for (const entry of this.snapshot(id)) {
      if (stored.aggregating.clear) stored.aggregating.clear(entry.words, stored.description.parameters);
      else entry.words.fill(0n);
      stored.drained.set(nameOfKey(entry.description, entry.key), entry);
    }
    this.machine.filterEntries(id, () => false);
  }

  /** trunc(): all, or all but the greatest (the least for a negative limit). */
  truncate(id: number, limit: bigint | undefined): void {
    const stored = this.#byId.get(id);
    if (!stored) return;
    const kept = new Map<string, StoredEntry>();
    if (limit !== undefined && limit !== 0n) {
      const order = { byKey: false, reverse: limit > 0n, keyPosition: 0 };
      const count = Number(limit < 0n ? -limit : limit);
      for (const entry of sortEntries(this.snapshot(id), order).slice(0, count)) {
        kept.set(nameOfKey(entry.description, entry.key), entry);
      }
    }
    for (const name of stored.normals.keys()) if (!kept.has(name)) stored.normals.delete(name);
    stored.drained.clear();
    for (const [name, entry] of kept) stored.drained.set(name, entry);
    this.machine.filterEntries(id, () => false);
  }

  /** normalize(): the entries there are now; later keys are not divided. 1 for denormalize(). */
  normalize(id: number, factor: bigint): void {
    const stored = this.#byId.get(id);
    if (!stored) return;
    stored.normals.clear();
    if (factor === 1n || factor === 0n) return;
    for (const entry of this.snapshot(id)) stored.normals.set(nameOfKey(entry.description, entry.key), factor);
  }

  markPrinted(id: number): void {
    const stored = this.#byId.get(id);
    if (stored) stored.printed = true;
  }
  get ids(): number[] {
    return [...this.#byId.keys()];
  }
  /** Those that printa() has not shown. */
  get unprinted(): number[] {
    return [...this.#byId].flatMap(([id, { printed }]) => printed ? [] : [id]);
  }

  /** A value of zero with the parameters of the function in place, for keys that one of several aggregations lacks. */
  zeroEntry(id: number, like: StoredEntry): StoredEntry {
    const { description, aggregating } = this.#byId.get(id)!;
    const words = new BigInt64Array(description.valueSize / 8);
    aggregating.clear?.(words, description.parameters);
    const entry = { ...like, words, description, aggregating, normal: 1n };
    return { ...entry, rank: rankOf(entry) };
  }
}
