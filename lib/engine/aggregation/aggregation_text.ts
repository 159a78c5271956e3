/**
 * Aggregations as text: rows of keys and values, bars by key, packed distributions, formats, several side by side.
 *
 * @module
 */
import type { AggregationDescription, FieldDescription } from "../../image/mod.ts";
import { type TracedKind, tracedKind } from "../../d/types/mod.ts";
import { addressText, compareKeys, compareValues, sortEntries, type SortOptions } from "./order.ts";
import type { AggregationStore, StoredEntry } from "./store.ts";
import { formatBar, formatBarHeading, scaleKeyBars } from "./bars.ts";
import type { DisplayOptions } from "./aggregating_definitions.ts";
import {
  formatBytes,
  formatConversion,
  type FormatNames,
  formatNumber,
  formatPrintf,
  formatValueOf,
  isNumberSized,
  nameOfBytes,
  nameOfKey,
  NUMBER_WIDTH,
  pad,
  type PrintfFormat,
  readField,
  stackText,
  symbolText,
  textOfBytes,
  writtenField,
} from "../format/mod.ts";
import { hasPlainKeys, writeKeyRows } from "./rows/key_rows.ts";
import { hasAddressRows } from "./rows/printer.ts";

/** How aggregations are to be shown now. */
export interface AggregationDisplay extends DisplayOptions, SortOptions {
  /** Of several in printa(): which one's value decides the order. */
  readonly position: number;
  readonly rawbytes: boolean;
  /** Characters of packed distributions: UTF-8 unless the terminal or the user says otherwise. */
  readonly packEncoding: "ascii" | "utf8";
  readonly names?: FormatNames;
}

const STRING_WIDTH = -50, STACK_INDENT = 14;
const PACKED_STRING_WIDTH = 16;

/** One key in its column. */
function formatKey(field: FieldDescription, entry: StoredEntry, packed: boolean, display: AggregationDisplay): string {
  const width = packed ? PACKED_STRING_WIDTH : STRING_WIDTH;
  if (field.address) {
    const text = addressText(entry, entry.description.keys.indexOf(field));
    return ` ${width < 0 ? " " : ""}${pad(text, width)}`;
  }
  const traced = tracedKind(field.type);
  if (traced !== undefined) return formatTracedKey(traced, field, entry, display);
  const written = writtenField(field, entry.key);
  const value = readField(written, entry.key, entry.keyView, 0);
  return typeof value === "bigint"
    ? formatNumber(value, written.size, false)
    : formatBytes(value, { width, quiet: false, raw: display.rawbytes });
}

/** A stack has lines of its own; a symbol is as wide as a text. */
function formatTracedKey(
  kind: TracedKind,
  { offset, size }: FieldDescription,
  { key }: StoredEntry,
  { names }: AggregationDisplay,
): string {
  const bytes = key.subarray(offset, offset + size);
  if (kind === "stack") return stackText(bytes, names?.symbols, STACK_INDENT);
  return `  ${pad(symbolText(kind, bytes, names?.symbols), STRING_WIDTH)}`;
}
/** Columns of all keys when packed, one blank each included. */
function packedWidth(keys: readonly FieldDescription[]): number {
  return keys.reduce(
    (sum, field) => sum + 1 + (isNumberSized(field) ? NUMBER_WIDTH[field.size] : PACKED_STRING_WIDTH),
    0,
  );
}

