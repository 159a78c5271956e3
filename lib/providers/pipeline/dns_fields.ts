/**
 * What D sees of a message of DNS: `struct dns` and `struct dns_exchange`, with the texts that they point at. Both paths write
 * them. Hot functions: see lib/wasm/translate/README.md.
 *
 * @module
 */
import { CONTEXT } from "../../image/mod.ts";
import { putAddress4, putAddress6 } from "../../packet/address/mod.ts";
import {
  answerExchange,
  askExchange,
  BAD,
  EXCHANGE_ENTRY,
  EXCHANGE_STATE,
  FLAG,
  isSameSpelling,
  MESSAGE,
  microsecondsSince,
  NAME_TEXT_BYTES,
  nameEnd,
  nextRecord,
  putName,
  readMessage,
  RECORD_TYPE,
  rewindRecords,
  SECTION,
  TABLE,
} from "../../packet/dns/mod.ts";
import { PROTOCOL } from "../../protocols/mod.ts";
import type { f64, HotMemory, i32 } from "../../wasm/mod.ts";

export const VARIANT = { UDP: 1, TCP: 2, MDNS: 3, LLMNR: 4 } as const;
/** Multicast DNS gives the upper bit of a class another meaning. */
export const TOP_BIT = 0x8000;
/** Byte offsets; the D library has them as members. */
export const DNS = {
  NAME: 0,
  LNAME: 8,
  TYPE_NAME: 16,
  ECS: 24,
  ADDRESSES: 32,
  CNAME: 40,
  MINTTL: 48,
  RCODE: 56,
  UDPSIZE: 60,
  LENGTH: 64,
  BAD: 68,
  ID: 72,
  FLAGS: 74,
  TYPE: 76,
  CLASS: 78,
  COUNTS: 80,
  OPCODE: 88,
  UNICAST: 89,
  VARIANT: 90,
  DNSSEC: 91,
  BYTES: 96,
} as const;
const EXCHANGE = {
  ID: 0,
  LATENCY: 8,
  LAST: 16,
  QUERIES: 24,
  RESPONSES: 28,
  OVER_TCP: 32,
  SAME_CASE: 33,
  BYTES: 40,
} as const;
/** What is made of a message where clauses read it. RECORDS: what only passing by the records tells. */
export const DNS_TEXT = { NAME: 1, LNAME: 2, TYPE_NAME: 4, ECS: 8, ANSWERS: 16, RECORDS: 32 } as const;

/** Bytes of the texts of a message. */
const LIST_BYTES = 4096, LONGEST_ADDRESS = 48;
/** Byte offsets in the block with all of it. */
export const DNS_BLOCK = {
  /** What was read: see MESSAGE. */
  MESSAGE: 0,
  /** `struct dns`, `struct dns_exchange`, `struct app`. */
  DNS: 128,
  EXCHANGE: 224,
  APP: 264,
  /** Address of the table of exchanges; of the names of types, by type, or 0. */
  TABLE: 296,
  TYPE_NAMES: 300,
  /** Milliseconds until a query counts as unanswered. */
  TIMEOUT: 304,
  /** Bits of DNS_TEXT that clauses read: of queries, of responses. */
  QUERIES: 308,
  RESPONSES: 312,
  /** Places of firings on the fast path, -1 for probes that are not enabled: query, response, retransmission, unsolicited. */
  FIRINGS: 316,
  /** 1 where responses are left to the slow path, for their records. */
  LEAVES_RESPONSES: 332,
  /** On the fast path, of the message at hand: VARIANT. */
  VARIANT: 336,
  /** Eight bytes of zero. */
  EMPTY: 344,
  NAME_TEXT: 352,
  LNAME_TEXT: 352 + NAME_TEXT_BYTES,
  CNAME_TEXT: 352 + 2 * NAME_TEXT_BYTES,
  ADDRESSES_TEXT: 352 + 3 * NAME_TEXT_BYTES,
  BYTES: 352 + 3 * NAME_TEXT_BYTES + LIST_BYTES,
} as const;

const PORT = { DNS: 53, MDNS: 5353, LLMNR: 5355 } as const;

