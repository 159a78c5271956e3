/**
 * Words and numbers on charts: keys as people read them, values with a unit of a handy size.
 *
 * @module
 */
import { type CellValue, hexOf, isoTime, plainText, type TableColumn, type Unit, valueName } from "../table/mod.ts";
import { portName } from "../engine/format/mod.ts";
import type { Amount, Quantity, TimeAxis } from "./model.ts";

export const LONGEST_KEY = 48;
/** How much a label says: what is usual; all digits and all of a text; a text in quotes, with escapes. */
export type Detail = "short" | "full" | "quoted";
export function cropText(text: string, max = LONGEST_KEY): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}
/** One key: `443 (https)`, `(empty)`, a state's name. */
export function keyLabel(column: TableColumn, value: CellValue, detail: Detail = "short"): string {
  if (value === null) return "(none)";
  const cropped = (text: string) => detail === "short" ? cropText(text) : text;
  if (value instanceof Uint8Array) return cropped(hexOf(value));
  if (column.kind === "time" && typeof value !== "string") return isoTime(BigInt(value), column.unit);
  if (typeof value === "string") {
    if (detail === "quoted" && column.kind !== "address") return plainText(JSON.stringify(value));
    return value === "" ? "(empty)" : cropped(plainText(value));
  }
  const name = valueName(column, value) ?? (column.kind === "port" ? portName(Number(value)) : undefined);
  if (name) return column.kind === "port" ? `${value} (${name})` : name;
  if (!column.unit || column.kind !== "integer") return String(value);
  if (detail === "short") return shortAmount(Number(value), column.unit);
  return `${grouped(String(value))} ${SHOWN[column.unit] ?? column.unit}`;
}
/** Keys of one row together: an address and the port after it are one thing, source and destination a way. */
export function keysLabel(columns: readonly TableColumn[], row: number, detail: Detail = "short"): string {
  const parts: { readonly text: string; readonly name: string; readonly isEnd: boolean }[] = [];
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i];
    const value = column.values.at(row) ?? null;
    const next = columns[i + 1];
    if (column.kind === "address" && next?.kind === "port") {
      const address = keyLabel(column, value, detail);
      const port = next.values.at(row);
      parts.push({
        text: `${address.includes(":") ? `[${address}]` : address}:${port}`,
        name: column.name,
        isEnd: true,
      });
      i++;
    } else parts.push({ text: keyLabel(column, value, detail), name: column.name, isEnd: column.kind === "address" });
  }
  return parts.map(({ text }, i) => {
    const before = parts[i - 1];
    if (!before) return text;
    return (before.isEnd && parts[i].isEnd && isWay(before.name, parts[i].name) ? " > " : ", ") + text;
  }).join("");
}
const isWay = (from: string, to: string): boolean =>
  /(^|_)(s|src|source|l|local)_?addr|_src$/.test(from) && /(^|_)(d|dst|dest|r|remote)_?addr|_dst$/.test(to);

const TIME_UNITS: readonly (readonly [unit: string, ns: number])[] = [["ns", 1], ["µs", 1e3], ["ms", 1e6], ["s", 1e9]];
const NS: Partial<Record<Unit, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9 };
const SHOWN: Partial<Record<Unit, string>> = { us: "µs" };

