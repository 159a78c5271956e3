/**
 * Rows of numbers by keys of any kind, from where the machine holds them: what they are compared by is read once, and a list
 * of numbers is sorted, byte by byte. Half a million keys take a few bytes each, and no object.
 *
 * @module
 */
import { tracedKind } from "../../../d/types/mod.ts";
import type { AggregationDescription, FieldDescription, Machine } from "../../../image/mod.ts";
import { ADDRESS6_BYTES_MAX, putAddress4, putAddress6 } from "../../../packet/address/mod.ts";
import {
  encodeText,
  formatAddress,
  formatBytes,
  formatNumber,
  isNumberSized,
  nameOfBytes,
  NUMBER_WIDTH,
} from "../../format/mod.ts";
import type { SortOptions } from "../order.ts";

const FOUR = 4, SIX = 6, BLANK = 0x20, NEWLINE = 0x0a, ZERO = 0x30, MINUS = 0x2d;
/** Columns of a text, and the blanks before it. */
const TEXT = 50, BEFORE = 2;
/** Bytes that are handed on at a time. */
const PIECE = 1 << 16;

/** A byte to sort by: of an entry, counted from its key, in the order that a table gives; or of a column of ranks. */
interface SortByte {
  readonly offset: number;
  readonly table?: Uint8Array;
  readonly ranks?: Uint32Array;
}
/** Entries by number, the addresses of their keys; from there to the value it is always as far. */
interface Entries {
  readonly count: number;
  readonly keys: Uint32Array;
  readonly value: number;
}

/** Whether the keys of an aggregation are such that each is of one form. */
export function hasPlainKeys({ keys }: AggregationDescription): boolean {
  return keys.every(({ form, type }) => form === undefined && tracedKind(type) === undefined);
}
/** Writes the rows of an aggregation whose values are numbers of 64 bits. */
export function writeKeyRows(
  machine: Machine,
  description: AggregationDescription,
  options: SortOptions & { readonly rawbytes: boolean },
  write: (bytes: Uint8Array) => void,
): void {
  const entries = entriesOf(machine, description.id);
  const order = sortedOrder(machine, description, entries, options);
  new RowWriter(machine, description, options.rawbytes, write).rows(entries, order, options.reverse);
}
function entriesOf(machine: Machine, id: number): Entries {
  const keys = new Uint32Array(machine.entriesNow().count);
  let count = 0, distance = 0;
  machine.eachEntry(id, (key, value) => {
    keys[count++] = key;
    distance = value - key;
  });
  return { count, keys, value: distance };
}

function sortedOrder(
  machine: Machine,
  { keys }: AggregationDescription,
  entries: Entries,
  { byKey, keyPosition }: SortOptions,
): Uint32Array {
  const first = keyPosition < keys.length ? keyPosition : 0;
  const inOrder = keys.map((_, i) => keys[(first + i) % keys.length]);
  const varies = variation(machine, entries);
  // what decides last is sorted by first
  const places = inOrder.toReversed().flatMap((field) => sortBytesOf(machine, field, entries, !byKey));
  if (!byKey) {
    for (let i = 0; i < 8; i++) {
      places.push({ offset: entries.value + i, ...(i === 7 ? { table: SIGNED } : {}) });
    }
  }
  let list = Uint32Array.from({ length: entries.count }, (_, i) => i), spare = new Uint32Array(entries.count);
  for (const place of places) {
    if (!place.ranks && !varies[place.offset]) continue;
    sortBy(machine.memory.bytes, entries.keys, place, list, spare);
    [list, spare] = [spare, list];
  }
  return list;
}
/** The highest byte of a number with a sign, so that those below zero come first. */
const SIGNED = Uint8Array.from({ length: 256 }, (_, byte) => byte ^ 0x80);
/**
 * Octets in the order of their texts with what follows them, a dot or the end: as in rows of one address, so that addresses
 * of IPv4 are in the order of their texts.
 */
const PLACES = new Uint8Array(256);
Array.from({ length: 256 }, (_, octet) => `${octet}.`).sort().forEach((text, place) => PLACES[parseInt(text)] = place);

