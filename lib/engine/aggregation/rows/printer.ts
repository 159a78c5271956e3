/**
 * Rows by one address, written as bytes from where the machine holds them: a hundred thousand addresses, or tens of
 * thousands of distributions, are printed in the time that reading their packets leaves. This code runs once, at the end,
 * when nothing of it is compiled yet; so its loops are WebAssembly, which needs no warming.
 *
 * @module
 */
import type { AggregationDescription, Machine, MachineMemory } from "../../../image/mod.ts";
import { instantiateHot } from "../../../wasm/mod.ts";
import { formatBarHeading } from "../bars.ts";
import type { DistributionDrawing } from "../aggregating_definitions.ts";
import { formatAddress } from "../../format/mod.ts";
import { AREA, BAR, BLANK, BUCKET, LABEL, RECORD, TEXT } from "./area.ts";
import { ROWS_WASM, type RowsFunctions } from "./rows.wasm.ts";

/** Counts below this keep all products of the drawing within 64 bits. */
const GREATEST_COUNT = 2 ** 40;
const AT_SIGN = 0x40;

/** Whether the rows of an aggregation are those of one address each. */
export function hasAddressRows({ keys }: AggregationDescription): boolean {
  return keys.length === 1 && keys[0].address === true;
}
/** What is particular to rows of one kind. */
interface RowKind {
  readonly recordBytes: number;
  readonly gather: "gatherNumbers" | "gatherDistributions";
  readonly print: "printNumbers" | "printDistributions";
}
const NUMBERS: RowKind = { recordBytes: RECORD.NUMBER_BYTES, gather: "gatherNumbers", print: "printNumbers" };
const DISTRIBUTIONS: RowKind = {
  recordBytes: RECORD.DISTRIBUTION_BYTES,
  gather: "gatherDistributions",
  print: "printDistributions",
};
/** A list of addresses, and as much room as it takes. */
interface List {
  readonly from: number;
  readonly end: number;
  readonly spare: number;
}
export type WriteBytes = (bytes: Uint8Array) => void;

/** Of one machine and one kind of rows. */
class RowPrinter {
  protected readonly base: number;
  readonly #functions: RowsFunctions;
  /** Address of the sizes of the machine's entries by id. */
  readonly #sizes: number;
  readonly #rows: RowSpace;
  readonly #texts: RowSpace;
  #write: WriteBytes = () => {};
  #records = 0;

  /** @throws RangeError where the machine's memory has no room left */
  constructor(readonly machine: Machine, readonly kind: RowKind) {
    const { memory, entryArea } = machine;
    const sizesBytes = 4 * (1 + Math.max(0, ...entryArea.shapes.keys()));
    this.base = memory.reserve(AREA.BYTES + sizesBytes, "printing");
    this.#sizes = this.base + AREA.BYTES;
    for (const [id, { size }] of entryArea.shapes) memory.words[(this.#sizes >> 2) + id] = size;
    this.#rows = new RowSpace(machine);
    this.#texts = new RowSpace(machine);
    fillArea(memory.bytes, this.base);
    this.#functions = instantiateHot(ROWS_WASM, memory.memory, {
      flush: (end: number) => this.#flush(end),
      text: (key: number, to: number) => to + putAscii(memory.bytes, to, formatAddress(memory.bytes, key)),
    });
  }

