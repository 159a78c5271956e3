/**
 * strlen, strjoin, substr, strtok, toupper, tolower: texts from texts.
 *
 * @module
 */
import { CONTEXT, FAULT } from "../../image/mod.ts";
import { onHost, type SubroutineBuiltin } from "./definition.ts";

export const strlen: SubroutineBuiltin = {
  name: "strlen",
  doc: "The length of the text in bytes.",
  prototype: "size_t(const char *)",
  lower: (b, [text]) => b.helper("string_length", b.lower(text)),
};
export const strjoin = onHost(
  { name: "strjoin", doc: "The first text followed by the second.", prototype: "string(const char *, const char *)" },
  ["pointer", "pointer"],
  "pointer",
  (host, first, second) => {
    const left = host.readString(first as number);
    const right = left && host.readString(second as number);
    if (!left || !right) return 0;
    if (left.length + right.length >= host.stringSize) {
      host.fault(FAULT.NOSCRATCH);
      return 0;
    }
    const joined = new Uint8Array(left.length + right.length);
    joined.set(left);
    joined.set(right, left.length);
    return host.writeString(joined);
  },
);
export const substr = onHost(
  {
    name: "substr",
    doc:
      "The part of the text from a position on (counted from the end if negative), of a length (up to that many from " +
      "the end if negative).",
    prototype: "string(const char *, int, [int])",
    since: "1.1",
  },
  ["pointer", "i64", "i64", "i64"],
  "pointer",
  (host, address, position, length, given) => {
    const text = host.readString(address as number);
    if (!text) return 0;
    const size = BigInt(host.stringSize), all = BigInt(text.length);
    let index = BigInt.asIntN(32, position as bigint);
    let rest = given === 1n ? BigInt.asIntN(32, length as bigint) : size;
    if (index < 0n) {
      index += all;
      if (index < 0n && index + rest > 0n) {
        rest += index;
        index = 0n;
      }
    }
    if (index >= all || index < 0n) rest = 0n;
    else if (rest < 0n) rest += all - index;
    const from = Number(index), count = Math.max(0, Number(rest));
    return host.writeString(count === 0 ? new Uint8Array() : text.slice(from, from + count));
  },
  (args) => args.length > 2 ? [1n] : [0n, 0n],
);
export const strtok = onHost(
  {
    name: "strtok",
    doc: "The next part of the text between separators; with NULL it goes on with the same text. NULL at the end.",
    prototype: "string(const char *, const char *)",
    since: "1.1",
  },
  ["pointer", "pointer"],
  "pointer",
  (host, given, separators) => {
    const address = given === 0 ? host.view.getUint32(CONTEXT.STRTOK, true) : given as number;
    if (address === 0) return 0;
    const text = host.readString(address);
    const between = text && host.readString(separators as number);
    if (!text || !between) return 0;
    let start = 0;
    while (start < text.length && between.includes(text[start])) start++;
    let end = start;
    while (end < text.length && !between.includes(text[end])) end++;
    host.view.setUint32(CONTEXT.STRTOK, end < text.length ? address + end + 1 : 0, true);
    return end === start ? 0 : host.writeString(text.slice(start, end));
  },
);
function changeCase(name: string, doc: string, first: number, by: number): SubroutineBuiltin {
  return onHost(
    { name, doc, prototype: "string(const char *)", since: "1.8" },
    ["pointer"],
    "pointer",
    (host, address) => {
      const text = host.readString(address as number);
      if (!text) return 0;
      return host.writeString(text.map((byte) => byte >= first && byte < first + 26 ? byte + by : byte));
    },
  );
}
export const toupper = changeCase("toupper", "The text in capitals.", 0x61, -32);
export const tolower = changeCase("tolower", "The text in small letters.", 0x41, 32);
