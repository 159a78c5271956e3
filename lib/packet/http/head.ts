/**
 * The head of a message of HTTP/1 where it lies: start line and header fields, up to the empty line. Nothing is copied; every
 * read lies within the bytes that are handed.
 *
 * Sources: RFC 9112 sections 2 to 6, RFC 9110 sections 5 and 8.6.
 *
 * @module
 */
import { HTTP_BAD, HTTP_UNREADABLE } from "./bits.ts";

const LF = 10, CR = 13, BLANK = 32, TAB = 9, COLON = 58, SLASH = 47, QUESTION = 63;
/** Header fields of a message that are remembered by place; more are counted. */
const MAX_FIELDS = 256;
const SLOTS = 4;

const isBlank = (byte: number): boolean => byte === BLANK || byte === TAB;
/** RFC 9110 section 5.6.2. */
const isToken = new Uint8Array(256);
for (const character of "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") {
  isToken[character.charCodeAt(0)] = 1;
}
/** A part of the head: two places in its bytes. */
export interface HeadPart {
  at: number;
  end: number;
}
const span = (): HeadPart => ({ at: 0, end: 0 });
function set(of: HeadPart, at: number, end: number): void {
  of.at = at;
  of.end = end;
}

/** The first such byte before `end`, or -1. */
export function placeOf(bytes: Uint8Array, byte: number, at: number, end: number): number {
  for (; at < end; at++) if (bytes[at] === byte) return at;
  return -1;
}
/** Where the head ends that begins at `at`: behind its empty line, -1 where that has not come. @param from nothing ends before */
export function endOfHead(bytes: Uint8Array, from: number, end: number): number {
  for (let lf = placeOf(bytes, LF, from, end); lf >= 0; lf = placeOf(bytes, LF, lf + 1, end)) {
    if (lf + 1 < end && bytes[lf + 1] === LF) return lf + 2;
    if (lf + 2 < end && bytes[lf + 1] === CR && bytes[lf + 2] === LF) return lf + 3;
  }
  return -1;
}
/** Compares without case; `text` is in lower case. */
export function isText(bytes: Uint8Array, at: number, end: number, text: string): boolean {
  if (end - at !== text.length) return false;
  for (let i = 0; i < text.length; i++) {
    const byte = bytes[at + i];
    if ((byte >= 65 && byte <= 90 ? byte + 32 : byte) !== text.charCodeAt(i)) return false;
  }
  return true;
}

export class HttpHead {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  end = 0;
  isRequest = false;
  /** 9, 10, 11. */
  version = 0;
  /** -1 in a request. */
  status = -1;
  bad = 0;
  /** Header fields. */
  fields = 0;
  readonly method: HeadPart = span();
  readonly target: HeadPart = span();
  readonly reason: HeadPart = span();
  /** Of an absolute target its authority, else what Host says. */
  readonly host: HeadPart = span();
  readonly path: HeadPart = span();
  readonly query: HeadPart = span();
  /** Content-Length, -1 without. */
  length = -1;
  /** The last of the transfer's codings is chunked; there is one at all. */
  isChunked = false;
  isCoded = false;
  /** Content-Length that is not a number, or two of them. */
  isLengthBad = false;
  readonly #places = new Int32Array(MAX_FIELDS * SLOTS);
  #kept = 0;

