/**
 * The fast path of the dns provider's probes: messages over UDP in a datagram of their own, of a flow that is in the cache. What
 * is rarer is left to the slow path: what cannot be read, truncated responses, records that fire one by one. Hot functions: see
 * lib/wasm/translate/README.md.
 *
 * @module
 */
import { isGroup } from "../../packet/address/mod.ts";
import { EXCHANGE_ENTRY, FLAG, MESSAGE, UNREADABLE } from "../../packet/dns/mod.ts";
import { FLOW } from "../../packet/flow/mod.ts";
import { PROTOCOL } from "../../protocols/mod.ts";
import type { f64, HotMemory, i32 } from "../../wasm/mod.ts";
import { writeApp } from "../pipeline/app_fields.ts";
import { DIRECTED } from "../pipeline/direction_rule.ts";
import {
  answerDns,
  askDns,
  DNS_BLOCK,
  DNS_TEXT,
  dnsVariant,
  isOpenVariant,
  readDns,
  writeDns,
  writeExchange,
} from "../pipeline/dns_fields.ts";
import { storeArguments } from "./arguments.ts";
import { FIRED, isOver, type LoopHost, OVER } from "./host.ts";
import { SETTINGS } from "./settings.ts";

const UDP_BYTES = 8;
/** Places of firings in the block. */
const QUERY = 0, RESPONSE = 4, RETRANSMISSION = 8, UNSOLICITED = 12;

/** Whether a packet of UDP or TCP is one of DNS by its ports. */
export function isOfDns(bytes: Uint8Array, transport: i32, protocol: i32): boolean {
  return dnsVariant(bytes, transport, protocol) !== 0;
}
/**
 * Reads a datagram; false where it is left to the slow path: then nothing has happened.
 *
 * @param length bytes behind IP's header on the wire; `there` as far as they are there
 */
