/**
 * Letters and LZMA read again, for the start of a page: what `text.ts` and `lzma.ts` do, as hot functions (see
 * lib/wasm/translate/README.md). A page waits for a megabyte of scripts, and JavaScript that runs for the first time takes
 * several times as long.
 *
 * @module
 */
import type { HotMemory, i32, u32 } from "../../wasm/mod.ts";

/** Addresses in memory: the range, what of it is left, the next byte, the state, the last distances less 1. */
const RANGE = 0, CODE = 4, AT = 8, STATE = 12, REP0 = 16, REP1 = 20, REP2 = 24, REP3 = 28;
/** Chances, a word each, one kind behind the other. */
const MATCH = 64, REP = MATCH + 48, REP_FIRST = REP + 48, REP_SECOND = REP_FIRST + 48, REP_THIRD = REP_SECOND + 48;
const LONG = REP_THIRD + 48, SLOTS = LONG + 48, SPECIAL = SLOTS + 1024, ALIGN = SPECIAL + 512, LENGTHS = ALIGN + 64;
const REP_LENGTHS = LENGTHS + 1096, LITERALS = REP_LENGTHS + 1096, END = LITERALS + 24_576;
/** Within those of lengths: after the two that choose. */
const LOW = 8, MIDDLE = 40, HIGH = 72;

/** Where memory is free: what is read and made lies there. */
export const UNPACK_BASE = 32_768;

function bit(memory: HotMemory, at: i32): i32 {
  const { bytes, words } = memory;
  const chance: i32 = words[at >> 2];
  const range: u32 = words[RANGE >> 2] >>> 0, code: u32 = words[CODE >> 2] >>> 0;
  const bound: u32 = Math.imul(range >>> 11, chance) >>> 0;
  let next: u32 = bound, left: u32 = code, value: i32 = 0;
  if (code < bound) words[at >> 2] = chance + (2048 - chance >> 5);
  else {
    next = range - bound >>> 0;
    left = code - bound >>> 0;
    value = 1;
    words[at >> 2] = chance - (chance >> 5);
  }
  if (next < 0x1000000) {
    const place: i32 = words[AT >> 2];
    next = next << 8 >>> 0;
    left = (left << 8 | bytes[place]) >>> 0;
    words[AT >> 2] = place + 1;
  }
  words[RANGE >> 2] = next;
  words[CODE >> 2] = left;
  return value;
}
function direct(memory: HotMemory, count: i32): i32 {
  const { bytes, words } = memory;
  let range: u32 = words[RANGE >> 2] >>> 0, code: u32 = words[CODE >> 2] >>> 0, value: i32 = 0;
  for (let i: i32 = 0; i < count; i++) {
    range = range >>> 1;
    let one: i32 = 0;
    if (code >= range) {
      code = code - range >>> 0;
      one = 1;
    }
    value = value << 1 | one;
    if (range < 0x1000000) {
      const place: i32 = words[AT >> 2];
      range = range << 8 >>> 0;
      code = (code << 8 | bytes[place]) >>> 0;
      words[AT >> 2] = place + 1;
    }
  }
  words[RANGE >> 2] = range;
  words[CODE >> 2] = code;
  return value;
}
function tree(memory: HotMemory, at: i32, bits: i32): i32 {
  let node: i32 = 1;
  for (let i: i32 = 0; i < bits; i++) node = node << 1 | bit(memory, at + (node << 2) | 0);
  return node - (1 << bits) | 0;
}
function reverseTree(memory: HotMemory, at: i32, bits: i32): i32 {
  let node: i32 = 1, whole: i32 = 0;
  for (let i: i32 = 0; i < bits; i++) {
    const one = bit(memory, at + (node << 2) | 0);
    node = node << 1 | one;
    whole = whole | one << i;
  }
  return whole;
}
function lengthOf(memory: HotMemory, at: i32): i32 {
  if (bit(memory, at) === 0) return 2 + tree(memory, at + LOW | 0, 3) | 0;
  if (bit(memory, at + 4 | 0) === 0) return 10 + tree(memory, at + MIDDLE | 0, 3) | 0;
  return 18 + tree(memory, at + HIGH | 0, 8) | 0;
}
/** A distance less 1. */
function distanceOf(memory: HotMemory, length: i32): i32 {
  const kind: i32 = length < 5 ? length - 2 | 0 : 3;
  const slot = tree(memory, SLOTS + (kind << 8) | 0, 6);
  if (slot < 4) return slot;
  const bits: i32 = (slot >> 1) - 1 | 0;
  const base: i32 = (2 | slot & 1) << bits;
  if (slot < 14) return base + reverseTree(memory, SPECIAL + (base - slot << 2) | 0, bits) | 0;
  const high = direct(memory, bits - 4 | 0);
  return base + (high << 4) + reverseTree(memory, ALIGN, 4) | 0;
}
function literalOf(memory: HotMemory, start: i32, to: i32): i32 {
  const { bytes, words } = memory;
  const before: i32 = to === start ? 0 : bytes[to - 1];
  const base: i32 = LITERALS + (before >> 5) * 3072 | 0;
  let node: i32 = 1;
  if (words[STATE >> 2] >= 7) {
    let expected: i32 = bytes[to - words[REP0 >> 2] - 1];
    let isAlike: i32 = 1;
    while (node < 256 && isAlike === 1) {
      const guess: i32 = expected >> 7 & 1;
      expected = expected << 1;
      const one = bit(memory, base + (256 + (guess << 8) + node << 2) | 0);
      node = node << 1 | one;
      if (one !== guess) isAlike = 0;
    }
  }
  while (node < 256) node = node << 1 | bit(memory, base + (node << 2) | 0);
  return node & 255;
}
/** Another distance again: it comes first. Nothing where it is one byte of the last. */
function againOf(memory: HotMemory, state: i32): i32 {
  const { words } = memory;
  if (bit(memory, REP_FIRST + (state << 2) | 0) === 0) {
    if (bit(memory, LONG + (state << 2) | 0) === 0) return 1;
  } else {
    let distance: i32 = words[REP1 >> 2];
    if (bit(memory, REP_SECOND + (state << 2) | 0) === 1) {
      if (bit(memory, REP_THIRD + (state << 2) | 0) === 0) distance = words[REP2 >> 2];
      else {
        distance = words[REP3 >> 2];
        words[REP3 >> 2] = words[REP2 >> 2];
      }
      words[REP2 >> 2] = words[REP1 >> 2];
    }
    words[REP1 >> 2] = words[REP0 >> 2];
    words[REP0 >> 2] = distance;
  }
  return lengthOf(memory, REP_LENGTHS);
}
function begin(memory: HotMemory, from: i32): void {
  const { bytes, words } = memory;
  for (let at: i32 = MATCH; at < END; at += 4) words[at >> 2] = 1024;
  for (let at: i32 = STATE; at <= REP3; at += 4) words[at >> 2] = 0;
  let code: i32 = 0;
  for (let i: i32 = 1; i < 5; i++) code = code << 8 | bytes[from + i];
  words[RANGE >> 2] = -1;
  words[CODE >> 2] = code;
  words[AT >> 2] = from + 5;
}
/**
 * Makes `length` bytes at `start` of what stands at `from`, behind its header. What is damaged gives other bytes.
 */
