import { FAULT } from "../../image/mod.ts";
import { onHost, writeWhole } from "./subroutine_definition.ts";
import { baseOf } from "./strtoll.ts";

/** As C's formats begin numbers of these bases. */
function textOf(value: bigint, base: number): string {
  const digits = (base === 10 ? value : BigInt.asUintN(64, value)).toString(base);
  if (base === 16) return `0x${digits}`;
  return base === 8 && value !== 0n ? `0${digits}` : digits;
}
export const lltostr = onHost(
  {
    name: "lltostr",
    doc: "A number as text, to a base of 2 to 36: 16 begins with 0x, 8 with 0, and only 10 has a sign.",
    prototype: "string(int64_t, [int])",
  },
  ["i64", "i64"],
  "pointer",
  (host, value, given) => {
    const base = baseOf(given as bigint);
    if (base !== undefined) return writeWhole(host, textOf(value as bigint, base));
    host.fault(FAULT.ILLOP);
    return 0;
  },
  (args) => args.length > 1 ? [] : [10n],
);