  /** Room for the records, and beside them so many bytes, whose address is returned; undefined where memory is short. */
  protected begin({ id, valueSize }: AggregationDescription, more: number): number | undefined {
    const { id: entryId, key, shapes } = this.machine.entryArea;
    const { count } = this.machine.entriesNow();
    const rows = count * (this.kind.recordBytes + 8);
    const room = this.#rows.take(rows + more);
    if (room === undefined) return undefined;
    this.#records = room;
    const { words } = this.machine.memory;
    words.fill(0, this.base >> 2, this.base + AREA.PLACES >> 2);
    this.put(AREA.RECORDS, this.#records);
    this.put(AREA.ENTRY_ID, entryId);
    this.put(AREA.ENTRY_KEY, key);
    this.put(AREA.ENTRY_SIZES, this.#sizes);
    this.put(AREA.VALUE, shapes.get(id)!.value - key);
    this.put(AREA.VALUE_SIZE, valueSize);
    return room + rows;
  }
  protected put(at: number, word: number): void {
    this.machine.memory.words[this.base + at >> 2] = word;
  }
  /** Undefined where an entry is not plain. */
  protected gather({ id }: AggregationDescription): List | undefined {
    const { start } = this.machine.entryArea;
    const { end, count } = this.machine.entriesNow();
    const from = this.#records + count * this.kind.recordBytes;
    const rows = this.#functions[this.kind.gather](this.base, start, end, id, this.#records, from);
    return rows < 0 ? undefined : { from, end: from + 4 * rows, spare: from + 4 * count };
  }
  /** False, with nothing written, where memory is short. */
  protected print(gathered: List, hasTies: boolean, write: WriteBytes): boolean {
    let list = this.#sortByText(gathered);
    if (!list) return false;
    if (hasTies) list = this.#sort(list, RECORD.TIE, AREA.TIES_VARY, 8);
    list = this.#sort(list, RECORD.NUMBER, AREA.NUMBERS_VARY, 8);
    this.#write = write;
    this.#flush(this.#functions[this.kind.print](this.base, list.from, list.end));
    return true;
  }
  /** Addresses of IPv4 by the places of their octets; all else by the bytes of its text. */
  #sortByText(list: List): List | undefined {
    const { words } = this.machine.memory;
    const others = words[this.base + AREA.OTHERS >> 2];
    const byPlace = (fours: List) => this.#sort(fours, RECORD.PLACE, AREA.PLACES_VARY, 4);
    if (others === 0) return byPlace(list);
    const texts = this.#texts.take(others * (TEXT.BYTES + 8));
    if (texts === undefined) return undefined;
    words[this.base + AREA.TEXTS >> 2] = texts;
    const from = texts + others * TEXT.BYTES, end = from + 4 * others;
    const foursEnd = this.#functions.split(this.base, list.from, list.end, list.spare, texts, from);
    const fours = byPlace({ from: list.spare, end: foursEnd, spare: list.from });
    const sorted = this.#sort({ from, end, spare: end }, TEXT.CHARACTERS, AREA.TEXTS_VARY, TEXT.CHARACTERS_BYTES, true);
    const merged = this.#functions.merge(this.base, fours.from, fours.end, sorted.from, sorted.end, fours.spare);
    return { from: fours.spare, end: merged, spare: fours.from };
  }
  /** By one byte after the other, as far as any differ in it: from the last one, unless it is text. */
  #sort(list: List, field: number, varies: number, bytes: number, isText = false): List {
    let { from, end, spare } = list;
    for (let i = 0; i < bytes; i++) {
      const byte = isText ? bytes - 1 - i : i;
      if (this.machine.memory.bytes[this.base + varies + byte] === 0) continue;
      this.#functions.sort(this.base, from, end, spare, field + byte);
      [from, end, spare] = [spare, spare + end - from, from];
    }
    return { from, end, spare };
  }
  #flush(end: number): void {
    const start = this.base + AREA.PIECE;
    if (end > start) this.#write(this.machine.memory.bytes.subarray(start, end));
  }
}

/** Numbers by address. */
export class NumberPrinter extends RowPrinter {
  constructor(machine: Machine) {
    super(machine, NUMBERS);
  }
  /** Writes the rows in order; returns false, with nothing written, where memory is short. */
  write(description: AggregationDescription, write: WriteBytes): boolean {
    if (this.begin(description, 0) === undefined) return false;
    const list = this.gather(description);
    return list !== undefined && this.print(list, false, write);
  }
}
/** Distributions by address. */
export class DistributionPrinter extends RowPrinter {
  constructor(machine: Machine) {
    super(machine, DISTRIBUTIONS);
  }
  /** The same; false also where a count is below zero or very great, or nothing was counted. */
  write(description: AggregationDescription, drawing: DistributionDrawing, write: WriteBytes): boolean {
    const { memory, entryArea } = this.machine;
    const buckets = description.valueSize >> 3;
    // counts are gathered where they lie together; that there are fewer than all costs nothing
    const table = this.begin(description, buckets * BUCKET.BYTES + this.machine.entriesNow().end - entryArea.start);
    if (table === undefined) return false;
    this.put(AREA.BUCKETS, table);
    this.put(AREA.COUNTS, table + buckets * BUCKET.BYTES);
    this.put(AREA.ZERO, drawing.zero === undefined ? -1 : 8 * drawing.zero);
    this.put(AREA.LOWEST, -1);
    weighBuckets(memory, table, drawing);
    const list = this.gather(description);
    if (!list) return false;
    const first = memory.words[this.base + AREA.LOWEST >> 2] >>> 3;
    const end = memory.words[this.base + AREA.GREATEST >> 2] >> 3;
    labelBuckets(memory, table, drawing, first, end);
    return this.print(list, true, write);
  }
}

