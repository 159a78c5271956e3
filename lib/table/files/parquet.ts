/**
 * Parquet files, by hyparquet and hyparquet-writer: a row group at a time, so that the file need not fit in memory twice.
 *
 * @module
 */
import type { SchemaElement } from "npm:hyparquet@1.31.5";
import { NullableValues } from "../columns.ts";
import type { CellValue, ResultTable, TableColumn } from "../table.ts";
import { compoundText, dateText, isWide, markTimes, WIDE_DIGITS } from "./arrow.ts";
import { FACTS_KEY, factsOf, factsText, parseFacts, tableOf } from "./facts.ts";
import type { TableFormat } from "./table_format.ts";
import { TableError } from "./table_error.ts";

const GROUP = 100_000;

/** @param more entries of the file's metadata beside that of ours */
export async function* parquetPieces(
  table: ResultTable,
  more: readonly { readonly key: string; readonly value: string }[] = [],
): AsyncGenerator<Uint8Array> {
  const { ByteWriter, ParquetWriter } = await import("npm:hyparquet-writer@0.17.0");
  const writer = new ByteWriter();
  const columns = table.columns.map(parquetColumn);
  const parquet = new ParquetWriter({
    writer,
    schema: [{ name: "root", num_children: columns.length }, ...columns.map(({ element }) => element)],
    kvMetadata: [{ key: FACTS_KEY, value: factsText(factsOf(table)) }, ...more],
    createdBy: "probebook",
  });
  const taken = () => {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    return bytes;
  };
  for (let from = 0; from < table.rowCount; from += GROUP) {
    const length = Math.min(GROUP, table.rowCount - from);
    const columnData = columns.map(({ element, read }) => ({
      name: element.name,
      data: Array.from({ length }, (_, i) => read(from + i)),
    }));
    await parquet.write({ columnData: columnData as never, rowGroupSize: GROUP });
    yield taken();
  }
  await parquet.finish();
  yield taken();
}
interface ParquetColumn {
  readonly element: SchemaElement;
  read(row: number): unknown;
}
function parquetColumn(column: TableColumn): ParquetColumn {
  const { name, kind, values, unit } = column;
  const nullable = values instanceof NullableValues;
  const element = (more: Partial<SchemaElement>): SchemaElement =>
    ({ name, repetition_type: nullable ? "OPTIONAL" : "REQUIRED", ...more }) as SchemaElement;
  const inner = nullable ? values.values : values;
  const read = (make: (value: CellValue) => unknown) => (row: number) => {
    const value = values.at(row) ?? null;
    return value === null ? undefined : make(value);
  };
  switch (kind) {
    case "time": {
      // Parquet has no seconds: they are handed on as milliseconds
      const name = unit === "us" ? "MICROS" : unit === "ms" || unit === "s" ? "MILLIS" : "NANOS";
      const factor = unit === "s" ? 1000n : 1n;
      const logical_type = { type: "TIMESTAMP", isAdjustedToUTC: true, unit: name } as const;
      return {
        element: element({ type: "INT64", logical_type }),
        read: read((value) => BigInt(value as bigint) * factor),
      };
    }
    case "integer":
    case "port": {
      if (isWide(inner)) {
        return {
          element: element({
            type: "FIXED_LEN_BYTE_ARRAY",
            type_length: WIDE_BYTES,
            converted_type: "DECIMAL",
            precision: WIDE_DIGITS,
            scale: 0,
          }),
          read: read((value) => BigInt(value as bigint)),
        };
      }
      if (inner instanceof BigUint64Array) {
        // the older annotation alone: of the newer one the writer leaves out what is false, and other readers stumble
        return {
          element: element({ type: "INT64", converted_type: "UINT_64" }),
          read: read((value) => value),
        };
      }
      const small = ArrayBuffer.isView(inner) && !(inner instanceof Uint32Array) &&
        (inner as unknown as { BYTES_PER_ELEMENT: number }).BYTES_PER_ELEMENT <= 4;
      return small
        ? { element: element({ type: "INT32" }), read: read(Number) }
        : { element: element({ type: "INT64" }), read: read((value) => BigInt(value as number)) };
    }
    case "number":
      return { element: element({ type: "DOUBLE" }), read: read(Number) };
    case "bytes":
      return { element: element({ type: "BYTE_ARRAY" }), read: read((value) => value) };
    default:
      return { element: element({ type: "BYTE_ARRAY", converted_type: "UTF8" }), read: read(String) };
  }
}

