/**
 * strchr, strrchr, strstr, index, rindex: finding one text in another, as Perl counts positions.
 *
 * @module
 */
import type { Host } from "../../codegen/mod.ts";
import { onHost, type SubroutineBuiltin } from "./definition.ts";

function findByte(host: Host, address: number, wanted: bigint, last: boolean): number {
  const text = host.readString(address);
  if (!text) return 0;
  const byte = Number(wanted & 0xffn);
  // C's strchr finds the end of the string too
  const at = byte === 0 ? text.length : last ? text.lastIndexOf(byte) : text.indexOf(byte);
  return at < 0 ? 0 : address + at;
}
export const strchr = onHost(
  {
    name: "strchr",
    doc: "The rest of the text from the first such letter on, or NULL.",
    prototype: "string(const char *, char)",
    since: "1.1",
  },
  ["pointer", "i64"],
  "pointer",
  (host, text, byte) => findByte(host, text as number, byte as bigint, false),
);
export const strrchr = onHost(
  {
    name: "strrchr",
    doc: "The rest of the text from the last such letter on, or NULL.",
    prototype: "string(const char *, char)",
    since: "1.1",
  },
  ["pointer", "i64"],
  "pointer",
  (host, text, byte) => findByte(host, text as number, byte as bigint, true),
);
function startsAt(text: Uint8Array, part: Uint8Array, at: number): boolean {
  if (at + part.length > text.length) return false;
  for (let i = 0; i < part.length; i++) if (text[at + i] !== part[i]) return false;
  return true;
}
export const strstr = onHost(
  {
    name: "strstr",
    doc: "The rest of the text from where the other begins in it, or NULL.",
    prototype: "string(const char *, const char *)",
    since: "1.1",
  },
  ["pointer", "pointer"],
  "pointer",
  (host, address, other) => {
    const text = host.readString(address as number);
    const part = text && host.readString(other as number);
    if (!text || !part) return 0;
    for (let at = 0; at < Math.max(1, text.length); at++) {
      if (startsAt(text, part, at)) return (address as number) + at;
    }
    return 0;
  },
);
/** First position, from `from` on, at which the part stands; -1 if it does not. */
function indexOf(text: Uint8Array, part: Uint8Array, position: bigint | undefined): number {
  if (text.length === 0 && part.length === 0) return 0;
  const from = position === undefined || position < 0n ? 0n : position;
  if (position !== undefined && from >= BigInt(text.length)) return part.length === 0 ? text.length : -1;
  for (let at = Number(from); at < text.length; at++) if (startsAt(text, part, at)) return at;
  return -1;
}
function lastIndexOf(text: Uint8Array, part: Uint8Array, position: bigint | undefined): number {
  if (text.length === 0 && part.length === 0) return 0;
  if (position !== undefined && position < 0n) return part.length === 0 ? 0 : -1;
  const last = BigInt(text.length);
  for (let at = Number(position === undefined || position > last ? last : position); at >= 0; at--) {
    if (startsAt(text, part, at)) return at;
  }
  return -1;
}
function position(name: string, doc: string, find: typeof indexOf): SubroutineBuiltin {
  return onHost(
    { name, doc, prototype: "int(const char *, const char *, [int])", since: "1.1" },
    ["pointer", "pointer", "i64", "i64"],
    "i64",
    (host, address, other, at, given) => {
      const text = host.readString(address as number);
      const part = text && host.readString(other as number);
      if (!text || !part) return 0n;
      return BigInt(find(text, part, given === 1n ? at as bigint : undefined));
    },
    // whether there is a position cannot be told from its value
    (args) => args.length > 2 ? [1n] : [0n, 0n],
  );
}
export const index = position(
  "index",
  "Where the other text first stands in the text, from a position on; -1 if nowhere.",
  indexOf,
);
export const rindex = position(
  "rindex",
  "Where the other text last stands in the text, up to a position; -1 if nowhere.",
  lastIndexOf,
);
