/**
 * What is made of messages of DNS for the probes that are enabled: texts that clauses read, and no others.
 *
 * @module
 */
import { DNS, DNS_TEXT } from "./dns_fields.ts";
import { type ProbeFiring, readsMember } from "./stage.ts";

/** args[4]. */
const MESSAGE = 4;
/** Bits of DNS_TEXT that clauses of these probes read of the message. */
export function textsOf(firings: readonly (ProbeFiring | undefined)[]): number {
  const reads = (bit: number, ...offsets: number[]) => readsMember(firings, MESSAGE, ...offsets) ? bit : 0;
  return reads(DNS_TEXT.NAME, DNS.NAME) | reads(DNS_TEXT.LNAME, DNS.LNAME) | reads(DNS_TEXT.TYPE_NAME, DNS.TYPE_NAME) |
    reads(DNS_TEXT.ECS, DNS.ECS) | reads(DNS_TEXT.ANSWERS, DNS.ADDRESSES, DNS.CNAME, DNS.MINTTL) |
    reads(
      DNS_TEXT.RECORDS,
      ...[DNS.ECS, DNS.RCODE, DNS.UDPSIZE, DNS.DNSSEC, DNS.BAD],
    );
}
