/**
 * The map of addresses: prefix-preserving, one to one, special ranges in their places. A pure function of the key; what is
 * kept of it here is bounded, and may be forgotten at any time.
 *
 * An IPv4 address within an IPv6 address is mapped as everywhere. The last 24 bits of an IPv6 address are mapped as those of
 * its solicited-node group (RFC 4291 section 2.7.1) are: by themselves, whatever the network, so that neighbours still find
 * each other.
 *
 * @module
 */
import { PINS4, PINS6, PinTable } from "./pins.ts";
import type { PrefixFunction } from "./prefix.ts";

/** Addresses that are kept: 2^… of them. */
const KEPT4 = 20, KEPT6 = 14;
const GOLDEN = 0x9e3779b1;
/** Bits of a solicited-node group that are those of an address. */
const SUFFIX = 24;

/** Flips of prefixes of less than 24 bits, once they are known: of each whether it is, and then whether to flip. */
class KnownFlips {
  readonly #pairs = new Uint8Array(1 << SUFFIX - 2);

  /** @param prefix its `length` bits, in the lowest places; -1 where it is not known */
  get(prefix: number, length: number): number {
    const index = 1 << length | prefix, pair = this.#pairs[index >> 2] >> ((index & 3) << 1);
    return pair & 1 ? pair >> 1 & 1 : -1;
  }
  set(prefix: number, length: number, flip: number): void {
    const index = 1 << length | prefix;
    this.#pairs[index >> 2] |= (flip << 1 | 1) << ((index & 3) << 1);
  }
}
/** What IPv6 addresses need; many captures have none. */
class Kept6 {
  readonly suffixes = new KnownFlips();
  /** Four words an address. */
  readonly from = new Int32Array(4 << KEPT6);
  readonly to = new Int32Array(4 << KEPT6);
  /** Networks of 64 bits, two words each. */
  readonly fromNetwork = new Int32Array(2 << KEPT6);
  readonly toNetwork = new Int32Array(2 << KEPT6);
}

export class AddressMap {
  readonly #pins4: PinTable;
  readonly #pins6: PinTable;
  readonly #known4 = new KnownFlips();
  readonly #from4 = new Int32Array(1 << KEPT4);
  readonly #to4 = new Int32Array(1 << KEPT4);
  #kept6: Kept6 | undefined;
  /** The address mapped last by {@linkcode AddressMap.map6}, four words. */
  readonly result: Int32Array = new Int32Array(4);
  /** Called with each address that becomes another one, at least once. */
  noted: ((from: readonly number[], to: readonly number[]) => void) | undefined;

  /** @param hasPins without: the plain function, which sends addresses into special ranges and out of them */
  constructor(private readonly prefixes: PrefixFunction, readonly hasPins: boolean = true) {
    this.#pins4 = new PinTable(hasPins ? PINS4 : []);
    this.#pins6 = new PinTable(hasPins ? PINS6 : []);
  }

