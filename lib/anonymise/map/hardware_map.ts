/**
 * The map of hardware addresses: one to one; groups stay groups, and those given locally stay so. Addresses that are the same
 * everywhere (broadcast, groups of protocols, virtual routers) keep their places.
 *
 * @module
 */
import type { BlockWords } from "./aes.ts";
import { permute } from "./keys.ts";

const KEPT = 12;
/** Uses of the permutation that must not meet. */
const USE = { WHOLE: 1, DEVICE: 2, EUI64: 3, CALLSIGN: 4 } as const;
/** The bits that say of a first byte whether it is of a group, and given locally. */
const KIND = 3;

export class HardwareMap {
  readonly #from = new Float64Array(1 << KEPT);
  readonly #to = new Float64Array(1 << KEPT);

  /** @param keepsMaker whether the first three bytes stay, which say who has made the device */
  constructor(private readonly noise: BlockWords, readonly keepsMaker: boolean) {}

  /** @param upper the first two bytes, @param lower the last four; the mapped ones are in {@linkcode HardwareMap.upper} and `lower` */
  map(upper: number, lower: number): void {
    lower >>>= 0;
    this.upper = upper;
    this.lower = lower;
    if (isPinned(upper, lower)) return;
    const address = upper * 0x100000000 + lower;
    const slot = Math.imul(lower ^ Math.imul(upper, 31), 0x9e3779b1) >>> 32 - KEPT;
    if (this.#from[slot] === address) return this.#take(this.#to[slot]);
    // nobody lands where nobody is moved from
    do this.#once(); while (isPinned(this.upper, this.lower) || shapeOf(this.upper) !== shapeOf(upper));
    this.#from[slot] = address;
    this.#to[slot] = this.upper * 0x100000000 + this.lower;
    if (upper !== this.upper || lower !== this.lower) this.noted?.([upper, lower], [this.upper, this.lower]);
  }
  upper = 0;
  lower = 0;
  /** Called with each address that becomes another one, at least once: its upper and lower parts. */
  noted: ((from: readonly [number, number], to: readonly [number, number]) => void) | undefined;

  #take(address: number): void {
    this.upper = Math.floor(address / 0x100000000);
    this.lower = address % 0x100000000;
  }
  #once(): void {
    const { noise } = this;
    if (this.keepsMaker) {
      const maker = this.upper << 8 | this.lower >>> 24;
      const [high, low] = permute(noise, 12, [this.lower >>> 12 & 0xfff, this.lower & 0xfff], [USE.DEVICE, maker]);
      this.lower = (this.lower & 0xff000000 | high << 12 | low) >>> 0;
      return;
    }
    const kind = this.upper >> 8 & KIND;
    // 46 bits: all but the two of the kind
    const rest = (this.upper >> 10 << 8 | this.upper & 0xff) * 0x100000000 + this.lower;
    const [high, low] = permute(
      noise,
      23,
      [Math.floor(rest / 0x800000), rest % 0x800000],
      [USE.WHOLE, kind],
    );
    const mapped = high * 0x800000 + low, head = Math.floor(mapped / 0x100000000);
    this.upper = (head >> 8) << 10 | kind << 8 | head & 0xff;
    this.lower = mapped % 0x100000000;
  }
  /** An identifier of 64 bits, whose two bits of its kind may change. */
  mapLong(upper: number, lower: number): readonly [upper: number, lower: number] {
    return permute(this.noise, 32, [upper, lower], [USE.EUI64, 0]);
  }
  /** Six letters in place of a callsign's: as good as one to one. */
  mapCallsign(upper: number, lower: number): readonly number[] {
    const [high, low] = permute(this.noise, 32, [upper, lower], [USE.CALLSIGN, 0]);
    return [0, 1, 2, 3, 4, 5].map((i) => 0x41 + Math.floor((i < 3 ? high : low) / 26 ** (i % 3)) % 26);
  }
}
/**
 * What a frame under MPLS labels looks like by its first four bits, which are those of a hardware address: IPv4, IPv6, a
 * control word, or none of these (RFC 4385 section 3, RFC 4928).
 */
function shapeOf(upper: number): number {
  const first = upper >> 12;
  return first === 0 || first === 4 || first === 6 ? first : 1;
}
/** Those of groups, of nobody, of virtual routers (RFC 9568, 00:00:5e:00:01 and :02). */
function isPinned(upper: number, lower: number): boolean {
  if (upper & 0x100) return true;
  if (upper !== 0) return false;
  return lower === 0 || lower >>> 8 === 0x5e0001 || lower >>> 8 === 0x5e0002;
}
