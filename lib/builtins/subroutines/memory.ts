/**
 * alloca, bcopy, and the copying subroutines: over packets there is one memory, the program's own and what it observes.
 *
 * @module
 */
import { FAULT } from "../../image/mod.ts";
import type { Host } from "../../codegen/mod.ts";
import { onHost, registers, type SubroutineBuiltin } from "./definition.ts";

export const alloca: SubroutineBuiltin = {
  name: "alloca",
  doc: "So many bytes of scratch, until the clause ends.",
  prototype: "void *(size_t)",
  lower: (b, args) => b.helper("allocate", ...registers(b, args)),
};
/** Copies into scratch; anything else is not the program's to change. */
function copyInto(host: Host, from: number, to: number, size: bigint): void {
  if (size < 0n || size > BigInt(host.bytes.length)) return host.fault(FAULT.BADADDR, BigInt(from));
  const length = Number(size);
  if (length === 0 || !host.readable(from, length)) return;
  if (!host.inScratch(to, length)) return host.fault(FAULT.BADADDR, BigInt(to));
  host.bytes.copyWithin(to, from, from + length);
}
export const bcopy = onHost(
  {
    name: "bcopy",
    doc: "Copies bytes into memory that alloca() gave: bcopy(from, to, size).",
    prototype: "void(void *, void *, size_t)",
  },
  ["pointer", "pointer", "i64"],
  "none",
  (host, from, to, size) => copyInto(host, from as number, to as number, size as bigint),
);
export const copyinto = onHost(
  { name: "copyinto", doc: "As bcopy, with the size second.", prototype: "void(uintptr_t, size_t, void *)" },
  ["pointer", "i64", "pointer"],
  "none",
  (host, from, size, to) => copyInto(host, from as number, to as number, size as bigint),
);
export const copyin = onHost(
  { name: "copyin", doc: "A copy of the bytes at an address, in scratch.", prototype: "void *(uintptr_t, size_t)" },
  ["pointer", "i64"],
  "pointer",
  (host, from, given) => {
    const size = given as bigint;
    if (size < 0n || size > BigInt(host.bytes.length)) {
      host.fault(FAULT.NOSCRATCH);
      return 0;
    }
    const to = host.allocate(Number(size));
    if (to !== 0) copyInto(host, from as number, to, size);
    return to;
  },
);
export const copyinstr = onHost(
  {
    name: "copyinstr",
    doc: "A copy of the text at an address, of at most so many bytes.",
    prototype: "string(uintptr_t, [size_t])",
  },
  ["pointer", "i64"],
  "pointer",
  (host, from, most) => {
    const text = host.readString(from as number);
    if (!text) return 0;
    const length = Number(most as bigint < BigInt(text.length) && most as bigint >= 0n ? most : text.length);
    return host.writeString(text.slice(0, length));
  },
  (args) => args.length > 1 ? [] : [-1n],
);
/** memref(address, size): two words, the address and the size, for printm(). */
export const memref: SubroutineBuiltin = {
  name: "memref",
  doc: "An address and a size as one value.",
  prototype: "uintptr_t *(void *, size_t)",
  lower(b, [address, size]) {
    const [at, length] = [b.lower(address), b.lower(size)];
    const pair = b.helper("allocate", b.constant(16));
    b.storeTrusted(pair, 0, at, 8);
    b.storeTrusted(pair, 8, length, 8);
    return pair;
  },
};
export const memstr = onHost(
  {
    name: "memstr",
    doc: "Bytes as text, with a letter in the place of each NUL: memstr(address, letter, size).",
    prototype: "string(void *, char, size_t)",
  },
  ["pointer", "i64", "i64"],
  "pointer",
  (host, from, letter, size) => {
    const length = Math.min(Number(BigInt.asUintN(32, size as bigint)), host.stringSize - 1);
    if (!host.readable(from as number, length)) return 0;
    const filler = Number(letter as bigint & 0xffn);
    const bytes = host.bytes.slice(from as number, from as number + length);
    return host.writeString(bytes.map((byte) => byte === 0 ? filler : byte));
  },
);
