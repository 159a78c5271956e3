/**
 * What D sees of a message of HTTP: `struct http` and `struct http_exchange`, and the texts that they point at, as far as clauses
 * read them.
 *
 * @module
 */
import { CONTEXT, type MachineMemory } from "../../image/mod.ts";
import {
  type HeadPart,
  HTTP_BAD,
  type HttpExchange,
  HttpHead,
  type HttpMessage,
  type HttpMoment,
} from "../../packet/http/mod.ts";
import { microsecondsSince } from "../../packet/dns/mod.ts";
import { type ProbeFiring, readsMember } from "./stage.ts";

/** Byte offsets; the D library has them as members. First pointers to texts, in the order of TEXTS. */
const HTTP = {
  LENGTH: 104,
  BODY: 112,
  MISSING: 120,
  STATUS: 128,
  HEADERS: 132,
  HEADER_BYTES: 136,
  STREAM: 140,
  BAD: 144,
  VERSION: 148,
  FRAMING: 150,
  HEAD: 152,
  HEAD_LENGTH: 160,
  BYTES: 168,
} as const;
const EXCHANGE = { ID: 0, WAIT: 8, TTFB: 16, TOTAL: 24, DEPTH: 32, WAITING: 36, RESYNCED: 40, BYTES: 48 } as const;
/** Header fields by the places of their texts; more than one are tried in turn. */
const FIELDS: readonly (readonly [place: number, ...names: string[]])[] = [
  [6, "user-agent"],
  [7, "referer"],
  [8, "content-type"],
  [9, "server"],
  [10, "location"],
  [11, "content-encoding"],
  [12, "forwarded", "x-forwarded-for"],
];
const OF_REQUEST = ["method", "host", "target", "path", "query"] as const, REASON = 5, TEXTS = 13;
/** args[4]. */
const MESSAGE = 4;
/** No head is longer, whatever strsize says. */
const LONGEST_TEXT = 0x10000, LONGEST_HEAD = 0x100010;
const CR = 13, LF = 10, BLANK = 32;

/** What clauses of some probes read of a message. */
export interface HttpNeeds {
  /** Bit n: the text at place n. */
  readonly texts: number;
  /** The bytes of the head. */
  readonly head: boolean;
}
export function httpNeedsOf(firings: readonly (ProbeFiring | undefined)[]): HttpNeeds {
  let texts = 0;
  for (let i = 0; i < TEXTS; i++) if (readsMember(firings, MESSAGE, 8 * i)) texts |= 1 << i;
  return { texts, head: readsMember(firings, MESSAGE, HTTP.HEAD) };
}
/** Whether the head is read for what is needed, beside what is known of the request. */
export const needsHead = ({ texts, head }: HttpNeeds): boolean => head || texts >> OF_REQUEST.length !== 0;

export class HttpRecord {
  readonly message: number;
  readonly exchange: number;
  readonly #empty: number;
  readonly #rooms: number[] = [];
  readonly #size: number;
  readonly #value: HeadPart = { at: 0, end: 0 };
  readonly #head = new HttpHead();
  #room = 0;
  #isCut = false;