  /** Reads the head from `at` to `end`, which {@linkcode endOfHead} has found. One of HTTP_UNREADABLE. */
  read(bytes: Uint8Array, at: number, end: number): number {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
    this.bad = this.fields = this.#kept = 0;
    this.status = this.length = -1;
    this.isChunked = this.isCoded = this.isLengthBad = false;
    for (const one of [this.method, this.target, this.reason, this.host, this.path, this.query]) set(one, at, at);
    // an empty line before a request (RFC 9112 section 2.2)
    while (at < end && (bytes[at] === CR || bytes[at] === LF)) at++;
    const lf = placeOf(bytes, LF, at, end), stop = this.#lineEnd(at, lf);
    if (lf < 0 || !this.#readStart(at, stop)) return HTTP_UNREADABLE.START;
    const read = this.#readFields(lf + 1, end);
    if (read !== HTTP_UNREADABLE.NONE) return read;
    this.#readFraming();
    this.#readTarget();
    return HTTP_UNREADABLE.NONE;
  }
  /** Before CR LF, or LF alone. */
  #lineEnd(at: number, lf: number): number {
    if (lf > at && this.bytes[lf - 1] === CR) return lf - 1;
    this.bad |= HTTP_BAD.BARE_LF;
    return lf;
  }
  #readStart(at: number, end: number): boolean {
    const { bytes } = this;
    if (isText(bytes, at, Math.min(end, at + 5), "http/")) return this.#readStatus(at, end);
    this.isRequest = true;
    let stop = at;
    while (stop < end && isToken[bytes[stop]] !== 0) stop++;
    if (stop === at || bytes[stop] !== BLANK) return false;
    set(this.method, at, stop);
    let last = end;
    while (last > stop && isBlank(bytes[last - 1])) last--;
    let blank = last;
    while (blank > stop && !isBlank(bytes[blank - 1])) blank--;
    this.version = versionOf(bytes, blank, last);
    let first = stop;
    while (first < last && isBlank(bytes[first])) first++;
    let targetEnd = blank;
    while (targetEnd > first && isBlank(bytes[targetEnd - 1])) targetEnd--;
    if (this.version === 0) return this.#readOld(first, last);
    set(this.target, first, targetEnd);
    return targetEnd > first;
  }
  /** HTTP/0.9: a method and a path, and that is all. */
  #readOld(at: number, end: number): boolean {
    const { bytes, method } = this;
    if (!isText(bytes, method.at, method.end, "get") || bytes[at] !== SLASH) return false;
    for (let i = at; i < end; i++) if (isBlank(bytes[i])) return false;
    set(this.target, at, end);
    this.version = 9;
    return true;
  }
  #readStatus(at: number, end: number): boolean {
    const { bytes } = this;
    this.isRequest = false;
    this.version = versionOf(bytes, at, at + 8);
    let next = at + 8;
    if (this.version === 0 || !isBlank(bytes[next])) return false;
    while (next < end && isBlank(bytes[next])) next++;
    let status = 0;
    for (let i = 0; i < 3; i++) {
      const digit = bytes[next + i] - 48;
      if (next + i >= end || !(digit >= 0 && digit <= 9)) return false;
      status = 10 * status + digit;
    }
    next += 3;
    if (status < 100 || next < end && !isBlank(bytes[next])) return false;
    this.status = status;
    set(this.reason, Math.min(end, next + 1), end);
    return true;
  }
  #readFields(at: number, end: number): number {
    const { bytes } = this, places = this.#places;
    while (at < end) {
      const lf = placeOf(bytes, LF, at, end);
      if (lf < 0) return HTTP_UNREADABLE.HEADER;
      const stop = this.#lineEnd(at, lf);
      if (stop === at) return HTTP_UNREADABLE.NONE;
      const isFolded = isBlank(bytes[at]);
      if (isFolded) {
        this.bad |= HTTP_BAD.FOLDED;
        if (this.#kept > 0 && this.fields <= MAX_FIELDS) places[SLOTS * (this.#kept - 1) + 3] = stop;
      } else {
        let colon = at;
        while (colon < stop && bytes[colon] !== COLON) colon++;
        if (colon === stop) return HTTP_UNREADABLE.HEADER;
        let nameEnd = colon;
        while (nameEnd > at && isBlank(bytes[nameEnd - 1])) nameEnd--;
        if (nameEnd < colon) this.bad |= HTTP_BAD.BLANK;
        if (nameEnd === at) return HTTP_UNREADABLE.HEADER;
        this.#note(at, nameEnd, colon + 1, stop);
      }
      if (placeOf(bytes, 0, at, stop) >= 0) this.bad |= HTTP_BAD.NUL;
      at = lf + 1;
    }
    return HTTP_UNREADABLE.NONE;
  }
  #note(at: number, nameEnd: number, value: number, end: number): void {
    const { bytes } = this;
    this.fields++;
    if (this.#kept >= MAX_FIELDS) return;
    while (value < end && isBlank(bytes[value])) value++;
    while (end > value && isBlank(bytes[end - 1])) end--;
    const places = this.#places, slot = SLOTS * this.#kept++;
    places[slot] = at;
    places[slot + 1] = nameEnd;
    places[slot + 2] = value;
    places[slot + 3] = end;
  }
  /** The value of the first field of that name, in lower case; `to` is empty where there is none. */
  find(name: string, to: HeadPart): boolean {
    return this.findNext(name, to, 0) > 0;
  }
  /** The same from a place in the list on; returns the place behind it, 0 where there is none. */
  findNext(name: string, to: HeadPart, from: number): number {
    const places = this.#places, { bytes } = this, first = name.charCodeAt(0);
    for (let i = from; i < this.#kept; i++) {
      const slot = SLOTS * i;
      if ((bytes[places[slot]] | 32) !== first || !isText(bytes, places[slot], places[slot + 1], name)) continue;
      set(to, places[slot + 2], places[slot + 3]);
      return i + 1;
    }
    set(to, this.at, this.at);
    return 0;
  }
  readonly #value: HeadPart = span();
  #readFraming(): void {
    const value = this.#value, { bytes } = this;
    for (
      let i = this.findNext("transfer-encoding", value, 0);
      i > 0;
      i = this.findNext("transfer-encoding", value, i)
    ) {
      this.isCoded = true;
      let at = value.end;
      while (at > value.at && bytes[at - 1] !== 44) at--;
      while (at < value.end && isBlank(bytes[at])) at++;
      this.isChunked = isText(bytes, at, value.end, "chunked");
    }
    for (let i = this.findNext("content-length", value, 0); i > 0; i = this.findNext("content-length", value, i)) {
      this.#takeLengths(value);
    }
    if (this.isCoded && this.length >= 0) this.bad |= HTTP_BAD.BOTH;
  }
  /** A number, or the same one several times with commas between (RFC 9110 section 8.6). */
  #takeLengths({ at, end }: HeadPart): void {
    const { bytes } = this;
    while (at <= end) {
      let stop = at;
      while (stop < end && bytes[stop] !== 44) stop++;
      const length = numberOf(bytes, at, stop);
      if (length < 0) this.isLengthBad = true;
      else if (this.length >= 0 && this.length !== length) {
        this.bad |= HTTP_BAD.LENGTHS;
        this.isLengthBad = true;
      } else this.length = length;
      at = stop + 1;
    }
  }
  #readTarget(): void {
    if (!this.isRequest) return;
    const { bytes, target, host, path, query } = this;
    let at = target.at;
    const scheme = schemeEnd(bytes, at, target.end);
    if (isText(bytes, this.method.at, this.method.end, "connect")) {
      set(host, target.at, target.end);
      return;
    }
    if (scheme > 0) {
      at = scheme;
      while (at < target.end && bytes[at] !== SLASH && bytes[at] !== QUESTION) at++;
      set(host, scheme, at);
    } else this.find("host", host);
    let stop = at;
    while (stop < target.end && bytes[stop] !== QUESTION) stop++;
    set(path, at, stop);
    set(query, Math.min(target.end, stop + 1), target.end);
  }
}
/** Digits with blanks around, or -1; also for what is beyond 2^53. */
function numberOf(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && isBlank(bytes[at])) at++;
  while (end > at && isBlank(bytes[end - 1])) end--;
  if (at === end || end - at > 16) return -1;
  let value = 0;
  for (; at < end; at++) {
    const digit = bytes[at] - 48;
    if (digit < 0 || digit > 9) return -1;
    value = 10 * value + digit;
  }
  return value <= Number.MAX_SAFE_INTEGER ? value : -1;
}
/** 10, 11: HTTP/1.x; else 0. */
function versionOf(bytes: Uint8Array, at: number, end: number): number {
  if (end - at !== 8 || !isText(bytes, at, at + 5, "http/") || bytes[at + 5] !== 49 || bytes[at + 6] !== 46) return 0;
  const minor = bytes[at + 7] - 48;
  return minor === 0 ? 10 : minor > 0 && minor <= 9 ? 11 : 0;
}
/** Behind `http://`, or 0. */
function schemeEnd(bytes: Uint8Array, at: number, end: number): number {
  let stop = at;
  while (stop < end && (bytes[stop] | 32) >= 97 && (bytes[stop] | 32) <= 122) stop++;
  const isScheme = stop > at && stop + 2 < end && bytes[stop] === COLON && bytes[stop + 1] === SLASH &&
    bytes[stop + 2] === SLASH;
  return isScheme ? stop + 3 : 0;
}
