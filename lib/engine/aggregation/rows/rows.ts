/**
 * What finds the entries of an aggregation, puts them in order and writes them. Hot functions: see lib/wasm/translate/README.md.
 *
 * @module
 */
import type { HotMemory, i32 } from "../../../wasm/mod.ts";
import { AREA, RECORD } from "./area.ts";
import { measureDistribution, putDistribution } from "./distributions.ts";
import { measureNumber, putNumber } from "./number_texts.ts";
import { type PieceHost, room } from "./piece.ts";

export { merge, split } from "./address_rows.ts";
export { sort } from "./records.ts";

/**
 * Makes a record of each entry with the id, and a list of the records. Returns how many there are, or -1 where one is not
 * plain.
 */
export function gatherNumbers(
  memory: HotMemory,
  area: i32,
  entry: i32,
  end: i32,
  id: i32,
  record: i32,
  list: i32,
): i32 {
  return gather(memory, area, entry, end, id, record, list, false);
}
export function gatherDistributions(
  memory: HotMemory,
  area: i32,
  entry: i32,
  end: i32,
  id: i32,
  record: i32,
  list: i32,
): i32 {
  return gather(memory, area, entry, end, id, record, list, true);
}
/** @inline */
function gather(
  memory: HotMemory,
  area: i32,
  entry: i32,
  end: i32,
  id: i32,
  record: i32,
  list: i32,
  isDistribution: boolean,
): i32 {
  const { words } = memory;
  const entryId = words[area + AREA.ENTRY_ID >> 2], entryKey = words[area + AREA.ENTRY_KEY >> 2];
  const sizes = words[area + AREA.ENTRY_SIZES >> 2] >> 2;
  let order = list;
  while (entry < end) {
    const of = words[entry + entryId >> 2];
    if (of === id) {
      const key = entry + entryKey | 0;
      const isPlain = isDistribution
        ? measureDistribution(memory, area, key, record)
        : measureNumber(memory, area, key, record);
      if (!isPlain) return -1;
      words[order >> 2] = record;
      order += 4;
      record += isDistribution ? RECORD.DISTRIBUTION_BYTES : RECORD.NUMBER_BYTES;
    }
    entry = entry + words[sizes + of] | 0;
  }
  return order - list >> 2;
}
/** Writes the rows; returns the end of what is left in the piece. */
export function printNumbers(memory: HotMemory, host: PieceHost, area: i32, list: i32, end: i32): i32 {
  const { words } = memory;
  let at = area + AREA.PIECE | 0;
  for (; list < end; list += 4) at = putNumber(memory, area, words[list >> 2], room(host, area, at));
  return at;
}
export function printDistributions(memory: HotMemory, host: PieceHost, area: i32, list: i32, end: i32): i32 {
  const { words } = memory;
  let at = area + AREA.PIECE | 0;
  for (; list < end; list += 4) at = putDistribution(memory, host, area, words[list >> 2], room(host, area, at));
  return at;
}
