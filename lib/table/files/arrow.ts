/**
 * Arrow IPC files, by Flechette, which Arquero brings along. Columns are handed over as they lie in memory.
 *
 * @module
 */
import type { Batch, Column, DataType } from "npm:@uwdata/flechette@2.6.0";
import { DictionaryValues, NullableValues } from "../columns.ts";
import type { CellValue, ColumnValues, ResultTable, TableColumn } from "../table.ts";
import { AnyValues } from "../value_columns.ts";
import { FACTS_KEY, factsOf, factsText, parseFacts, tableOf } from "./facts.ts";
import type { TableFormat } from "./table_format.ts";
import { TableError } from "./table_error.ts";

type Flechette = typeof import("npm:@uwdata/flechette@2.6.0");
/** Where there may be nulls: the bitmap, and how many. */
interface Validity {
  readonly validity: Uint8Array;
  readonly nullCount: number;
}
const ALL_VALID: Validity = { validity: new Uint8Array(0), nullCount: 0 };

async function arrowBytes(table: ResultTable): Promise<Uint8Array> {
  const flechette = await import("npm:@uwdata/flechette@2.6.0");
  const columns = table.columns.map((
    column,
  ): [string, Column<unknown>] => [column.name, arrowColumn(flechette, column)]);
  const made = flechette.tableFromColumns(columns);
  made.schema.metadata = new Map([[FACTS_KEY, factsText(factsOf(table))]]);
  table.columns.forEach(({ label, unit }, i) => {
    made.schema.fields[i].metadata = new Map([["label", label], ...unit ? [["unit", unit] as [string, string]] : []]);
  });
  return flechette.tableToIPC(made, { format: "file" })!;
}
function arrowColumn(flechette: Flechette, column: TableColumn): Column<unknown> {
  const { values, valid } = split(column.values);
  const validity = valid ? bitmap(valid) : ALL_VALID;
  if (column.kind === "time") {
    const unit = { s: 0, ms: 1, us: 2, ns: 3 }[column.unit as "s" | "ms" | "us" | "ns"] ?? 3;
    return direct(flechette, flechette.timestamp(unit as 0, "UTC"), bigints(values), validity);
  }
  if (values instanceof DictionaryValues && column.kind !== "bytes") return dictionary(flechette, values, validity);
  if (column.kind === "integer" || column.kind === "port") {
    if (isWide(values)) {
      const all = Array.from({ length: values.length }, (_, row) => valid?.[row] === 0 ? null : values.at(row));
      return flechette.columnFromArray(all, flechette.decimal(WIDE_DIGITS, 0, 128));
    }
    const typed = integers(values);
    return direct(flechette, integerType(flechette, typed), typed, validity);
  }
  if (column.kind === "number") {
    const numbers = Float64Array.from({ length: values.length }, (_, row) => Number(values.at(row)));
    return direct(flechette, flechette.float64(), numbers, validity);
  }
  const all = Array.from({ length: values.length }, (_, row) => valid?.[row] === 0 ? null : values.at(row));
  return flechette.columnFromArray(all, column.kind === "bytes" ? flechette.binary() : flechette.utf8());
}
function split(values: ColumnValues): { values: ColumnValues; valid?: Uint8Array } {
  return values instanceof NullableValues ? { values: values.values, valid: values.valid } : { values };
}
function bitmap(valid: Uint8Array): Validity {
  const validity = new Uint8Array(valid.length + 63 >> 6 << 3);
  let nullCount = 0;
  for (let i = 0; i < valid.length; i++) {
    if (valid[i]) validity[i >> 3] |= 1 << (i & 7);
    else nullCount++;
  }
  return { validity, nullCount };
}
/** Of integers that 64 bits do not hold. */
export const WIDE_DIGITS = 20;
/** Whether there are integers below zero and beyond 2^63 - 1: they are decimals in files, which lose nothing. */
export function isWide(values: ColumnValues): boolean {
  return Array.isArray(values) && values.some((value) => typeof value === "bigint") &&
    values.some((value) => typeof value === "bigint" && BigInt.asIntN(64, value) !== value);
}
type Typed = Exclude<ColumnValues, DictionaryValues | NullableValues> & ArrayBufferView;

/** Small ones as they are; doubles that are integers are 64 bits in Arrow. */
function integers(values: ColumnValues): Typed {
  return ArrayBuffer.isView(values) && !(values instanceof Float64Array) ? values as Typed : bigints(values);
}
function bigints(values: ColumnValues): Typed {
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) return values;
  const all = new BigInt64Array(values.length);
  for (let row = 0; row < all.length; row++) all[row] = BigInt(values.at(row) as number | bigint ?? 0);
  return all;
}
function integerType(flechette: Flechette, typed: Typed): DataType {
  const name = typed.constructor.name.replace(/Big|Array/g, "").toLowerCase() as "int8" | "uint64";
  return flechette[name]();
}
function direct(
  flechette: Flechette,
  type: DataType,
  values: Typed,
  { validity, nullCount }: Validity,
): Column<unknown> {
  const BatchType = flechette.batchType(type, { useBigInt: true, useBigIntTimestamp: true }) as unknown as new (
    options: unknown,
  ) => Batch<unknown>;
  return new flechette.Column([new BatchType({ length: values.length, nullCount, type, validity, values })], type);
}
function dictionary(
  flechette: Flechette,
  values: DictionaryValues,
  { validity, nullCount }: Validity,
): Column<unknown> {
  const texts = Array.from({ length: values.size }, (_, code) => String(values.value(code)));
  // a column without values has no type
  const words = flechette.columnFromArray(texts.length > 0 ? texts : [""], flechette.utf8());
  const type = flechette.dictionary(words.type, flechette.int32());
  const BatchType = flechette.batchType(type) as unknown as new (options: unknown) => Batch<unknown> & {
    setDictionary(dictionary: Column<unknown>): Batch<unknown>;
  };
  const batch = new BatchType({
    length: values.length,
    nullCount,
    type,
    validity,
    values: Int32Array.from(values.codes),
  });
  return new flechette.Column([batch.setDictionary(words)], type);
}

