/**
 * Reading the values of records and keys by their description.
 *
 * @module
 */
import { type AggregationDescription, type FieldDescription, FORM_SIGNED } from "../../image/mod.ts";
import { type DType, integerType, type IntType, isSigned, resolveType, tracedKind } from "../../d/types/mod.ts";
import { formatAddress4, formatAddress6 } from "../../packet/address/mod.ts";
import { type TracedSymbols, tracedText } from "./traced_symbols.ts";
import { byteCharacter, decodeString, encodeText, nameOfBytes } from "./traced_text.ts";

/** Whether values of the type are numbers in a register; the rest are bytes. */
function isNumeric(type: DType): boolean {
  const resolved = resolveType(type);
  if (resolved.kind === "dynamic") return resolved.name !== "stack";
  return resolved.kind === "int" || resolved.kind === "pointer" || resolved.kind === "enum" ||
    resolved.kind === "function";
}

/** Bytes of an address field: family, sixteen bytes. */
const ADDRESS_SIZE = 17;

/** The little-endian number of 1, 2, 4 or 8 bytes, unsigned. */
function readUnsigned(view: DataView, at: number, size: number): bigint {
  switch (size) {
    case 1:
      return BigInt(view.getUint8(at));
    case 2:
      return BigInt(view.getUint16(at, true));
    case 4:
      return BigInt(view.getUint32(at, true));
    default:
      return view.getBigUint64(at, true);
  }
}

/** The key's field as the statement that made this key wrote it: see {@linkcode FieldDescription.form}. */
export function writtenField(field: FieldDescription, key: Uint8Array): FieldDescription {
  if (field.form === undefined) return field;
  const form = key[field.form], size = (form & ~FORM_SIGNED) as IntType["size"];
  const signed = (form & FORM_SIGNED) !== 0;
  const own = integerType(field.type)!;
  return own.size === size && own.signed === signed ? field : { ...field, size, type: { ...own, size, signed } };
}
/** What tells the key from all others of its aggregation. */
export function nameOfKey({ keySize, comparedSize = keySize }: AggregationDescription, key: Uint8Array): string {
  return nameOfBytes(comparedSize === keySize ? key : key.subarray(0, comparedSize));
}

/** Whether a field is printed as a number: by its size alone, as DTrace does, but for addresses. */
export function isNumberSized(field: FieldDescription): boolean {
  return !field.address && (field.size === 1 || field.size === 2 || field.size === 4 || field.size === 8) &&
    isNumeric(field.type);
}

/** A field's value: a number with the sign of its type, or a copy of its bytes (addresses as text). */
export function readField(
  field: FieldDescription,
  bytes: Uint8Array,
  view: DataView,
  base: number,
): bigint | Uint8Array {
  const at = base + field.offset;
  if (field.address) return encodeText(formatAddress(bytes, at));
  if (!isNumberSized(field)) return isString(field) ? textAt(bytes, at, field.size) : bytes.slice(at, at + field.size);
  const value = readUnsigned(view, at, field.size);
  return isSigned(field.type) ? BigInt.asIntN(field.size * 8, value) : value;
}

const isString = ({ type }: FieldDescription): boolean => resolveType(type).kind === "string";
/** A string is recorded up to its NUL; behind it lies what was there before, which is not the string's. */
function textAt(bytes: Uint8Array, at: number, size: number): Uint8Array {
  const text = bytes.slice(at, at + size), end = text.indexOf(0);
  return end < 0 ? text : text.fill(0, end);
}
/**
 * The text of an address field as D prints it: dotted decimal, what DTrace's inet_ntoa6() makes of IPv6, a link-layer
 * address, or the short text it holds (as `textOfBytes`).
 */
export function formatAddress(bytes: Uint8Array, at: number): string {
  return addressText(bytes, at, 1);
}
/**
 * The same in the one form that an address has for other programs: RFC 5952, which leaves a single group of zero as it is
 * (`2001:db8:0:1:1:1:1:1`, of which DTrace makes `2001:db8::1:1:1:1:1`). Tables, charts, exports and keys in TypeScript
 * have it.
 */
