/**
 * 64-bit timestamps in any unit, taken apart into seconds and nanoseconds without a BigInt where it matters.
 *
 * @module
 */
import type { PacketBatch } from "../source.ts";

/**
 * Times are kept where a signed 64-bit number of nanoseconds can hold them: the years 1685 to 2255.
 * Only a damaged capture says others.
 */
export const SECONDS_BOUND = 9_000_000_000;

type TimeColumns = Pick<PacketBatch, "seconds" | "nanoseconds">;

/** What `if_tsresol` and `if_tsoffset` say of an interface's timestamps. */
export class TimeUnits {
  /** Units in a second, where they fit the fast path; else 0. */
  readonly #quick: number;
  readonly #units: bigint;
  /** nanoseconds = units left × multiplier / divisor, each step exact. */
  readonly #multiplier: number;
  readonly #divisor: number;

  /**
   * @param resolution The option's byte: units are 10^-n seconds, or 2^-n with the highest bit set.
   * @param offset Seconds to add to every timestamp.
   */
  constructor(resolution: number, readonly offset: number) {
    const exponent = resolution & 0x7f;
    const binary = (resolution & 0x80) !== 0;
    this.#units = (binary ? 2n : 10n) ** BigInt(exponent);
    this.#quick = exponent <= (binary ? 29 : 9) ? Number(this.#units) : 0;
    // 10^9 / 2^n is 5^9 / 2^(n-9): 21 bits times at most 29 are exact.
    this.#multiplier = binary ? 1953125 : 10 ** Math.max(0, 9 - exponent);
    this.#divisor = binary ? 2 ** (exponent - 9) : 1;
  }

  /**
   * Writes the time into a row of the batch; false when it is out of bounds: then it is read as a signed number,
   * and brought within if that does not do.
   */
  write(high: number, low: number, batch: TimeColumns, index: number): boolean {
    const units = this.#quick;
    // Below 2^21 the upper word leaves the sum exact, or the quotient at most one off.
    if (units === 0 || (high >= 0x200000 && units < 0x10000)) return this.#writeSlowly(high, low, batch, index);
    let seconds = Math.floor((high * 0x100000000 + low) / units);
    // The remainder modulo 2^32 is the remainder, since it lies within ±2 units and those within 31 bits.
    let left = (low - Math.imul(seconds | 0, units)) | 0;
    if (left < 0) {
      seconds--;
      left += units;
    } else if (left >= units) {
      seconds++;
      left -= units;
    }
    seconds += this.offset;
    if (!isWithin(seconds)) return this.#writeSlowly(high, low, batch, index);
    batch.seconds[index] = seconds;
    batch.nanoseconds[index] = Math.floor(left * this.#multiplier / this.#divisor);
    return true;
  }
  #writeSlowly(high: number, low: number, batch: TimeColumns, index: number): boolean {
    const all = (BigInt(high) << 32n) | BigInt(low);
    let seconds = Number(all / this.#units) + this.offset;
    let left = all % this.#units;
    const within = isWithin(seconds);
    if (!within && high >= 0x80000000) {
      // Some writers let a time before 1970 wrap around. As a signed number it may make sense.
      const signed = BigInt.asIntN(64, all);
      left = ((signed % this.#units) + this.#units) % this.#units;
      seconds = Number((signed - left) / this.#units) + this.offset;
    }
    batch.seconds[index] = Math.max(-SECONDS_BOUND, Math.min(seconds, SECONDS_BOUND));
    batch.nanoseconds[index] = Number(left * 1_000_000_000n / this.#units);
    return within;
  }
}

function isWithin(seconds: number): boolean {
  return seconds >= -SECONDS_BOUND && seconds <= SECONDS_BOUND;
}