  map4(address: number): number {
    const slot = Math.imul(address, GOLDEN) >>> 32 - KEPT4;
    // slots begin with 0.0.0.0, which without pins is mapped too
    if (this.#from4[slot] === address && (address !== 0 || this.hasPins)) return this.#to4[slot];
    let flips = 0, length = this.#pins4.public4(address);
    const known = this.#known4;
    for (; length < SUFFIX; length++) {
      const flip = known.get(length === 0 ? 0 : address >>> 32 - length, length);
      if (flip < 0) break;
      flips |= flip << 31 - length;
    }
    if (length < 32) {
      // of a prefix that is not known no longer one is
      flips |= this.prefixes.flips4(address, length);
      for (; length < SUFFIX; length++) {
        known.set(length === 0 ? 0 : address >>> 32 - length, length, flips >>> 31 - length & 1);
      }
    }
    this.#from4[slot] = address;
    if (flips !== 0) this.noted?.([address], [address ^ flips]);
    return this.#to4[slot] = address ^ flips;
  }

  /** Leaves the mapped address in {@linkcode AddressMap.result}. */
  map6(a: number, b: number, c: number, d: number): void {
    const { result } = this;
    const slot = (Math.imul(Math.imul(Math.imul(a, 31) + b, 31) + c ^ d, GOLDEN) >>> 32 - KEPT6) * 4;
    const { from, to } = this.#kept6 ??= new Kept6();
    if (
      from[slot] === a && from[slot + 1] === b && from[slot + 2] === c && from[slot + 3] === d &&
      ((a | b | c | d) !== 0 || this.hasPins)
    ) {
      for (let i = 0; i < 4; i++) result[i] = to[slot + i];
      return;
    }
    result[0] = a;
    result[1] = b;
    result[2] = c;
    result[3] = d;
    if (!this.hasPins) this.#flip(0, 128);
    else if (!this.#embedded()) this.#unicast();
    from[slot] = a;
    from[slot + 1] = b;
    from[slot + 2] = c;
    from[slot + 3] = d;
    to.set(result, slot);
    if (this.noted && (a !== result[0] || b !== result[1] || c !== result[2] || d !== result[3])) {
      this.noted([a, b, c, d], [...result]);
    }
  }
  /** Flips bits of the result from one place up to another, each by those before it as they were. */
  #flip(from: number, until: number): void {
    const { result } = this, [a, b, c, d] = result;
    while (from < until) {
      const end = Math.min((from | 31) + 1, until);
      result[from >> 5] ^= this.prefixes.flips6(a, b, c, d, from, end);
      from = end;
    }
  }
  #unicast(): void {
    const { result } = this, [a, b, c, d] = result;
    const first = this.#pins6.public6(a, b, c, d);
    if (first === 128) return;
    if (first < 64) this.#network(first);
    // the prefix is that of the address as it was
    const [e, f] = result;
    result[0] = a;
    result[1] = b;
    this.#flip(Math.max(first, 64), 128 - SUFFIX);
    result[0] = e;
    result[1] = f;
    if (first <= 128 - SUFFIX) result[3] = result[3] & 0xff000000 | this.suffix(d & 0xffffff);
  }
  /** The first 64 bits. */
  #network(first: number): void {
    const { result } = this, [a, b] = result, { fromNetwork, toNetwork } = this.#kept6!;
    const slot = (Math.imul(Math.imul(a, 31) ^ b, GOLDEN) >>> 32 - KEPT6) * 2;
    // slots begin with ::/64, in which nothing before the pins' ends is flipped
    if (fromNetwork[slot] !== a || fromNetwork[slot + 1] !== b) {
      this.#flip(first, 64);
      fromNetwork[slot] = a;
      fromNetwork[slot + 1] = b;
      toNetwork[slot] = result[0];
      toNetwork[slot + 1] = result[1];
    }
    result[0] = toNetwork[slot];
    result[1] = toNetwork[slot + 1];
  }
  /** What the last 24 bits of an address, and of its solicited-node group, become. */
  suffix(bits: number): number {
    const known = (this.#kept6 ??= new Kept6()).suffixes;
    let flips = 0, length = 0;
    for (; length < SUFFIX; length++) {
      const flip = known.get(bits >> SUFFIX - length, length);
      if (flip < 0) break;
      flips |= flip << SUFFIX - 1 - length;
    }
    if (length === SUFFIX) return bits ^ flips;
    // of a prefix that is not known no longer one is
    flips |= this.prefixes.flips6(0xff020000 | 0, 0, 1, 0xff000000 | bits, 128 - SUFFIX + length, 128);
    for (; length < SUFFIX; length++) known.set(bits >> SUFFIX - length, length, flips >> SUFFIX - 1 - length & 1);
    return bits ^ flips;
  }
  /** Addresses with another inside, and groups. */
  #embedded(): boolean {
    const { result } = this, [a, b, c, d] = result;
    if (a >>> 24 === 0xff) {
      this.#group();
      return true;
    }
    if (a === 0 && b === 0 && (c === 0 || c === 0xffff) || a === 0x0064ff9b && b === 0 && c === 0) {
      result[3] = this.map4(d);
      return true;
    }
    if (a >>> 16 === 0x2002) {
      const inner = this.map4(a << 16 | b >>> 16);
      this.#flip(48, 128 - SUFFIX);
      result[0] = a & 0xffff0000 | inner >>> 16;
      result[1] = result[1] & 0xffff | inner << 16;
      result[3] = result[3] & 0xff000000 | this.suffix(d & 0xffffff);
      return true;
    }
    if (a === 0x20010000) {
      // RFC 4380 section 4: the server, flags and port, the client; what is hidden is inverted
      result[1] = this.map4(b);
      result[3] = ~this.map4(~d);
      return true;
    }
    return false;
  }
  /** Groups stay, but for what they have of an address. */
  #group(): void {
    const { result } = this, [a, b, c, d] = result;
    // solicited nodes, and nodes asked for by a hash of their name (RFC 4620)
    if (a === (0xff020000 | 0) && b === 0 && (c === 1 || c === 2) && d >>> 24 === 0xff) {
      result[3] = 0xff000000 | this.suffix(d & 0xffffff);
      return;
    }
    // RFC 3306, RFC 3956: a prefix of so many bits stands in the second and third word
    const length = Math.min(b === 0 && c === 0 ? 0 : a & 0xff, 64);
    if ((a >>> 20 & 3) !== 3 || length === 0) return;
    const group = [a, d];
    this.map6(b, c, 0, 0);
    result[2] = maskTo(result[1], length - 32);
    result[1] = maskTo(result[0], length);
    [result[0], result[3]] = group;
  }
}
/** The first bits of a word. */
const maskTo = (word: number, length: number): number =>
  length >= 32 ? word : length <= 0 ? 0 : word & -1 << 32 - length;
