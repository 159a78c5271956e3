/**
 * ClientHello, ServerHello and HelloRetryRequest (RFC 8446 section 4.1, RFC 5246 section 7.4.1), read where they lie. One object
 * is read into again and again.
 *
 * @module
 */
import { EXTENSION, isGrease, isPostQuantum } from "./numbers.ts";

/** What cannot be relied on. */
export const HELLO_BAD = {
  /** A length that leads out of what is around it: what lies behind is left out. */
  LENGTH: 1,
  /** Bytes behind the last extension. */
  BEHIND: 2,
  /** A text that found no room was cut. */
  LONG: 4,
  /** Segments of its direction came again with other bytes. */
  CONFLICT: 8,
} as const;
/** Bits: by what a client would go on with an earlier session, or a server does. */
export const RESUMPTION = { TICKET: 1, SESSION_ID: 2, PSK: 4, EARLY_DATA: 8 } as const;
/** SHA-256 of "HelloRetryRequest", which stands as a ServerHello's random. */
const RETRY = [0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91];
const HEADER_BYTES = 4, RANDOM_BYTES = 32;

/** A run of bytes: from a place to another; both 0 where there is none. */
export interface ByteRun {
  at: number;
  end: number;
}
const run = (): ByteRun => ({ at: 0, end: 0 });

export class TlsHello {
  bytes: Uint8Array = new Uint8Array(0);
  isServer = false;
  isRetry = false;
  /** Of the message with its header. */
  length = 0;
  legacy = 0;
  version = 0;
  group = 0;
  /** A client's suites, two bytes each; the one that a server chose. */
  readonly suites: ByteRun = run();
  cipher = 0;
  /** How many of them mean something. */
  cipherCount = 0;
  extensionCount = 0;
  readonly sessionId: ByteRun = run();
  readonly extensions: ByteRun = run();
  readonly sni: ByteRun = run();
  /** Names with a byte of length before each. */
  readonly alpn: ByteRun = run();
  readonly groups: ByteRun = run();
  readonly formats: ByteRun = run();
  readonly signatures: ByteRun = run();
  hasSni = false;
  hasEch = false;
  isPostQuantum = false;
  resumption = 0;
  bad = 0;

