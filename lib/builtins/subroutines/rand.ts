/**
 * rand and random: the same numbers in every run, so that a question over a capture has one answer.
 *
 * @module
 */
import type { HostMemory } from "../../codegen/ir/mod.ts";
import { onHost } from "./subroutine_definition.ts";

interface Generator {
  state: bigint;
}
const start = (): Generator => ({ state: 0x853c49e6748fea9bn });

/** 64 bits by xorshift64* (S. Vigna, An experimental exploration of Marsaglia's xorshift generators, 2016). */
function draw(host: HostMemory): bigint {
  const generator = host.state("rand", start);
  let x = generator.state;
  x ^= x >> 12n;
  x = BigInt.asUintN(64, x ^ (x << 25n));
  x ^= x >> 27n;
  generator.state = x;
  return BigInt.asIntN(64, x * 0x2545f4914f6cdd1dn);
}
const SEQUENCE = "has a sequence that runs through all packets";
export const rand = onHost(
  {
    name: "rand",
    doc: "A number that looks random; the same sequence in every run.",
    prototype: "int()",
    unmergeable: SEQUENCE,
  },
  [],
  "i64",
  (host) => draw(host) >> 32n,
);
export const random = onHost(
  {
    name: "random",
    doc: "A 64-bit number that looks random; the same sequence in every run.",
    unmergeable: SEQUENCE,
    prototype: "uint64_t()",
  },
  [],
  "i64",
  draw,
);
