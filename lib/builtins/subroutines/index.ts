/**
 * index and rindex: positions as Perl counts them, its odd answers for empty texts included.
 *
 * @module
 */
import { onHost, type SubroutineBuiltin } from "./subroutine_definition.ts";
import { startsAt } from "./strstr.ts";

/** First position, from `position` on, at which the part stands; -1 if it does not. */
function indexOf(text: Uint8Array, part: Uint8Array, position: bigint | undefined): number {
  if (text.length === 0 && part.length === 0) return 0;
  const from = position === undefined || position < 0n ? 0n : position;
  if (position !== undefined && from >= BigInt(text.length)) return part.length === 0 ? text.length : -1;
  for (let at = Number(from); at < text.length; at++) if (startsAt(text, part, at)) return at;
  return -1;
}
/** Last position, up to `position`, at which the part stands; -1 if it does not. */
function lastIndexOf(text: Uint8Array, part: Uint8Array, position: bigint | undefined): number {
  if (text.length === 0 && part.length === 0) return 0;
  if (position !== undefined && position < 0n) return part.length === 0 ? 0 : -1;
  const last = BigInt(text.length);
  for (let at = Number(position === undefined || position > last ? last : position); at >= 0; at--) {
    if (startsAt(text, part, at)) return at;
  }
  return -1;
}
function searching(name: string, doc: string, find: typeof indexOf): SubroutineBuiltin {
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
export const index = searching(
  "index",
  "Where the other text first stands in the text, from a position on; -1 if nowhere.",
  indexOf,
);
export const rindex = searching(
  "rindex",
  "Where the other text last stands in the text, up to a position; -1 if nowhere.",
  lastIndexOf,
);