/** A unit that suits the greatest value. */
export function quantityOf(label: string, unit: Unit | undefined, max: number): Quantity {
  const ns = unit && NS[unit];
  if (!ns) return { label, unit: unit ?? "", factor: 1 };
  const magnitude = Math.abs(max) * ns;
  const [name, size] = TIME_UNITS.findLast(([, size]) => magnitude >= size) ?? TIME_UNITS[0];
  return { label, unit: name, factor: size / ns };
}
export function quantityTitle({ label, unit }: Quantity): string {
  return unit === "" ? label : `${label} (${unit})`;
}
/** Three digits at most, with the unit: `1.05 ms`. */
function shortAmount(value: number, unit?: Unit, digits = 3): string {
  const ns = unit && NS[unit];
  if (ns) {
    const { unit: name, factor } = quantityOf("", unit, value);
    return `${shortNumber(value / factor, digits)} ${name}`;
  }
  return shortNumber(value, digits) + (unit === undefined ? "" : ` ${SHOWN[unit] ?? unit}`);
}
/** Where a bucket begins: the unit is on the axis, but for times, which have one that suits. */
export function bucketStart(value: number, unit?: Unit, digits = 3): string {
  if (unit && NS[unit]) return shortAmount(value, unit, digits);
  return unit === "bytes" && Math.abs(value) >= 1024 && value % 1024 === 0
    ? binary(value, digits)
    : shortNumber(value, digits);
}
function binary(value: number, digits: number): string {
  const steps = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
  let step = 0;
  while (Math.abs(value) >= 1024 && step < steps.length - 1) {
    value /= 1024;
    step++;
  }
  return shortNumber(value, digits) + steps[step];
}
/** What an axis of buckets is called. */
export function bucketsTitle(label: string, unit?: Unit): string {
  return unit === undefined || NS[unit] ? label : `${label} (${unit})`;
}
/** `1,234`, `65.5k`, `1.2M`; fractions with three digits, or as many as are asked for. */
export function shortNumber(value: number, digits = 3): string {
  const size = Math.abs(value);
  if (size >= 1e5) {
    const [letter, unit] = ([["E", 1e18], ["P", 1e15], ["T", 1e12], ["G", 1e9], ["M", 1e6], ["k", 1e3]] as const)
      .find(([, unit]) => size >= unit * 0.99995)!;
    return `${trimmed(value / unit, digits)}${letter}`;
  }
  return Number.isInteger(value) ? grouped(String(value)) : trimmed(value, digits);
}
const trimmed = (value: number, digits: number): string => String(Number(value.toPrecision(digits)));
/** Digits in groups of three. */
export function grouped(digits: string): string {
  return digits.replace(/^(-?)(\d+)/, (_, sign, whole) => sign + whole.replace(/\B(?=(\d{3})+$)/g, ","));
}
/** As a number, and with all its digits where that takes some away. */
export function amountOf(value: CellValue | undefined, factor = 1): Amount {
  const number = Number(value ?? 0);
  const exact = typeof value === "bigint" && !Number.isSafeInteger(number) ? { exact: String(value) } : {};
  return { value: number / factor, ...exact };
}

const NS_OF_TIME: Partial<Record<Unit, bigint>> = { ns: 1n, us: 1_000n, ms: 1_000_000n, s: 1_000_000_000n };
/** Below this span the time of day would show the same for all. */
const RELATIVE_NS = 10_000_000_000n;

/** Moments as a picture has them, and as they are: two may be at one place of it, and are not one. */
export interface TimeScale {
  readonly axis: TimeAxis;
  at(row: number): number;
  exact(row: number): bigint;
  /** Nanoseconds of one on the axis, and of one in the column. */
  readonly factor: number;
  readonly unit: bigint;
}
/** Where moments stand on an axis; doubles of milliseconds since 1970 hold a microsecond at best. */
export function timeScale(column: TableColumn): TimeScale {
  // a number that counts intervals, or a time in a unit
  const unit = column.kind === "time" ? NS_OF_TIME[column.unit ?? "ns"] ?? 1n : column.intervalNs ?? 1n;
  const { values } = column;
  let first: bigint | undefined, last: bigint | undefined;
  // of many records some say enough: they come in the order of time
  const stride = Math.max(1, Math.floor(values.length / 100_000));
  for (let i = 0; i < values.length + stride; i += stride) {
    const row = Math.min(i, values.length - 1);
    if (row < 0) break;
    const value = BigInt(values.at(row) as bigint | number);
    if (first === undefined || value < first) first = value;
    if (last === undefined || value > last) last = value;
  }
  const exact = (row: number) => BigInt(values.at(row) as bigint | number);
  const from = first ?? 0n, span = ((last ?? 0n) - from) * unit;
  if (span >= RELATIVE_NS) {
    const at = (row: number) => Number(BigInt(values.at(row) as bigint | number) * unit / 1000n) / 1000;
    return { axis: { relative: false, title: "time (UTC)" }, at, exact, factor: 1e6, unit };
  }
  const { unit: name, factor } = quantityOf("", "ns", Number(span));
  const at = (row: number) => Number((BigInt(values.at(row) as bigint | number) - from) * unit) / factor;
  return { axis: { relative: true, title: `time since ${isoTime(from * unit)} (${name})` }, at, exact, factor, unit };
}
