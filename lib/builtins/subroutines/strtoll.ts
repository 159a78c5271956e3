import { FAULT } from "../../image/mod.ts";
import { onHost } from "./subroutine_definition.ts";

/** The base of a number's text as the program gave it; undefined when there is no such. */
function baseOf(given: bigint): number | undefined {
  const base = Number(BigInt.asIntN(32, given));
  return base >= 2 && base <= 36 ? base : undefined;
}
/** 99 for what is not a digit to any base. */
function digitOf(byte: number | undefined): number {
  if (byte === undefined) return 99;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const small = byte | 0x20;
  return small >= 0x61 && small <= 0x7a ? small - 0x61 + 10 : 99;
}
/** Blanks, a sign, 0x to base 16, digits; stops where they end. Overflow wraps. */
export function parseNumber(text: Uint8Array, base: number): bigint {
  let at = 0;
  while (text[at] === 0x20 || text[at] === 0x09) at++;
  const negative = text[at] === 0x2d;
  if (negative || text[at] === 0x2b) at++;
  if (base === 16 && text[at] === 0x30 && (text[at + 1] | 0x20) === 0x78 && digitOf(text[at + 2]) < 16) at += 2;
  let value = 0n;
  for (; digitOf(text[at]) < base; at++) value = BigInt.asIntN(64, value * BigInt(base) + BigInt(digitOf(text[at])));
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
    if (base === undefined) {
      host.fault(FAULT.ILLOP);
      return 0n;
    }
    const text = host.readString(address as number);
    return text ? parseNumber(text, base) : 0n;
  },
  (args) => args.length > 1 ? [] : [10n],
);
