/**
 * The rows of distributions by one address, written as bytes from where the machine holds them: tens of thousands of
 * distributions are drawn in the time that reading their packets leaves. What is not as simple as nearly all are (a
 * count below zero or beyond what doubles hold, other encodings, factors) goes the way of `aggregation_text.ts`.
 *
 * @module
 */
import type { AggregationDescription, Machine } from "../../image/mod.ts";
import { formatBarHeading } from "./bars.ts";
import type { DistributionDrawing } from "./definitions.ts";
import { formatAddress } from "./fields.ts";

/** Columns of a bucket's label, of a bar, of a count, and of a key with the blanks before it. */
const LABEL = 16, BAR = 40, COUNT = 9, KEY = 52;
/** Below this doubles hold all products of the drawing exactly. */
const PLAIN = 2 ** 40;
/** Bytes gathered before they are handed on. */
const PIECE = 1 << 16;
/** The longest row: label, bar, and a count of 13 digits. */
const LONGEST_ROW = LABEL + BAR + 20;
const BLANK = 0x20, NEWLINE = 0x0a, ZERO = 0x30;
const encoder = new TextEncoder();
const HEADING = encoder.encode(formatBarHeading("value", LABEL));

export function isPlainDistribution({ keys }: AggregationDescription): boolean {
  return keys.length === 1 && keys[0].address === true;
}

interface Row {
  readonly text: string;
  readonly weight: number;
  readonly zero: number;
  /** Index of the value's first half word in the machine's memory. */
  readonly at: number;
}
/**
 * Hands the rows on in pieces; false, with nothing handed on, where one of them is not plain. Bytes of a piece are only
 * valid during the call.
 */
export function writePlainDistributions(
  machine: Machine,
  description: AggregationDescription,
  drawing: DistributionDrawing,
  write: (bytes: Uint8Array) => void,
): boolean {
  const rows = plainRows(machine, description, drawing);
  if (!rows) return false;
  rows.sort((left, right) => left.weight - right.weight || left.zero - right.zero || (left.text < right.text ? -1 : 1));
  const painter = new Painter(machine.memory.words, description.valueSize >> 3, drawing, write);
  for (const row of rows) painter.draw(row);
  painter.flush();
  return true;
}
function plainRows(
  machine: Machine,
  { id, valueSize }: AggregationDescription,
  { numbers, zero }: DistributionDrawing,
): Row[] | undefined {
  const { bytes, words } = machine.memory;
  const buckets = valueSize >> 3;
  const rows: Row[] = [];
  let plain = true;
  machine.eachEntry(id, (key, value) => {
    const at = value >> 2;
    let weight = 0, magnitude = 0, total = 0;
    for (let bucket = 0; bucket < buckets; bucket++) {
      const low = words[at + 2 * bucket], high = words[at + 2 * bucket + 1];
      if ((low | high) === 0) continue;
      const count = high * 4294967296 + (low >>> 0);
      if (high < 0) plain = false;
      total += count;
      weight += count * numbers[bucket];
      magnitude += Math.abs(count * numbers[bucket]);
    }
    if (total === 0 || total >= PLAIN || magnitude > Number.MAX_SAFE_INTEGER) plain = false;
    if (!plain) return;
    rows.push({
      text: formatAddress(bytes, key),
      weight,
      zero: zero === undefined ? 0 : words[at + 2 * zero + 1] * 4294967296 + (words[at + 2 * zero] >>> 0),
      at,
    });
  });
  return plain ? rows : undefined;
}

class Painter {
  readonly #piece = new Uint8Array(PIECE);
  #used = 0;
  /** Label and bar by bucket and length of the bar, made when first drawn. */
  readonly #beginnings: (Uint8Array | undefined)[] = [];

  constructor(
    readonly words: Int32Array,
    readonly buckets: number,
    readonly drawing: DistributionDrawing,
    readonly write: (bytes: Uint8Array) => void,
  ) {}

  draw({ text, at }: Row): void {
    const { words, buckets } = this;
    let first = buckets, last = 0, total = 0;
    for (let bucket = 0; bucket < buckets; bucket++) {
      const low = words[at + 2 * bucket], high = words[at + 2 * bucket + 1];
      if ((low | high) === 0) continue;
      if (bucket < first) first = bucket;
      last = bucket;
      total += high * 4294967296 + (low >>> 0);
    }
    this.#room(KEY + text.length + HEADING.length);
    this.#key(text);
    this.#put(HEADING);
    const end = Math.min(buckets - 1, last + 1);
    for (let bucket = Math.max(0, first - 1); bucket <= end; bucket++) {
      const count = words[at + 2 * bucket + 1] * 4294967296 + (words[at + 2 * bucket] >>> 0);
      this.#room(LONGEST_ROW);
      this.#put(this.#beginning(bucket, Math.floor((2 * count * BAR + total) / (2 * total))));
      this.#count(count);
    }
    this.#room(1);
    this.#piece[this.#used++] = NEWLINE;
  }
  flush(): void {
    if (this.#used > 0) this.write(this.#piece.subarray(0, this.#used));
    this.#used = 0;
  }
  #room(bytes: number): void {
    if (this.#used + bytes > PIECE) this.flush();
  }
  #put(bytes: Uint8Array): void {
    this.#piece.set(bytes, this.#used);
    this.#used += bytes.length;
  }
  #key(text: string): void {
    const piece = this.#piece;
    const start = this.#used;
    piece[start] = piece[start + 1] = BLANK;
    for (let i = 0; i < text.length; i++) piece[start + 2 + i] = text.charCodeAt(i);
    const end = start + Math.max(KEY, text.length + 2);
    piece.fill(BLANK, start + 2 + text.length, end);
    this.#used = end;
  }
  #beginning(bucket: number, length: number): Uint8Array {
    const index = bucket * (BAR + 1) + length;
    return this.#beginnings[index] ??= encoder.encode(
      `${this.drawing.label(bucket).padStart(LABEL)} |${"@".repeat(length).padEnd(BAR)} `,
    );
  }
  /** Left in its column, and the end of the line. */
  #count(count: number): void {
    const piece = this.#piece;
    let digits = 1;
    for (let power = 10; power <= count; power *= 10) digits++;
    const start = this.#used;
    let rest = count;
    for (let i = digits - 1; i >= 0; i--) {
      const next = Math.floor(rest / 10);
      piece[start + i] = ZERO + rest - next * 10;
      rest = next;
    }
    let at = start + digits;
    while (at < start + COUNT) piece[at++] = BLANK;
    piece[at++] = NEWLINE;
    this.#used = at;
  }
}
