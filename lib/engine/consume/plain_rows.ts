/**
 * The rows of the commonest aggregation, a number by one address, written as bytes from where the machine holds them,
 * without an object or a text for each entry: a hundred thousand addresses are printed in the time that reading their
 * packets leaves.
 *
 * @module
 */
import type { AggregationDescription, Machine } from "../../image/mod.ts";
import { formatAddress } from "./fields.ts";

/** Greatest high word of a number that a double still holds exactly. */
const EXACT = 2 ** 20;
/** Columns of a key with the blanks before it, and of a number with the blank before it. */
const KEY = 52, VALUE = 17;
/** Bytes gathered before they are handed on. */
const PIECE = 1 << 16;
/** A key, and a number of at most 17 characters with its blank and the end of the line. */
const LONGEST_ROW = KEY + VALUE + 2;
const BLANK = 0x20, DOT = 0x2e;
const encoder = new TextEncoder();
/**
 * The octets in the order of their texts, and the place of each in that order: addresses whose octets are replaced by
 * their places are in the order of their texts as numbers, since what follows an octet's text comes before all digits.
 */
const BY_TEXT = Array.from({ length: 256 }, (_, octet) => String(octet)).sort().map(Number);
const PLACES = Uint8Array.from({ length: 256 }, (_, octet) => BY_TEXT.indexOf(octet));
const DIGITS = BY_TEXT.map((octet) => encoder.encode(String(octet)));

/** Whether an aggregation is of that kind; its function must show its one word as it is. */
export function isPlain({ keys, valueSize }: AggregationDescription): boolean {
  return valueSize === 8 && keys.length === 1 && keys[0].address === true;
}
/** What has one number: IPv4 addresses as places of their octets, all else as text. */
interface Group {
  readonly four: number[];
  readonly others: string[];
}
/**
 * Hands on the rows by number, then by text; false, with nothing handed on, when a number is too great for this way. Bytes
 * of a piece are only valid during the call.
 */
export function writePlainRows(machine: Machine, id: number, write: (bytes: Uint8Array) => void): boolean {
  const groups = groupByNumber(machine, id);
  if (!groups) return false;
  const printer = new RowPrinter(write);
  for (const number of Float64Array.from(groups.keys()).sort()) {
    const tail = encoder.encode(" " + String(number).padStart(VALUE - 1) + "\n");
    const { four, others } = groups.get(number)!;
    const places = four.length > 1 ? Float64Array.from(four).sort() : four;
    let next = 0;
    for (const text of others.sort()) {
      const end = countBefore(places, next, text);
      while (next < end) printer.places(places[next++], tail);
      printer.text(text, tail);
    }
    while (next < places.length) printer.places(places[next++], tail);
  }
  printer.flush();
  return true;
}
function groupByNumber(machine: Machine, id: number): Map<number, Group> | undefined {
  const { bytes, words } = machine.memory;
  const groups = new Map<number, Group>();
  let exact = true;
  machine.eachEntry(id, (key, value) => {
    const high = words[(value >> 2) + 1];
    if (high >= EXACT || high < -EXACT) exact = false;
    const number = high * 4294967296 + (words[value >> 2] >>> 0);
    let group = groups.get(number);
    if (group === undefined) groups.set(number, group = { four: [], others: [] });
    if (bytes[key] === 4) {
      const high = PLACES[bytes[key + 1]] << 24 | PLACES[bytes[key + 2]] << 16;
      group.four.push((high | PLACES[bytes[key + 3]] << 8 | PLACES[bytes[key + 4]]) >>> 0);
    } else group.others.push(formatAddress(bytes, key));
  });
  return exact ? groups : undefined;
}
/** How many of the addresses come before a text; at least the first `from` do. */
function countBefore(places: ArrayLike<number>, from: number, text: string): number {
  let end = places.length;
  while (from < end) {
    const middle = from + end >> 1;
    if (textOfPlaces(places[middle]) < text) from = middle + 1;
    else end = middle;
  }
  return from;
}
const textOfPlaces = (places: number): string =>
  [24, 16, 8, 0].map((shift) => BY_TEXT[places >>> shift & 0xff]).join(".");

class RowPrinter {
  readonly #piece = new Uint8Array(PIECE).fill(BLANK);
  #used = 0;

  constructor(readonly write: (bytes: Uint8Array) => void) {}

  text(text: string, tail: Uint8Array): void {
    this.#room();
    const piece = this.#piece, start = this.#used;
    for (let i = 0; i < text.length; i++) piece[start + 2 + i] = text.charCodeAt(i);
    this.#end(tail);
  }
  places(places: number, tail: Uint8Array): void {
    this.#room();
    const piece = this.#piece;
    let at = this.#used + 2;
    for (let shift = 24; shift >= 0; shift -= 8) {
      const digits = DIGITS[places >>> shift & 0xff];
      for (let i = 0; i < digits.length; i++) piece[at++] = digits[i];
      if (shift > 0) piece[at++] = DOT;
    }
    this.#end(tail);
  }
  #end(tail: Uint8Array): void {
    this.#piece.set(tail, this.#used + KEY);
    this.#used += KEY + tail.length;
  }
  flush(): void {
    if (this.#used > 0) this.write(this.#piece.subarray(0, this.#used));
    this.#piece.fill(BLANK, 0, this.#used);
    this.#used = 0;
  }
  #room(): void {
    if (this.#used + LONGEST_ROW > PIECE) this.flush();
  }
}
