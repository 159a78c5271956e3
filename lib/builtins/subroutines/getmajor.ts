import type { SubroutineBuiltin } from "./subroutine_definition.ts";

/** illumos' device numbers: 32 bits each. */
const half = (name: string, type: string, shift: bigint, doc: string): SubroutineBuiltin => ({
  name,
  doc,
  prototype: `${type}(dev_t)`,
  lower: (b, [device]) => b.extend(b.binary("shr_u", b.lower(device), b.constant(shift)), 4, false),
});
export const getmajor = half("getmajor", "major_t", 32n, "The major number of a device.");
export const getminor = half("getminor", "minor_t", 0n, "The minor number of a device.");
