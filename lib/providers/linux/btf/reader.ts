/**
 * BTF, the kernel's description of its own types (Documentation/bpf/btf.rst): records in a row, numbered from 1, which name one
 * another by their numbers, and a table of texts. Nothing in it is believed: what does not fit is an error.
 *
 * @module
 */

/** Kinds of records. */
export const KIND = {
  INT: 1,
  POINTER: 2,
  ARRAY: 3,
  STRUCT: 4,
  UNION: 5,
  ENUM: 6,
  FORWARD: 7,
  TYPEDEF: 8,
  VOLATILE: 9,
  CONST: 10,
  RESTRICT: 11,
  FUNCTION: 12,
  PROTOTYPE: 13,
  VARIABLE: 14,
  SECTION: 15,
  FLOAT: 16,
  DECLARATION_TAG: 17,
  TYPE_TAG: 18,
  ENUM64: 19,
} as const;
/** Bytes behind the twelve that each record begins with: of all, and for each element. */
const EXTRA: Readonly<Record<number, readonly [fixed: number, each: number]>> = {
  [KIND.INT]: [4, 0],
  [KIND.ARRAY]: [12, 0],
  [KIND.STRUCT]: [0, 12],
  [KIND.UNION]: [0, 12],
  [KIND.ENUM]: [0, 8],
  [KIND.PROTOTYPE]: [0, 8],
  [KIND.VARIABLE]: [4, 0],
  [KIND.SECTION]: [0, 12],
  [KIND.DECLARATION_TAG]: [4, 0],
  [KIND.ENUM64]: [0, 12],
};
const MAGIC = 0xeb9f, VERSION = 1, HEADER_BYTES = 24, RECORD_BYTES = 12;

/** The description is damaged, or of a form that is not known. */
export class BtfError extends Error {
  override readonly name = "BtfError";
  constructor(what: string) {
    super(`the kernel's description of its types (BTF): ${what}`);
  }
}

/** A member of a struct, an enumerator's name, a parameter: what a record's elements have in common. */
export interface BtfElement {
  readonly name: string;
  /** The number of its type; of an enumerator what its value is. */
  readonly type: number;
  readonly third: number;
}

export class BtfReader {
  readonly #view: DataView;
  readonly #texts: Uint8Array;
  /** All texts as characters of one byte, for a search. */
  #searched: string | undefined;
  /** Where the record of each number begins. */
  readonly #places: Uint32Array;
  readonly count: number;

  /** @throws BtfError */
  constructor(bytes: Uint8Array) {
    const view = this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.length < HEADER_BYTES || view.getUint16(0, true) !== MAGIC) {
      throw new BtfError("it does not begin as such");
    }
    if (view.getUint8(2) !== VERSION) throw new BtfError(`version ${view.getUint8(2)} is not known`);
    const header = view.getUint32(4, true);
    const [typesAt, typesLength, textsAt, textsLength] = [8, 12, 16, 20].map((at) => view.getUint32(at, true));
    const room = bytes.length - header;
    if (header < HEADER_BYTES || room < 0 || typesAt + typesLength > room || textsAt + textsLength > room) {
      throw new BtfError("it is cut short");
    }
    const texts = this.#texts = bytes.subarray(header + textsAt, header + textsAt + textsLength);
    if (textsLength === 0 || texts[0] !== 0 || texts[textsLength - 1] !== 0) {
      throw new BtfError("its texts have no end");
    }
    const places: number[] = [0];
    const end = header + typesAt + typesLength;
    for (let at = header + typesAt; at < end;) {
      if (end - at < RECORD_BYTES) throw new BtfError(`type ${places.length} is cut short`);
      const size = RECORD_BYTES + this.#extra(at, places.length);
      if (end - at < size) throw new BtfError(`type ${places.length} is cut short, or has too high a count`);
      places.push(at);
      at += size;
    }
    this.#places = Uint32Array.from(places);
    this.count = places.length;
  }
  #extra(at: number, id: number): number {
    const information = this.#view.getUint32(at + 4, true);
    const kind = information >>> 24 & 0x1f;
    if (kind < KIND.INT || kind > KIND.ENUM64) throw new BtfError(`type ${id} is of a kind that is not known, ${kind}`);
    const [fixed, each] = EXTRA[kind] ?? [0, 0];
    return fixed + each * (information & 0xffff);
  }
  #place(id: number): number {
    if (id < 1 || id >= this.count) throw new BtfError(`type ${id} is named, and there are ${this.count - 1}`);
    return this.#places[id];
  }
  kind(id: number): number {
    return this.#view.getUint32(this.#place(id) + 4, true) >>> 24 & 0x1f;
  }
  /** The flag of a record: bit-fields in a struct, a union where only its name is known, signed enumerators. */
  isFlagged(id: number): boolean {
    return this.#view.getUint32(this.#place(id) + 4, true) >>> 31 === 1;
  }
  elementCount(id: number): number {
    return this.#view.getUint32(this.#place(id) + 4, true) & 0xffff;
  }
  /** Bytes that a value takes, or the number of the type that the record is about, by its kind. */
  sizeOrType(id: number): number {
    return this.#view.getUint32(this.#place(id) + 8, true);
  }
  /** A word behind the record's first twelve bytes. */
  word(id: number, n: number): number {
    return this.#view.getUint32(this.#place(id) + RECORD_BYTES + 4 * n, true);
  }
  name(id: number): string {
    return this.#text(this.#view.getUint32(this.#place(id), true));
  }
  #text(at: number): string {
    if (at >= this.#texts.length) throw new BtfError(`a text at ${at}, of ${this.#texts.length} bytes`);
    return new TextDecoder().decode(this.#texts.subarray(at, this.#texts.indexOf(0, at)));
  }
  /** Members, enumerators or parameters, as the kind has them. */
  *elements(id: number): Generator<BtfElement> {
    const at = this.#place(id), [fixed, each] = EXTRA[this.kind(id)] ?? [0, 0];
    for (let n = 0, from = at + RECORD_BYTES + fixed; n < this.elementCount(id); n++, from += each) {
      yield {
        name: this.#text(this.#view.getUint32(from, true)),
        type: this.#view.getUint32(from + 4, true),
        third: each === 12 ? this.#view.getUint32(from + 8, true) : 0,
      };
    }
  }
  /** The number of the first type of that name and one of these kinds. */
  find(name: string, kinds: readonly number[]): number | undefined {
    if (name === "" || name.includes("\0")) return undefined;
    const texts = this.#searched ??= new TextDecoder("latin1").decode(this.#texts);
    for (let at = texts.indexOf(`\0${name}\0`); at >= 0; at = texts.indexOf(`\0${name}\0`, at + 1)) {
      const found = this.#findAt(at + 1, kinds);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  #findAt(text: number, kinds: readonly number[]): number | undefined {
    const places = this.#places, view = this.#view;
    for (let id = 1; id < places.length; id++) {
      if (view.getUint32(places[id], true) === text && kinds.includes(this.kind(id))) return id;
    }
    return undefined;
  }
  /** Numbers and names of all of a kind whose name begins so. */
  *named(kind: number, prefix: string): Generator<readonly [id: number, name: string]> {
    const texts = this.#texts, start = new TextEncoder().encode(prefix);
    for (let id = 1; id < this.count; id++) {
      if (this.kind(id) !== kind) continue;
      const at = this.#view.getUint32(this.#places[id], true);
      if (start.every((byte, i) => texts[at + i] === byte)) yield [id, this.#text(at)];
    }
  }
}
