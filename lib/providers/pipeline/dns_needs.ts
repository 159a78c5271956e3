/**
 * What is made of messages of DNS for the probes that are enabled: texts that clauses read, and no others.
 *
 * @module
 */
import { DNS, TEXT } from "./dns_fields.ts";
import { type ProbeFiring, readsMember } from "./stage.ts";

/** args[4]. */
const MESSAGE = 4;
/** Bits of TEXT that clauses of these probes read of the message. */
export function textsOf(firings: readonly (ProbeFiring | undefined)[]): number {
  const reads = (bit: number, ...offsets: number[]) => readsMember(firings, MESSAGE, ...offsets) ? bit : 0;
  return reads(TEXT.NAME, DNS.NAME) | reads(TEXT.LNAME, DNS.LNAME) | reads(TEXT.TYPE_NAME, DNS.TYPE_NAME) |
    reads(TEXT.ECS, DNS.ECS) | reads(TEXT.ANSWERS, DNS.ADDRESSES, DNS.CNAME, DNS.MINTTL) |
    reads(
      TEXT.RECORDS,
      ...[DNS.ECS, DNS.RCODE, DNS.UDPSIZE, DNS.DNSSEC, DNS.BAD],
    );
}
