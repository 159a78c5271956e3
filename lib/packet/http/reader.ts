/**
 * Reads a connection of HTTP/1: heads, bodies by their framing, which response answers which request. It takes no copy of a
 * body, goes on behind a loss, and answers nothing that was open before one.
 *
 * Sources: RFC 9112 sections 6 to 9, RFC 9110 sections 6, 9.3 and 15.
 *
 * @module
 */
import { OVER, type StreamDirection, type StreamEnd, type StreamReader } from "../stream/mod.ts";
import { FRAMING, HTTP_BAD, HTTP_UNREADABLE } from "./bits.ts";
import { type HttpExchange, type HttpMoment, HttpRequest } from "./exchange.ts";
import { endOfHead, HttpHead, placeOf } from "./head.ts";
import { HTTP_LIKENESS, isPreface, likenessOf } from "./likeness.ts";

const LF = 10, CR = 13;
/** What a line with the size of a chunk takes at most. */
const CHUNK_LINE = 4096;
/** Requests of a connection that wait for responses at once; of one with more none is answered. */
const MAX_OPEN = 1024;
const AT = {
  HEAD: 0,
  BODY: 1,
  CHUNK_SIZE: 2,
  CHUNK: 3,
  CHUNK_END: 4,
  TRAILER: 5,
  UNTIL_CLOSE: 6,
  LOST: 7,
  DEAF: 8,
} as const;

/** A message that is being read. */
export interface HttpMessage {
  readonly isRequest: boolean;
  readonly version: number;
  readonly status: number;
  readonly framing: number;
  readonly length: number;
  readonly fields: number;
  readonly headBytes: number;
  bad: number;
  /** Bytes of the body so far, and those of them that are missing. */
  body: number;
  missing: number;
  readonly exchange: HttpExchange | undefined;
  /** A copy of its head, where somebody wants it at the end. */
  readonly kept: Uint8Array | undefined;
}
/** What becomes of what is read. Each answers true where tracing is over. */
export interface HttpSink {
  /** A head is needed again at the end of its message. */
  readonly keepsHeads: boolean;
  nextId(): number;
  /** The end that sends these bytes has had more of the other direction than was captured. */
  isBehindLoss(from: StreamDirection): boolean;
  request(message: HttpMessage, head: HttpHead, from: StreamDirection): boolean;
  response(message: HttpMessage, head: HttpHead, from: StreamDirection): boolean;
  informational(message: HttpMessage, head: HttpHead, from: StreamDirection): boolean;
  upgrade(message: HttpMessage, head: HttpHead, from: StreamDirection): boolean;
  requestDone(message: HttpMessage, from: StreamDirection): boolean;
  responseDone(message: HttpMessage, from: StreamDirection): boolean;
  /** So many bytes are missing, in a message or between some. */
  gap(message: HttpMessage | undefined, missing: number, from: StreamDirection): boolean;
  malformed(reason: number, from: StreamDirection): boolean;
  /** What follows is another protocol. */
  leave(): void;
  /** So many requests were forgotten to make room. */
  forget(requests: number): void;
}
interface Place {
  state: number;
  /** Bytes of the body, or of the chunk, that are still to come. */
  left: number;
  /** From the beginning of what is handed: no head ends there. */
  searched: number;
  /** When the message that is begun began. */
  begun: HttpMoment | undefined;
  message: HttpMessage | undefined;
  /** Nothing of the direction was looked at yet. */
  isNew: boolean;
}
const place = (): Place => ({
  ...{ state: AT.HEAD, left: 0, searched: 0, begun: undefined, message: undefined, isNew: true },
});
const momentOf = ({ seconds, nanoseconds }: StreamDirection): HttpMoment => ({ seconds, nanoseconds });

export class HttpReader implements StreamReader {
  readonly #places: readonly [Place, Place] = [place(), place()];
  /** Requests without a response, in their order. */
  #open: HttpExchange[] = [];
  #depth = 0;
  /** The side that sends requests. */
  #client = -1;
  /** More than one was open at once. */
  #isPipelined = false;
  /** Something was lost of which it is not known what it was: nothing is answered before a request that came after it. */
  #isLost = false;

  constructor(readonly sink: HttpSink, readonly head: HttpHead) {}

