/**
 * Columns of values that are there as values already: keys and results of aggregations, imports.
 *
 * @module
 */
import type { PlainValue, ResultValue } from "../engine/format/mod.ts";
import { DictionaryValues, NullableValues } from "./columns.ts";
import type { CellValue, ColumnValues } from "./table.ts";

/** Numbers while they are safe, bigints from the first that is not. */
export class IntegerValues {
  #numbers: number[] = [];
  #bigints: bigint[] | undefined;
  /** @param exact bigints from the start (times) */
  constructor(readonly exact = false) {
    if (exact) this.#bigints = [];
  }
  push(value: bigint | number): void {
    if (this.#bigints) {
      this.#bigints.push(BigInt(value));
      return;
    }
    const number = Number(value);
    if (Number.isSafeInteger(number)) this.#numbers.push(number);
    else {
      this.#bigints = this.#numbers.map(BigInt);
      this.#numbers = [];
      this.#bigints.push(BigInt(value));
    }
  }
  values(): ColumnValues {
    if (!this.#bigints) return Float64Array.from(this.#numbers);
    const unsigned = this.#bigints.some((value) => value >= 2n ** 63n);
    // below zero and beyond 2^63 - 1 in one column, as bounds of buckets are: no array of 64 bits holds both
    if (this.#bigints.some((value) => value >= 2n ** 64n || unsigned && value < 0n)) return [...this.#bigints];
    return unsigned ? BigUint64Array.from(this.#bigints) : BigInt64Array.from(this.#bigints);
  }
}
/** Texts, each kept once. */
class TextValues {
  readonly #codes: number[] = [];
  readonly #known = new Map<string, number>();
  push(value: string): void {
    let code = this.#known.get(value);
    if (code === undefined) {
      code = this.#known.size;
      this.#known.set(value, code);
    }
    this.#codes.push(code);
  }
  values(): ColumnValues {
    const texts = [...this.#known.keys()];
    return new DictionaryValues(Uint32Array.from(this.#codes), texts.length, (code) => texts[code]);
  }
}
/** Keys of aggregations, of one sort: numbers and bigints are integers. */
export class KeyValues {
  #column: IntegerValues | TextValues | PlainValues | undefined;
  constructor(readonly exact = false) {}
  push(value: PlainValue): void {
    this.#column ??= this.#columnFor(value);
    this.#column.push(value as never);
  }
  #columnFor(value: PlainValue) {
    if (typeof value === "string") return new TextValues();
    return value instanceof Uint8Array ? new PlainValues() : new IntegerValues(this.exact);
  }
  values(): ColumnValues {
    return this.#column?.values() ?? new PlainValues().values();
  }
}
/** Whatever comes, of one sort: a column that is asked for its values at the end. */
export class AnyValues {
  #column: IntegerValues | TextValues | PlainValues | undefined;
  #missing = 0;
  readonly #valid: number[] = [];
  constructor(readonly exact = false) {}
  push(value: ResultValue | CellValue): void {
    if (value === null) {
      this.#valid.push(0);
      this.#missing++;
      // what stands in its place is decided when the first value comes
      if (this.#column) this.#column.push(this.#filler() as never);
      return;
    }
    if (!this.#column) {
      this.#column = this.#columnFor(value);
      for (let i = 0; i < this.#missing; i++) this.#column.push(this.#filler() as never);
    }
    this.#valid.push(1);
    this.#column.push(value as never);
  }
  #columnFor(value: ResultValue | CellValue) {
    if (typeof value === "string") return new TextValues();
    if (typeof value === "bigint") return new IntegerValues(this.exact);
    return new PlainValues();
  }
  #filler(): CellValue {
    if (this.#column instanceof TextValues) return "";
    return this.#column instanceof IntegerValues ? 0n : null;
  }
  values(): ColumnValues {
    const values = this.#column?.values() ?? new PlainValues().filled(this.#valid.length);
    return this.#missing > 0 ? new NullableValues(values, Uint8Array.from(this.#valid)) : values;
  }
}
class PlainValues {
  readonly #values: CellValue[] = [];
  push(value: CellValue): void {
    this.#values.push(value);
  }
  filled(length: number): ColumnValues {
    return new Array<CellValue>(length).fill(null);
  }
  values(): ColumnValues {
    return this.#values;
  }
}
