/**
 * Subroutines that make texts and look into them. The first argument of each says where in the program it is called; a
 * fault leaves what it gives without a meaning. Hot functions: see lib/wasm/translate/README.md.
 *
 * @module
 */
import type { HotMemory, i32, i64, u32, u64 } from "../../../wasm/mod.ts";
import { putAddress4, putAddress6 } from "../../../packet/address/mod.ts";
import { CONTEXT, FAULT } from "../../../image/mod.ts";
import { allocate, copyText, isReadable, lengthOf, raise } from "./room.ts";

const ZERO = 0x30, LETTER = 0x57, MINUS = 0x2d, X = 0x78;
/** Longest text of an address, with its NUL. */
const ADDRESS_TEXT = 48;
/** Longest text of a number: 64 digits, a sign, a NUL. */
const NUMBER_TEXT = 72;

/** Where a text of at most so many bytes may be written before it is known how long it is. */
function placeFor(memory: HotMemory, most: i32): u32 {
  const { words } = memory;
  const at = words[CONTEXT.SCRATCH_NEXT >> 2] >>> 0, end = words[CONTEXT.SCRATCH_END >> 2] >>> 0;
  return (end - at >>> 0) >= most >>> 0 ? at : CONTEXT.TEXT;
}
/** Ends the text that was begun there, and takes as much scratch as it needs. */
function endText(memory: HotMemory, where: i32, from: u32, end: u32): u32 {
  const { bytes } = memory;
  const length = end - from | 0, at = allocate(memory, where, length + 1 | 0);
  if (at === 0) return 0;
  if (at !== from) copyText(memory, from, at, length);
  bytes[at + length] = 0;
  return at;
}
function textOf4(memory: HotMemory, where: i32, address: u32): u32 {
  const { bytes } = memory;
  if (!isReadable(memory, where, address, 4)) return 0;
  const to = placeFor(memory, ADDRESS_TEXT);
  return endText(memory, where, to, putAddress4(bytes, address | 0, bytes, to | 0) >>> 0);
}
function textOf6(memory: HotMemory, where: i32, address: u32): u32 {
  const { bytes } = memory;
  if (!isReadable(memory, where, address, 16)) return 0;
  const to = placeFor(memory, ADDRESS_TEXT);
  return endText(memory, where, to, putAddress6(bytes, address | 0, bytes, to | 0, 1) >>> 0);
}
export function inetNtoa(memory: HotMemory, where: i32, address: u32): u32 {
  return textOf4(memory, where, address);
}
/** Of an address of IPv4 within one of IPv6 (mapped, or compatible and neither :: nor ::1) the dotted form alone. */
export function inetNtoa6(memory: HotMemory, where: i32, address: u32): u32 {
  const { view } = memory;
  if (!isReadable(memory, where, address, 16)) return 0;
  if (view.getBigInt64(address, true) === 0n) {
    const group = view.getInt32(address + 8, true), tail = view.getInt32(address + 12, true);
    const isCompatible = group === 0 && tail !== 0 && tail !== 0x01000000;
    if (group === -0x10000 || isCompatible) return textOf4(memory, where, address + 12 >>> 0);
  }
  return textOf6(memory, where, address);
}
/** AF_INET6 is another number in each system. */
export function inetNtop(memory: HotMemory, where: i32, given: i64, address: u32): u32 {
  const family = Number(BigInt.asIntN(32, given));
  if (family === 2) return textOf4(memory, where, address);
  if (family === 10 || family === 26 || family === 28 || family === 30) return textOf6(memory, where, address);
  raise(memory, where, FAULT.ILLOP, 0n);
  return 0;
}