export function canonicalAddress(bytes: Uint8Array, at: number): string {
  return addressText(bytes, at, 2);
}
/** @param min groups of zero that are left out at least */
function addressText(bytes: Uint8Array, at: number, min: number): string {
  const family = bytes[at];
  if (family === 4) return formatAddress4(bytes, at + 1);
  if (family === 6) return formatAddress6(bytes, at + 1, min);
  let text = "";
  for (let i = at + 1; i < at + ADDRESS_SIZE && bytes[i] !== 0; i++) text += byteCharacter(bytes[i]);
  return text;
}

/** Numbers as bigint, strings and addresses as text, other bytes as they are. */
export type ResultValue = bigint | string | Uint8Array;
export function resultValue(
  field: FieldDescription,
  bytes: Uint8Array,
  view: DataView,
  base: number,
  symbols?: TracedSymbols,
): ResultValue {
  if (field.address) return decodeString(encodeText(canonicalAddress(bytes, base + field.offset)));
  const value = readField(field, bytes, view, base);
  if (typeof value === "bigint") return value;
  const traced = tracedText(field.type, value, symbols);
  if (traced !== undefined) return traced;
  return isText(field.type) ? decodeString(value) : value;
}
/** A number where it is exact as one, else a bigint; text as {@linkcode resultValue} has it. */
export type PlainValue = number | bigint | string | Uint8Array;
export type ValueReader = (bytes: Uint8Array, view: DataView, base: number) => PlainValue;
/** Up to so many characters are made a text at once. */
const SHORT_TEXT = 64;

/** What reads a field of many records: as {@linkcode resultValue} does, without a bigint or a copy where there need not be one. */
export function valueReader(field: FieldDescription, symbols?: TracedSymbols): ValueReader {
  const { offset, size } = field, signed = isSigned(field.type), bits = 32 - 8 * size;
  if (field.address) return addressReader(field);
  if (isNumberSized(field)) {
    if (size === 8) return (_bytes, view, base) => wideNumber(view, base + offset, signed);
    return (_bytes, view, base) => {
      const at = base + offset;
      const word = size === 4 ? view.getInt32(at, true) : size === 2 ? view.getUint16(at, true) : view.getUint8(at);
      return signed ? word << bits >> bits : word >>> 0;
    };
  }
  if (tracedKind(field.type) !== undefined) {
    return (bytes, _view, base) =>
      tracedText(field.type, bytes.subarray(base + offset, base + offset + size), symbols)!;
  }
  if (!isText(field.type)) return (bytes, _view, base) => bytes.slice(base + offset, base + offset + size);
  return (bytes, _view, base) => {
    const from = base + offset, most = from + Math.min(size, SHORT_TEXT);
    let end = from;
    while (end < most && bytes[end] !== 0 && bytes[end] < 0x80) end++;
    const isShort = end < most ? bytes[end] === 0 : end === from + size;
    if (isShort) return String.fromCharCode.apply(null, bytes.subarray(from, end) as unknown as number[]);
    return decodeString(bytes.slice(from, from + size));
  };
}
function wideNumber(view: DataView, at: number, signed: boolean): number | bigint {
  const low = view.getUint32(at, true), high = view.getInt32(at + 4, true);
  const isExact = high < 0x200000 && (high >= 0 || signed && (high > -0x200000 || high === -0x200000 && low > 0));
  if (isExact) return high * 0x100000000 + low;
  return signed ? view.getBigInt64(at, true) : view.getBigUint64(at, true);
}
/** Texts of addresses of IPv4 that are remembered: most packets are between addresses that were seen before. */
const ADDRESSES = 1 << 16;
function addressReader({ offset }: FieldDescription): ValueReader {
  const known = new Map<number, string>();
  return (bytes, view, base) => {
    const at = base + offset;
    if (bytes[at] !== 4) return decodeString(encodeText(canonicalAddress(bytes, at)));
    const word = view.getInt32(at + 1, true);
    let text = known.get(word);
    if (text === undefined) {
      if (known.size === ADDRESSES) known.clear();
      known.set(word, text = canonicalAddress(bytes, at));
    }
    return text;
  };
}
/** Whether values of the type are text: strings and arrays of char. */
export function isText(type: DType): boolean {
  while (type.kind === "typedef" || type.kind === "qualified") type = type.of;
  if (type.kind === "string") return true;
  if (type.kind !== "array") return false;
  let element = type.of;
  while (element.kind === "typedef" || element.kind === "qualified") element = element.of;
  return element.kind === "int" && element.isChar && element.signed;
}
