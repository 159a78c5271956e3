/**
 * The aggregations that clauses of TypeScript fill in one run. Values lie in the machine's memory and are updated by the
 * machine's own code, so that they are D's to the last bit; keys are found by what they are in TypeScript.
 *
 * @module
 */
import { aggregating, type AggregatingBuiltin } from "../../builtins/mod.ts";
import { type AggregationUpdate, instantiateUpdate } from "../../codegen/side/mod.ts";
import { type AggregationEntry, type AggregationStore, sortEntries } from "../../engine/aggregation/mod.ts";
import { type IntType, LONG } from "../../d/types/mod.ts";
import { type AggregationDescription, CONTEXT, DROP_KINDS, type MachineMemory } from "../../image/mod.ts";
import { type KeyLayout, keyLayout } from "./host_keys.ts";

/** A key: whole numbers, texts (addresses among them), truths. */
export type Key = string | number | bigint | boolean;
/** A key as it is looked up: numbers that are the same are one. */
type Normal = string | number | bigint;

/** What an aggregation is, apart from any run. */
export interface HostAggregationShape {
  readonly name: string;
  readonly function: string;
  readonly keys: readonly string[];
  readonly parameters: unknown;
  /** How many values an update takes: 0 count, 2 with a weight. */
  readonly values: number;
  /** Aggregations print in the order in which they were made. */
  readonly serial: number;
}
/** Bytes that are taken from the machine at once. */
const CHUNK = 1 << 20;

export class HostAggregations {
  readonly #tables = new Map<HostAggregationShape, KeyTable>();
  /** Ids under which they were handed over last. */
  #given: readonly number[] = [];
  #next = 0;
  #end = 0;

  /**
   * @param taken names of D's aggregations
   * @param typeOf the type of whole numbers that a member of some name has
   */
  constructor(
    readonly memory: MachineMemory,
    readonly stringSize: number,
    readonly taken: ReadonlySet<string>,
    readonly typeOf: (member: string) => IntType | undefined,
  ) {}

  /** The table of an aggregation, made at its first use. */
  table(shape: HostAggregationShape): KeyTable {
    let table = this.#tables.get(shape);
    if (!table) {
      if (this.taken.has(shape.name)) {
        throw new TypeError(`\`${shape.name}\` is an aggregation of D already: give this one another name`);
      }
      for (const { name } of this.#tables.keys()) {
        if (name === shape.name) throw new TypeError(`there are two aggregations of the name \`${name}\` in this run`);
      }
      this.#tables.set(shape, table = new KeyTable(this, shape));
    }
    return table;
  }
  /** Room for a value, or 0 with a drop counted where the machine's memory is used up. */
  allocate(size: number): number {
    if (this.#next + size > this.#end) {
      try {
        const bytes = Math.max(CHUNK, size);
        this.#next = this.memory.reserve(bytes, "aggregations");
        this.#end = this.#next + bytes;
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        const at = CONTEXT.DROPS + 8 * DROP_KINDS.indexOf("AGGREGATION");
        this.memory.view.setBigInt64(at, this.memory.view.getBigInt64(at, true) + 1n, true);
        return 0;
      }
    }
    const at = this.#next;
    this.#next += size;
    return at;
  }
  /**
   * Hands all over, as they are now, to where they are ordered, printed and given out, behind D's own; in the place of what
   * was handed over before.
   */
  handOver(store: AggregationStore): void {
    this.#given.forEach((id) => store.forget(id));
    let id = Math.max(0, ...store.ids);
    const tables = [...this.#tables].sort(([a], [b]) => a.serial - b.serial);
    this.#given = tables.map(([, table]) => {
      table.handOver(store, ++id);
      return id;
    });
  }
}

interface KeyEntry {
  readonly keys: readonly Normal[];
  /** Where its value lies. */
  readonly address: number;
}
/** The entries of one aggregation. */
export class KeyTable {
  readonly updateNumber: AggregationUpdate["number"];
  readonly updateBigint: AggregationUpdate["bigint"];
  readonly #builtin: AggregatingBuiltin;
  readonly #valueSize: number;
  readonly #initial: readonly bigint[];
  /** By the first key; with more keys, maps by the next. */
  readonly #first = new Map<Normal, unknown>();
  #entries: KeyEntry[] = [];
  /** Places of values that trunc() has freed. */
  #free: number[] = [];
  /** Keys that came as 64-bit numbers are shown as such. */
  readonly #wide = new Set<number>();
  #only = 0;

