/**
 * Queries that wait for responses, and those that have had one: matched by the flow's ends, the identifier, the kind of
 * operation and the question, its name without case. So many are kept; of more the oldest goes, counted. All of it lies in
 * memory: a ring of entries in the order in which they came, found by two tables of chains. Hot functions: see
 * lib/wasm/translate/README.md.
 *
 * @module
 */
import type { f64, HotMemory, i32 } from "../../wasm/mod.ts";
import { MESSAGE } from "./message_layout.ts";

/** Exchanges that are kept. */
const ENTRIES_BITS = 16, BUCKETS_BITS = 17;
const ENTRIES = 2 ** ENTRIES_BITS, BUCKETS = 2 ** BUCKETS_BITS;

/** Byte offsets in the table's head. */
export const TABLE = {
  /** f64: number of the next exchange; of queries that might have been answered yet, and were forgotten to make room. */
  NEXT: 0,
  FORGOTTEN: 8,
  /** f64: of the message at hand, the number of its flow. */
  FLOW: 16,
  /** Addresses: entries, chains by ends and question, chains by ends alone. */
  ENTRIES: 24,
  BY_KEY: 28,
  BY_ENDS: 32,
  /** Place of the newest entry. */
  TURN: 36,
  /** Of the message at hand: identifier and kind, type and class, three sums of the name, and both chains. */
  WHAT: 40,
  ASKED: 44,
  NAME: 48,
  KEY: 60,
  ENDS: 64,
  /** 1 where a query with the same ends and identifier asks something else. */
  IS_OTHER: 68,
  BYTES: 72,
} as const;
/** Byte offsets in an entry. */
export const EXCHANGE_ENTRY = {
  /** f64 each: number of the flow, of the exchange, seconds of the first query and of the last one. */
  FLOW: 0,
  ID: 8,
  FIRST_SECONDS: 16,
  LAST_SECONDS: 24,
  FIRST_NANOSECONDS: 32,
  LAST_NANOSECONDS: 36,
  QUERIES: 40,
  RESPONSES: 44,
  /** As in the head: what is compared, and the spelling behind it. */
  WHAT: 48,
  ASKED: 52,
  NAME: 56,
  SPELLING: 64,
  /** Bits of STATE. */
  STATE: 68,
  /** Addresses of entries before and behind it in its chains, 0 at their ends; the address of each chain's first. */
  KEY: 72,
  ENDS: 84,
  BYTES: 96,
} as const;
/** It can be found; the same was answered over UDP by a truncated response; it was said that nobody answers. */
export const EXCHANGE_STATE = { LIVE: 1, OVER_TCP: 2, GIVEN_UP: 4 } as const;
/** In an entry's chain: the one behind, the one before, where the chain begins. */
const LINK = { NEXT: 0, BEFORE: 4, HEAD: 8 } as const;

/** Bytes that the parts of a table take. */
export const TABLE_BYTES = { ENTRIES: ENTRIES * EXCHANGE_ENTRY.BYTES, CHAINS: BUCKETS * 4 } as const;

const FIRST = 0x811c9dc5 | 0, PRIME = 0x01000193, MIX = 0x5bd1e995, MIX_AGAIN = 0x9e3779b1 | 0;