/** By offset from the key, through the value: whether any two entries differ in the byte there. */
function variation({ memory: { words } }: Machine, { count, keys, value }: Entries): Uint8Array {
  const length = value + 8 >> 2, bits = new Int32Array(length), first = keys[0] >> 2;
  for (let i = 1; i < count; i++) {
    const at = keys[i] >> 2;
    for (let n = 0; n < length; n++) bits[n] |= words[at + n] ^ words[first + n];
  }
  return new Uint8Array(bits.buffer);
}
/** From the byte that decides last to the one that decides first. */
function sortBytesOf(machine: Machine, field: FieldDescription, entries: Entries, asText: boolean): SortByte[] {
  const { offset, size } = field;
  if (isNumberSized(field)) return Array.from({ length: size }, (_, i) => ({ offset: offset + i }));
  if (field.address && asText) {
    if (!areAllFour(machine, offset, entries)) {
      const ranks = ranksOf(machine, offset, entries);
      return [0, 8, 16, 24].map((shift) => ({ offset: shift, ranks }));
    }
    return [4, 3, 2, 1].map((i) => ({ offset: offset + i, table: PLACES }));
  }
  return Array.from({ length: size }, (_, i) => ({ offset: offset + size - 1 - i }));
}
function areAllFour({ memory: { bytes } }: Machine, offset: number, { count, keys }: Entries): boolean {
  for (let i = 0; i < count; i++) if (bytes[keys[i] + offset] !== FOUR) return false;
  return true;
}
/** The place of each entry's address among all there are, in the order of their texts. */
function ranksOf({ memory: { bytes, view } }: Machine, offset: number, { count, keys }: Entries): Uint32Array {
  const fours = new Map<number, number>(), others = new Map<string, number>();
  const texts: string[] = [], numbers = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const at = keys[i] + offset, isFour = bytes[at] === FOUR;
    const word = isFour ? view.getInt32(at + 1, true) : 0;
    const name = isFour ? "" : nameOfBytes(bytes.subarray(at, at + 17));
    let number = isFour ? fours.get(word) : others.get(name);
    if (number === undefined) {
      number = texts.push(formatAddress(bytes, at)) - 1;
      if (isFour) fours.set(word, number);
      else others.set(name, number);
    }
    numbers[i] = number;
  }
  const order = Uint32Array.from(texts, (_, i) => i);
  order.sort((a, b) => texts[a] < texts[b] ? -1 : texts[a] > texts[b] ? 1 : 0);
  // those that are written alike are alike
  const ranks = new Uint32Array(texts.length);
  for (let i = 1; i < order.length; i++) {
    ranks[order[i]] = ranks[order[i - 1]] + (texts[order[i]] === texts[order[i - 1]] ? 0 : 1);
  }
  for (let i = 0; i < count; i++) numbers[i] = ranks[numbers[i]];
  return numbers;
}
const tally = new Uint32Array(256);
/** Puts a list of entries in order of one byte; those that are equal in it stay as they are to each other. */
function sortBy(
  bytes: Uint8Array,
  keys: Uint32Array,
  { offset, table = SAME, ranks }: SortByte,
  from: Uint32Array,
  to: Uint32Array,
): void {
  tally.fill(0);
  const { length } = from;
  for (let i = 0; i < length; i++) {
    const entry = from[i];
    tally[ranks ? ranks[entry] >>> offset & 0xff : table[bytes[keys[entry] + offset]]]++;
  }
  let next = 0;
  for (let i = 0; i < 256; i++) {
    const count = tally[i];
    tally[i] = next;
    next += count;
  }
  for (let i = 0; i < length; i++) {
    const entry = from[i];
    to[tally[ranks ? ranks[entry] >>> offset & 0xff : table[bytes[keys[entry] + offset]]]++] = entry;
  }
}
const SAME = Uint8Array.from({ length: 256 }, (_, byte) => byte);

/** Writes rows, a piece at a time. */
class RowWriter {
  readonly #piece: Uint8Array;
  #at = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** The longest row. */
  readonly #row: number;

