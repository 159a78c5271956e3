/**
 * Records of rows: what is kept of each entry, and how they are put in order. Hot functions: see lib/wasm/translate/README.md.
 *
 * @module
 */
import type { HotMemory, i32, i64 } from "../../../wasm/mod.ts";
import { AREA, RECORD } from "./area.ts";
import { turnSign } from "./digits.ts";

/** Begins a record, and takes down in what records differ. */
export function beginRecord(memory: HotMemory, area: i32, record: i32, key: i32, number: i64): void {
  const { bytes, words, view } = memory;
  view.setBigInt64(record + RECORD.NUMBER, turnSign(number), true);
  if (bytes[key] === 4) {
    const places = area + AREA.PLACES | 0;
    words[record + RECORD.PLACE >> 2] = bytes[places + bytes[key + 1]] << 24 | bytes[places + bytes[key + 2]] << 16 |
      bytes[places + bytes[key + 3]] << 8 | bytes[places + bytes[key + 4]];
    words[record + RECORD.KEY >> 2] = 0;
  } else {
    words[record + RECORD.PLACE >> 2] = 0;
    words[record + RECORD.KEY >> 2] = key;
    words[area + AREA.OTHERS >> 2]++;
  }
  noteField(memory, area, record, RECORD.PLACE, AREA.PLACES_VARY);
  noteField(memory, area, record, RECORD.NUMBER, AREA.NUMBERS_VARY);
}
/** Takes down in which of the 64 bits of a field a record differs from the first one. */
export function noteField(memory: HotMemory, area: i32, record: i32, field: i32, at: i32): void {
  noteBits(memory.view, record + field | 0, memory.words[area + AREA.RECORDS >> 2] + field | 0, area + at | 0);
}
/** @inline */
export function noteBits(view: DataView, one: i32, first: i32, at: i32): void {
  const varies = view.getBigInt64(one, true) ^ view.getBigInt64(first, true);
  view.setBigInt64(at, view.getBigInt64(at, true) | varies, true);
}

/** Puts a list in order of one byte of what it leads to; those that are equal in it stay as they are to each other. */
export function sort(memory: HotMemory, area: i32, from: i32, end: i32, to: i32, field: i32): void {
  const { bytes, words } = memory;
  const tally = area + AREA.TALLY >> 2, first = from >> 2, last = end >> 2;
  bytes.fill(0, area + AREA.TALLY, area + AREA.TALLY + 1024);
  for (let i = first; i < last; i++) words[tally + bytes[words[i] + field]]++;
  let next = to;
  for (let i = tally; i < (tally + 256 | 0); i++) {
    const count = words[i];
    words[i] = next;
    next = next + (count << 2) | 0;
  }
  for (let i = first; i < last; i++) {
    const record = words[i], slot = tally + bytes[record + field] | 0, place = words[slot];
    words[place >> 2] = record;
    words[slot] = place + 4;
  }
}