/** Letters of four octets at once in lower case. @inline */
function lowered(word: i32): i32 {
  const low = word & 0x7f7f7f7f;
  const isUpper = (low + 0x3f3f3f3f | 0) & ~(low + 0x25252525 | 0) & ~word & (0x80808080 | 0);
  return word | isUpper >>> 2;
}
function mixed(sum: i32, word: i32, factor: i32): i32 {
  const next = Math.imul(sum ^ word, factor);
  return next ^ next >>> 15;
}
/** Sums of a name as it stands in the message, of which four octets more can be read: two without case, one with it. */
function sumName(memory: HotMemory, at: i32, end: i32, to: i32): void {
  const { words, view } = memory;
  let a = FIRST, b = end - at | 0, c = FIRST;
  for (; at < end; at += 4) {
    const left = end - at | 0;
    let word: i32 = view.getInt32(at, true);
    if (left < 4) word = word & (1 << (left << 3)) - 1;
    const small = lowered(word);
    a = mixed(a, small, PRIME);
    b = mixed(b + a | 0, small, MIX);
    c = mixed(c, word, MIX_AGAIN);
  }
  words[to >> 2] = a;
  words[(to >> 2) + 1] = b;
  words[(to >> 2) + 2] = c;
}
/** Notes what a message of a flow is found by. */
function takeMessage(memory: HotMemory, table: i32, m: i32, flow: f64): void {
  const { words, doubles } = memory, to = table >> 2, from = m >> 2;
  const question = words[from + (MESSAGE.QUESTION >> 2)];
  const what = words[from + (MESSAGE.ID >> 2)] | (words[from + (MESSAGE.FLAGS >> 2)] & 0x7800) << 5;
  doubles[table + TABLE.FLOW >> 3] = flow;
  words[to + (TABLE.WHAT >> 2)] = what;
  words[to + (TABLE.ASKED >> 2)] = words[from + (MESSAGE.TYPE >> 2)] | words[from + (MESSAGE.CLASS >> 2)] << 16;
  const ends = Math.imul(mixed(Math.imul(flow | 0, MIX_AGAIN), what, MIX), MIX_AGAIN);
  words[to + (TABLE.ENDS >> 2)] = words[to + (TABLE.BY_ENDS >> 2)] + (ends >>> 32 - BUCKETS_BITS << 2);
  words[to + (TABLE.IS_OTHER >> 2)] = 0;
  words[to + (TABLE.KEY >> 2)] = 0;
  if (question === 0) return;
  sumName(memory, question, words[from + (MESSAGE.QUESTION_END >> 2)], table + TABLE.NAME | 0);
  const key = mixed(words[to + (TABLE.NAME >> 2)] ^ ends, words[to + (TABLE.ASKED >> 2)], MIX);
  const chain = Math.imul(key, MIX_AGAIN) >>> 32 - BUCKETS_BITS;
  words[to + (TABLE.KEY >> 2)] = words[to + (TABLE.BY_KEY >> 2)] + (chain << 2);
}
/** An entry of the same flow, identifier and kind. */
function areEnds(memory: HotMemory, table: i32, entry: i32): boolean {
  const { words, doubles } = memory;
  return words[entry + EXCHANGE_ENTRY.WHAT >> 2] === words[table + TABLE.WHAT >> 2] &&
    doubles[entry + EXCHANGE_ENTRY.FLOW >> 3] === doubles[table + TABLE.FLOW >> 3];
}
/** The exchange of the message that was taken note of, or 0. */
function findByKey(memory: HotMemory, table: i32): i32 {
  const { words } = memory, t = table >> 2, chain = words[t + (TABLE.KEY >> 2)];
  if (chain === 0) return 0;
  const asked = words[t + (TABLE.ASKED >> 2)], a = words[t + (TABLE.NAME >> 2)], b = words[t + (TABLE.NAME >> 2) + 1];
  for (let entry = words[chain >> 2]; entry !== 0; entry = words[entry + EXCHANGE_ENTRY.KEY + LINK.NEXT >> 2]) {
    const e = entry >> 2;
    if (words[e + (EXCHANGE_ENTRY.NAME >> 2)] !== a || words[e + (EXCHANGE_ENTRY.NAME >> 2) + 1] !== b) continue;
    if (words[e + (EXCHANGE_ENTRY.ASKED >> 2)] === asked && areEnds(memory, table, entry)) return entry;
  }
  return 0;
}
/** The newest with the same ends and identifier, whatever it asks; or 0. */
function findByEnds(memory: HotMemory, table: i32): i32 {
  const { words } = memory;
  let entry = words[words[table + TABLE.ENDS >> 2] >> 2];
  while (entry !== 0 && !areEnds(memory, table, entry)) entry = words[entry + EXCHANGE_ENTRY.ENDS + LINK.NEXT >> 2];
  return entry;
}
/** @param link offset of the chain's words in an entry */
function chainUp(words: Int32Array, entry: i32, link: i32, head: i32): void {
  const next = words[head >> 2];
  words[entry + link + LINK.NEXT >> 2] = next;
  words[entry + link + LINK.BEFORE >> 2] = 0;
  words[entry + link + LINK.HEAD >> 2] = head;
  if (next !== 0) words[next + link + LINK.BEFORE >> 2] = entry;
  words[head >> 2] = entry;
}
function unchain(words: Int32Array, entry: i32, link: i32): void {
  const next = words[entry + link + LINK.NEXT >> 2], before = words[entry + link + LINK.BEFORE >> 2];
  if (next !== 0) words[next + link + LINK.BEFORE >> 2] = before;
  if (before !== 0) words[before + link + LINK.NEXT >> 2] = next;
  else words[words[entry + link + LINK.HEAD >> 2] >> 2] = next;
}
function forget(words: Int32Array, entry: i32): void {
  const state = entry + EXCHANGE_ENTRY.STATE >> 2;
  if (words[entry + EXCHANGE_ENTRY.KEY + LINK.HEAD >> 2] !== 0) unchain(words, entry, EXCHANGE_ENTRY.KEY);
  unchain(words, entry, EXCHANGE_ENTRY.ENDS);
  words[state] = words[state] & ~EXCHANGE_STATE.LIVE | EXCHANGE_STATE.GIVEN_UP;
}
/** Room for one more: the oldest goes, where there are as many as are kept. */
function nextPlace(memory: HotMemory, table: i32): i32 {
  const { words, doubles } = memory, turn = (words[table + TABLE.TURN >> 2] + 1 | 0) & ENTRIES - 1;
  words[table + TABLE.TURN >> 2] = turn;
  const entry = words[table + TABLE.ENTRIES >> 2] + Math.imul(turn, EXCHANGE_ENTRY.BYTES) | 0;
  const state = words[entry + EXCHANGE_ENTRY.STATE >> 2];
  if ((state & EXCHANGE_STATE.LIVE) === 0) return entry;
  if (words[entry + EXCHANGE_ENTRY.RESPONSES >> 2] === 0 && (state & EXCHANGE_STATE.GIVEN_UP) === 0) {
    doubles[table + TABLE.FORGOTTEN >> 3] = doubles[table + TABLE.FORGOTTEN >> 3] + 1;
  }
  forget(words, entry);
  return entry;
}

