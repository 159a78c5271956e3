/**
 * Byte order: htons and others. The machine is little endian, the network is not.
 *
 * @module
 */
import type { SubroutineBuiltin } from "./subroutine_definition.ts";

function swapping(name: string, type: string, bytes: 16 | 32 | 64, doc: string): SubroutineBuiltin {
  return {
    name,
    doc,
    prototype: `${type}(${type})`,
    since: "1.3",
    lower: (b, [value]) => b.unary(`bswap${bytes}`, b.lower(value)),
  };
}
const host = (bits: number) => `A ${bits}-bit number of the network in the machine's byte order.`;
const network = (bits: number) => `A ${bits}-bit number of the machine in the network's byte order.`;

export const byteOrder: readonly SubroutineBuiltin[] = [
  swapping("htons", "uint16_t", 16, network(16)),
  swapping("htonl", "uint32_t", 32, network(32)),
  swapping("htonll", "uint64_t", 64, network(64)),
  swapping("ntohs", "uint16_t", 16, host(16)),
  swapping("ntohl", "uint32_t", 32, host(32)),
  swapping("ntohll", "uint64_t", 64, host(64)),
];