  /**
   * Reads the message of a handshake, its header at `at`. False where not even its fixed part can be read; where lengths
   * contradict each other further on, `bad` says it.
   */
  read(bytes: Uint8Array, at: number, end: number): boolean {
    this.#clear(bytes, end - at);
    this.isServer = bytes[at] !== 1;
    at += HEADER_BYTES;
    if (end - at < 2 + RANDOM_BYTES) return false;
    this.legacy = this.version = u16(bytes, at);
    const random = at + 2;
    this.isRetry = this.isServer && RETRY.every((byte, i) => bytes[random + i] === byte);
    at = random + RANDOM_BYTES;
    // drafts of TLS 1.3 up to 21 answer without a session and without a method of compression
    const isShort = this.isServer && this.legacy >> 8 === 0x7f;
    if (!isShort) {
      if (at >= end || at + 1 + bytes[at] > end) return false;
      set(this.sessionId, at + 1, at + 1 + bytes[at]);
      at += 1 + bytes[at];
    }
    at = this.isServer ? this.#readChosen(at, end, isShort) : this.#readOffered(at, end);
    if (at < 0) return false;
    if (at < end) this.#readExtensions(at, end);
    if (!this.isServer && this.sessionId.end > this.sessionId.at && !this.#offers13) {
      this.resumption |= RESUMPTION.SESSION_ID;
    }
    return true;
  }
  /** A hello of SSL 2 (RFC 5246 appendix E.2), behind its two bytes of length. */
  readSsl2(bytes: Uint8Array, at: number, end: number): boolean {
    this.#clear(bytes, end - at);
    this.isServer = this.isRetry = false;
    if (end - at < 9) return false;
    this.legacy = this.version = u16(bytes, at + 1);
    const suites = u16(bytes, at + 3), session = u16(bytes, at + 5), challenge = u16(bytes, at + 7);
    if (9 + suites + session + challenge > end - at) return false;
    this.cipherCount = Math.floor(suites / 3);
    set(this.sessionId, at + 9 + suites, at + 9 + suites + session);
    if (session > 0) this.resumption |= RESUMPTION.SESSION_ID;
    return true;
  }
  #offers13 = false;
  #clear(bytes: Uint8Array, length: number): void {
    this.bytes = bytes;
    this.length = length;
    this.group =
      this.cipher =
      this.cipherCount =
      this.extensionCount =
      this.resumption =
      this.bad =
        0;
    this.hasSni =
      this.hasEch =
      this.isPostQuantum =
      this.#offers13 =
        false;
    for (const one of [this.suites, this.sessionId, this.extensions, this.sni]) set(one, 0, 0);
    for (const one of [this.alpn, this.groups, this.formats, this.signatures]) set(one, 0, 0);
  }
  #readChosen(at: number, end: number, isShort: boolean): number {
    const size = isShort ? 2 : 3;
    if (end - at < size) return -1;
    this.cipher = u16(this.bytes, at);
    return at + size;
  }
  #readOffered(at: number, end: number): number {
    const { bytes } = this;
    if (end - at < 2) return -1;
    const size = u16(bytes, at);
    at += 2;
    if (size > end - at) return -1;
    set(this.suites, at, at + (size & ~1));
    this.cipherCount = countPlain(bytes, this.suites);
    at += size;
    if (at >= end || at + 1 + bytes[at] > end) return -1;
    return at + 1 + bytes[at];
  }
  #readExtensions(at: number, end: number): void {
    const { bytes } = this;
    if (end - at < 2) return void (this.bad |= HELLO_BAD.LENGTH);
    const size = u16(bytes, at);
    at += 2;
    if (size > end - at) this.bad |= HELLO_BAD.LENGTH;
    else if (size < end - at) this.bad |= HELLO_BAD.BEHIND;
    const stop = Math.min(end, at + size);
    set(this.extensions, at, stop);
    while (at < stop) {
      const type = stop - at < 4 ? 0 : u16(bytes, at), length = stop - at < 4 ? stop : u16(bytes, at + 2);
      if (length > stop - at - 4) {
        this.bad |= HELLO_BAD.LENGTH;
        this.extensions.end = at;
        return;
      }
      at += 4;
      if (!isGrease(type)) {
        this.extensionCount++;
        this.#readExtension(type, at, at + length);
      }
      at += length;
    }
  }
  #readExtension(type: number, at: number, end: number): void {
    switch (type) {
      case EXTENSION.SERVER_NAME:
        return this.#readName(at, end);
      case EXTENSION.ALPN:
        return this.#list16(this.alpn, at, end);
      case EXTENSION.GROUPS:
        this.#list16(this.groups, at, end);
        return this.#readGroups();
      case EXTENSION.SIGNATURE_ALGORITHMS:
        return this.#list16(this.signatures, at, end);
      case EXTENSION.POINT_FORMATS:
        if (at < end && at + 1 + this.bytes[at] <= end) set(this.formats, at + 1, at + 1 + this.bytes[at]);
        else this.bad |= HELLO_BAD.LENGTH;
        return;
      case EXTENSION.VERSIONS:
        return this.#readVersions(at, end);
      case EXTENSION.KEY_SHARE:
      case EXTENSION.OLD_KEY_SHARE:
        return this.#readKeyShare(at, end);
      case EXTENSION.SESSION_TICKET:
        if (!this.isServer && end > at) this.resumption |= RESUMPTION.TICKET;
        return;
      case EXTENSION.PRE_SHARED_KEY:
        this.resumption |= RESUMPTION.PSK;
        return;
      case EXTENSION.EARLY_DATA:
        if (!this.isServer) this.resumption |= RESUMPTION.EARLY_DATA;
        return;
      case EXTENSION.ECH:
      case EXTENSION.ESNI:
        this.hasEch = true;
    }
  }
  /** RFC 6066 section 3: a list of names, of which the first of a host counts. A server answers with nothing. */
  #readName(at: number, end: number): void {
    this.hasSni = true;
    if (this.isServer || at === end) return;
    const list = run();
    this.#list16(list, at, end);
    for (let from = list.at; from < list.end;) {
      const size = list.end - from < 3 ? list.end : u16(this.bytes, from + 1);
      if (size > list.end - from - 3) return void (this.bad |= HELLO_BAD.LENGTH);
      if (this.bytes[from] === 0 && this.sni.at === 0) set(this.sni, from + 3, from + 3 + size);
      from += 3 + size;
    }
  }
  #readGroups(): void {
    if (this.isServer) return;
    for (let i = this.groups.at; i < this.groups.end; i += 2) this.isPostQuantum ||= isPostQuantum(u16(this.bytes, i));
  }
  /** The highest that is offered, or what was chosen. */
  #readVersions(at: number, end: number): void {
    const { bytes } = this;
    if (this.isServer) {
      if (end - at >= 2) this.version = u16(bytes, at);
      else this.bad |= HELLO_BAD.LENGTH;
      return;
    }
    if (at >= end || at + 1 + bytes[at] > end) return void (this.bad |= HELLO_BAD.LENGTH);
    const stop = at + 1 + bytes[at];
    let highest = 0, draft = 0;
    for (let i = at + 1; i + 1 < stop; i += 2) {
      const version = u16(bytes, i);
      if (isGrease(version)) continue;
      if (version >> 8 === 0x7f) draft = Math.max(draft, version);
      else if (version >> 8 === 3) highest = Math.max(highest, version);
    }
    this.#offers13 = highest >= 0x0304 || draft > 0;
    if (highest < 0x0304 && draft > 0) this.version = draft;
    else if (highest > 0) this.version = highest;
  }
  #readKeyShare(at: number, end: number): void {
    if (!this.isServer) return;
    if (end - at < 2) return void (this.bad |= HELLO_BAD.LENGTH);
    this.group = u16(this.bytes, at);
    this.isPostQuantum = isPostQuantum(this.group);
  }
  /** A list behind two bytes of its length. */
  #list16(list: ByteRun, at: number, end: number): void {
    const size = end - at < 2 ? -1 : u16(this.bytes, at);
    if (size < 0 || size > end - at - 2) this.bad |= HELLO_BAD.LENGTH;
    else set(list, at + 2, at + 2 + size);
  }
  /** Calls with the type and the content of each extension, GREASE among them. */
  eachExtension(take: (type: number, at: number, end: number) => void): void {
    const { bytes, extensions } = this;
    for (let at = extensions.at; at < extensions.end;) {
      const end = at + 4 + u16(bytes, at + 2);
      take(u16(bytes, at), at + 4, end);
      at = end;
    }
  }
}
function set(run: ByteRun, at: number, end: number): void {
  run.at = at;
  run.end = end;
}
export function u16(bytes: Uint8Array, at: number): number {
  return bytes[at] << 8 | bytes[at + 1];
}
/** Numbers of two bytes, GREASE left out. */
function countPlain(bytes: Uint8Array, { at, end }: ByteRun): number {
  let count = 0;
  for (; at + 1 < end; at += 2) if (!isGrease(u16(bytes, at))) count++;
  return count;
}
