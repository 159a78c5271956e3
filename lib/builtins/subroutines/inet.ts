/**
 * inet_ntoa, inet_ntoa6, inet_ntop: addresses as text. Where nobody looks at the text they stay bytes.
 *
 * @module
 */
import { FAULT } from "../../image/mod.ts";
import type { Builder, Register } from "../../codegen/ir/mod.ts";
import { hotFunction, IN_PROCESS, type SubroutineBuiltin } from "./subroutine_definition.ts";
import { inetNtoa as inetNtoaScript, inetNtoa6 as inetNtoa6Script, inetNtop as inetNtopScript } from "./hot/texts.ts";

const V4 = 4, V6 = 6;
const AF_INET = 2;
/** AF_INET6 of Linux, illumos, FreeBSD and macOS: scripts bring their own. */
const AF_INET6: readonly number[] = [10, 26, 28, 30];

/** Family and sixteen bytes, from numbers that hold the address as it lies in memory. */
function putAddress4(b: Builder, word: Register, to: Register): void {
  const first = b.binary("or", b.binary("shl", word, b.constant(8)), b.constant(V4));
  b.storeTrusted(to, 0, first, 8);
  b.storeTrusted(to, 8, b.constant(0), 8);
  b.storeTrusted(to, 16, b.constant(0), 1);
}
function putAddress6(b: Builder, low: Register, high: Register, to: Register): void {
  const eight = b.constant(8), rest = b.constant(56);
  b.storeTrusted(to, 0, b.binary("or", b.binary("shl", low, eight), b.constant(V6)), 8);
  b.storeTrusted(to, 8, b.binary("or", b.binary("shl", high, eight), b.binary("shr_u", low, rest)), 8);
  b.storeTrusted(to, 16, b.binary("shr_u", high, rest), 1);
}
function loadAddress6(b: Builder, at: Register): [low: Register, high: Register] {
  return [b.load(at, 8, false), b.load(b.binary("add", at, b.constant(8)), 8, false)];
}
/** 1 for ::ffff:a.b.c.d and for ::a.b.c.d that is neither :: nor ::1. */
function holdsAddress4(b: Builder, low: Register, high: Register): Register {
  const group = b.extend(high, 4, false);
  const tail = b.binary("shr_u", high, b.constant(32));
  const mapped = b.compare("eq", group, b.constant(0xffff0000));
  const other = b.binary("and", b.compare("ne", tail, b.constant(0)), b.compare("ne", tail, b.constant(0x01000000)));
  const compatible = b.binary("and", b.compare("eq", group, b.constant(0)), other);
  return b.binary("and", b.compare("eq", low, b.constant(0)), b.binary("or", mapped, compatible));
}
const text4 = hotFunction("inet_ntoa", ["pointer"], "pointer", "inetNtoa", inetNtoaScript);
const text6 = hotFunction("inet_ntoa6", ["pointer"], "pointer", "inetNtoa6", inetNtoa6Script);
const byFamily = hotFunction("inet_ntop", ["i64", "pointer"], "pointer", "inetNtop", inetNtopScript);
export const inetNtoa: SubroutineBuiltin = {
  name: "inet_ntoa",
  doc: "The text of the IPv4 address that the pointer leads to, `192.0.2.1`.",
  prototype: "string(ipaddr_t *)",
  since: "1.5",
  host: text4,
  availableIn: IN_PROCESS,
  lowerAddress: (b, [pointer], to) => putAddress4(b, b.load(b.lower(pointer), 4, false), to),
};
export const inetNtoa6: SubroutineBuiltin = {
  name: "inet_ntoa6",
  doc: "The text of the IPv6 address that the pointer leads to; of an IPv4 address within it the dotted form.",
  prototype: "string(in6_addr_t *)",
  since: "1.5",
  host: text6,
  availableIn: IN_PROCESS,
  lowerAddress(b, [pointer], to) {
    const [low, high] = loadAddress6(b, b.lower(pointer));
    b.if(
      holdsAddress4(b, low, high),
      () => putAddress4(b, b.binary("shr_u", high, b.constant(32)), to),
      () => putAddress6(b, low, high, to),
    );
  },
};
export const inetNtop: SubroutineBuiltin = {
  name: "inet_ntop",
  doc: "The text of an address of a family (AF_INET, AF_INET6).",
  prototype: "string(int, void *)",
  since: "1.5",
  host: byFamily,
  availableIn: IN_PROCESS,
  lowerAddress(b, [family, pointer], to) {
    const given = b.extend(b.lower(family), 4, true), at = b.lower(pointer);
    const is = (number: number) => b.compare("eq", given, b.constant(number));
    b.if(is(AF_INET), () => putAddress4(b, b.load(at, 4, false), to), () => {
      const known = AF_INET6.map(is).reduce((left, right) => b.binary("or", left, right));
      b.if(known, () => putAddress6(b, ...loadAddress6(b, at), to), () => b.fault(FAULT.ILLOP));
    });
  },
};
