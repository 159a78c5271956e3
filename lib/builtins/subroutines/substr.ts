import { onHost } from "./subroutine_definition.ts";

/** The part as Perl's substr() has it. */
function partOf(text: Uint8Array, position: bigint, length: bigint): Uint8Array {
  const all = BigInt(text.length);
  let index = position, rest = length;
  if (index < 0n) {
    index += all;
    // what lies before the text counts towards the length
    if (index < 0n && index + rest > 0n) {
      rest += index;
      index = 0n;
    }
  }
  if (index < 0n || index >= all) return new Uint8Array();
  if (rest < 0n) rest += all - index;
  const end = index + rest;
  return text.slice(Number(index), rest <= 0n ? Number(index) : Number(end < all ? end : all));
}
export const substr = onHost(
  {
    name: "substr",
    doc: "The part of the text from a position on (counted from the end if negative), of a length (up to that many " +
      "from the end if negative).",
    prototype: "string(const char *, int, [int])",
    since: "1.1",
  },
  ["pointer", "i64", "i64", "i64"],
  "pointer",
  (host, address, position, length, given) => {
    const text = host.readString(address as number);
    if (!text) return 0;
    // as in DTrace, "all the rest" is strsize: it reaches the end also from before the beginning
    const rest = given === 1n ? length as bigint : BigInt(host.stringSize);
    return host.writeString(partOf(text, position as bigint, rest));
  },
  (args) => args.length > 2 ? [1n] : [0n, 0n],
);
