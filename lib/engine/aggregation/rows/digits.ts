/**
 * Numbers as decimal digits. Hot functions: see lib/wasm/translate/README.md.
 *
 * @module
 */
import type { i32, i64, u64 } from "../../../wasm/mod.ts";

const DIGIT = 0x30;
const SMALL = 0x100000000n;

/** Numbers are kept so that they are in order without a sign. */
export function turnSign(number: i64): i64 {
  return number ^ -0x8000000000000000n;
}
/** How many digits a number below 10^19 has. */
export function digitsOf(number: u64): i32 {
  let count = 1;
  let power: u64 = 10n;
  while (number >= power) {
    count++;
    power = BigInt.asUintN(64, power * 10n);
  }
  return count;
}
/** Writes the digits, the last one before `end`. */
export function putDigits(bytes: Uint8Array, number: u64, end: i32): void {
  do {
    // exact below 2^32, and quicker than dividing
    const tenth: u64 = number < SMALL ? BigInt.asUintN(64, number * 0xcccccccdn) >> 35n : number / 10n;
    end--;
    bytes[end] = Number(BigInt.asUintN(32, number - tenth * 10n)) + DIGIT;
    number = tenth;
  } while (number !== 0n);
}
