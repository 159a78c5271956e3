/**
 * Aggregations out of the kernel's maps: every processor's values merged, keys as wide as every machine has them.
 *
 * @module
 */
import { type AggregationMap, LEVELS } from "../../codegen/ebpf/mod.ts";
import type { LinuxKernel } from "./kernel.ts";

/** How values of one aggregation come together. */
export interface Merging {
  merge(into: BigInt64Array, from: BigInt64Array, parameters: unknown): void;
  /** Values are sums of what was added: two readings may be subtracted. */
  readonly isAdditive: boolean;
}
export interface Entry {
  readonly key: Uint8Array<ArrayBuffer>;
  readonly words: BigInt64Array<ArrayBuffer>;
}
const nameOf = (bytes: Uint8Array): string => {
  let name = "";
  for (let i = 0; i < bytes.length; i++) name += String.fromCharCode(bytes[i]);
  return name;
};

/** One aggregation's map, and what of it does not count any more. */
export class AggregationEntries {
  readonly #wordCount: number;
  /** Values that are taken off: as they were when the entry was cleared. */
  readonly #cleared = new Map<string, BigInt64Array<ArrayBuffer>>();

  constructor(
    readonly kernel: LinuxKernel,
    readonly map: AggregationMap,
    readonly file: number,
    readonly processors: number,
    readonly merging: Merging,
    /** The name of a part that a number stands for. */
    readonly names: (part: number, number: number) => Uint8Array,
    /** Makes keys equal that show the same. */
    readonly unite?: (key: Uint8Array) => void,
  ) {
    this.#wordCount = map.plan.description.valueSize / 8;
  }
  /** All entries there are now, in no order. */
  read(): Entry[] {
    const found = new Map<string, Entry>();
    const { keySize, comparedSize = keySize, parameters } = this.map.plan.description;
    this.#eachRaw((name, key, words) => {
      const cleared = this.#cleared.get(name);
      if (cleared) words.forEach((word, i) => words[i] = word - cleared[i]);
      // keys that differ in how they were written, or in what was interrupted, are one
      const { isByLevel } = this.map;
      const compared = comparedSize === keySize && !isByLevel && !this.unite
        ? name
        : nameOf(key.subarray(0, comparedSize));
      const same = found.get(compared);
      if (!same) found.set(compared, { key, words });
      else {
        this.merging.merge(same.words, words, parameters);
        if (nameOf(key) < nameOf(same.key)) same.key.set(key);
      }
    });
    return [...found.values()];
  }
  #eachRaw(visit: (name: string, key: Uint8Array<ArrayBuffer>, words: BigInt64Array<ArrayBuffer>) => void): void {
    const { keyBytes } = this.map;
    const stride = 8 * (this.#wordCount + (this.map.isFlagged ? 1 : 0));
    if (keyBytes === 0) {
      for (let level = 0; level < (this.map.isByLevel ? LEVELS : 1); level++) {
        const values = new Uint8Array(stride * this.processors);
        if (!this.kernel.lookupMap(this.file, Uint8Array.of(level, 0, 0, 0), values)) return;
        const words = this.#folded(values, 0, stride);
        if (words) visit(String.fromCharCode(level), this.#wholeKey(new Uint8Array(0)), words);
      }
      return;
    }
    this.kernel.readMap(this.file, { key: keyBytes, value: stride * this.processors }, (keys, values, count) => {
      for (let i = 0; i < count; i++) {
        const key = keys.slice(i * keyBytes, (i + 1) * keyBytes);
        const words = this.#folded(values, i * stride * this.processors, stride);
        if (words) visit(nameOf(key), this.#wholeKey(key), words);
      }
    });
  }
  /** The value of all processors that have begun with it. */
  #folded(values: Uint8Array<ArrayBuffer>, at: number, stride: number): BigInt64Array<ArrayBuffer> | undefined {
    const { isFlagged, plan: { description: { parameters } } } = this.map;
    let folded: BigInt64Array<ArrayBuffer> | undefined;
    for (let n = 0; n < this.processors; n++) {
      const words = new BigInt64Array(values.buffer, at + n * stride, stride / 8);
      if (isFlagged && words[0] === 0n) continue;
      const own = isFlagged ? words.subarray(1) : words;
      if (folded) this.merging.merge(folded, own, parameters);
      else folded = own.slice();
    }
    return folded;
  }
  /** As wide as every machine has it; what the kernel's key leaves out is zero. */
  #wholeKey(key: Uint8Array): Uint8Array<ArrayBuffer> {
    const whole = new Uint8Array(this.map.plan.keyBytes);
    for (const { from, to, size, name } of this.map.parts) {
      if (name === undefined) whole.set(key.subarray(to, to + size), from);
      else whole.set(this.names(name, new DataView(key.buffer, key.byteOffset + to).getUint32(0, true)), from);
    }
    this.unite?.(whole);
    return whole;
  }
  /** Values become zero, and keys stay. */
  clear(): void {
    if (!this.merging.isAdditive) return this.remove(() => true);
    this.#eachRaw((name, _key, words) => void this.#cleared.set(name, words));
  }
  /** Takes entries away. */
  remove(isGone: (entry: Entry) => boolean): void {
    const gone: string[] = [];
    this.#eachRaw((name, key, words) => {
      const cleared = this.#cleared.get(name);
      const now = cleared ? words.map((word, i) => word - cleared[i]) : words;
      if (isGone({ key, words: now })) gone.push(name);
    });
    const stride = 8 * (this.#wordCount + (this.map.isFlagged ? 1 : 0));
    for (const name of gone) {
      this.#cleared.delete(name);
      if (this.map.keyBytes === 0) {
        const key = Uint8Array.of(name.charCodeAt(0), 0, 0, 0);
        this.kernel.updateMap(this.file, key, new Uint8Array(stride * this.processors));
      } else this.kernel.deleteFromMap(this.file, Uint8Array.from(name, (letter) => letter.charCodeAt(0)));
    }
  }
}