const WIDE_BYTES = 16;
/** Two's complement, the highest byte first, as Parquet has decimals. */
function integerOf(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = value << 8n | BigInt(byte);
  return BigInt.asIntN(8 * bytes.length, value);
}
/** Decimals without a fraction are integers, with all their digits. */
function isWholeDecimal({ type, converted_type, scale = 0 }: SchemaElement): boolean {
  return converted_type === "DECIMAL" && scale === 0 && /BYTE_ARRAY/.test(type ?? "");
}

async function parseParquet(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<ResultTable> {
  const [{ parquetMetadataAsync, parquetReadObjects, parquetSchema }, { compressors }] = await Promise.all([
    import("npm:hyparquet@1.31.5"),
    import("npm:hyparquet-compressors@1.1.2"),
  ]);
  const { buffer, byteOffset, byteLength } = bytes;
  const file = {
    byteLength,
    slice: (from: number, to = byteLength) => buffer.slice(byteOffset + from, byteOffset + to),
  };
  // times as they are in the file: a date has no nanoseconds
  const same = (value: bigint) => value as unknown as Date;
  const parsers = {
    timestampFromMilliseconds: same,
    timestampFromMicroseconds: same,
    timestampFromNanoseconds: same,
    dateFromDays: (days: number) => dateText(days * 86_400_000) as unknown as Date,
  };
  try {
    const metadata = await parquetMetadataAsync(file);
    const facts = parseFacts(metadata.key_value_metadata?.find(({ key }) => key === FACTS_KEY)?.value);
    const wide = new Set(metadata.schema.filter(isWholeDecimal));
    for (const element of wide) {
      delete element.converted_type;
      delete element.logical_type;
    }
    const rows = await parquetReadObjects({ file, metadata, parsers: parsers as never, utf8: false, compressors });
    const elements = parquetSchema(metadata).children.map(({ element }) => element);
    const columns = elements.map((element) => {
      const factor = facts ? undefined : timeFactor(element);
      const seconds = facts?.columns.find((column) => column.name === element.name)?.unit === "s";
      const isTime = element.logical_type?.type === "TIMESTAMP";
      return {
        name: element.name,
        values: rows.map((row) => {
          const value = row[element.name];
          return wide.has(element) && value instanceof Uint8Array
            ? integerOf(value)
            : cellOf(value, factor, isTime && seconds);
        }),
      };
    });
    const times = new Set(elements.filter((element) => timeFactor(element)).map(({ name }) => name));
    return markTimes(tableOf(columns, facts, name), facts ? new Set() : times);
  } catch (error) {
    if (error instanceof TableError) throw error;
    throw new TableError("D_TABLE_DAMAGED", `${name} is not a Parquet file: ${(error as Error).message}`);
  }
}
function timeFactor({ type, logical_type, converted_type }: SchemaElement): bigint | undefined {
  // what it was before there were names for times
  if (type === "INT96") return 1n;
  if (logical_type?.type === "TIMESTAMP") return { MILLIS: 1_000_000n, MICROS: 1_000n, NANOS: 1n }[logical_type.unit];
  return converted_type === "TIMESTAMP_MILLIS"
    ? 1_000_000n
    : converted_type === "TIMESTAMP_MICROS"
    ? 1_000n
    : undefined;
}
function cellOf(value: unknown, factor: bigint | undefined, seconds: boolean): CellValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "bigint") return seconds ? value / 1000n : factor === undefined ? value : value * factor;
  if (typeof value === "number" || typeof value === "string" || value instanceof Uint8Array) return value;
  return typeof value === "boolean" ? Number(value) : compoundText(value);
}

export const PARQUET: TableFormat = {
  name: "parquet",
  also: ["pq"],
  write: (table) => parquetPieces(table),
  read: parseParquet,
  keepsBytes: true,
  keeps: "facts",
};