/** A place of the machine's memory that is used again and again, and a larger one where it is too small. */
class RowSpace {
  #base = 0;
  #size = -1;
  constructor(readonly machine: Machine) {}

  /** Its address; undefined where the memory has not so much left. */
  take(size: number): number | undefined {
    if (size > this.#size) {
      const wanted = Math.max(size, this.#size * 2);
      const base = ifThereIsRoom(() => this.machine.memory.reserve(wanted, "printing"));
      if (base === undefined) return undefined;
      [this.#base, this.#size] = [base, wanted];
    }
    return this.#base;
  }
}
/** Undefined where the memory has not so much left. */
export function ifThereIsRoom<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Writes characters of one byte each; returns how many. */
function putAscii(bytes: Uint8Array, to: number, text: string): number {
  for (let i = 0; i < text.length; i++) bytes[to + i] = text.charCodeAt(i);
  return text.length;
}
/** The tables that stay as they are. */
function fillArea(bytes: Uint8Array, base: number): void {
  bytes.fill(BLANK, base + AREA.OCTETS, base + AREA.TALLY);
  // addresses whose octets are replaced by their places in this order are in the order of their texts as numbers, since
  // what follows an octet's text comes before all digits
  const inOrder = Array.from({ length: 256 }, (_, octet) => `${octet}.`).sort();
  for (let place = 0; place < 256; place++) {
    const text = inOrder[place], octet = parseInt(text);
    bytes[base + AREA.PLACES + octet] = place;
    bytes[base + AREA.OCTET_LENGTHS + place] = text.length;
    putAscii(bytes, base + AREA.OCTETS + 4 * place, text);
  }
  for (let length = 1; length <= BAR; length++) {
    bytes.fill(AT_SIGN, base + AREA.BARS + length * BAR, base + AREA.BARS + length * BAR + length);
  }
  bytes.set(new TextEncoder().encode(formatBarHeading("value", LABEL)), base + AREA.HEADING);
}
/** Limits keep sums of products within 64 bits, and weights are numbers that a double holds exactly. */
function weighBuckets({ view }: MachineMemory, table: number, { numbers }: DistributionDrawing): void {
  const max = 2 ** 62 / numbers.length;
  for (let bucket = 0; bucket < numbers.length; bucket++) {
    const at = table + bucket * BUCKET.BYTES, number = numbers[bucket], size = Math.abs(number);
    const limit = size > Number.MAX_SAFE_INTEGER ? 0 : Math.min(GREATEST_COUNT, Math.floor(max / Math.max(1, size)));
    view.setBigInt64(at + BUCKET.LIMIT, BigInt(limit), true);
    view.setBigInt64(at + BUCKET.WEIGHT, BigInt(number), true);
  }
}
function labelBuckets(
  { bytes, words }: MachineMemory,
  table: number,
  { label }: DistributionDrawing,
  first: number,
  end: number,
): void {
  for (let bucket = first; bucket < end; bucket++) {
    const at = table + bucket * BUCKET.BYTES;
    bytes.fill(BLANK, at + BUCKET.LABEL, at + BUCKET.LABEL + BUCKET.LABEL_BYTES);
    words[at + BUCKET.LABEL_LENGTH >> 2] = putAscii(bytes, at + BUCKET.LABEL, `${label(bucket).padStart(LABEL)} |`);
  }
}
