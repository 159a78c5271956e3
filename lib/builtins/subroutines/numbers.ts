/**
 * lltostr, strtoll, rand, getmajor, getminor.
 *
 * @module
 */
import { FAULT } from "../../image/mod.ts";
import { letters, onHost, type SubroutineBuiltin } from "./definition.ts";

const baseOf = (given: bigint): number => Number(BigInt.asIntN(32, given));
const isBase = (base: number) => base >= 2 && base <= 36;

export const lltostr = onHost(
  {
    name: "lltostr",
    doc: "A number as text, to a base of 2 to 36: 16 begins with 0x, 8 with 0, and only 10 has a sign.",
    prototype: "string(int64_t, [int])",
  },
  ["i64", "i64"],
  "pointer",
  (host, value, given) => {
    const base = baseOf(given as bigint);
    if (!isBase(base)) {
      host.fault(FAULT.ILLOP);
      return 0;
    }
    const number = base === 10 ? value as bigint : BigInt.asUintN(64, value as bigint);
    const digits = number.toString(base);
    return host.writeString(letters(base === 16 ? `0x${digits}` : base === 8 && number !== 0n ? `0${digits}` : digits));
  },
  (args) => args.length > 1 ? [] : [10n],
);
const digitOf = (byte: number): number => {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const small = byte | 0x20;
  return small >= 0x61 && small <= 0x7a ? small - 0x61 + 10 : 99;
};
/** Blanks, a sign, 0x to base 16, digits; stops where they end. Overflow wraps. */
export function parseNumber(text: Uint8Array, base: number): bigint {
  let at = 0;
  while (text[at] === 0x20 || text[at] === 0x09) at++;
  const negative = text[at] === 0x2d;
  if (negative || text[at] === 0x2b) at++;
  if (base === 16 && text[at] === 0x30 && (text[at + 1] | 0x20) === 0x78 && digitOf(text[at + 2]) < 16) at += 2;
  let value = 0n;
  for (; at < text.length && digitOf(text[at]) < base; at++) value = value * BigInt(base) + BigInt(digitOf(text[at]));
  return BigInt.asIntN(64, negative ? -value : value);
}
export const strtoll = onHost(
  {
    name: "strtoll",
    doc: "The number that the text begins with, to a base of 2 to 36.",
    prototype: "int64_t(const char *, [int])",
    since: "1.11",
  },
  ["pointer", "i64"],
  "i64",
  (host, address, given) => {
    const base = baseOf(given as bigint);
    if (!isBase(base)) {
      host.fault(FAULT.ILLOP);
      return 0n;
    }
    const text = host.readString(address as number);
    return text ? parseNumber(text, base) : 0n;
  },
  (args) => args.length > 1 ? [] : [10n],
);

/** The same numbers in every run, so that a question over a capture has one answer (xorshift64*, Vigna 2016). */
interface Generator {
  state: bigint;
}
function draw(generator: Generator): bigint {
  let x = generator.state;
  x ^= x >> 12n;
  x = BigInt.asUintN(64, x ^ (x << 25n));
  x ^= x >> 27n;
  generator.state = x;
  return BigInt.asUintN(64, x * 0x2545f4914f6cdd1dn);
}
const start = (): Generator => ({ state: 0x853c49e6748fea9bn });
export const rand = onHost(
  { name: "rand", doc: "A number that looks random; the same sequence in every run.", prototype: "int()" },
  [],
  "i64",
  (host) => BigInt.asIntN(32, draw(host.state("rand", start)) >> 32n),
);
export const random = onHost(
  {
    name: "random",
    doc: "A 64-bit number that looks random; the same sequence in every run.",
    prototype: "uint64_t()",
  },
  [],
  "i64",
  (host) => BigInt.asIntN(64, draw(host.state("rand", start))),
);
/** illumos' device numbers: 32 bits each. */
const part = (name: string, shift: bigint, doc: string): SubroutineBuiltin => ({
  name,
  doc,
  prototype: "uint_t(dev_t)",
  lower: (b, [device]) => b.extend(b.binary("shr_u", b.lower(device), b.constant(shift)), 4, false),
});
export const getmajor = part("getmajor", 32n, "The major number of a device.");
export const getminor = part("getminor", 0n, "The minor number of a device.");
