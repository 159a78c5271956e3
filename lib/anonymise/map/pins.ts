/**
 * Ranges of addresses that mean something of themselves. No bit is flipped that leads to one, so that nobody lands in a range
 * who was not in it before, and those in it stay there; within some nothing is flipped at all. The price: the bits on the way
 * are public, and they are so in every address that shares them.
 *
 * Sources: the IANA registries of special-purpose addresses (RFC 6890), RFC 5771, RFC 3849, RFC 5737, RFC 9637.
 *
 * @module
 */

export interface Pin {
  /** As text, for reports: `10.0.0.0/8`. */
  readonly range: string;
  /** Whether what is in it stays as it is, or is mapped within it. */
  readonly inside: "kept" | "mapped";
  readonly meaning: string;
}
export const PINS4: readonly Pin[] = [
  { range: "0.0.0.0/8", inside: "kept", meaning: "this network" },
  { range: "127.0.0.0/8", inside: "kept", meaning: "loopback" },
  { range: "169.254.0.0/16", inside: "kept", meaning: "link-local" },
  { range: "224.0.0.0/3", inside: "kept", meaning: "multicast, reserved, broadcast" },
  { range: "192.0.2.0/24", inside: "kept", meaning: "documentation" },
  { range: "198.51.100.0/24", inside: "kept", meaning: "documentation" },
  { range: "203.0.113.0/24", inside: "kept", meaning: "documentation" },
  { range: "10.0.0.0/8", inside: "mapped", meaning: "private" },
  { range: "172.16.0.0/12", inside: "mapped", meaning: "private" },
  { range: "192.168.0.0/16", inside: "mapped", meaning: "private" },
  { range: "100.64.0.0/10", inside: "mapped", meaning: "shared by carriers" },
];
export const PINS6: readonly Pin[] = [
  { range: "::/96", inside: "mapped", meaning: "unspecified, loopback, IPv4-compatible" },
  { range: "::ffff:0:0/96", inside: "mapped", meaning: "IPv4-mapped" },
  { range: "64:ff9b::/96", inside: "mapped", meaning: "NAT64" },
  { range: "100::/64", inside: "kept", meaning: "discarded" },
  { range: "2000::/3", inside: "mapped", meaning: "global unicast" },
  { range: "2001::/32", inside: "mapped", meaning: "Teredo" },
  { range: "2001:db8::/32", inside: "mapped", meaning: "documentation" },
  { range: "2002::/16", inside: "mapped", meaning: "6to4" },
  { range: "3fff::/20", inside: "mapped", meaning: "documentation" },
  { range: "fc00::/8", inside: "mapped", meaning: "unique local" },
  { range: "fd00::/8", inside: "mapped", meaning: "unique local" },
  { range: "fe80::/64", inside: "mapped", meaning: "link-local" },
  { range: "fe80::/10", inside: "mapped", meaning: "link-local" },
  { range: "ff00::/8", inside: "kept", meaning: "multicast" },
];

/** Ranges as numbers, each with how many of its bits count. */
export class PinTable {
  readonly #pins: readonly { readonly words: readonly number[]; readonly length: number; readonly isKept: boolean }[];

  constructor(pins: readonly Pin[]) {
    this.#pins = pins.map(({ range, inside }) => {
      const [address, length] = range.split("/");
      return { words: wordsOf(address), length: Number(length), isKept: inside === "kept" };
    });
  }
  /** How many first bits of an IPv4 address stay. */
  public4(address: number): number {
    let max = 0;
    for (const { words, length, isKept } of this.#pins) {
      const common = Math.clz32(address ^ words[0]);
      if (common < length) max = Math.max(max, common + 1);
      else if (isKept) return 32;
      else max = Math.max(max, length);
    }
    return max;
  }
  /** The same of an IPv6 address. */
  public6(a: number, b: number, c: number, d: number): number {
    let max = 0;
    for (const { words, length, isKept } of this.#pins) {
      let common = Math.clz32(a ^ words[0]);
      if (common === 32) common += Math.clz32(b ^ words[1]);
      if (common === 64) common += Math.clz32(c ^ words[2]);
      if (common === 96) common += Math.clz32(d ^ words[3]);
      if (common < length) max = Math.max(max, common + 1);
      else if (isKept) return 128;
      else max = Math.max(max, length);
    }
    return max;
  }
}
/** An address of IPv4 or IPv6, as a word or four: texts of this file alone. */
function wordsOf(text: string): number[] {
  if (!text.includes(":")) return [text.split(".").reduce((sum, part) => sum << 8 | Number(part), 0)];
  const [head, tail = ""] = text.split("::").map((half) => half === "" ? [] : half.split(":"));
  const parts = [...head, ...Array(8 - head.length - tail.length).fill("0"), ...tail];
  return [0, 2, 4, 6].map((i) => parseInt(parts[i], 16) << 16 | parseInt(parts[i + 1], 16));
}
