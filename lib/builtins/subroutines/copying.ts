/**
 * bcopy and the copying from a process: over packets there is one memory, the program's own and what it observes.
 *
 * @module
 */
import { FAULT } from "../../image/mod.ts";
import type { HostMemory } from "../../codegen/ir/mod.ts";
import { onHost } from "./subroutine_definition.ts";

const fits = (host: HostMemory, size: bigint) => size >= 0n && size <= BigInt(host.bytes.length);

/** Copies into scratch; anything else is not the program's to change. */
function copyInto(host: HostMemory, from: number, to: number, size: bigint): void {
  if (!fits(host, size) || !host.inScratch(to, Number(size))) return host.fault(FAULT.BADADDR, BigInt(to));
  const length = Number(size);
  if (length > 0 && host.readable(from, length)) host.bytes.copyWithin(to, from, from + length);
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
  {
    name: "copyinto",
    doc: "Copies bytes into memory that alloca() gave: copyinto(from, size, to).",
    prototype: "void(uintptr_t, size_t, void *)",
  },
  ["pointer", "i64", "pointer"],
  "none",
  (host, from, size, to) => copyInto(host, from as number, to as number, size as bigint),
);
/** A copy in scratch. */
export function copyBytes(host: HostMemory, from: number | bigint, size: number | bigint): number {
  if (!fits(host, size as bigint)) {
    host.fault(FAULT.NOSCRATCH);
    return 0;
  }
  const to = host.allocate(Number(size));
  if (to !== 0) copyInto(host, from as number, to, size as bigint);
  return to;
}
export const copyin = onHost(
  {
    name: "copyin",
    doc: "A copy of the bytes at an address, in the scratch space.",
    prototype: "void *(uintptr_t, size_t)",
  },
  ["pointer", "i64"],
  "pointer",
  copyBytes,
);
export const copyinstr = onHost(
  {
    name: "copyinstr",
    doc: "A copy of the text at an address, of at most so many bytes.",
    prototype: "string(uintptr_t, [size_t])",
  },
  ["pointer", "i64"],
  "pointer",
  (host, from, max) => {
    const text = host.readString(from as number);
    if (!text) return 0;
    const length = BigInt.asUintN(64, max as bigint);
    return host.writeString(length < BigInt(text.length) ? text.slice(0, Number(length)) : text.slice());
  },
  (args) => args.length > 1 ? [] : [-1n],
);
