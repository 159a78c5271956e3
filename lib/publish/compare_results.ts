/**
 * Whether a cell comes to the same over a capture and over the anonymised one: its tables, with the addresses of the first mapped as
 * those of the second are. What differs is reported, with what is known of why.
 *
 * @module
 */
import { type AddressMapping, mapText } from "../anonymise/mod.ts";
import type { CellValue, ResultTable, TableColumn } from "../table/mod.ts";

/** What comparing needs to know of how a capture was anonymised. */
export interface ResultMapping {
  readonly addresses: AddressMapping;
  /** Addresses that became others, in hexadecimal. */
  readonly originals: ReadonlyMap<string, string>;
  readonly shiftDays: number;
}
const DAY_NS = 86_400_000_000_000n;

/** A value as JSON has it: numbers of any size as text, bytes in hexadecimal. */
export function plainValue(value: CellValue | undefined): string | number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "bigint") return String(value);
  if (value instanceof Uint8Array) return value.toHex();
  return typeof value === "number" && !Number.isSafeInteger(value) ? String(value) : value;
}
/** @returns sentences; none where they agree */
export function tableDifferences(
  before: readonly ResultTable[],
  after: readonly ResultTable[],
  mapping: ResultMapping,
  program: string,
): string[] {
  if (before.length !== after.length) {
    return [`${before.length} tables became ${after.length}: ${reason(program)}`];
  }
  return before.flatMap((table, i) => oneTable(table, after[i], mapping, program));
}
function oneTable(before: ResultTable, after: ResultTable, mapping: ResultMapping, program: string): string[] {
  const { name } = after;
  const mapped = rowsOf(before, (column, value) => mappedValue(column, value, mapping));
  const made = rowsOf(after, (_, value) => plainValue(value));
  if (isSame(mapped, made)) return [];
  const sorted = [mapped.toSorted(), made.toSorted()];
  if (isSame(sorted[0], sorted[1])) {
    return [`${name}: the same rows in another order, which goes by addresses where values are equal`];
  }
  const numbered = rowsOf(before, (column, value) => mappedNumber(column, value, mapping)).toSorted();
  if (isSame(numbered, sorted[1])) return [];
  const rest = new Map<string, number>();
  for (const row of made) rest.set(row, (rest.get(row) ?? 0) + 1);
  let differing = 0;
  for (const row of mapped) {
    const left = rest.get(row) ?? 0;
    if (left === 0) differing++;
    else rest.set(row, left - 1);
  }
  const rows = mapped.length === made.length ? "" : `, ${mapped.length} rows became ${made.length}`;
  return [`${name}: ${differing} of ${mapped.length} rows differ${rows}: ${reason(program)}`];
}
function rowsOf(table: ResultTable, show: (column: TableColumn, value: CellValue | undefined) => unknown): string[] {
  return Array.from(
    { length: table.rowCount },
    (_, row) => JSON.stringify(table.columns.map((column) => show(column, column.values.at(row)))),
  );
}
const isSame = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((row, i) => row === b[i]);

function mappedValue(column: TableColumn, value: CellValue | undefined, mapping: ResultMapping) {
  if (typeof value === "string") return mapText(mapping.addresses, value).text;
  if (column.kind === "time" && typeof value === "bigint") return String(value + BigInt(mapping.shiftDays) * DAY_NS);
  return plainValue(value);
}
/** The same, where numbers and bytes may be addresses, too. */
function mappedNumber(column: TableColumn, value: CellValue | undefined, mapping: ResultMapping) {
  if (value instanceof Uint8Array) return mapping.originals.get(value.toHex()) ?? value.toHex();
  if (column.kind !== "integer" || typeof value !== "number" && typeof value !== "bigint") {
    return mappedValue(column, value, mapping);
  }
  if (value < 0 || value > 0xffffffff) return plainValue(value);
  const hex = Number(value).toString(16).padStart(8, "0"),
    swap = (text: string) => text.match(/../g)!.toReversed().join("");
  const to = mapping.originals.get(hex) ??
    (mapping.originals.has(swap(hex)) ? swap(mapping.originals.get(swap(hex))!) : hex);
  return parseInt(to, 16);
}
/** What a program reads that anonymising changes. */
const CHANGED: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/checksum|_cksum|_sum\b(?!\()/, "checksums change with the addresses that they cover"],
  [
    /tracemem|copyin|payload|\bdns|\bhttp|\btls|strstr|substr|index\(/,
    "payload, and parts of texts, are not what they were",
  ],
  [/tcp_?ts|tsval|tsecr/i, "TCP timestamps have an offset for each host"],
  [/pkt_captured/, "packets may be cut"],
  [/ip_ident|_id\b/, "identifications may be permuted"],
  [/broadcast|255\.255/, "directed broadcasts are not such any longer"],
  [/&\s*0x|>>|<</, "it looks at bits of addresses"],
];
function reason(program: string): string {
  const known = CHANGED.filter(([pattern]) => pattern.test(program)).map(([, why]) => why);
  return known.length > 0 ? known.join("; ") : "it depends on what addresses are, and not only on which are the same";
}
/** Texts that cells of TypeScript have shown. */
export function textDifferences(before: readonly string[], after: readonly string[], mapping: ResultMapping): string[] {
  const lines = (texts: readonly string[], change: (text: string) => string) =>
    texts.flatMap((text) => change(text).split("\n")).map((line) => line.replaceAll(/[\s─-▟|]+/g, " ").trim()).filter(
      Boolean,
    );
  const mapped = lines(before, (text) => mapText(mapping.addresses, text).text), made = lines(after, (text) => text);
  if (isSame(mapped, made)) return [];
  if (isSame(mapped.toSorted(), made.toSorted())) return ["the same lines in another order"];
  const rest = [...made];
  const missing = mapped.filter((line) => {
    const at = rest.indexOf(line);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
  return [
    `${Math.max(missing.length, rest.length)} of ${mapped.length} lines differ: ${(missing[0] ?? "").slice(0, 60)} ⇒ ${
      (rest[0] ?? "").slice(0, 60)
    }`,
  ];
}