export function unpackLzma(memory: HotMemory, from: i32, start: i32, length: i32): void {
  const { bytes, words } = memory;
  begin(memory, from);
  const end: i32 = start + length | 0;
  let to: i32 = start;
  while (to < end) {
    const state: i32 = words[STATE >> 2];
    if (bit(memory, MATCH + (state << 2) | 0) === 0) {
      bytes[to] = literalOf(memory, start, to);
      words[STATE >> 2] = state < 4 ? 0 : state < 10 ? state - 3 | 0 : state - 6 | 0;
      to++;
    } else {
      let made: i32 = 0;
      if (bit(memory, REP + (state << 2) | 0) === 0) {
        made = lengthOf(memory, LENGTHS);
        const distance = distanceOf(memory, made);
        words[REP3 >> 2] = words[REP2 >> 2];
        words[REP2 >> 2] = words[REP1 >> 2];
        words[REP1 >> 2] = words[REP0 >> 2];
        words[REP0 >> 2] = distance;
        words[STATE >> 2] = state < 7 ? 7 : 10;
      } else {
        made = againOf(memory, state);
        words[STATE >> 2] = made === 1 ? (state < 7 ? 9 : 11) : (state < 7 ? 8 : 11);
      }
      let source: i32 = to - words[REP0 >> 2] - 1 | 0;
      if (source < start) source = start;
      const reached: i32 = to + made | 0;
      const stop: i32 = reached < end ? reached : end;
      while (to < stop) {
        bytes[to] = bytes[source];
        to++;
        source++;
      }
    }
  }
}
/** Makes bytes at `to` of so many letters. */
export function unpackLetters(memory: HotMemory, from: i32, letters: i32, to: i32): void {
  const { bytes } = memory;
  let held: i32 = 0, bits: i32 = 0, into: i32 = to;
  for (let i: i32 = 0; i < letters; i += 2) {
    held = held | valueOf(bytes[from + i]) + Math.imul(valueOf(bytes[from + i + 1]), 91) << bits;
    bits = bits + 13 | 0;
    while (bits >= 8) {
      bytes[into] = held & 255;
      held = held >>> 8 | 0;
      bits = bits - 8 | 0;
      into++;
    }
  }
}
/** Which of the 91 a letter is: printable ones without three. */
function valueOf(letter: i32): i32 {
  let value: i32 = letter - 33 | 0;
  if (letter > 60) value = value - 1 | 0;
  if (letter > 92) value = value - 1 | 0;
  if (letter > 96) value = value - 1 | 0;
  return value;
}
