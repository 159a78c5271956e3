import { FAULT } from "../../image/mod.ts";
import { onHost, writeWhole } from "./subroutine_definition.ts";

/** Bytes of an address by the hardware types of ARP: Ethernet, InfiniBand. */
const LENGTHS: Readonly<Record<string, number>> = { 1: 6, 32: 20 };

/** Oracle Linux's. */
export const linkNtop = onHost(
  {
    name: "link_ntop",
    doc: "The text of a link-layer address, `02:00:5e:00:53:01`; the type is ARP's (1: Ethernet, 32: InfiniBand).",
    prototype: "string(int, void *)",
  },
  ["i64", "pointer"],
  "pointer",
  (host, type, address) => {
    const length = LENGTHS[String(BigInt.asIntN(32, type as bigint))];
    if (length === undefined) {
      host.fault(FAULT.ILLOP);
      return 0;
    }
    if (!host.readable(address as number, length)) return 0;
    const bytes = [...host.bytes.subarray(address as number, (address as number) + length)];
    return writeWhole(host, bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(":"));
  },
);