  constructor(readonly memory: MachineMemory) {
    const what = "what is known of a message of HTTP";
    this.message = memory.reserve(HTTP.BYTES, what);
    this.exchange = memory.reserve(EXCHANGE.BYTES, what);
    this.#empty = memory.reserve(8, what);
    memory.bytes[this.#empty] = 0;
    this.#size = Math.min(LONGEST_TEXT, memory.words[CONTEXT.STRING_SIZE >> 2] || 256);
  }
  #roomOf(place: number): number {
    return this.#rooms[place] ??= this.memory.reserve(this.#size + 8, "texts of messages of HTTP");
  }
  /** A text of the message; of one that is too long the beginning, and that is said. */
  #put(place: number, bytes: Uint8Array, { at, end }: HeadPart): void {
    const { words, bytes: memory } = this.memory, pointer = this.message + 8 * place >> 2;
    if (end <= at) {
      words[pointer] = this.#empty;
      return;
    }
    let to = words[pointer] = this.#roomOf(place);
    // a text that D reads has one byte less than strsize
    if (end - at >= this.#size) {
      end = at + this.#size - 1;
      this.#isCut = true;
    }
    for (; at < end; at++, to++) {
      const byte = bytes[at];
      memory[to] = byte === CR || byte === LF ? BLANK : byte;
    }
    memory[to] = 0;
  }
  /** Writes `struct http`; its address. @param head undefined where the message's own is at hand no more */
  write(m: HttpMessage, head: HttpHead | undefined, { texts, head: isHeadRead }: HttpNeeds): number {
    const { words, view, bytes } = this.memory, at = this.message;
    this.#isCut = false;
    const request = m.exchange?.request;
    OF_REQUEST.forEach((part, place) => {
      if (texts >> place & 1) this.#put(place, request?.bytes ?? bytes, request?.[part] ?? NONE);
    });
    const own = head ?? this.#reread(m, texts, isHeadRead);
    if (texts >> REASON !== 0) this.#putFields(own, texts);
    if (isHeadRead) this.#putHead(own);
    put64(words, at + HTTP.LENGTH, m.length);
    put64(words, at + HTTP.BODY, m.body);
    put64(words, at + HTTP.MISSING, m.missing);
    words[at + HTTP.STATUS >> 2] = m.status;
    words[at + HTTP.HEADERS >> 2] = m.fields;
    words[at + HTTP.HEADER_BYTES >> 2] = m.headBytes;
    words[at + HTTP.STREAM >> 2] = 0;
    words[at + HTTP.BAD >> 2] = m.bad | (this.#isCut ? HTTP_BAD.LONG : 0);
    view.setUint16(at + HTTP.VERSION, m.version, true);
    bytes[at + HTTP.FRAMING] = m.framing;
    return at;
  }
  /** The head that was kept for the end of its message. */
  #reread({ kept }: HttpMessage, texts: number, isHeadRead: boolean): HttpHead | undefined {
    if (!kept || texts >> REASON === 0 && !isHeadRead) return undefined;
    this.#head.read(kept, 0, kept.length);
    return this.#head;
  }
  #putFields(head: HttpHead | undefined, texts: number): void {
    const { bytes } = head ?? this.memory, value = this.#value;
    if (texts >> REASON & 1) this.#put(REASON, bytes, head?.reason ?? NONE);
    for (const [place, ...names] of FIELDS) {
      if ((texts >> place & 1) === 0) continue;
      const isThere = head !== undefined && names.some((name) => head.find(name, value));
      this.#put(place, bytes, isThere ? value : NONE);
    }
  }
  #putHead(head: HttpHead | undefined): void {
    const { words, bytes } = this.memory, at = this.message, length = head ? head.end - head.at : 0;
    let place = 0;
    if (head && head.bytes === bytes) place = head.at;
    else if (head) {
      place = this.#room ||= this.memory.reserve(LONGEST_HEAD, "heads of messages of HTTP");
      bytes.set(head.bytes.subarray(head.at, Math.min(head.end, head.at + LONGEST_HEAD)), place);
    }
    words[at + HTTP.HEAD >> 2] = place;
    words[at + HTTP.HEAD_LENGTH >> 2] = Math.min(length, LONGEST_HEAD);
  }
  /** Writes `struct http_exchange`; its address, 0 without one. */
  writeExchange(x: HttpExchange | undefined): number {
    if (!x) return 0;
    const { words, bytes } = this.memory, at = this.exchange, { first, last, answered, done } = x;
    put64(words, at + EXCHANGE.ID, x.id);
    put64(words, at + EXCHANGE.WAIT, between(last, answered));
    put64(words, at + EXCHANGE.TTFB, between(first, answered));
    put64(words, at + EXCHANGE.TOTAL, between(first, done));
    words[at + EXCHANGE.DEPTH >> 2] = x.depth;
    words[at + EXCHANGE.WAITING >> 2] = x.waiting;
    bytes[at + EXCHANGE.RESYNCED] = x.isResynced ? 1 : 0;
    return at;
  }
}
const NONE: HeadPart = { at: 0, end: 0 };
/** Microseconds; -1 where either is not known. */
function between(from: HttpMoment | undefined, to: HttpMoment | undefined): number {
  return from && to ? microsecondsSince(from.seconds, from.nanoseconds, to.seconds, to.nanoseconds) : -1;
}
function put64(words: Int32Array, at: number, value: number): void {
  words[at >> 2] = value;
  words[(at >> 2) + 1] = Math.floor(value / 2 ** 32);
}