async function parseArrow(bytes: Uint8Array, name: string): Promise<ResultTable> {
  const flechette = await import("npm:@uwdata/flechette@2.6.0");
  let table: ReturnType<Flechette["tableFromIPC"]>;
  try {
    await openCompressed(flechette);
    table = flechette.tableFromIPC(bytes, { useBigInt: true, useBigIntTimestamp: true, useDecimalInt: true });
  } catch (error) {
    throw new TableError("D_TABLE_DAMAGED", `${name} is not an Arrow file: ${(error as Error).message}`);
  }
  const facts = parseFacts(table.schema.metadata?.get(FACTS_KEY));
  const columns = table.schema.fields.map(({ name, type }, i) => {
    const column = table.getChildAt(i);
    // Timestamp: what others wrote in another unit
    const { typeId, unit, scale: digits = 0 } = type as { typeId: number; unit?: number; scale?: number };
    const scale = typeId === flechette.Type.Timestamp && !facts ? 10n ** BigInt(9 - 3 * (unit ?? 3)) : undefined;
    const isDate = typeId === flechette.Type.Date, isFraction = typeId === flechette.Type.Decimal && digits > 0;
    const values = Array.from({ length: column.length }, (_, row) => {
      const value = column.at(row);
      if (value !== null && isDate) return dateText(Number(value));
      if (value !== null && isFraction) return Number(value) / 10 ** digits;
      return cellOf(value, scale);
    });
    return { name, values };
  });
  const times = new Set(
    table.schema.fields.filter(({ type }) => type.typeId === flechette.Type.Timestamp).map(({ name }) => name),
  );
  return markTimes(tableOf(columns, facts, name), facts ? new Set() : times);
}
function cellOf(value: unknown, scale: bigint | undefined): CellValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "bigint") return scale === undefined ? value : value * scale;
  if (typeof value === "number" || typeof value === "string" || value instanceof Uint8Array) return value;
  if (typeof value === "boolean") return Number(value);
  return value instanceof Date ? value.toISOString() : compoundText(value);
}
/** A day without a time of day: `2026-11-30`. @param ms since 1970 */
export function dateText(ms: number): string {
  return new Date(ms).toISOString().replace(/T.*$/, "");
}
/** Lists and structs as JSON, integers beyond 2^53 with all their digits. */
export function compoundText(value: unknown): string {
  return JSON.stringify(value, (_, part) => {
    if (typeof part === "bigint") return Number.isSafeInteger(Number(part)) ? Number(part) : String(part);
    return ArrayBuffer.isView(part) ? Array.from(part as unknown as Iterable<unknown>) : part;
  });
}
/** Codecs of what other programs compress. */
async function openCompressed(flechette: Flechette): Promise<void> {
  const { CompressionType, getCompressionCodec, setCompressionCodec } = flechette;
  if (getCompressionCodec(CompressionType.ZSTD)) return;
  const { compressors } = await import("npm:hyparquet-compressors@1.1.2");
  const { decodeLz4Frames } = await import("./lz4_frame.ts");
  // nothing is written with them
  const encode = () => {
    throw new Error("tables are not compressed here");
  };
  setCompressionCodec(CompressionType.LZ4_FRAME, { encode, decode: decodeLz4Frames });
  setCompressionCodec(CompressionType.ZSTD, {
    encode,
    decode: (bytes) => compressors.ZSTD!(bytes, undefined as never) as Uint8Array,
  });
}
/** What the file itself calls times. */
export function markTimes(table: ResultTable, times: ReadonlySet<string>): ResultTable {
  const columns = table.columns.map((column): TableColumn => {
    if (!times.has(column.label) || column.kind === "time") return column;
    const values = new AnyValues(true);
    for (let row = 0; row < column.values.length; row++) {
      const value = column.values.at(row) ?? null;
      values.push(value === null ? null : BigInt(value as number | bigint));
    }
    return { ...column, kind: "time", unit: "ns", values: values.values() };
  });
  return { ...table, columns };
}

export const ARROW: TableFormat = {
  name: "arrow",
  also: ["feather", "ipc"],
  async *write(table) {
    yield await arrowBytes(table);
  },
  read: parseArrow,
  keepsBytes: true,
  keeps: "facts",
};
