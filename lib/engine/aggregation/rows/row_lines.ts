/**
 * What all rows are made of: keys in their columns, blanks, ends. Hot functions: see lib/wasm/translate/README.md.
 *
 * @module
 */
import type { HotMemory, i32 } from "../../../wasm/mod.ts";
import { AREA, KEY, RECORD, TEXT } from "./area.ts";

const NEWLINE = 0x0a, BLANK = 0x20, BLANKS = 0x2020202020202020n;

/** So many and up to 7 more: eight at a time, for a call for so few would cost more. @inline */
export function putBlanks(view: DataView, at: i32, columns: i32): void {
  for (let i = 0; i < columns; i += 8) view.setBigInt64(at + i, BLANKS, true);
}
/** Copies a multiple of 8 bytes. @inline */
export function copyWords(view: DataView, to: i32, from: i32, bytes: i32): void {
  for (let i = 0; i < bytes; i += 8) view.setBigInt64(to + i, view.getBigInt64(from + i, true), true);
}
/** @inline */
export function putNewline(bytes: Uint8Array, at: i32): i32 {
  bytes[at] = NEWLINE;
  return at + 1 | 0;
}
/** Writes a key; returns where its column ends. */
export function putKey(memory: HotMemory, area: i32, record: i32, at: i32): i32 {
  const { bytes, words, view } = memory;
  putBlanks(view, at, KEY);
  if (words[record + RECORD.KEY >> 2] !== 0) {
    const text = words[record + RECORD.PLACE >> 2], from = text + TEXT.CHARACTERS | 0;
    bytes.copyWithin(at + 2, from, from + words[text + TEXT.LENGTH >> 2]);
  } else putAddress4(memory, area, record, at + 2 | 0);
  return at + KEY | 0;
}
/** Writes the address of IPv4 of a record, a blank behind it, and up to two bytes more. */
export function putAddress4(memory: HotMemory, area: i32, record: i32, to: i32): void {
  const { bytes } = memory;
  to = putOctet(memory, area, bytes[record + RECORD.PLACE + 3], to);
  to = putOctet(memory, area, bytes[record + RECORD.PLACE + 2], to);
  to = putOctet(memory, area, bytes[record + RECORD.PLACE + 1], to);
  to = putOctet(memory, area, bytes[record + RECORD.PLACE], to);
  // the last dot
  bytes[to - 1] = BLANK;
}
/** @inline */
function putOctet(memory: HotMemory, area: i32, place: i32, to: i32): i32 {
  const { bytes, view } = memory;
  view.setInt32(to, view.getInt32(area + AREA.OCTETS + (place << 2), true), true);
  return to + bytes[area + AREA.OCTET_LENGTHS + place] | 0;
}
