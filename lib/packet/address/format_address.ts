/**
 * Text of addresses of the network.
 *
 * @module
 */
import { ADDRESS6_BYTES_MAX, putAddress6 } from "./put.ts";

/** Four bytes, in dotted decimal. */
export function formatAddress4(bytes: Uint8Array, at: number): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
}

/** The text that is being written. */
const TEXT6 = new Uint8Array(ADDRESS6_BYTES_MAX);
/**
 * As DTrace's inet_ntop: lower case, the longest run of zero groups (the first of equals; even a single one, unless it is the last group) as `::`,
 * IPv4-mapped and IPv4-compatible addresses with their dotted tail.
 *
 * @param min groups of zero that are left out at least: 1 as DTrace has it, 2 for RFC 5952
 */
export function formatAddress6(bytes: Uint8Array, at: number, min: number): string {
  const end = putAddress6(bytes, at, TEXT6, 0, min);
  // quicker than spreading them, and than a text that grows
  return String.fromCharCode.apply(null, TEXT6.subarray(0, end) as unknown as number[]);
}
