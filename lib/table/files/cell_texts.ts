/**
 * What text formats write of a column's cells: what is written again and again is made once, and times need no bigint.
 *
 * @module
 */
import { DictionaryValues, NullableValues } from "../columns.ts";
import { type CellValue, type ColumnValues, isoTime, type TableColumn } from "../table.ts";

/** How a format writes one value, and a time that is a text already. */
export interface CellFormat {
  value(column: TableColumn, value: CellValue | undefined): string;
  time(text: string): string;
}
/** Gives what is written of a row. */
export type CellTexts = (row: number) => string;

export function cellTexts(column: TableColumn, format: CellFormat): CellTexts {
  return textsOf(column.values, column, format);
}
function textsOf(values: ColumnValues, column: TableColumn, format: CellFormat): CellTexts {
  if (values instanceof NullableValues) {
    const inner = textsOf(values.values, column, format), { valid } = values, none = format.value(column, null);
    return (row) => valid[row] === 0 ? none : inner(row);
  }
  if (values instanceof DictionaryValues) {
    const made: (string | undefined)[] = [], { codes } = values;
    return (row) => made[codes[row]] ??= format.value(column, values.value(codes[row]));
  }
  if (values instanceof BigInt64Array && column.kind === "time" && (column.unit ?? "ns") === "ns") {
    return timeTexts(values, format);
  }
  const isWhole = values instanceof Int32Array || values instanceof Uint32Array || values instanceof Int16Array ||
    values instanceof Uint16Array || values instanceof Int8Array || values instanceof Uint8Array;
  if (isWhole && column.kind !== "time") return (row) => String(values[row]);
  return (row) => format.value(column, values.at(row));
}
/** Nanoseconds since 1970 as {@linkcode isoTime} has them. */
function timeTexts(values: BigInt64Array, format: CellFormat): CellTexts {
  const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  let second = NaN, head = "";
  return (row) => {
    const low = words[2 * row]! >>> 0, high = words[2 * row + 1]!;
    // what is lost to rounding is less than a second, and shows in what is left of it
    let now = Math.floor((high * 0x100000000 + low) / 1e9);
    let rest = low - Math.imul(now | 0, 1e9) >>> 0;
    if (rest >= 1e9) {
      now += rest >= 0x80000000 ? -1 : 1;
      rest = low - Math.imul(now | 0, 1e9) >>> 0;
    }
    if (now !== second) {
      const whole = isoTime(BigInt(now) * 1_000_000_000n);
      if (!whole.endsWith("Z") || rest >= 1e9) return format.time(isoTime(values[row]!));
      second = now;
      head = whole.slice(0, -1);
    }
    return format.time(`${head}${fractionText(rest)}Z`);
  };
}
function fractionText(nanoseconds: number): string {
  if (nanoseconds === 0) return "";
  if (nanoseconds % 1000 !== 0) return `.${String(nanoseconds).padStart(9, "0")}`;
  const micros = nanoseconds / 1000;
  return micros % 1000 !== 0 ? `.${String(micros).padStart(6, "0")}` : `.${String(micros / 1000).padStart(3, "0")}`;
}
