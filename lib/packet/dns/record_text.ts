/**
 * What a record says, as a zone file writes it (RFC 1035 section 5, RFC 9460 section 2.1); of types that are not known, and of
 * what is not as its type demands, the bytes (RFC 3597 section 5).
 *
 * @module
 */
import { NAME } from "./name.ts";
import type { NameReader } from "./name_reader.ts";
import { RECORD_TYPE } from "./numbers.ts";
import type { NameWriter } from "./text_writer.ts";

const BLANK = 0x20, QUOTE = 0x22, BACKSLASH = 0x5c, ZERO = 0x30;

export interface RecordData {
  /** Where the message begins and ends, and the record's data. */
  readonly start: number;
  readonly end: number;
  readonly data: number;
  readonly dataBytes: number;
  readonly recordType: number;
  readonly names: NameReader;
  readonly bytes: Uint8Array;
}
type Form = (record: RecordData, writer: NameWriter, at: number, end: number) => boolean;

const u16 = (bytes: Uint8Array, at: number): number => bytes[at] << 8 | bytes[at + 1];
const u32 = (bytes: Uint8Array, at: number): number => (u16(bytes, at) * 65536 + u16(bytes, at + 2)) >>> 0;

function writeAddress(writer: NameWriter, at: number, end: number, size: number): boolean {
  if (end - at !== size) return false;
  writer.address(at, size);
  return true;
}
/** A name that ends where the data do. */
function writeName({ names, start }: RecordData, writer: NameWriter, at: number, end: number): boolean {
  if (names.read(start, at, end) !== NAME.WHOLE || names.next !== end) return false;
  writer.name(start, at);
  return true;
}
/** Strings in quotes, with a blank between. */
function writeStrings({ bytes }: RecordData, writer: NameWriter, at: number, end: number): boolean {
  for (let i = 0; at < end; i++) {
    const stop = at + 1 + bytes[at];
    if (stop > end) return false;
    if (i > 0) writer.put(BLANK);
    writeQuoted(bytes, at + 1, stop, writer);
    at = stop;
  }
  return true;
}
function writeQuoted(bytes: Uint8Array, at: number, end: number, writer: NameWriter): void {
  writer.put(QUOTE);
  for (; at < end; at++) {
    const byte = bytes[at];
    if (byte === QUOTE || byte === BACKSLASH) writer.put(BACKSLASH);
    if (byte >= BLANK && byte < 0x7f) writer.put(byte);
    else {
      for (const value of [BACKSLASH, ZERO + (byte / 100 | 0), ZERO + (byte / 10 | 0) % 10, ZERO + byte % 10]) {
        writer.put(value);
      }
    }
  }
  writer.put(QUOTE);
}
/** Numbers of 16 bits, then a name. */
function writeWithName(numbers: number): Form {
  return (record, writer, at, end) => {
    if (end - at < 2 * numbers + 1) return false;
    for (let i = 0; i < numbers; i++) writer.number(u16(record.bytes, at + 2 * i)).put(BLANK);
    return writeName(record, writer, at + 2 * numbers, end);
  };
}
function writeAuthority({ bytes, names, start }: RecordData, writer: NameWriter, at: number, end: number): boolean {
  for (let i = 0; i < 2; i++) {
    if (names.read(start, at, end) !== NAME.WHOLE) return false;
    writer.name(start, at).put(BLANK);
    at = names.next;
  }
  if (end - at !== 20) return false;
  for (let i = 0; i < 5; i++) {
    if (i > 0) writer.put(BLANK);
    writer.number(u32(bytes, at + 4 * i));
  }
  return true;
}
/** Flags, a tag, its value (RFC 8659). */
function writeAuthorization({ bytes }: RecordData, writer: NameWriter, at: number, end: number): boolean {
  const value = at + 2 + bytes[at + 1];
  if (end - at < 2 || value > end) return false;
  writer.number(bytes[at]).put(BLANK);
  writer.label(at + 2, value);
  writer.put(BLANK);
  writeQuoted(bytes, value, end, writer);
  return true;
}
const PARAMETERS = ["mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint", "dohpath", "ohttp"];
const parameterName = (key: number): string => PARAMETERS[key] ?? `key${key}`;

/** A priority, a target, and what is known of it. */
function writeService(record: RecordData, writer: NameWriter, at: number, end: number): boolean {
  const { bytes, names, start } = record;
  if (end - at < 3) return false;
  writer.number(u16(bytes, at)).put(BLANK);
  if (names.read(start, at + 2, end) !== NAME.WHOLE) return false;
  writer.name(start, at + 2);
  for (at = names.next; at < end;) {
    if (end - at < 4) return false;
    const key = u16(bytes, at), value = at + 4, stop = value + u16(bytes, at + 2);
    if (stop > end) return false;
    writer.put(BLANK);
    writer.text(parameterName(key));
    if (stop > value) {
      writer.put(0x3d);
      writeParameter(record, writer, key, value, stop);
    }
    at = stop;
  }
  return true;
}
function writeParameter(record: RecordData, writer: NameWriter, key: number, at: number, end: number): void {
  const { bytes } = record;
  const list = (size: number, write: (at: number) => void) => {
    for (let i = at; i + size <= end; i += size) {
      if (i > at) writer.put(0x2c);
      write(i);
    }
  };
  switch (PARAMETERS[key]) {
    case "mandatory":
      return list(2, (i) => writer.text(parameterName(u16(bytes, i))));
    case "alpn": {
      for (let i = at; i < end; i += 1 + bytes[i]) {
        if (i > at) writer.put(0x2c);
        writer.label(i + 1, Math.min(end, i + 1 + bytes[i]));
      }
      return;
    }
    case "port":
      return list(2, (i) => writer.number(u16(bytes, i)));
    case "ipv4hint":
      return list(4, (i) => writer.address(i, 4));
    case "ipv6hint":
      return list(16, (i) => writer.address(i, 16));
    default:
      writeQuoted(bytes, at, end, writer);
  }
}
const FORMS: ReadonlyMap<number, Form> = new Map<number, Form>([
  [RECORD_TYPE.A, (_, writer, at, end) => writeAddress(writer, at, end, 4)],
  [RECORD_TYPE.AAAA, (_, writer, at, end) => writeAddress(writer, at, end, 16)],
  [RECORD_TYPE.NS, writeName],
  [RECORD_TYPE.CNAME, writeName],
  [RECORD_TYPE.PTR, writeName],
  [RECORD_TYPE.DNAME, writeName],
  [RECORD_TYPE.MX, writeWithName(1)],
  [RECORD_TYPE.SRV, writeWithName(3)],
  [RECORD_TYPE.TXT, writeStrings],
  [RECORD_TYPE.SPF, writeStrings],
  [RECORD_TYPE.SOA, writeAuthority],
  [RECORD_TYPE.CAA, writeAuthorization],
  [RECORD_TYPE.SVCB, writeService],
  [RECORD_TYPE.HTTPS, writeService],
]);

/** Writes what the record at hand says; its address. */
export function writeRecordData(record: RecordData, writer: NameWriter): number {
  const { data, dataBytes, recordType } = record, end = data + dataBytes;
  if (dataBytes > 0 && FORMS.get(recordType)?.(record, writer.begin(), data, end)) return writer.end();
  writer.begin().text("\\# ").number(dataBytes);
  if (dataBytes > 0) {
    writer.put(BLANK);
    writer.hex(data, end);
  }
  return writer.end();
}
