/**
 * Columns while they are filled, from records as they lie in the machine's memory, and what becomes of them.
 *
 * No object is made for a row. Pieces of doubling size keep what is not used small, and are put together at the end, a
 * column at a time.
 *
 * @module
 */
import type { FieldDescription } from "../image/mod.ts";
import { isSigned, tracedKind } from "../d/types/mod.ts";
import {
  canonicalAddress,
  decodeString,
  formatTyped,
  isNumberSized,
  isText,
  tracedText,
} from "../engine/format/mod.ts";
import { ByteDictionary } from "./byte_dictionary.ts";
import type { CellValue, ColumnKind, ColumnValues } from "./table.ts";

const FIRST_PIECE = 1024, LARGEST_PIECE = 1 << 18;

type Numbers =
  | Int8Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;
type NumbersType = { new (length: number): Numbers; readonly BYTES_PER_ELEMENT: number };

/** Numbers in pieces: `piece[used++]` is written by its owner, after {@linkcode Pieces.more}. */
class Pieces {
  piece: Numbers;
  used = 0;
  #full: Numbers[] = [];
  #before = 0;

  /** @param factor elements of a row */
  constructor(readonly type: NumbersType, readonly factor = 1) {
    this.piece = new type(FIRST_PIECE * factor);
  }
  get length(): number {
    return this.#before + this.used;
  }
  /** The piece is full: another one. */
  more(): void {
    this.#full.push(this.piece);
    this.#before += this.used;
    this.piece = new this.type(Math.min(this.piece.length * 2, LARGEST_PIECE * this.factor));
    this.used = 0;
  }
  push(value: number): void {
    if (this.used === this.piece.length) this.more();
    this.piece[this.used++] = value;
  }
  /**
   * All in one, which takes the place of the pieces: nothing is kept twice. The column may go on after it; what was handed
   * out stays as it is.
   */
  join(): Numbers {
    if (this.used === 0 && this.#full.length === 1) return this.#full[0];
    const whole = new this.type(this.length);
    let at = 0;
    for (const chunk of this.#full) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    whole.set(this.piece.subarray(0, this.used), at);
    this.#full = [whole];
    this.#before = whole.length;
    this.piece = new this.type(FIRST_PIECE * this.factor);
    this.used = 0;
    return whole;
  }
}

/** Text (or bytes) that occurs often is kept once: a number a row, and what the numbers mean. */
export class DictionaryValues implements ColumnValues {
  #made: (string | Uint8Array | undefined)[] = [];
  constructor(
    readonly codes: Uint32Array,
    /** How many different values there are. */
    readonly size: number,
    readonly valueOf: (code: number) => string | Uint8Array,
  ) {}
  get length(): number {
    return this.codes.length;
  }
  at(row: number): string | Uint8Array | undefined {
    const code = this.codes[row];
    return code === undefined ? undefined : this.value(code);
  }
  /** The value with a number; made when it is first asked for. */
  value(code: number): string | Uint8Array {
    return this.#made[code] ??= this.valueOf(code);
  }
}
/** Values of which some are missing. */
export class NullableValues implements ColumnValues {
  constructor(
    readonly values: ColumnValues,
    /** 1 where there is a value. */
    readonly valid: Uint8Array,
  ) {}
  get length(): number {
    return this.valid.length;
  }
  at(row: number): CellValue | undefined {
    return this.valid[row] === 0 ? null : this.values.at(row);
  }
}

/** A column that grows by one value a record. */
export interface RecordedColumn {
  /** The value whose bytes begin at `at`. */
  add(bytes: Uint8Array, view: DataView, at: number): void;
  /** No value was recorded. */
  skip(): void;
  /** What there is so far. */
  values(): ColumnValues;
}

class SmallIntegers implements RecordedColumn {
  readonly #chunks: Pieces;
  constructor(readonly size: 1 | 2 | 4, readonly signed: boolean) {
    const types = { 1: [Uint8Array, Int8Array], 2: [Uint16Array, Int16Array], 4: [Uint32Array, Int32Array] } as const;
    this.#chunks = new Pieces(types[size][signed ? 1 : 0] as unknown as NumbersType);
  }
  add(bytes: Uint8Array, view: DataView, at: number): void {
    // the array takes the sign that its type has
    this.#chunks.push(
      this.size === 4 ? view.getInt32(at, true) : this.size === 2 ? view.getUint16(at, true) : bytes[at],
    );
  }
  skip(): void {
    this.#chunks.push(0);
  }
  values(): ColumnValues {
    return this.#chunks.join() as ColumnValues;
  }
}
/**
 * Integers of 64 bits: as doubles while all are safe, then as two words each, so that no bigint is made for a row.
 */
export class WideIntegers implements RecordedColumn {
  #numbers: Pieces | undefined;
  #words: Pieces | undefined;

