import { FAULT } from "../../image/mod.ts";
import { onHost } from "./subroutine_definition.ts";

/** FreeBSD's limit, a sysctl there. */
const MAX_BYTES = 4096n;

/** FreeBSD's: arguments of a process lie side by side, each ended by NUL; the size counts the last one. */
export const memstr = onHost(
  {
    name: "memstr",
    doc: "Bytes as text, with a letter in the place of each NUL but the last: memstr(address, letter, size).",
    prototype: "string(void *, char, size_t)",
  },
  ["pointer", "i64", "i64"],
  "pointer",
  (host, from, letter, given) => {
    const size = BigInt.asUintN(64, given as bigint);
    if (size === 0n) return 0;
    if (size > MAX_BYTES) {
      host.fault(FAULT.ILLOP);
      return 0;
    }
    const length = Number(size) - 1;
    if (length > 0 && !host.readable(from as number, length)) return 0;
    const to = host.allocate(length + 1);
    if (to === 0) return 0;
    const filler = Number(BigInt.asUintN(8, letter as bigint));
    for (let i = 0; i < length; i++) host.bytes[to + i] = host.bytes[(from as number) + i] || filler;
    host.bytes[to + length] = 0;
    return to;
  },
);
