/**
 * Messages of DNS, byte by byte as RFC 1035 draws them.
 *
 * @module
 */
import { bytes, type Part } from "../wire/frames.ts";

export const u16 = (value: number): number[] => [value >> 8 & 255, value & 255];
export const u32 = (value: number): number[] => [...u16(value >>> 16), ...u16(value)];

/** Labels of a name, each a text; without pointers. */
export function dnsName(text: string): number[] {
  const labels = text === "." || text === "" ? [] : text.split(".");
  return [...labels.flatMap((label) => [label.length, ...new TextEncoder().encode(label)]), 0];
}
export interface DnsRecordOf {
  readonly name?: Part;
  readonly type: number;
  readonly class?: number;
  readonly ttl?: number;
  readonly data: Part;
}
export interface DnsMessageOf {
  readonly id?: number;
  readonly flags?: number;
  readonly name?: Part;
  readonly type?: number;
  readonly class?: number;
  /** Without a question. */
  readonly isBare?: boolean;
  readonly answers?: readonly DnsRecordOf[];
  readonly authorities?: readonly DnsRecordOf[];
  readonly additionals?: readonly DnsRecordOf[];
  readonly counts?: readonly number[];
}
/** A pointer to the first question's name. */
export const QUESTION: readonly number[] = [0xc0, 12];

function record({ name = QUESTION, type, class: kind = 1, ttl = 60, data }: DnsRecordOf): Uint8Array {
  const body = bytes(data);
  return bytes(name, u16(type), u16(kind), u32(ttl), u16(body.length), body);
}
export function dnsMessage(of: DnsMessageOf): Uint8Array<ArrayBuffer> {
  const { id = 1, flags = 0x0100, name = dnsName("www.example.test"), type = 1, class: kind = 1, isBare = false } = of;
  const { answers = [], authorities = [], additionals = [] } = of;
  const counts = of.counts ?? [isBare ? 0 : 1, answers.length, authorities.length, additionals.length];
  const question = isBare ? [] : bytes(name, u16(type), u16(kind));
  return bytes(
    u16(id),
    u16(flags),
    counts.flatMap(u16),
    question,
    ...[...answers, ...authorities, ...additionals].map(record),
  );
}
