/**
 * Reads a message of DNS where it lies: header, first question, what EDNS says, and records one by one. Nothing is copied, and
 * every read lies within the bytes that are there. Hot functions: see lib/wasm/translate/README.md.
 *
 * Sources: RFC 1035 section 4, RFC 6891 (EDNS), RFC 7871 (client subnet), RFC 6762 (multicast DNS).
 *
 * @module
 */
import type { HotMemory, i32 } from "../../wasm/mod.ts";
import { BAD, MESSAGE, SECTION, UNREADABLE } from "./message_layout.ts";
import { NAME, nameEnd } from "./name.ts";
import { RECORD_TYPE } from "./numbers.ts";

const HEADER_BYTES = 12, RECORD_BYTES = 10;
const CLIENT_SUBNET = 8;

function u16(bytes: Uint8Array, at: i32): i32 {
  return bytes[at] << 8 | bytes[at + 1];
}
/**
 * Reads all but the records, which are only passed by, for what EDNS says and what is wrong; without `passes` not even that. One
 * of UNREADABLE.
 *
 * @param m where what is read goes, see {@linkcode MESSAGE}
 * @param start of the message; `end` as far as it is there; `length` of its bytes on the wire
 */
export function readMessage(memory: HotMemory, m: i32, start: i32, end: i32, length: i32, passes: boolean): i32 {
  const { bytes, words } = memory, to = m >> 2;
  words[to + (MESSAGE.START >> 2)] = start;
  words[to + (MESSAGE.END >> 2)] = end;
  words[to + (MESSAGE.LENGTH >> 2)] = length;
  words[to + (MESSAGE.BAD >> 2)] = (end - start | 0) < length ? BAD.CUT : 0;
  words[to + (MESSAGE.UDP_SIZE >> 2)] = -1;
  words[to + (MESSAGE.UPPER_CODE >> 2)] = 0;
  words[to + (MESSAGE.EDNS_FLAGS >> 2)] = 0;
  words[to + (MESSAGE.SUBNET >> 2)] = 0;
  words[to + (MESSAGE.SUBNET_BYTES >> 2)] = 0;
  words[to + (MESSAGE.COUNT >> 2)] = 0;
  if ((end - start | 0) < HEADER_BYTES) return length < HEADER_BYTES ? UNREADABLE.HEADER : UNREADABLE.CUT;
  words[to + (MESSAGE.ID >> 2)] = u16(bytes, start);
  words[to + (MESSAGE.FLAGS >> 2)] = u16(bytes, start + 2 | 0);
  for (let i = 0; i < 4; i++) words[to + (MESSAGE.COUNTS >> 2) + i] = u16(bytes, start + 4 + 2 * i | 0);
  const at = readQuestions(memory, m, start, end);
  if (at < 0) {
    return (words[to + (MESSAGE.BAD >> 2)] & BAD.CUT) !== 0 ? UNREADABLE.CUT : UNREADABLE.QUESTION;
  }
  words[to + (MESSAGE.RECORDS >> 2)] = at;
  words[to + (MESSAGE.AT >> 2)] = at;
  if (passes) passRecords(memory, m, end);
  return UNREADABLE.NONE;
}
/** Returns where the records begin, or less than 0. */
function readQuestions(memory: HotMemory, m: i32, start: i32, end: i32): i32 {
  const { bytes, words } = memory, to = m >> 2;
  words[to + (MESSAGE.QUESTION >> 2)] = 0;
  words[to + (MESSAGE.TYPE >> 2)] = 0;
  words[to + (MESSAGE.CLASS >> 2)] = 0;
  const count = words[to + (MESSAGE.COUNTS >> 2)];
  let at = start + HEADER_BYTES | 0;
  for (let i = 0; i < count; i++) {
    const next = nameEnd(bytes, start, at, end);
    if (next < 0 || (next + 4 | 0) > end) return -1;
    if (i === 0) {
      words[to + (MESSAGE.QUESTION >> 2)] = at;
      words[to + (MESSAGE.QUESTION_END >> 2)] = next;
      words[to + (MESSAGE.TYPE >> 2)] = u16(bytes, next);
      words[to + (MESSAGE.CLASS >> 2)] = u16(bytes, next + 2 | 0);
    }
    at = next + 4 | 0;
  }
  return at;
}
function passRecords(memory: HotMemory, m: i32, end: i32): void {
  const { words } = memory, to = m >> 2;
  while (nextRecord(memory, m)) {
    if (words[to + (MESSAGE.RECORD_TYPE >> 2)] === RECORD_TYPE.OPT) takeOptions(memory, m);
  }
  // what no record accounts for
  if (words[to + (MESSAGE.COUNT >> 2)] === recordsOf(words, m) && words[to + (MESSAGE.AT >> 2)] < end) {
    words[to + (MESSAGE.BAD >> 2)] |= BAD.BEHIND;
  }
}
/** Records of all sections, as the header says. */
function recordsOf(words: Int32Array, m: i32): i32 {
  const at = m + MESSAGE.COUNTS >> 2;
  return words[at + 1] + words[at + 2] + words[at + 3] | 0;
}
/** Before the first record. */
export function rewindRecords(words: Int32Array, m: i32): void {
  words[m + MESSAGE.AT >> 2] = words[m + MESSAGE.RECORDS >> 2];
  words[m + MESSAGE.COUNT >> 2] = 0;
}
/** Finds the next record, in the order of the message; false where there are no more, or none that is whole. */
export function nextRecord(memory: HotMemory, m: i32): boolean {
  const { bytes, words } = memory, to = m >> 2, index = words[to + (MESSAGE.COUNT >> 2)];
  if (index >= recordsOf(words, m)) return false;
  const start = words[to + (MESSAGE.START >> 2)],
    end = words[to + (MESSAGE.END >> 2)],
    name = words[to + (MESSAGE.AT >> 2)];
  const at = nameEnd(bytes, start, name, end);
  if (at < 0) return stop(words, m, 0 - at | 0);
  const data = at + RECORD_BYTES | 0;
  if (data > end) return stop(words, m, NAME.BEYOND);
  const size = u16(bytes, at + 8 | 0);
  if ((data + size | 0) > end) return stop(words, m, NAME.BEYOND);
  const answers = words[to + (MESSAGE.COUNTS >> 2) + 1], authorities = words[to + (MESSAGE.COUNTS >> 2) + 2];
  words[to + (MESSAGE.SECTION >> 2)] = index < answers
    ? SECTION.ANSWER
    : index < (answers + authorities | 0)
    ? SECTION.AUTHORITY
    : SECTION.ADDITIONAL;
  words[to + (MESSAGE.INDEX >> 2)] = index;
  words[to + (MESSAGE.NAME >> 2)] = name;
  words[to + (MESSAGE.RECORD_TYPE >> 2)] = u16(bytes, at);
  words[to + (MESSAGE.RECORD_CLASS >> 2)] = u16(bytes, at + 2 | 0);
  words[to + (MESSAGE.TTL >> 2)] = u16(bytes, at + 4 | 0) << 16 | u16(bytes, at + 6 | 0);
  words[to + (MESSAGE.DATA >> 2)] = data;
  words[to + (MESSAGE.DATA_BYTES >> 2)] = size;
  words[to + (MESSAGE.AT >> 2)] = data + size;
  words[to + (MESSAGE.COUNT >> 2)] = index + 1;
  return true;
}
/** No record can be read from here on. */
function stop(words: Int32Array, m: i32, why: i32): boolean {
  const bad = m + MESSAGE.BAD >> 2;
  if (why !== NAME.BEYOND) words[bad] |= BAD.POINTER;
  else if ((words[bad] & BAD.CUT) === 0) {
    words[bad] |= words[m + MESSAGE.AT >> 2] >= words[m + MESSAGE.END >> 2] ? BAD.COUNTS : BAD.RECORD;
  }
  return false;
}
function takeOptions(memory: HotMemory, m: i32): void {
  const { bytes, words } = memory, to = m >> 2, ttl = words[to + (MESSAGE.TTL >> 2)];
  const data = words[to + (MESSAGE.DATA >> 2)], end = data + words[to + (MESSAGE.DATA_BYTES >> 2)] | 0;
  words[to + (MESSAGE.UDP_SIZE >> 2)] = words[to + (MESSAGE.RECORD_CLASS >> 2)];
  words[to + (MESSAGE.UPPER_CODE >> 2)] = ttl >>> 24;
  words[to + (MESSAGE.EDNS_FLAGS >> 2)] = ttl & 0xffff;
  let at = data;
  while ((at + 4 | 0) <= end) {
    const size = u16(bytes, at + 2 | 0), value = at + 4 | 0;
    if (u16(bytes, at) === CLIENT_SUBNET && (value + size | 0) <= end) {
      words[to + (MESSAGE.SUBNET >> 2)] = value;
      words[to + (MESSAGE.SUBNET_BYTES >> 2)] = size;
    }
    at = value + size | 0;
  }
}