/** How a message comes, by its ports: one of VARIANT, 0 for what is none. */
export function dnsVariant(bytes: Uint8Array, transport: i32, protocol: i32): i32 {
  const source = bytes[transport] << 8 | bytes[transport + 1],
    target = bytes[transport + 2] << 8 | bytes[transport + 3];
  if (source === PORT.DNS || target === PORT.DNS) return protocol === PROTOCOL.TCP ? VARIANT.TCP : VARIANT.UDP;
  if ((source === PORT.MDNS || target === PORT.MDNS) && protocol === PROTOCOL.UDP) return VARIANT.MDNS;
  return source === PORT.LLMNR || target === PORT.LLMNR ? VARIANT.LLMNR : 0;
}
/** Anybody may answer there. */
export function isOpenVariant(variant: i32): boolean {
  return variant === VARIANT.MDNS || variant === VARIANT.LLMNR;
}
/** Reads a message into the block: see readMessage. @param texts bits of DNS_TEXT that clauses read */
export function readDns(memory: HotMemory, block: i32, start: i32, end: i32, length: i32, texts: i32): i32 {
  return readMessage(memory, block + DNS_BLOCK.MESSAGE | 0, start, end, length, (texts & DNS_TEXT.RECORDS) !== 0);
}
/** The exchange of the query that was read: see askExchange. */
export function askDns(memory: HotMemory, block: i32, flow: f64, seconds: f64, nanoseconds: i32): i32 {
  const { words } = memory, table = words[block + DNS_BLOCK.TABLE >> 2];
  const timeoutMs: f64 = words[block + DNS_BLOCK.TIMEOUT >> 2];
  return askExchange(memory, table, block + DNS_BLOCK.MESSAGE | 0, flow, seconds, nanoseconds, timeoutMs);
}
/** That of the response that was read, or 0: see answerExchange. One to another question is said to be so. */
export function answerDns(memory: HotMemory, block: i32, variant: i32, flow: f64): i32 {
  const { words } = memory, table = words[block + DNS_BLOCK.TABLE >> 2], m = block + DNS_BLOCK.MESSAGE | 0;
  const entry = answerExchange(memory, table, m, flow);
  const isOther = entry === 0 && !isOpenVariant(variant) && words[table + TABLE.IS_OTHER >> 2] !== 0;
  if (isOther) words[m + MESSAGE.BAD >> 2] |= BAD.QUESTION;
  return entry;
}
/** Writes `struct dns` of the message that was read; all but the client's subnet. @param texts bits of DNS_TEXT */
export function writeDns(memory: HotMemory, block: i32, variant: i32, texts: i32): void {
  const { bytes, words, view } = memory, m = block + DNS_BLOCK.MESSAGE >> 2, at = block + DNS_BLOCK.DNS | 0;
  const flags = words[m + (MESSAGE.FLAGS >> 2)], isResponse = (flags & FLAG.RESPONSE) !== 0;
  const kind = words[m + (MESSAGE.CLASS >> 2)], isMulticast = variant === VARIANT.MDNS;
  writeTexts(memory, block, texts);
  words[at + DNS.RCODE >> 2] = isResponse ? words[m + (MESSAGE.UPPER_CODE >> 2)] << 4 | flags & 15 : -1;
  words[at + DNS.UDPSIZE >> 2] = words[m + (MESSAGE.UDP_SIZE >> 2)];
  words[at + DNS.LENGTH >> 2] = words[m + (MESSAGE.LENGTH >> 2)];
  view.setUint16(at + DNS.ID, words[m + (MESSAGE.ID >> 2)], true);
  view.setUint16(at + DNS.FLAGS, flags, true);
  view.setUint16(at + DNS.TYPE, words[m + (MESSAGE.TYPE >> 2)], true);
  view.setUint16(at + DNS.CLASS, isMulticast ? kind & ~TOP_BIT : kind, true);
  for (let i = 0; i < 4; i++) view.setUint16(at + DNS.COUNTS + 2 * i, words[m + (MESSAGE.COUNTS >> 2) + i], true);
  bytes[at + DNS.OPCODE] = flags >> 11 & 15;
  bytes[at + DNS.UNICAST] = +(isMulticast && !isResponse && (kind & TOP_BIT) !== 0);
  bytes[at + DNS.VARIANT] = variant;
  bytes[at + DNS.DNSSEC] = words[m + (MESSAGE.EDNS_FLAGS >> 2)] >> 15;
  if ((texts & DNS_TEXT.ANSWERS) !== 0) writeAnswers(memory, block, isResponse);
  words[at + DNS.BAD >> 2] = words[m + (MESSAGE.BAD >> 2)];
}
/** A text that D shows no more than the beginning of. */
function noteLength(words: Int32Array, block: i32, length: i32): void {
  if (length >= words[CONTEXT.STRING_SIZE >> 2]) words[block + DNS_BLOCK.MESSAGE + MESSAGE.BAD >> 2] |= BAD.LONG;
}
function writeTexts(memory: HotMemory, block: i32, texts: i32): void {
  const { bytes, words } = memory, m = block + DNS_BLOCK.MESSAGE >> 2, at = block + DNS_BLOCK.DNS >> 2;
  const start = words[m + (MESSAGE.START >> 2)], question = words[m + (MESSAGE.QUESTION >> 2)];
  const empty = block + DNS_BLOCK.EMPTY | 0,
    name = block + DNS_BLOCK.NAME_TEXT | 0,
    lname = block + DNS_BLOCK.LNAME_TEXT | 0;
  words[at + (DNS.ECS >> 2)] = empty;
  if (question === 0) {
    words[at + (DNS.NAME >> 2)] = empty;
    words[at + (DNS.LNAME >> 2)] = empty;
    words[at + (DNS.TYPE_NAME >> 2)] = empty;
    return;
  }
  if ((texts & DNS_TEXT.NAME) !== 0) {
    noteLength(words, block, putName(bytes, start, question, name, false) - name | 0);
    words[at + (DNS.NAME >> 2)] = name;
  }
  if ((texts & DNS_TEXT.LNAME) !== 0) {
    noteLength(words, block, putName(bytes, start, question, lname, true) - lname | 0);
    words[at + (DNS.LNAME >> 2)] = lname;
  }
  if ((texts & DNS_TEXT.TYPE_NAME) !== 0) {
    words[at + (DNS.TYPE_NAME >> 2)] =
      words[(words[block + DNS_BLOCK.TYPE_NAMES >> 2] >> 2) + words[m + (MESSAGE.TYPE >> 2)]];
  }
}
/** Of the answer section: addresses, the last CNAME, the least time to live. */
function writeAnswers(memory: HotMemory, block: i32, isResponse: boolean): void {
  const { bytes, words } = memory, message = block + DNS_BLOCK.MESSAGE | 0, m = message >> 2;
  const list = block + DNS_BLOCK.ADDRESSES_TEXT | 0, cname = block + DNS_BLOCK.CNAME_TEXT | 0;
  const start = words[m + (MESSAGE.START >> 2)], end = words[m + (MESSAGE.END >> 2)];
  let to = list, minttl: f64 = -1;
  bytes[cname] = 0;
  rewindRecords(words, message);
  while (isResponse && nextRecord(memory, message)) {
    if (words[m + (MESSAGE.SECTION >> 2)] !== SECTION.ANSWER) break;
    const ttl: f64 = words[m + (MESSAGE.TTL >> 2)] >>> 0;
    minttl = minttl < 0 ? ttl : Math.min(minttl, ttl);
    const type = words[m + (MESSAGE.RECORD_TYPE >> 2)], data = words[m + (MESSAGE.DATA >> 2)];
    const size = type === RECORD_TYPE.A ? 4 : type === RECORD_TYPE.AAAA ? 16 : 0;
    if (size > 0 && words[m + (MESSAGE.DATA_BYTES >> 2)] === size) {
      if ((to + LONGEST_ADDRESS | 0) > (list + LIST_BYTES - 2 | 0)) {
        words[m + (MESSAGE.BAD >> 2)] |= BAD.LONG;
      } else {
        if (to !== list) {
          bytes[to] = 0x2c;
          to++;
        }
        to = size === 4 ? putAddress4(bytes, data, bytes, to) : putAddress6(bytes, data, bytes, to, 2);
      }
    }
    if (type === RECORD_TYPE.CNAME && nameEnd(bytes, start, data, end) > 0) putName(bytes, start, data, cname, false);
  }
  bytes[to] = 0;
  noteLength(words, block, to - list | 0);
  const at = block + DNS_BLOCK.DNS | 0;
  words[at + DNS.ADDRESSES >> 2] = list;
  words[at + DNS.CNAME >> 2] = cname;
  putWhole(words, at + DNS.MINTTL | 0, minttl);
}
/** A whole number of 64 bits. */
function putWhole(words: Int32Array, at: i32, value: f64): void {
  words[at >> 2] = value;
  words[(at >> 2) + 1] = Math.floor(value / 2 ** 32);
}
/** Writes `struct dns_exchange`, with latencies of a response at that time; returns its address. @param entry of the table */
export function writeExchange(
  memory: HotMemory,
  block: i32,
  entry: i32,
  isResponse: boolean,
  seconds: f64,
  nanoseconds: i32,
): i32 {
  const { bytes, words, doubles } = memory, table = words[block + DNS_BLOCK.TABLE >> 2];
  const isAsked = words[block + DNS_BLOCK.MESSAGE + MESSAGE.QUESTION >> 2] !== 0;
  const isSame = isResponse && isAsked && isSameSpelling(words, table, entry), at = block + DNS_BLOCK.EXCHANGE | 0;
  let latency: f64 = -1, last: f64 = -1;
  if (isResponse) {
    const first = doubles[entry + EXCHANGE_ENTRY.FIRST_SECONDS >> 3],
      again = doubles[entry + EXCHANGE_ENTRY.LAST_SECONDS >> 3];
    latency = microsecondsSince(first, words[entry + EXCHANGE_ENTRY.FIRST_NANOSECONDS >> 2], seconds, nanoseconds);
    last = microsecondsSince(again, words[entry + EXCHANGE_ENTRY.LAST_NANOSECONDS >> 2], seconds, nanoseconds);
  }
  putWhole(words, at + EXCHANGE.ID | 0, doubles[entry + EXCHANGE_ENTRY.ID >> 3]);
  putWhole(words, at + EXCHANGE.LATENCY | 0, latency);
  putWhole(words, at + EXCHANGE.LAST | 0, last);
  words[at + EXCHANGE.QUERIES >> 2] = words[entry + EXCHANGE_ENTRY.QUERIES >> 2];
  words[at + EXCHANGE.RESPONSES >> 2] = words[entry + EXCHANGE_ENTRY.RESPONSES >> 2];
  bytes[at + EXCHANGE.OVER_TCP] = +((words[entry + EXCHANGE_ENTRY.STATE >> 2] & EXCHANGE_STATE.OVER_TCP) !== 0);
  bytes[at + EXCHANGE.SAME_CASE] = +isSame;
  return at;
}