export function strjoin(memory: HotMemory, where: i32, first: u32, second: u32): u32 {
  const { bytes, words } = memory;
  const left = lengthOf(memory, where, first);
  if (left < 0) return 0;
  const right = lengthOf(memory, where, second);
  if (right < 0) return 0;
  const length = left + right | 0;
  if (length >= words[CONTEXT.STRING_SIZE >> 2]) {
    raise(memory, where, FAULT.NOSCRATCH, 0n);
    return 0;
  }
  const to = allocate(memory, where, length + 1 | 0);
  if (to === 0) return 0;
  copyText(memory, first, to, left);
  copyText(memory, second, to + left >>> 0, right);
  bytes[to + length] = 0;
  return to;
}
/** The part as Perl's substr() has it. `given` is 1 where there is a length. */
export function substr(memory: HotMemory, where: i32, address: u32, position: i64, wanted: i64, given: i64): u32 {
  const { bytes, words } = memory;
  const length = lengthOf(memory, where, address);
  if (length < 0) return 0;
  const size = words[CONTEXT.STRING_SIZE >> 2], all = BigInt(length);
  let index: i64 = position;
  // as in DTrace, "all the rest" is strsize: it reaches the end also from before the beginning
  let rest: i64 = given === 1n ? wanted : BigInt(size);
  if (index < 0n) {
    index = BigInt.asIntN(64, index + all);
    // what lies before the text counts towards the length
    if (index < 0n && rest > 0n && BigInt.asIntN(64, index + rest) > 0n) {
      rest = BigInt.asIntN(64, rest + index);
      index = 0n;
    }
  }
  let from = 0, part = 0;
  if (index >= 0n && index < all) {
    const left = BigInt.asIntN(64, all - index);
    if (rest < 0n) rest = BigInt.asIntN(64, rest + left);
    from = Number(BigInt.asIntN(32, index));
    part = rest <= 0n ? 0 : Number(BigInt.asIntN(32, rest < left ? rest : left));
  }
  const to = allocate(memory, where, size);
  if (to === 0) return 0;
  if (part > (size - 1 | 0)) part = size - 1 | 0;
  copyText(memory, address + from >>> 0, to, part);
  bytes[to + part] = 0;
  return to;
}

