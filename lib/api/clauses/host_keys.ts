/**
 * Keys of TypeScript as the bytes that D's keys are: the same types, hence the same order and the same text.
 *
 * @module
 */
import { canonicalAddress } from "../../engine/format/mod.ts";
import { INT, type IntType, LONG, STRING } from "../../d/types/mod.ts";
import type { FieldDescription } from "../../image/mod.ts";
import { parseAddress } from "../../providers/pipeline/mod.ts";

export interface KeyLayout {
  readonly fields: readonly FieldDescription[];
  readonly size: number;
  write(keys: readonly (string | number | bigint)[]): Uint8Array;
}
type KeyRow = readonly (string | number | bigint)[];
type Write = (to: Uint8Array, view: DataView, at: number, key: string | number | bigint) => void;

const ADDRESS = 17, SHORT = 15, STRING_SIZE = 256;
const encoder = new TextEncoder();
const INT_MOST = 2 ** 31;

/** Seventeen bytes of an address, or undefined for a text that is none in its usual form. */
function addressBytes(text: string): Uint8Array | undefined {
  const parsed = parseAddress(text);
  if (!parsed) return undefined;
  const field = new Uint8Array(ADDRESS);
  field[0] = parsed.length === 4 ? 4 : 6;
  field.set(parsed, 1);
  return canonicalAddress(field, 0) === text ? field : undefined;
}
function column(
  rows: readonly KeyRow[],
  n: number,
  known: IntType | undefined,
): { readonly size: number; readonly field: Partial<FieldDescription>; readonly write: Write } {
  if (rows.every((row) => typeof row[n] !== "string")) {
    if (known && rows.every((row) => fits(row[n], known))) {
      return {
        size: known.size,
        field: { type: known },
        write: (to, _view, at, key) => putNumber(to, at, key, known.size),
      };
    }
    const small = rows.every((row) => typeof row[n] === "number" && Math.abs(row[n]) < INT_MOST);
    return small
      ? { size: 4, field: { type: INT }, write: (_to, view, at, key) => view.setInt32(at, Number(key), true) }
      : { size: 8, field: { type: LONG }, write: (_to, view, at, key) => view.setBigInt64(at, BigInt(key), true) };
  }
  const texts = new Map(rows.map((row): [string, Uint8Array | undefined] => [String(row[n]), undefined]));
  for (const text of texts.keys()) texts.set(text, addressBytes(text));
  const all = [...texts];
  if (all.some(([, bytes]) => bytes) && all.every(([text, bytes]) => bytes || encoder.encode(text).length <= SHORT)) {
    const write: Write = (to, _view, at, key) => {
      const bytes = texts.get(String(key));
      if (bytes) to.set(bytes, at);
      else to.set(encoder.encode(String(key)), at + 1);
    };
    return { size: ADDRESS, field: { type: STRING, address: true }, write };
  }
  const longest = Math.max(...all.map(([text]) => encoder.encode(text).length + 1));
  const write: Write = (to, _view, at, key) => to.set(encoder.encode(String(key)), at);
  return { size: Math.max(STRING_SIZE, longest), field: { type: STRING }, write };
}
function fits(key: string | number | bigint, { size, signed }: IntType): boolean {
  const wide = BigInt(key), bits = size * 8;
  return wide === (signed ? BigInt.asIntN(bits, wide) : BigInt.asUintN(bits, wide));
}
function putNumber(to: Uint8Array, at: number, key: string | number | bigint, size: number): void {
  let wide = BigInt.asUintN(64, BigInt(key));
  for (let i = 0; i < size; i++, wide >>= 8n) to[at + i] = Number(wide & 0xffn);
}
/**
 * A layout that all keys fit: numbers of 32 bits or 64, addresses where all texts of a key are, else strings.
 * @param typeOf the type that a member of the key's name has, in whose width numbers are then shown
 */
export function keyLayout(
  names: readonly string[],
  rows: readonly KeyRow[],
  typeOf: (name: string, place: number) => IntType | undefined,
): KeyLayout {
  let size = 0;
  const fields: FieldDescription[] = [];
  const writes = names.map((label, n) => {
    const made = column(rows, n, typeOf(label, n));
    const align = made.size <= 8 ? made.size : 1;
    const offset = Math.ceil(size / align) * align;
    size = offset + made.size;
    fields.push({ offset, size: made.size, label, type: INT, ...made.field });
    return { offset, write: made.write };
  });
  return {
    fields,
    size,
    write(keys) {
      const bytes = new Uint8Array(size);
      const view = new DataView(bytes.buffer);
      keys.forEach((key, n) => writes[n].write(bytes, view, writes[n].offset, key));
      return bytes;
    },
  };
}