  /** @param exact words from the start: bigints even where numbers would do */
  constructor(readonly signed: boolean, exact = false) {
    if (exact) this.#words = new Pieces(Int32Array, 2);
    else this.#numbers = new Pieces(Float64Array);
  }
  add(_bytes: Uint8Array, view: DataView, at: number): void {
    const low = view.getInt32(at, true), high = view.getInt32(at + 4, true);
    const numbers = this.#numbers;
    if (numbers) {
      // beyond 2^53 - 1, of an unsigned number also where the highest bit is set
      const unsafe = high > 0x1fffff || high < (this.signed ? -0x200000 : 0) || high === -0x200000 && low === 0;
      if (!unsafe) {
        numbers.push(high * 0x1_0000_0000 + (low >>> 0));
        return;
      }
      this.#becomeExact(numbers);
    }
    const words = this.#words!;
    words.push(low);
    words.push(high);
  }
  #becomeExact(numbers: Pieces): void {
    const words = new Pieces(Int32Array, 2);
    for (const number of numbers.join()) {
      words.push(number | 0);
      words.push(Math.floor(number / 0x1_0000_0000));
    }
    this.#words = words;
    this.#numbers = undefined;
  }
  skip(): void {
    if (this.#numbers) this.#numbers.push(0);
    else {
      this.#words!.push(0);
      this.#words!.push(0);
    }
  }
  values(): ColumnValues {
    if (this.#numbers) return this.#numbers.join() as ColumnValues;
    const { buffer } = this.#words!.join();
    return this.signed ? new BigInt64Array(buffer) : new BigUint64Array(buffer);
  }
}
/** Byte strings: addresses, strings, structs. */
class Dictionary implements RecordedColumn {
  readonly #codes = new Pieces(Uint32Array);
  readonly #dictionary = new ByteDictionary();
  constructor(
    readonly lengthOf: (bytes: Uint8Array, at: number) => number,
    readonly valueOf: (bytes: Uint8Array) => string | Uint8Array,
  ) {}
  add(bytes: Uint8Array, _view: DataView, at: number): void {
    this.#codes.push(this.#dictionary.intern(bytes, at, this.lengthOf(bytes, at)));
  }
  skip(): void {
    this.#codes.push(this.#dictionary.intern(new Uint8Array(0), 0, 0));
  }
  values(): ColumnValues {
    const dictionary = this.#dictionary;
    const { size } = dictionary;
    const codes = this.#codes.join() as Uint32Array<ArrayBuffer>;
    return new DictionaryValues(codes, size, (code) => this.valueOf(dictionary.bytes(code)));
  }
}
/** Numbers that are given, each with a text of its own: probes. */
export class Codes {
  readonly #chunks = new Pieces(Uint32Array);
  add(code: number): void {
    this.#chunks.push(code);
  }
  values(texts: readonly string[]): ColumnValues {
    const codes = this.#chunks.join() as Uint32Array<ArrayBuffer>;
    return new DictionaryValues(codes, texts.length, (code) => texts[code]);
  }
}
/** Whether each row has a value. */
export class Validity {
  readonly #chunks = new Pieces(Uint8Array);
  #some = false;
  add(valid: boolean): void {
    if (!valid) this.#some = true;
    this.#chunks.push(valid ? 1 : 0);
  }
  wrap(values: ColumnValues): ColumnValues {
    return this.#some ? new NullableValues(values, this.#chunks.join() as Uint8Array) : values;
  }
}
/** IPv4 in five bytes of the seventeen: the rest is zero. */
const addressLength = (size: number) => (bytes: Uint8Array, at: number): number => bytes[at] === 4 ? 5 : size;
const stringLength = (size: number) => (bytes: Uint8Array, at: number): number => {
  let length = 0;
  while (length < size && bytes[at + length] !== 0) length++;
  return length;
};

/** The column for a field, and what kind of values it has. */
export function columnFor(field: FieldDescription): { readonly column: RecordedColumn; readonly kind: ColumnKind } {
  const { size, type } = field;
  if (field.address) {
    const text = (bytes: Uint8Array) => bytes.length === 0 ? "" : canonicalAddress(bytes, 0);
    return { column: new Dictionary(addressLength(size), text), kind: "address" };
  }
  if (isNumberSized(field)) {
    const signed = isSigned(type);
    const column = size === 8 ? new WideIntegers(signed) : new SmallIntegers(size as 1 | 2 | 4, signed);
    return { column, kind: "integer" };
  }
  if (isText(type)) return { column: new Dictionary(stringLength(size), decodeString), kind: "string" };
  const traced = tracedKind(type);
  if (traced !== undefined) {
    const column = new Dictionary(() => size, (bytes) => tracedText(type, bytes, undefined)!);
    return { column, kind: traced === "stack" ? "stack" : "string" };
  }
  if (isStructured(field)) {
    return { column: new Dictionary(() => size, (bytes) => structText(field, bytes)), kind: "string" };
  }
  return { column: new Dictionary(() => size, (bytes) => bytes.slice()), kind: "bytes" };
}
function isStructured({ type }: FieldDescription): boolean {
  while (type.kind === "typedef" || type.kind === "qualified") type = type.of;
  return type.kind === "struct" || type.kind === "union";
}
const structText = ({ type }: FieldDescription, bytes: Uint8Array): string =>
  bytes.length === 0 ? "" : formatTyped(type, bytes).trim();