export function readDatagram(memory: HotMemory, transport: i32, length: i32, there: i32): boolean {
  const { bytes, words } = memory,
    block = words[SETTINGS.DNS >> 2],
    said = bytes[transport + 4] << 8 | bytes[transport + 5];
  const own = said >= UDP_BYTES ? Math.min(said, length) : length;
  const at = transport + UDP_BYTES | 0, end = transport + Math.min(own, there) | 0;
  if ((end - at | 0) < 12) return false;
  const isResponse = (bytes[at + 2] & 0x80) !== 0;
  if (isResponse && words[block + DNS_BLOCK.LEAVES_RESPONSES >> 2] !== 0) return false;
  const texts = words[block + (isResponse ? DNS_BLOCK.RESPONSES : DNS_BLOCK.QUERIES) >> 2];
  const m = block + DNS_BLOCK.MESSAGE | 0;
  if (readDns(memory, block, at, end, own - UDP_BYTES | 0, texts) !== UNREADABLE.NONE) return false;
  if ((words[m + MESSAGE.FLAGS >> 2] & FLAG.TRUNCATED) !== 0) return false;
  if ((texts & DNS_TEXT.ECS) !== 0 && words[m + MESSAGE.SUBNET >> 2] !== 0) return false;
  words[block + DNS_BLOCK.VARIANT >> 2] = dnsVariant(bytes, transport, PROTOCOL.UDP);
  if ((texts & DNS_TEXT.TYPE_NAME) === 0) return true;
  // a type whose name was not met yet
  return words[(words[block + DNS_BLOCK.TYPE_NAMES >> 2] >> 2) + words[m + MESSAGE.TYPE >> 2]] !== 0;
}
/** Fires for the message that {@linkcode readDatagram} has read. */
export function fireDns(
  memory: HotMemory,
  host: LoopHost,
  packet: i32,
  flow: i32,
  ip: i32,
  transport: i32,
  directions: i32,
  seconds: f64,
  nanoseconds: i32,
): i32 {
  const { words } = memory,
    block = words[SETTINGS.DNS >> 2],
    isResponse = (words[block + DNS_BLOCK.MESSAGE + MESSAGE.FLAGS >> 2] & FLAG.RESPONSE) !== 0;
  const ways = directions & (DIRECTED.SENT | DIRECTED.RECEIVED);
  const outbound = ways === DIRECTED.SENT ? 1 : ways === DIRECTED.RECEIVED ? 0 : -1;
  writeApp(memory, block + DNS_BLOCK.APP | 0, ip, transport, PROTOCOL.UDP, !isResponse, outbound);
  const id = flow + FLOW.ID >> 2, number: f64 = (words[id] >>> 0) + words[id + 1] * 2 ** 32;
  return isResponse
    ? fireResponse(memory, host, block, packet, flow, ip, number, seconds, nanoseconds)
    : fireQuery(memory, host, block, packet, flow, ip, number, seconds, nanoseconds);
}
function fireQuery(
  memory: HotMemory,
  host: LoopHost,
  block: i32,
  packet: i32,
  flow: i32,
  ip: i32,
  number: f64,
  seconds: f64,
  nanoseconds: i32,
): i32 {
  const { bytes, words } = memory, version = bytes[ip] >> 4;
  const texts = words[block + DNS_BLOCK.QUERIES >> 2], variant = words[block + DNS_BLOCK.VARIANT >> 2];
  let entry = 0;
  // nobody answers a group by its address
  if (!isGroup(bytes, ip + (version === 4 ? 16 : 24) | 0, version)) {
    entry = askDns(memory, block, number, seconds, nanoseconds);
  }
  const query = words[block + DNS_BLOCK.FIRINGS + QUERY >> 2],
    again = words[block + DNS_BLOCK.FIRINGS + RETRANSMISSION >> 2];
  const isAgain = entry !== 0 && words[entry + EXCHANGE_ENTRY.QUERIES >> 2] > 1 && again >= 0;
  if (query < 0 && !isAgain) return FIRED;
  writeDns(memory, block, variant, texts);
  const exchange = entry === 0 ? 0 : writeExchange(memory, block, entry, false, seconds, nanoseconds);
  if (query >= 0 && fire(memory, host, query, block, packet, flow, ip, exchange)) return OVER;
  return isAgain && fire(memory, host, again, block, packet, flow, ip, exchange) ? OVER : FIRED;
}
function fireResponse(
  memory: HotMemory,
  host: LoopHost,
  block: i32,
  packet: i32,
  flow: i32,
  ip: i32,
  number: f64,
  seconds: f64,
  nanoseconds: i32,
): i32 {
  const { words } = memory;
  const texts = words[block + DNS_BLOCK.RESPONSES >> 2], variant = words[block + DNS_BLOCK.VARIANT >> 2];
  const entry = answerDns(memory, block, variant, number);
  // over multicast anybody may answer
  const isUnasked = entry === 0 && !isOpenVariant(variant);
  const response = words[block + DNS_BLOCK.FIRINGS + RESPONSE >> 2];
  const unsolicited = isUnasked ? words[block + DNS_BLOCK.FIRINGS + UNSOLICITED >> 2] : -1;
  if (response < 0 && unsolicited < 0) return FIRED;
  writeDns(memory, block, variant, texts);
  const exchange = entry === 0 ? 0 : writeExchange(memory, block, entry, true, seconds, nanoseconds);
  if (response >= 0 && fire(memory, host, response, block, packet, flow, ip, exchange)) return OVER;
  return unsolicited >= 0 && fire(memory, host, unsolicited, block, packet, flow, ip, 0) ? OVER : FIRED;
}
/** True when tracing is over. */
function fire(
  memory: HotMemory,
  host: LoopHost,
  place: i32,
  block: i32,
  packet: i32,
  flow: i32,
  ip: i32,
  exchange: i32,
): boolean {
  storeArguments(memory.view, packet, flow, ip, block + DNS_BLOCK.APP | 0, block + DNS_BLOCK.DNS | 0, exchange);
  return isOver(host, host.fire(place));
}