  constructor(readonly aggregations: HostAggregations, readonly shape: HostAggregationShape) {
    const { memory, stringSize } = aggregations;
    const builtin = this.#builtin = aggregating.get(shape.function)!;
    const update = instantiateUpdate(builtin, shape.parameters, shape.values, memory, stringSize);
    this.updateNumber = update.number;
    this.updateBigint = update.bigint;
    this.#valueSize = builtin.valueSize(shape.parameters);
    this.#initial = builtin.initial?.(shape.parameters) ?? [];
  }
  /** Addresses of values; 0 where there was no room. */
  find0(): number {
    return this.#only || (this.#only = this.#make([]));
  }
  find1(key: Key): number {
    const normal = typeof key === "string" ? key : normalKey(key);
    return this.#first.get(normal) as number ?? this.#keep(this.#first, normal, this.#make([key]));
  }
  find2(first: Key, second: Key): number {
    const outer = typeof first === "string" ? first : normalKey(first);
    const inner = typeof second === "string" ? second : normalKey(second);
    let map = this.#first.get(outer) as Map<Normal, unknown> | undefined;
    if (map === undefined) this.#first.set(outer, map = new Map());
    return map.get(inner) as number ?? this.#keep(map, inner, this.#make([first, second]));
  }
  find(keys: readonly Key[]): number {
    let map = this.#first;
    const last = keys.length - 1;
    for (let i = 0; i < last; i++) {
      const key = keys[i];
      const normal = typeof key === "string" ? key : normalKey(key);
      let next = map.get(normal) as Map<Normal, unknown> | undefined;
      if (next === undefined) map.set(normal, next = new Map());
      map = next;
    }
    const key = keys[last];
    const normal = typeof key === "string" ? key : normalKey(key);
    const known = map.get(normal) as number | undefined;
    if (known !== undefined) return known;
    return this.#keep(map, normal, this.#make(keys));
  }
  #keep(map: Map<Normal, unknown>, key: Normal, address: number): number {
    if (address !== 0) map.set(key, address);
    return address;
  }
  #make(given: readonly Key[]): number {
    const address = this.#free.pop() ?? this.aggregations.allocate(this.#valueSize);
    if (address === 0) return 0;
    const keys = given.map((key, n) => {
      if (typeof key === "bigint") this.#wide.add(n);
      return typeof key === "string" ? key : normalKey(key);
    });
    this.aggregations.memory.bytes.fill(0, address, address + this.#valueSize);
    this.#initial.forEach((word, n) => this.aggregations.memory.view.setBigInt64(address + 8 * n, word, true));
    this.#entries.push({ keys, address });
    return address;
  }
  /** The address of a value that is there; 0 for keys that were never met. */
  known(keys: readonly Key[]): number {
    if (keys.length === 0) return this.#only;
    let at: unknown = this.#first;
    for (const key of keys) {
      at = (at as Map<Normal, unknown> | undefined)?.get(typeof key === "string" ? key : normalKey(key));
    }
    return (at as number | undefined) ?? 0;
  }
  /** The value at an address, as it prints; undefined of distributions. */
  scalar(address: number): bigint | undefined {
    return this.#builtin.scalar(this.#words(address), 1n, this.shape.parameters);
  }
  get entries(): readonly KeyEntry[] {
    return this.#entries;
  }
  #words(address: number): BigInt64Array {
    return new BigInt64Array(this.aggregations.memory.bytes.slice(address, address + this.#valueSize).buffer);
  }
  /** As D's: keys stay, values become zero. */
  clear(): void {
    for (const { address } of this.#entries) {
      const words = this.#words(address);
      if (this.#builtin.clear) this.#builtin.clear(words, this.shape.parameters);
      else words.fill(0n);
      this.aggregations.memory.bytes.set(new Uint8Array(words.buffer), address);
    }
  }
  /** As D's: keeps some of the greatest, or of the least for a negative limit. */
  truncate(limit: number): void {
    const { description, entries } = this.#asInD(0);
    const all = this.#entries;
    const sortable = entries.map(({ key, words }, n) => {
      const keyView = new DataView(key.buffer, key.byteOffset, key.length);
      return { key, words, keyView, description, aggregating: this.#builtin, rank: NaN, entry: all[n] };
    });
    const order = { byKey: false, reverse: limit > 0, keyPosition: 0 };
    const kept = new Set(sortEntries(sortable, order).slice(0, Math.abs(limit)).map(({ entry }) => entry));
    this.#first.clear();
    this.#only = 0;
    this.#entries = all.filter((entry) => kept.has(entry));
    this.#free.push(...all.flatMap((entry) => kept.has(entry) ? [] : [entry.address]));
    for (const { keys, address } of this.#entries) this.#enter(keys, address);
  }
  #enter(keys: readonly Normal[], address: number): void {
    if (keys.length === 0) this.#only = address;
    let map = this.#first;
    keys.forEach((key, n) => {
      if (n === keys.length - 1) map.set(key, address);
      else {
        if (!map.has(key)) map.set(key, new Map());
        map = map.get(key) as Map<Normal, unknown>;
      }
    });
  }
  handOver(store: AggregationStore, id: number): void {
    const { description, entries } = this.#asInD(id);
    store.adopt(description, this.#builtin, entries);
  }
  #asInD(id: number): { description: AggregationDescription; entries: AggregationEntry[] } {
    const { name, function: fn, parameters, keys: names } = this.shape;
    const typeOf = (name: string, n: number) => this.#wide.has(n) ? LONG : this.aggregations.typeOf(name);
    const { fields, size, write }: KeyLayout = keyLayout(names, this.#entries.map(({ keys }) => keys), typeOf);
    return {
      description: { id, name, function: fn, parameters, keys: fields, keySize: size, valueSize: this.#valueSize },
      entries: this.#entries.map(({ keys, address }) => ({ key: write(keys), words: this.#words(address) })),
    };
  }
}

const MIN_KEY = -(2n ** 63n), KEY_LIMIT = 2n ** 64n;
/** Numbers that are the same are one key, whichever way they are written. */
function normalKey(key: Key): Normal {
  switch (typeof key) {
    case "number":
      if (Number.isSafeInteger(key)) return key;
      throw new TypeError(`${key} cannot be a key: keys are whole numbers, texts and truths`);
    case "boolean":
      return key ? 1 : 0;
    case "bigint": {
      if (key < MIN_KEY || key >= KEY_LIMIT) throw new RangeError(`${key} cannot be a key: it has more than 64 bits`);
      const signed = BigInt.asIntN(64, key), small = Number(signed);
      return Number.isSafeInteger(small) ? small : signed;
    }
    default:
      throw new TypeError(
        `${key === null ? "null" : typeof key} cannot be a key: keys are whole numbers, texts and truths`,
      );
  }
}
