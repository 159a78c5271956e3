/**
 * Rows that are distributions: measured, and drawn. Hot functions: see lib/wasm/translate/README.md.
 *
 * @module
 */
import type { HotMemory, i32, i64, u64 } from "../../../wasm/mod.ts";
import { AREA, BAR, BUCKET, COUNT, HEADING_BYTES, RECORD } from "./area.ts";
import { digitsOf, putDigits } from "./digits.ts";
import { copyWords, putBlanks, putKey, putNewline } from "./row_lines.ts";
import { type PieceHost, room } from "./piece.ts";
import { beginRecord, noteField } from "./records.ts";

/** Bytes of buckets that are looked at in one go while there is nothing in them. */
const STRIDE = 64;

/** Makes the record of an entry; false where it is not plain: nothing was counted, or something below zero or too great. */
export function measureDistribution(memory: HotMemory, area: i32, key: i32, record: i32): boolean {
  const { words, view } = memory;
  const value = key + words[area + AREA.VALUE >> 2] | 0, end = value + words[area + AREA.VALUE_SIZE >> 2] | 0;
  let first = firstCounted(view, value, end);
  if (first >= end) return false;
  let last = lastCounted(view, first, end);
  // one more is shown on each side
  if (first !== value) first -= 8;
  if (last !== end) last += 8;
  if ((first - value >>> 0) < (words[area + AREA.LOWEST >> 2] >>> 0)) words[area + AREA.LOWEST >> 2] = first - value;
  if ((last - value >>> 0) > (words[area + AREA.GREATEST >> 2] >>> 0)) words[area + AREA.GREATEST >> 2] = last - value;
  let bucket = words[area + AREA.BUCKETS >> 2] + Math.imul(first - value, BUCKET.BYTES / 8) | 0;
  let to = words[area + AREA.COUNTS >> 2];
  words[record + RECORD.BUCKET >> 2] = bucket;
  words[record + RECORD.FIRST >> 2] = to;
  let total: i64 = 0n, weight: i64 = 0n;
  for (; first < last; first += 8) {
    const count: u64 = view.getBigUint64(first, true);
    if (count > view.getBigUint64(bucket + BUCKET.LIMIT, true)) return false;
    view.setBigUint64(to, count, true);
    total = BigInt.asIntN(64, total + count);
    weight = BigInt.asIntN(64, weight + count * view.getBigInt64(bucket + BUCKET.WEIGHT, true));
    bucket += BUCKET.BYTES;
    to += 8;
  }
  words[record + RECORD.END >> 2] = to;
  words[area + AREA.COUNTS >> 2] = to;
  view.setBigInt64(record + RECORD.TOTAL, total, true);
  const zero = words[area + AREA.ZERO >> 2];
  view.setBigInt64(record + RECORD.TIE, zero < 0 ? 0n : view.getBigInt64(value + zero, true), true);
  beginRecord(memory, area, record, key, weight);
  noteField(memory, area, record, RECORD.TIE, AREA.TIES_VARY);
  return true;
}
/** The first bucket with a count, or the end. */
function firstCounted(view: DataView, value: i32, end: i32): i32 {
  let first = value;
  while ((first + STRIDE | 0) <= end && isStrideEmpty(view, first)) first += STRIDE;
  while (first < end && view.getBigInt64(first, true) === 0n) first += 8;
  return first;
}
/** Behind the last bucket with a count; there is one. */
function lastCounted(view: DataView, first: i32, end: i32): i32 {
  let last = end;
  while ((last - STRIDE | 0) >= first && isStrideEmpty(view, last - STRIDE | 0)) last -= STRIDE;
  while (view.getBigInt64(last - 8, true) === 0n) last -= 8;
  return last;
}
/** Put in where it is needed: a call would cost as much again. */
function isStrideEmpty(view: DataView, at: i32): boolean {
  return (view.getBigInt64(at, true) | view.getBigInt64(at + 8, true) | view.getBigInt64(at + 16, true) |
    view.getBigInt64(at + 24, true) | view.getBigInt64(at + 32, true) | view.getBigInt64(at + 40, true) |
    view.getBigInt64(at + 48, true) | view.getBigInt64(at + 56, true)) === 0n;
}

/** Writes a row, and returns where it ends: key and heading, a line for each bucket, an empty one. */
export function putDistribution(memory: HotMemory, host: PieceHost, area: i32, record: i32, at: i32): i32 {
  const { bytes, words, view } = memory;
  at = putKey(memory, area, record, at);
  bytes.copyWithin(at, area + AREA.HEADING, area + AREA.HEADING + HEADING_BYTES);
  at += HEADING_BYTES;
  const end = words[record + RECORD.END >> 2], total: u64 = view.getBigUint64(record + RECORD.TOTAL, true);
  let bucket = words[record + RECORD.BUCKET >> 2];
  for (let from = words[record + RECORD.FIRST >> 2]; from < end; from += 8) {
    at = room(host, area, at);
    copyWords(view, at, bucket + BUCKET.LABEL | 0, BUCKET.LABEL_BYTES);
    at = at + words[bucket + BUCKET.LABEL_LENGTH >> 2] | 0;
    const count: u64 = view.getBigUint64(from, true);
    copyWords(view, at, area + AREA.BARS + Math.imul(columnsOf(count, total), BAR) | 0, BAR);
    putBlanks(view, at + BAR | 0, 1 + COUNT);
    at += BAR + 1;
    const digits = digitsOf(count);
    putDigits(bytes, count, at + digits | 0);
    at = putNewline(bytes, at + Math.max(digits, COUNT) | 0);
    bucket += BUCKET.BYTES;
  }
  return putNewline(bytes, room(host, area, at));
}
/** Columns of the bar of a count, rounded half up. */
function columnsOf(count: u64, total: u64): i32 {
  const twice: u64 = BigInt.asUintN(64, total << 1n);
  return Number(BigInt.asIntN(32, BigInt.asUintN(64, count * (2n * BAR_COLUMNS) + total) / twice));
}
const BAR_COLUMNS = 40n;