/** Whether the second text stands in the first at a place. */
function standsAt(bytes: Uint8Array, text: u32, length: i32, part: u32, partLength: i32, at: i32): boolean {
  if ((at + partLength | 0) > length) return false;
  let i = 0;
  while (i < partLength && bytes[text + at + i] === bytes[part + i]) i++;
  return i === partLength;
}
export function strstr(memory: HotMemory, where: i32, text: u32, part: u32): u32 {
  const { bytes } = memory;
  const length = lengthOf(memory, where, text);
  if (length < 0) return 0;
  const partLength = lengthOf(memory, where, part);
  if (partLength < 0) return 0;
  // in an empty text an empty one is found
  if (partLength === 0) return text;
  for (let at = 0; (at + partLength | 0) <= length; at++) {
    if (bytes[text + at] === bytes[part] && standsAt(bytes, text, length, part, partLength, at)) return text + at >>> 0;
  }
  return 0;
}
/** First position, from `position` on, at which the part stands, as Perl counts; -1 if it does not. */
export function index(memory: HotMemory, where: i32, text: u32, part: u32, position: i64, given: i64): i64 {
  const { bytes } = memory;
  const length = lengthOf(memory, where, text);
  if (length < 0) return 0n;
  const partLength = lengthOf(memory, where, part);
  if (partLength < 0) return 0n;
  if (length === 0 && partLength === 0) return 0n;
  let at = 0;
  if (given === 1n) {
    if (position >= BigInt(length)) return partLength === 0 ? BigInt(length) : -1n;
    if (position > 0n) at = Number(BigInt.asIntN(32, position));
  }
  for (; at < length; at++) if (standsAt(bytes, text, length, part, partLength, at)) return BigInt(at);
  return -1n;
}
/** Last position, up to `position`, at which the part stands; -1 if it does not. */
export function rindex(memory: HotMemory, where: i32, text: u32, part: u32, position: i64, given: i64): i64 {
  const { bytes } = memory;
  const length = lengthOf(memory, where, text);
  if (length < 0) return 0n;
  const partLength = lengthOf(memory, where, part);
  if (partLength < 0) return 0n;
  if (length === 0 && partLength === 0) return 0n;
  let at = length;
  if (given === 1n) {
    if (position < 0n) return partLength === 0 ? 0n : -1n;
    if (position < BigInt(length)) at = Number(BigInt.asIntN(32, position));
  }
  for (; at >= 0; at--) if (standsAt(bytes, text, length, part, partLength, at)) return BigInt(at);
  return -1n;
}
export function strchr(memory: HotMemory, where: i32, text: u32, wanted: i64): u32 {
  return find(memory, where, text, wanted, false);
}
export function strrchr(memory: HotMemory, where: i32, text: u32, wanted: i64): u32 {
  return find(memory, where, text, wanted, true);
}
function find(memory: HotMemory, where: i32, text: u32, wanted: i64, isLast: boolean): u32 {
  const { bytes, words } = memory;
  const length = lengthOf(memory, where, text);
  if (length < 0) return 0;
  const byte = Number(BigInt.asIntN(32, wanted)) & 0xff;
  // C's strchr finds the end of the string too, where it has one
  if (byte === 0) return length < words[CONTEXT.STRING_SIZE >> 2] ? text + length >>> 0 : 0;
  let found: u32 = 0;
  for (let i = 0; i < length; i++) {
    if (bytes[text + i] !== byte) continue;
    found = text + i >>> 0;
    if (!isLast) return found;
  }
  return found;
}
/** Only ASCII's letters, as in DTrace. */
function changeCase(memory: HotMemory, where: i32, text: u32, first: i32, by: i32): u32 {
  const { bytes, words } = memory;
  const length = lengthOf(memory, where, text);
  if (length < 0) return 0;
  const size = words[CONTEXT.STRING_SIZE >> 2];
  const to = allocate(memory, where, size);
  if (to === 0) return 0;
  const part = length < size ? length : size - 1 | 0;
  for (let i = 0; i < part; i++) {
    const byte = bytes[text + i];
    bytes[to + i] = byte >= first && byte < (first + 26 | 0) ? byte + by : byte;
  }
  bytes[to + part] = 0;
  return to;
}
export function toupper(memory: HotMemory, where: i32, text: u32): u32 {
  return changeCase(memory, where, text, 0x61, -0x20);
}
export function tolower(memory: HotMemory, where: i32, text: u32): u32 {
  return changeCase(memory, where, text, 0x41, 0x20);
}
/** As C's formats begin numbers of these bases; only 10 has a sign. */
export function lltostr(memory: HotMemory, where: i32, value: i64, given: i64): u32 {
  const { bytes } = memory;
  const base = Number(BigInt.asIntN(32, given));
  if (base < 2 || base > 36) {
    raise(memory, where, FAULT.ILLOP, 0n);
    return 0;
  }
  const isNegative = base === 10 && value < 0n;
  let rest: u64 = BigInt.asUintN(64, isNegative ? BigInt.asIntN(64, -value) : value);
  const by: u64 = BigInt.asUintN(64, BigInt(base));
  // from its end on: where it begins is known last
  let at: u32 = CONTEXT.TEXT + NUMBER_TEXT;
  const end: u32 = at;
  do {
    const next: u64 = base === 10 ? rest / 10n : rest / by;
    const digit = Number(BigInt.asIntN(32, rest - next * by));
    at = at - 1 >>> 0;
    bytes[at] = digit + (digit > 9 ? LETTER : ZERO);
    rest = next;
  } while (rest !== 0n);
  if (base === 16) {
    bytes[at - 1] = X;
    bytes[at - 2] = ZERO;
    at = at - 2 >>> 0;
  }
  if (base === 8 && value !== 0n) {
    at = at - 1 >>> 0;
    bytes[at] = ZERO;
  }
  if (isNegative) {
    at = at - 1 >>> 0;
    bytes[at] = MINUS;
  }
  return endText(memory, where, at, end);
}