/** The entries of one aggregation as they follow each other: one block of rows. Each is given away at once. */
function writeVariable(
  entries: readonly StoredEntry[],
  display: AggregationDisplay,
  write: (text: string) => void,
): void {
  if (entries.length === 0) return;
  const { description, aggregating } = entries[0];
  const { parameters, keys } = description;
  const width = packedWidth(keys);
  const heads = (packed: boolean) => (entry: StoredEntry) => {
    let text = "";
    for (const field of keys) text += formatKey(field, entry, packed, display);
    return text;
  };
  const barred = display.agghist && !aggregating.noBar;
  const scalars = barred ? entries.map((entry) => aggregating.scalar(entry.words, 1n, parameters)) : [];
  if (barred && scalars.every((value) => value !== undefined)) {
    const scale = scaleKeyBars(scalars as bigint[], display.aggzoom);
    const head = heads(true);
    // DTrace prints the heading of bars by key as that of values where there are no keys.
    const heading = width > 0 ? formatBarHeading("key", width) : formatBarHeading("value", 16);
    write(heading);
    entries.forEach((entry, i) =>
      write(`${head(entry)} ${formatBar(scalars[i]!, entry.normal, scale, display.encoding)}`)
    );
    return;
  }
  if (display.aggpack && aggregating.packRange && aggregating.packRow) {
    const ranges = entries.map((entry) => aggregating.packRange!(entry.words, parameters));
    const first = ranges.reduce((min, range) => Math.min(min, range[0]), Infinity);
    const last = ranges.reduce((greatest, range) => Math.max(greatest, range[1]), -Infinity);
    const shown = { ...display, encoding: display.packEncoding };
    const head = heads(true);
    write(`\n${pad(width > 0 ? "key" : "", width)}${aggregating.packHeading?.(first, last, parameters) ?? ""}`);
    for (const entry of entries) write(head(entry) + aggregating.packRow!(entry.words, first, last, parameters, shown));
    return;
  }
  const head = heads(false);
  for (const entry of entries) {
    write(`${head(entry)}${aggregating.format(entry.words, entry.normal, parameters, display)}\n`);
  }
}

/** Up to so many rows are printed sooner than what prints more of them is made. */
const FEW = 128;
/**
 * The fast paths, where there are many rows and nothing asks for more: numbers by any keys, distributions by one address in
 * the commonest order; false, with nothing written, where none is open.
 */
function writeRows(
  store: AggregationStore,
  id: number,
  display: AggregationDisplay,
  write: (bytes: Uint8Array) => void,
): boolean {
  const description = store.description(id), aggregating = store.aggregating(id);
  if (!description || !aggregating || !store.isLive(id) || store.machine.entriesNow().count <= FEW) return false;
  const isUsual = hasAddressRows(description) && !display.byKey && !display.reverse;
  if (aggregating.isWord && !display.agghist) {
    if (isUsual && store.numberPrinter?.write(description, write)) return true;
    if (!hasPlainKeys(description) || store.isEmpty(id)) return false;
    writeKeyRows(store.machine, description, display, write);
    return true;
  }
  if (aggregating.isWord || !isUsual) return false;
  const drawing = aggregating.drawing?.(description.parameters);
  if (!drawing || display.aggpack || display.aggzoom || display.encoding !== "ascii") return false;
  return store.distributionPrinter?.write(description, drawing, write) ?? false;
}

/** Where text goes, and bytes that are text already. */
export interface TextWriter {
  write(text: string): void;
  writeBytes(bytes: Uint8Array): void;
}
/** What `printa(@a)` prints after its newline, and the end of the run: the aggregations in order of their ids. */
export function writeAggregation(
  store: AggregationStore,
  ids: readonly number[],
  display: AggregationDisplay,
  output: TextWriter,
): void {
  for (const id of [...ids].sort((left, right) => display.reverse ? right - left : left - right)) {
    const write = (bytes: Uint8Array) => output.writeBytes(bytes);
    if (writeRows(store, id, display, write)) continue;
    writeVariable(sortEntries(store.snapshot(id), display), display, (text) => output.write(text));
  }
}
/** The same as one text. */
export function formatAggregation(
  store: AggregationStore,
  ids: readonly number[],
  display: AggregationDisplay,
): string {
  let text = "";
  const write = (more: string) => void (text += more);
  writeAggregation(store, ids, display, { write, writeBytes: (bytes) => write(textOfBytes(bytes)) });
  return text;
}

/** printa(format, @a). */
export function formatAggregationBy(
  format: PrintfFormat,
  entries: readonly StoredEntry[],
  display: AggregationDisplay,
): string {
  return entries.map((entry) => formatRow(format, entry, [entry], display)).join("");
}