  read(from: StreamDirection): number {
    const place = this.#places[from.side], length = from.end - from.at;
    switch (place.state) {
      case AT.HEAD:
        return this.#readFirst(place, from);
      case AT.BODY:
      case AT.CHUNK:
        return this.#readBody(place, from, Math.min(place.left, length));
      case AT.CHUNK_SIZE:
        return this.#readChunkSize(place, from);
      case AT.CHUNK_END:
      case AT.TRAILER:
        return this.#readLine(place, from);
      case AT.UNTIL_CLOSE:
        place.message!.body += length;
        return length;
      case AT.LOST:
        return this.#seek(place, from);
      default:
        return length;
    }
  }
  #readFirst(place: Place, from: StreamDirection): number {
    const { isNew } = place;
    place.isNew = false;
    if (isNew && from.isGuessed) return this.#seek(place, from);
    const isOld = this.#open[0]?.request.version === 9 && from.side !== this.#client;
    if (!isOld || likenessOf(from.bytes, from.at, from.end) !== HTTP_LIKENESS.NO) return this.#readHead(place, from);
    // a response of HTTP/0.9 is nothing but a body
    this.#open.shift();
    place.state = AT.DEAF;
    return from.end - from.at;
  }
  /** Behind a loss: a message begins where a segment does. */
  #seek(place: Place, from: StreamDirection): number {
    const { bytes, at, end, fresh, isSegmentStart } = from;
    if (place.state === AT.LOST && (!isSegmentStart || at !== fresh)) return end - at;
    const likeness = likenessOf(bytes, at, end);
    if (likeness === HTTP_LIKENESS.NO || likeness === HTTP_LIKENESS.MORE && end - at > CHUNK_LINE) {
      place.state = AT.LOST;
      return end - at;
    }
    place.state = AT.HEAD;
    place.searched = 0;
    return this.#readHead(place, from);
  }
  #readHead(place: Place, from: StreamDirection): number {
    const { bytes, at, end } = from;
    if (place.searched === 0) {
      let first = at;
      // empty lines between messages
      while (first < end && (bytes[first] === CR || bytes[first] === LF)) first++;
      if (first > at) return first - at;
      place.begun = momentOf(from);
    }
    const stop = this.#endOf(place, from);
    if (stop < 0) {
      place.searched = Math.max(1, end - at - 3);
      return 0;
    }
    place.searched = 0;
    if (isPreface(bytes, at, stop)) return this.#leaveFrames(from, stop - at);
    const unreadable = this.head.read(bytes, at, stop);
    if (unreadable !== HTTP_UNREADABLE.NONE) return this.#lose(place, from, unreadable, stop - at);
    const isOver = this.head.isRequest ? this.#takeRequest(place, from, stop) : this.#takeResponse(place, from, stop);
    return isOver ? OVER : stop - at;
  }
  /** Where the head ends; where a head does not begin, the first line. */
  #endOf({ searched }: Place, { bytes, at, end }: StreamDirection): number {
    const stop = endOfHead(bytes, at + Math.max(0, searched - 1), end);
    if (stop >= 0 || searched > 0) return stop;
    const lf = placeOf(bytes, LF, at, end);
    if (lf < 0) return -1;
    const isOld = lf + 1 === end && this.head.read(bytes, at, lf + 1) === HTTP_UNREADABLE.NONE &&
      this.head.version === 9;
    return isOld || likenessOf(bytes, at, end) === HTTP_LIKENESS.NO ? lf + 1 : -1;
  }
  /** HTTP/2 in clear is none of ours. */
  #leaveFrames(from: StreamDirection, used: number): number {
    for (const place of this.#places) place.state = AT.DEAF;
    return this.sink.malformed(HTTP_UNREADABLE.FRAMES, from) ? OVER : used;
  }
  #lose(place: Place, from: StreamDirection, why: number, used: number): number {
    this.#forget(place);
    place.state = AT.LOST;
    return this.sink.malformed(why, from) ? OVER : used;
  }
  /** Nothing that is open is answered any more, but for what was asked after what is lost had come. */
  #forget(place: Place): void {
    const first = this.#open.findIndex(({ isBehindLoss }) => isBehindLoss);
    this.#open = first < 0 ? [] : this.#open.slice(first);
    for (const one of this.#open) one.isResynced ||= one === this.#open[0];
    this.#isLost = first < 0;
    place.message = undefined;
    place.begun = undefined;
    place.searched = 0;
  }
  #message(from: StreamDirection, stop: number, framing: number, exchange: HttpExchange | undefined): HttpMessage {
    const { head } = this, { isRequest, version, status, fields, bad, length } = head;
    const kept = this.sink.keepsHeads ? from.bytes.slice(from.at, stop) : undefined;
    return {
      ...{ isRequest, version, status, framing, length, fields, bad, exchange, kept },
      ...{ headBytes: stop - from.at, body: 0, missing: 0 },
    };
  }
  #takeRequest(place: Place, from: StreamDirection, stop: number): boolean {
    const { head } = this, begun = place.begun ?? momentOf(from);
    if (head.isLengthBad && !head.isCoded) return this.#lose(place, from, HTTP_UNREADABLE.LENGTH, 0) === OVER;
    if (head.isCoded && !head.isChunked) return this.#lose(place, from, HTTP_UNREADABLE.CODING, 0) === OVER;
    const framing = head.isChunked ? FRAMING.CHUNKED : head.length > 0 ? FRAMING.LENGTH : FRAMING.NONE;
    const request = new HttpRequest(head);
    this.#client = from.side;
    if (framing !== FRAMING.NONE && ["get", "head", "trace", "connect"].some((method) => request.is(method))) {
      head.bad |= HTTP_BAD.BODY;
    }
    const isAnswered = !this.#isLost || !this.#isPipelined;
    const exchange: HttpExchange = {
      ...{ id: this.sink.nextId(), depth: ++this.#depth, request, first: begun, last: undefined },
      ...{ answered: undefined, done: undefined, isResynced: this.#isLost, waiting: this.#open.length + 1 },
      isBehindLoss: this.#open.length > 0 && this.sink.isBehindLoss(from),
    };
    if (isAnswered) {
      this.#isLost = false;
      if (!this.#makeRoom()) this.#open.push(exchange);
      if (this.#open.length > 1 && !exchange.isBehindLoss) this.#isPipelined = true;
    }
    const message = this.#message(from, stop, framing, exchange);
    place.message = message;
    if (framing === FRAMING.NONE) exchange.last = momentOf(from);
    if (this.sink.request(message, head, from)) return true;
    return this.#begin(place, message, from);
  }
  /** Which response answers which request is not known any more. */
  #makeRoom(): boolean {
    if (this.#open.length < MAX_OPEN) return false;
    this.sink.forget(this.#open.length);
    this.#open = [];
    return this.#isLost = true;
  }
  #takeResponse(place: Place, from: StreamDirection, stop: number): boolean {
    const { head } = this, { status } = head, exchange = this.#open[0];
    if (exchange) {
      exchange.answered ??= place.begun ?? momentOf(from);
      exchange.last ??= exchange.answered;
      exchange.waiting = this.#open.length;
    }
    if (status < 200 && status !== 101) {
      const message = this.#message(from, stop, FRAMING.NONE, exchange);
      if (exchange) exchange.answered = undefined;
      return this.sink.informational(message, head, from);
    }
    this.#open.shift();
    const framing = this.#framingOf(exchange);
    const message = this.#message(from, stop, framing, exchange);
    const isUpgrade = status === 101 || exchange !== undefined && exchange.request.is("connect") && status < 300;
    if (isUpgrade) {
      if (exchange) exchange.done = momentOf(from);
      const isOver = this.sink.upgrade(message, head, from);
      this.sink.leave();
      return isOver;
    }
    if (head.isLengthBad && !head.isCoded) {
      if (this.sink.response(message, head, from)) return true;
      return this.#lose(place, from, HTTP_UNREADABLE.LENGTH, 0) === OVER;
    }
    place.message = message;
    if (this.sink.response(message, head, from)) return true;
    return this.#begin(place, message, from);
  }
  /** RFC 9112 section 6.3. */
  #framingOf(exchange: HttpExchange | undefined): number {
    const { status, isCoded, isChunked, length } = this.head;
    if (status === 101 || status === 204 || status === 304 || exchange?.request.is("head")) return FRAMING.NONE;
    if (exchange?.request.is("connect") && status < 300) return FRAMING.NONE;
    if (isCoded) return isChunked ? FRAMING.CHUNKED : FRAMING.UNTIL_CLOSE;
    return length > 0 ? FRAMING.LENGTH : length === 0 ? FRAMING.NONE : FRAMING.UNTIL_CLOSE;
  }
  /** Behind the head. */
  #begin(place: Place, { framing, length }: HttpMessage, from: StreamDirection): boolean {
    if (framing === FRAMING.NONE) return this.#finish(place, from);
    place.state = framing === FRAMING.LENGTH ? AT.BODY : framing === FRAMING.CHUNKED ? AT.CHUNK_SIZE : AT.UNTIL_CLOSE;
    place.left = framing === FRAMING.LENGTH ? length : 0;
    return false;
  }
  #finish(place: Place, from: StreamDirection): boolean {
    const message = place.message!, { exchange } = message;
    place.state = AT.HEAD;
    place.message = undefined;
    if (message.isRequest) {
      if (exchange) exchange.last ??= momentOf(from);
      return this.sink.requestDone(message, from);
    }
    if (exchange) exchange.done = momentOf(from);
    return this.sink.responseDone(message, from);
  }
  #readBody(place: Place, from: StreamDirection, used: number): number {
    place.left -= used;
    place.message!.body += used;
    return this.#afterBody(place, from) ? OVER : used;
  }
  #afterBody(place: Place, from: StreamDirection): boolean {
    if (place.left > 0) return false;
    if (place.state === AT.BODY) return this.#finish(place, from);
    place.state = AT.CHUNK_END;
    return false;
  }
  /** A number of base 16, extensions behind it (RFC 9112 section 7.1). */
  #readChunkSize(place: Place, from: StreamDirection): number {
    const { bytes, at, end } = from, lf = placeOf(bytes, LF, at, end);
    if (lf < 0) return end - at > CHUNK_LINE ? this.#lose(place, from, HTTP_UNREADABLE.CHUNK, end - at) : 0;
    let size = 0, digits = 0;
    for (let i = at; i < lf; i++, digits++) {
      const digit = hexadecimal(bytes[i]);
      if (digit < 0) break;
      size = 16 * size + digit;
    }
    const next = bytes[at + digits], isEnd = next === CR || next === LF || next === 0x3b || next === 32 || next === 9;
    if (digits === 0 || digits > 13 || !isEnd) return this.#lose(place, from, HTTP_UNREADABLE.CHUNK, lf + 1 - at);
    if (bytes[lf - 1] !== CR) place.message!.bad |= HTTP_BAD.BARE_LF;
    place.left = size;
    place.state = size > 0 ? AT.CHUNK : AT.TRAILER;
    return lf + 1 - at;
  }
  /** The end of a chunk, or a line of the trailer. */
  #readLine(place: Place, from: StreamDirection): number {
    const { bytes, at, end } = from, lf = placeOf(bytes, LF, at, end);
    if (lf < 0) return 0;
    const used = lf + 1 - at, isEmpty = lf === at || lf === at + 1 && bytes[at] === CR;
    if (place.state === AT.CHUNK_END) {
      if (!isEmpty) return this.#lose(place, from, HTTP_UNREADABLE.CHUNK, used);
      place.state = AT.CHUNK_SIZE;
    } else if (isEmpty && this.#finish(place, from)) return OVER;
    return used;
  }

  gap(from: StreamDirection, missing: number, unread: number): boolean {
    const place = this.#places[from.side], { message, state } = place, lost = missing + unread;
    if (state === AT.DEAF) return false;
    const isKnown = state === AT.UNTIL_CLOSE || (state === AT.BODY || state === AT.CHUNK) && lost <= place.left;
    if (message && isKnown) {
      message.body += lost;
      message.missing += missing;
      if (state !== AT.UNTIL_CLOSE) place.left -= lost;
      if (missing > 0 && this.sink.gap(message, missing, from)) return true;
      return state !== AT.UNTIL_CLOSE && this.#afterBody(place, from);
    }
    const isTooLong = missing === 0 && unread > 0;
    this.#forget(place);
    place.state = AT.LOST;
    return isTooLong ? this.sink.malformed(HTTP_UNREADABLE.LONG, from) : this.sink.gap(message, missing, from);
  }
  end(from: StreamDirection, how: StreamEnd): boolean {
    const place = this.#places[from.side], { message, state } = place;
    place.state = AT.DEAF;
    place.message = undefined;
    if (!message || state !== AT.UNTIL_CLOSE || how === "reset") return false;
    if (message.exchange) message.exchange.done = momentOf(from);
    return how === "fin" && this.sink.responseDone(message, from);
  }
}
function hexadecimal(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
