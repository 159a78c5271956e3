/**
 * What of a table is not in its rows, as JSON: kept with files that have a place for it, and guessed where it is missing.
 *
 * @module
 */
import { describeExpression, identifier, UniqueNames } from "../column_names.ts";
import type { AggregationShape, CellValue, ColumnKind, ResultTable, TableColumn, Unit } from "../table.ts";
import { AnyValues } from "../value_columns.ts";

export interface TableFacts {
  readonly kind: ResultTable["kind"];
  readonly name: string;
  readonly title: string;
  readonly omitted: number;
  readonly probe?: string;
  readonly aggregation?: AggregationShape;
  readonly columns: readonly ColumnFacts[];
}
export type ColumnFacts = Omit<TableColumn, "values">;
/** Of the entry in an Arrow schema or a Parquet file. */
export const FACTS_KEY = "probebook";

export function factsOf(table: ResultTable): TableFacts {
  const { kind, name, title, omitted, probe, aggregation, columns } = table;
  return {
    kind,
    name,
    title,
    omitted,
    ...(probe === undefined ? {} : { probe }),
    ...(aggregation === undefined ? {} : { aggregation }),
    columns: columns.map(({ name, kind, unit, label }) => ({ name, kind, ...(unit ? { unit } : {}), label })),
  };
}
/** Numbers beyond 2^53 as text with an n. */
export function factsText(facts: TableFacts): string {
  return JSON.stringify(facts, (_, value) => typeof value === "bigint" ? `${value}n` : value);
}
const KINDS: readonly string[] = [
  "time",
  "integer",
  "number",
  "port",
  "address",
  "string",
  "probe",
  "bytes",
] satisfies ColumnKind[];

/** Undefined where the text is not what {@linkcode factsText} writes. */
export function parseFacts(text: string | undefined): TableFacts | undefined {
  if (text === undefined) return undefined;
  try {
    const parse = (_: string, value: unknown) =>
      typeof value === "string" && /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value;
    const facts = JSON.parse(text, parse) as Partial<TableFacts>;
    const known = Array.isArray(facts.columns) && typeof facts.name === "string" && typeof facts.title === "string" &&
      facts.columns.every(({ name, kind, label }) =>
        typeof name === "string" && typeof label === "string" && KINDS.includes(kind)
      );
    return known
      ? { ...facts, kind: facts.kind ?? "records", omitted: Number(facts.omitted ?? 0) } as TableFacts
      : undefined;
  } catch {
    return undefined;
  }
}

const ISO_TIME = /^(-?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/;
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:\.\d{1,3}){0,3})$/i;

/** Nanoseconds since 1970, or undefined where the text is not a time. */
export function parseIsoTime(text: string): bigint | undefined {
  const match = ISO_TIME.exec(text);
  if (!match) return undefined;
  const ms = Date.parse(`${match[1]}Z`);
  return Number.isNaN(ms) ? undefined : BigInt(ms) * 1_000_000n + BigInt((match[2] ?? "").padEnd(9, "0"));
}
/** Values as a file has them, or undefined where nothing is known of the column: what they look like decides. */
function guessColumn(name: string, values: readonly CellValue[]): ColumnFacts {
  const described = describeExpression(name);
  const present = values.filter((value) => value !== null);
  const all = (test: (value: CellValue) => boolean) => present.length > 0 && present.every(test);
  const facts = (kind: ColumnKind, unit: Unit | undefined = described.unit): ColumnFacts => ({
    name: identifier(name),
    label: name,
    kind,
    ...(unit ? { unit } : {}),
  });
  if (all((value) => value instanceof Uint8Array)) return facts("bytes");
  if (all((value) => typeof value === "string" && ISO_TIME.test(value))) return facts("time", "ns");
  const isInteger = (value: CellValue) =>
    typeof value === "bigint" || Number.isSafeInteger(value) || typeof value === "string" && /^-?\d{1,20}$/.test(value);
  if (all(isInteger)) return facts(/port$/.test(name) ? "port" : "integer");
  const isNumber = (value: CellValue) =>
    typeof value === "number" || typeof value === "bigint" ||
    typeof value === "string" && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value);
  if (all(isNumber)) return facts("number");
  if (all((value) => typeof value === "string" && ADDRESS.test(value))) return facts("address");
  return facts(described.kind === "probe" || name === "probe" ? "probe" : "string");
}
/** A value as the file has it, as one of the column's kind. */
function valueOf({ kind, unit }: ColumnFacts, value: CellValue): CellValue {
  if (value === null) return null;
  switch (kind) {
    case "time": {
      if (typeof value !== "string") return BigInt(value as number | bigint);
      const ns = parseIsoTime(value);
      return ns === undefined ? BigInt(value) : ns / TIME_NS[unit ?? "ns"]!;
    }
    case "integer":
    case "port":
      return BigInt(value as string | number | bigint);
    case "number":
      return Number(value);
    case "bytes":
      return typeof value === "string" ? bytesOfHex(value) : value;
    default:
      return typeof value === "string" ? value : String(value);
  }
}
const TIME_NS: Partial<Record<Unit, bigint>> = { ns: 1n, us: 1_000n, ms: 1_000_000n, s: 1_000_000_000n };
function bytesOfHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (digits) => parseInt(digits, 16));
}

/** A table of columns as a file has them. */
export function tableOf(
  columns: readonly { readonly name: string; readonly values: readonly CellValue[] }[],
  facts: TableFacts | undefined,
  name: string,
): ResultTable {
  const names = new UniqueNames();
  const made = columns.map(({ name, values }): TableColumn => {
    const known = facts?.columns.find((column) => column.name === name) ?? guessColumn(name, values);
    const column = new AnyValues(known.kind === "time");
    for (const value of values) column.push(valueOf(known, value));
    return { ...known, name: names.give(known.name), values: column.values() };
  });
  const rowCount = columns[0]?.values.length ?? 0;
  if (!facts) return { kind: "records", name: identifier(name), title: name, columns: made, rowCount, omitted: 0 };
  const { columns: _, ...rest } = facts;
  return { ...rest, columns: made, rowCount };
}