/**
 * A query that was seen: the address of a new exchange's entry, or of one that was asked
 * `timeoutMs` ago at most and not answered, asked again.
 *
 * @param table its head, see {@linkcode TABLE}
 * @param m the message, as {@linkcode readMessage} has left it
 * @param flow number of its flow
 */
export function askExchange(
  memory: HotMemory,
  table: i32,
  m: i32,
  flow: f64,
  seconds: f64,
  nanoseconds: i32,
  timeoutMs: f64,
): i32 {
  const { words, doubles } = memory;
  takeMessage(memory, table, m, flow);
  const known = findByKey(memory, table);
  if (known !== 0) {
    const first = doubles[known + EXCHANGE_ENTRY.FIRST_SECONDS >> 3],
      fraction = words[known + EXCHANGE_ENTRY.FIRST_NANOSECONDS >> 2];
    // once it was answered, the same again is another exchange: clients use identifiers again
    const isOpen = words[known + EXCHANGE_ENTRY.RESPONSES >> 2] === 0;
    if (isOpen && microsecondsSince(first, fraction, seconds, nanoseconds) <= timeoutMs * 1000) {
      doubles[known + EXCHANGE_ENTRY.LAST_SECONDS >> 3] = seconds;
      words[known + EXCHANGE_ENTRY.LAST_NANOSECONDS >> 2] = nanoseconds;
      words[known + EXCHANGE_ENTRY.QUERIES >> 2]++;
      return known;
    }
    forget(words, known);
  }
  const entry = nextPlace(memory, table), e = entry >> 2, t = table >> 2;
  doubles[entry + EXCHANGE_ENTRY.FLOW >> 3] = flow;
  doubles[entry + EXCHANGE_ENTRY.ID >> 3] = doubles[table + TABLE.NEXT >> 3];
  doubles[table + TABLE.NEXT >> 3] = doubles[table + TABLE.NEXT >> 3] + 1;
  doubles[entry + EXCHANGE_ENTRY.FIRST_SECONDS >> 3] = seconds;
  doubles[entry + EXCHANGE_ENTRY.LAST_SECONDS >> 3] = seconds;
  words[e + (EXCHANGE_ENTRY.FIRST_NANOSECONDS >> 2)] = nanoseconds;
  words[e + (EXCHANGE_ENTRY.LAST_NANOSECONDS >> 2)] = nanoseconds;
  words[e + (EXCHANGE_ENTRY.QUERIES >> 2)] = 1;
  words[e + (EXCHANGE_ENTRY.RESPONSES >> 2)] = 0;
  words[e + (EXCHANGE_ENTRY.STATE >> 2)] = EXCHANGE_STATE.LIVE;
  for (let i = 0; i < 5; i++) words[e + (EXCHANGE_ENTRY.WHAT >> 2) + i] = words[t + (TABLE.WHAT >> 2) + i];
  const key = words[t + (TABLE.KEY >> 2)];
  if (key === 0) words[entry + EXCHANGE_ENTRY.KEY + LINK.HEAD >> 2] = 0;
  else chainUp(words, entry, EXCHANGE_ENTRY.KEY, key);
  chainUp(words, entry, EXCHANGE_ENTRY.ENDS, words[t + (TABLE.ENDS >> 2)]);
  return entry;
}
/** What a response answers, or 0. One without a question answers the last query with its identifier. */
export function answerExchange(memory: HotMemory, table: i32, m: i32, flow: f64): i32 {
  const { words } = memory;
  takeMessage(memory, table, m, flow);
  const isBare = words[m + MESSAGE.QUESTION >> 2] === 0;
  const found = isBare ? findByEnds(memory, table) : findByKey(memory, table);
  if (found !== 0) words[found + EXCHANGE_ENTRY.RESPONSES >> 2]++;
  else words[table + TABLE.IS_OTHER >> 2] = findByEnds(memory, table) === 0 ? 0 : 1;
  return found;
}
/** After {@linkcode answerExchange}: the response writes the name as the query does. */
export function isSameSpelling(words: Int32Array, table: i32, entry: i32): boolean {
  return words[entry + EXCHANGE_ENTRY.SPELLING >> 2] === words[table + TABLE.NAME + 8 >> 2];
}
/** From one moment to another. */
export function microsecondsSince(fromSeconds: f64, fromNanoseconds: i32, seconds: f64, nanoseconds: i32): f64 {
  const fraction: f64 = nanoseconds - fromNanoseconds | 0;
  return Math.floor((seconds - fromSeconds) * 1e6 + fraction / 1e3 + 0.5);
}