/** One key with the values of one or more aggregations through a format. */
function formatRow(
  format: PrintfFormat,
  representative: StoredEntry,
  values: readonly StoredEntry[],
  display: AggregationDisplay,
): string {
  const keys = representative.description.keys.map((field) =>
    formatValueOf(writtenField(field, representative.key), representative.key, representative.keyView, 0)
  );
  return formatPrintf(format, keys, display.names, (index, conversion, layout) => {
    const entry = values[Math.min(index, values.length - 1)];
    const { parameters } = entry.description;
    const scalar = entry.aggregating.scalar(entry.words, entry.normal, parameters);
    if (scalar === undefined) return entry.aggregating.format(entry.words, entry.normal, parameters, display);
    return formatConversion(conversion, { value: scalar, size: 8, signed: true }, layout, display.names);
  });
}

/** Several aggregations joined by key: each key once, with the values of all (0 where there is none). */
export interface JoinedRow {
  readonly representative: StoredEntry;
  /** In the order of printa()'s arguments. */
  readonly values: readonly StoredEntry[];
}

/** What is equal for equal keys: their bytes, or their values where the aggregations hold them in different ways. */
function joiningName(descriptions: readonly AggregationDescription[]): (entry: StoredEntry) => string {
  const [first] = descriptions;
  const alike = descriptions.every(({ keys }) =>
    keys.every(({ offset, size, address, form }, i) => {
      const other = first.keys[i];
      return offset === other.offset && size === other.size && address === other.address && form === other.form;
    })
  );
  if (alike) return ({ description, key }) => nameOfKey(description, key);
  return ({ description, key, keyView }) =>
    description.keys.map((field) => {
      const value = readField(field, key, keyView, 0);
      return typeof value === "bigint" ? String(value) : JSON.stringify(nameOfBytes(value));
    }).join();
}
/** Joins and sorts as DTrace does: by the value at `position`, then the following ones, then the key. */
export function joinAggregations(
  store: AggregationStore,
  ids: readonly number[],
  display: AggregationDisplay,
): JoinedRow[] {
  const position = display.position < ids.length ? display.position : 0;
  const rows = new Map<string, { representative: StoredEntry; found: Map<number, StoredEntry> }>();
  const different = [...new Set(ids)].sort((left, right) => left - right);
  const nameOf = joiningName(different.flatMap((id) => store.description(id) ?? []));
  for (const id of different) {
    for (const entry of store.snapshot(id)) {
      const name = nameOf(entry);
      const row = rows.get(name);
      if (row) row.found.set(id, entry);
      else rows.set(name, { representative: entry, found: new Map([[id, entry]]) });
    }
  }
  const joined = [...rows.values()].map(({ representative, found }) => ({
    representative,
    values: ids.map((id) => found.get(id) ?? store.zeroEntry(id, representative)),
  }));
  const sign = display.reverse ? -1 : 1;
  return joined.sort((left, right) => sign * compareRows(left, right, position, display));
}

function compareRows(left: JoinedRow, right: JoinedRow, position: number, options: SortOptions): number {
  const byKey = () => compareKeys(left.representative, right.representative, options.keyPosition);
  if (options.byKey) {
    const order = byKey();
    if (order !== 0) return order;
  }
  for (let i = 0; i < left.values.length; i++) {
    const n = (position + i) % left.values.length;
    const order = compareValues(left.values[n], right.values[n]);
    if (order !== 0) return order;
  }
  return byKey();
}

/** printa(@a, @b …) after its newline, or printa(format, @a, @b …). */
export function formatJoined(
  rows: readonly JoinedRow[],
  format: PrintfFormat | undefined,
  display: AggregationDisplay,
): string {
  if (format) return rows.map((row) => formatRow(format, row.representative, row.values, display)).join("");
  return rows.map(({ representative, values }) => {
    const keys = representative.description.keys.map((field) => formatKey(field, representative, false, display));
    const texts = values.map((entry) =>
      entry.aggregating.format(entry.words, entry.normal, entry.description.parameters, display)
    );
    return `${keys.join("")}${texts.join("")}\n`;
  }).join("");
}
