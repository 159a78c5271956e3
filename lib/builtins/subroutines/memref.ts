import type { SubroutineBuiltin } from "./subroutine_definition.ts";

/** FreeBSD's: two words, the address and the size, for printm(). */
export const memref: SubroutineBuiltin = {
  name: "memref",
  doc: "An address and a size as one value: memref(address, size).",
  prototype: "uintptr_t *(void *, size_t)",
  since: "1.1",
  lower(b, [address, size]) {
    const [at, length] = [b.lower(address), b.lower(size)];
    const pair = b.helper("allocate", b.constant(16));
    b.storeTrusted(pair, 0, at, 8);
    b.storeTrusted(pair, 8, length, 8);
    return pair;
  },
};
