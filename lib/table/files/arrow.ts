/**
 * Arrow IPC files, by Flechette, which Arquero brings along. Columns are handed over as they lie in memory.
 *
 * @module
 */
import type { Batch, Column, DataType } from "@uwdata/flechette";
import { DictionaryValues, NullableValues } from "../columns.ts";
import type { CellValue, ColumnValues, ResultTable, TableColumn } from "../table.ts";
import { FACTS_KEY, factsOf, factsText, parseFacts, tableOf } from "./facts.ts";
import { TableError } from "./table_error.ts";

type Flechette = typeof import("@uwdata/flechette");
/** Where there may be nulls: the bitmap, and how many. */
interface Validity {
  readonly validity: Uint8Array;
  readonly nullCount: number;
}
const ALL_VALID: Validity = { validity: new Uint8Array(0), nullCount: 0 };

export async function arrowBytes(table: ResultTable): Promise<Uint8Array> {
  const flechette = await import("@uwdata/flechette");
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

export async function parseArrow(bytes: Uint8Array, name: string): Promise<ResultTable> {
  const flechette = await import("@uwdata/flechette");
  let table: ReturnType<Flechette["tableFromIPC"]>;
  try {
    table = flechette.tableFromIPC(bytes, { useBigInt: true, useBigIntTimestamp: true });
  } catch (error) {
    throw new TableError("D_TABLE_DAMAGED", `${name} is no Arrow file: ${(error as Error).message}`);
  }
  const facts = parseFacts(table.schema.metadata?.get(FACTS_KEY));
  const columns = table.schema.fields.map(({ name, type }, i) => {
    const column = table.getChildAt(i);
    // Timestamp: what others wrote in another unit
    const { typeId, unit } = type as { typeId: number; unit?: number };
    const scale = typeId === flechette.Type.Timestamp && !facts ? 10n ** BigInt(9 - 3 * (unit ?? 3)) : undefined;
    const values = Array.from({ length: column.length }, (_, row) => cellOf(column.at(row), scale));
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
  return value instanceof Date ? value.toISOString() : JSON.stringify(value);
}
/** What the file itself calls times. */
export function markTimes(table: ResultTable, times: ReadonlySet<string>): ResultTable {
  const columns = table.columns.map((column): TableColumn => {
    if (!times.has(column.label) || column.kind === "time") return column;
    const values = new BigInt64Array(column.values.length);
    for (let row = 0; row < values.length; row++) values[row] = BigInt(column.values.at(row) as number ?? 0);
    return { ...column, kind: "time", unit: "ns", values };
  });
  return { ...table, columns };
}
