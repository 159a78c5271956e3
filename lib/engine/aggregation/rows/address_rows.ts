/**
 * Keys that are not addresses of IPv4: their texts, and one order of all. Hot functions: see lib/wasm/translate/README.md.
 *
 * @module
 */
import type { HotMemory, i32 } from "../../../wasm/mod.ts";
import { putAddress6 } from "../../../packet/address/mod.ts";
import { AREA, RECORD, TEXT } from "./area.ts";
import { putAddress4 } from "./row_lines.ts";
import { noteBits } from "./records.ts";

/** What writing rows asks of the host. */
interface TextHost {
  text(key: i32, to: i32): i32;
}
const SIX = 6;

/**
 * Takes the addresses of IPv4 out of a list into another, and makes a text of each other key, and a list of those. Returns
 * the end of the addresses of IPv4.
 */
export function split(
  memory: HotMemory,
  host: TextHost,
  area: i32,
  order: i32,
  end: i32,
  fours: i32,
  text: i32,
  others: i32,
): i32 {
  const { bytes, words } = memory;
  const texts = words[area + AREA.TEXTS >> 2];
  for (; order < end; order += 4) {
    const record = words[order >> 2], key = words[record + RECORD.KEY >> 2];
    if (key === 0) {
      words[fours >> 2] = record;
      fours += 4;
      continue;
    }
    bytes.fill(0, text, text + TEXT.BYTES);
    words[text + TEXT.RECORD >> 2] = record;
    words[record + RECORD.PLACE >> 2] = text;
    const to = text + TEXT.CHARACTERS | 0;
    // others than addresses of IP are rare
    const written = bytes[key] === SIX ? putAddress6(bytes, key + 1 | 0, bytes, to, 1) : host.text(key, to);
    words[text + TEXT.LENGTH >> 2] = written - to;
    for (let i = 0; i < TEXT.CHARACTERS_BYTES; i += 8) {
      noteBits(memory.view, to + i | 0, texts + TEXT.CHARACTERS + i | 0, area + AREA.TEXTS_VARY + i | 0);
    }
    words[others >> 2] = text;
    others += 4;
    text += TEXT.BYTES;
  }
  return fours;
}
/** One list of records in order of the texts of both; returns its end. */
export function merge(
  memory: HotMemory,
  area: i32,
  fours: i32,
  foursEnd: i32,
  others: i32,
  othersEnd: i32,
  to: i32,
): i32 {
  const { words, view } = memory;
  const scratch = area + AREA.SCRATCH | 0;
  for (; fours < foursEnd; fours += 4) {
    const record = words[fours >> 2];
    view.setBigInt64(scratch, 0n, true);
    view.setBigInt64(scratch + 8, 0n, true);
    // the blank behind the text comes before all characters, and after none
    putAddress4(memory, area, record, scratch);
    while (others < othersEnd) {
      const text = words[others >> 2];
      if (isBefore(memory.bytes, scratch, text + TEXT.CHARACTERS | 0)) break;
      words[to >> 2] = words[text + TEXT.RECORD >> 2];
      to += 4;
      others += 4;
    }
    words[to >> 2] = record;
    to += 4;
  }
  for (; others < othersEnd; others += 4) {
    words[to >> 2] = words[words[others >> 2] + TEXT.RECORD >> 2];
    to += 4;
  }
  return to;
}
/** Whether one text comes before another in the order of their first 17 bytes. */
function isBefore(bytes: Uint8Array, one: i32, other: i32): boolean {
  let i = 0;
  while (i < 16 && bytes[one + i] === bytes[other + i]) i++;
  return bytes[one + i] < bytes[other + i];
}