  constructor(
    machine: Machine,
    readonly description: AggregationDescription,
    readonly rawbytes: boolean,
    readonly write: (bytes: Uint8Array) => void,
  ) {
    this.#bytes = machine.memory.bytes;
    this.#view = machine.memory.view;
    const widths = description.keys.map(({ size, address }) => address ? ADDRESS6_BYTES_MAX + TEXT : size + TEXT);
    this.#row = widths.reduce((sum, width) => sum + width, 64);
    this.#piece = new Uint8Array(Math.max(PIECE, 2 * this.#row));
  }
  rows({ count, keys, value }: Entries, order: Uint32Array, reverse: boolean): void {
    const fields = this.description.keys, numbers = fields.map(isNumberSized);
    for (let i = 0; i < count; i++) {
      const key = keys[order[reverse ? count - 1 - i : i]];
      if (this.#at + this.#row > this.#piece.length) this.#flush();
      for (let n = 0; n < fields.length; n++) {
        const field = fields[n], at = key + field.offset;
        if (numbers[n]) this.#number(at, field.size);
        else if (field.address) this.#address(at);
        else this.#string(at, field.size);
      }
      this.#number(key + value, 8);
      this.#piece[this.#at++] = NEWLINE;
    }
    this.#flush();
  }
  #flush(): void {
    if (this.#at > 0) this.write(this.#piece.subarray(0, this.#at));
    this.#at = 0;
  }
  #put(text: string): void {
    const bytes = encodeText(text);
    if (this.#at + bytes.length + this.#row > this.#piece.length) this.#flush();
    if (bytes.length + this.#row > this.#piece.length) return this.write(bytes);
    this.#piece.set(bytes, this.#at);
    this.#at += bytes.length;
  }
  /** As {@linkcode formatNumber}: a blank, and the number at the right of its columns. */
  #number(at: number, size: number): void {
    const view = this.#view;
    if (size !== 8) {
      return this.#small(
        size === 4 ? view.getInt32(at, true) : size === 2 ? view.getUint16(at, true) : this.#bytes[at],
        size,
      );
    }
    const low = view.getUint32(at, true), high = view.getInt32(at + 4, true);
    if (high < -0x200000 || high >= 0x200000) return this.#put(formatNumber(view.getBigInt64(at, true), size, false));
    this.#small(high * 0x100000000 + low, size);
  }
  #small(value: number, size: number): void {
    const bytes = this.#piece, width = NUMBER_WIDTH[size];
    bytes[this.#at++] = BLANK;
    let rest = Math.abs(value), digits = 1;
    for (let power = 10; power <= rest; power *= 10) digits++;
    const taken = digits + (value < 0 ? 1 : 0);
    for (let i = taken; i < width; i++) bytes[this.#at++] = BLANK;
    if (value < 0) bytes[this.#at++] = MINUS;
    const end = this.#at + digits;
    let place = end;
    while (rest >= 0x7fffffff) {
      const next = Math.floor(rest / 10);
      bytes[--place] = rest - next * 10 + ZERO;
      rest = next;
    }
    for (let small = rest | 0; place > this.#at;) {
      const next = small / 10 | 0;
      bytes[--place] = small - next * 10 + ZERO;
      small = next;
    }
    this.#at = end;
  }
  #address(at: number): void {
    const piece = this.#piece, start = this.#blanks(BEFORE), family = this.#bytes[at];
    if (family === FOUR) this.#at = putAddress4(this.#bytes, at + 1, piece, start);
    else if (family === SIX) this.#at = putAddress6(this.#bytes, at + 1, piece, start, 1);
    else for (let i = at + 1; i < at + 17 && this.#bytes[i] !== 0; i++) piece[this.#at++] = this.#bytes[i];
    this.#blanks(start + TEXT - this.#at);
  }
  /** As {@linkcode formatBytes}: other bytes than text's are left to it. */
  #string(at: number, size: number): void {
    const bytes = this.#bytes, last = at + size;
    let end = at;
    while (end < last && bytes[end] >= BLANK && bytes[end] <= 0x7e) end++;
    let behind = end;
    while (behind < last && bytes[behind] === 0) behind++;
    if (end === at || behind < last || this.rawbytes) {
      return this.#put(formatBytes(bytes.slice(at, last), { width: -TEXT, quiet: false, raw: this.rawbytes }));
    }
    const start = this.#blanks(BEFORE), piece = this.#piece;
    for (let i = at; i < end; i++) piece[this.#at++] = bytes[i];
    this.#blanks(start + TEXT - this.#at);
  }
  /** Writes so many, and returns where they end. */
  #blanks(count: number): number {
    for (let i = 0; i < count; i++) this.#piece[this.#at++] = BLANK;
    return this.#at;
  }
}
