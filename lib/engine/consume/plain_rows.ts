/**
 * The rows of the commonest aggregation, a number by one address, without an object for each entry: a hundred thousand
 * addresses are printed in the time that reading their packets leaves.
 *
 * @module
 */
import type { AggregationDescription, Machine } from "../../image/mod.ts";
import { formatAddress } from "./fields.ts";

/** Greatest high word of a number that a double still holds exactly. */
const EXACT = 2 ** 20;
const OCTETS = Array.from({ length: 256 }, (_, octet) => String(octet));
const KEY_WIDTH = 50, VALUE_WIDTH = 16;

/** Whether an aggregation is of that kind; its function must show its one word as it is. */
export function isPlain({ keys, valueSize }: AggregationDescription): boolean {
  return valueSize === 8 && keys.length === 1 && keys[0].address === true;
}
/** The rows by value, then by text; undefined when a value is too great for this way. */
export function formatPlainRows(machine: Machine, id: number): string | undefined {
  const { bytes, words } = machine.memory;
  const groups = new Map<number, string[]>();
  let exact = true;
  machine.eachEntry(id, (key, value) => {
    const high = words[(value >> 2) + 1];
    if (high >= EXACT || high < -EXACT) exact = false;
    const number = high * 4294967296 + (words[value >> 2] >>> 0);
    const text = bytes[key] === 4
      ? OCTETS[bytes[key + 1]] + "." + OCTETS[bytes[key + 2]] + "." + OCTETS[bytes[key + 3]] + "." +
        OCTETS[bytes[key + 4]]
      : formatAddress(bytes, key);
    const group = groups.get(number);
    if (group) group.push(text);
    else groups.set(number, [text]);
  });
  if (!exact) return undefined;
  let rows = "";
  for (const number of Float64Array.from(groups.keys()).sort()) {
    const tail = " " + String(number).padStart(VALUE_WIDTH) + "\n";
    const texts = groups.get(number)!;
    if (texts.length > 1) texts.sort();
    for (const text of texts) rows += "  " + text.padEnd(KEY_WIDTH) + tail;
  }
  return rows;
}
