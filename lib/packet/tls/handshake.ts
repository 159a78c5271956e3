/**
 * The handshake of one connection: what both sides have said so far, and the messages of a side, which may lie in several
 * records or frames.
 *
 * @module
 */
import { HELLO_BAD, RESUMPTION, TlsHello } from "./hello.ts";
import { HANDSHAKE, isTls13 } from "./numbers.ts";

/** Longest message of a handshake that is kept. */
const MAX_MESSAGE = 0x10000, HEADER_BYTES = 4;

/** When something came, in the capture's time. */
export interface TlsTime {
  readonly seconds: number;
  readonly nanoseconds: number;
}
/** Where a message came from. */
export interface TlsPlace extends TlsTime {
  /** The flow's side that has sent it. */
  readonly side: number;
}
/** What is done with what is found; true where tracing is over. */
export interface TlsSink {
  /** Certificates are asked for. */
  readonly readsCertificates: boolean;
  /** Names of hellos are asked for later in their handshakes. */
  readonly keepsNames: boolean;
  hello(handshake: TlsHandshake, hello: TlsHello, from: TlsPlace): boolean;
  certificate(
    handshake: TlsHandshake,
    bytes: Uint8Array,
    at: number,
    end: number,
    index: number,
    from: TlsPlace,
  ): boolean;
  complete(handshake: TlsHandshake, from: TlsPlace): boolean;
  /** @param code -1 where it is encrypted */
  alert(handshake: TlsHandshake, level: number, code: number, from: TlsPlace): boolean;
  malformed(handshake: TlsHandshake, why: string, from: TlsPlace): boolean;
}
const NONE = new Uint8Array(0);
/** One for all: it is read again for each message. */
const hello = new TlsHello();

export class TlsHandshake {
  /** The client's side, -1 where no hello was seen. */
  client = -1;
  /** Of the first ClientHello, the ServerHello, the end of the handshake. */
  asked: TlsTime | undefined;
  answered: TlsTime | undefined;
  completed: TlsTime | undefined;
  /** What the client asked for, and what was chosen. */
  sni: Uint8Array = NONE;
  alpn: Uint8Array = NONE;
  version = 0;
  cipher = 0;
  isRetried = false;
  /** 1 yes, 0 no, -1 not known. */
  resumed = -1;
  /** Of the message at hand: version of its record, records or frames and segments that it came in. */
  recordVersion = 0;
  records = 0;
  segments = 0;
  #sessionId: Uint8Array = NONE;
  readonly sides: readonly [HandshakeSide, HandshakeSide];

  constructor(readonly sink: TlsSink) {
    this.sides = [new HandshakeSide(this), new HandshakeSide(this)];
  }
  get is13(): boolean {
    return isTls13(this.version);
  }
  /** A whole message. */
  take(type: number, bytes: Uint8Array, at: number, end: number, from: TlsPlace, conflicts: number): boolean {
    if (type === HANDSHAKE.CERTIFICATE) return this.#takeCertificates(bytes, at + HEADER_BYTES, end, from);
    if (!hello.read(bytes, at, end)) return this.sink.malformed(this, "a hello shorter than what it must have", from);
    return this.takeHello(hello, from, conflicts);
  }
  takeSsl2(bytes: Uint8Array, at: number, end: number, from: TlsPlace): boolean {
    if (!hello.readSsl2(bytes, at, end)) {
      return this.sink.malformed(this, "a hello of SSL 2 whose lengths contradict each other", from);
    }
    this.recordVersion = 0x0002;
    this.records = 1;
    return this.takeHello(hello, from, 0);
  }
  takeHello(one: TlsHello, from: TlsPlace, conflicts: number): boolean {
    if (conflicts > 0) one.bad |= HELLO_BAD.CONFLICT;
    if (one.isServer) this.#noteServer(one, from);
    else this.#noteClient(one, from);
    return this.sink.hello(this, one, from);
  }
  #noteClient({ bytes, sni, alpn, sessionId }: TlsHello, { side, seconds, nanoseconds }: TlsPlace): void {
    this.client = side;
    this.asked ??= { seconds, nanoseconds };
    this.#sessionId = bytes.slice(sessionId.at, sessionId.end);
    if (!this.sink.keepsNames) return;
    this.sni = bytes.slice(sni.at, sni.end);
    this.alpn = bytes.slice(alpn.at, alpn.end);
  }
  #noteServer(one: TlsHello, { side, seconds, nanoseconds }: TlsPlace): void {
    const { bytes, version, cipher, isRetry, resumption, sessionId, alpn } = one;
    this.client = 1 - side;
    this.version = version;
    this.cipher = cipher;
    if (isRetry) {
      this.isRetried = true;
      return;
    }
    this.answered ??= { seconds, nanoseconds };
    const own = this.#sessionId, size = sessionId.end - sessionId.at;
    const isEchoed = size > 0 && own.length === size && own.every((byte, i) => byte === bytes[sessionId.at + i]);
    if (this.is13) this.resumed = resumption & RESUMPTION.PSK ? 1 : 0;
    else if (isEchoed) {
      one.resumption |= RESUMPTION.SESSION_ID;
      this.resumed = 1;
    }
    if (this.sink.keepsNames && !this.is13) this.alpn = bytes.slice(alpn.at, alpn.end);
  }
  /** RFC 5246 section 7.4.2: three bytes of length before the list, and before each. */
  #takeCertificates(bytes: Uint8Array, at: number, end: number, from: TlsPlace): boolean {
    const size = end - at < 3 ? end : u24(bytes, at);
    if (size > end - at - 3) return this.sink.malformed(this, "a list of certificates longer than its message", from);
    const stop = at + 3 + size;
    at += 3;
    for (let index = 0; at < stop; index++) {
      const length = stop - at < 3 ? stop : u24(bytes, at);
      if (length > stop - at - 3) return this.sink.malformed(this, "a certificate longer than its list", from);
      if (this.sink.certificate(this, bytes, at + 3, at + 3 + length, index, from)) return true;
      at += 3 + length;
    }
    return false;
  }
  complete(from: TlsPlace): boolean {
    const { seconds, nanoseconds } = from;
    this.completed = { seconds, nanoseconds };
    return this.sink.complete(this, from);
  }
}
function u24(bytes: Uint8Array, at: number): number {
  return bytes[at] << 16 | bytes[at + 1] << 8 | bytes[at + 2];
}

/** Messages of one side: where one lies in what is handed it is not copied. */
class HandshakeSide {
  #kept: Uint8Array | undefined;
  #length = 0;
  /** Bytes of a message that nobody asks for, or that is too long, still to come. */
  #skip = 0;
  /** Records that the message at hand came in, and the number of the segment in which it began. */
  records = 0;
  begun = -1;

  constructor(readonly handshake: TlsHandshake) {}

  /** Takes what is in a record or a frame. @param segment the number of the segment that is at hand */
  feed(bytes: Uint8Array, at: number, end: number, from: TlsPlace, segment: number, conflicts: number): boolean {
    this.records++;
    while (at < end) {
      if (this.#skip > 0) {
        const passed = Math.min(this.#skip, end - at);
        this.#skip -= passed;
        at += passed;
        if (this.#skip === 0) this.#restart(segment, at < end);
        continue;
      }
      if (this.#length === 0 && end - at >= HEADER_BYTES) {
        const size = HEADER_BYTES + u24(bytes, at + 1), type = bytes[at];
        if (!this.#isRead(type)) {
          this.#skip = size;
          continue;
        }
        if (size <= end - at) {
          if (this.#take(type, bytes, at, at + size, from, segment, conflicts)) return true;
          at += size;
          this.#restart(segment, at < end);
          continue;
        }
      }
      const before = at;
      at = this.#keep(bytes, at, end);
      if (at === before) return this.#giveUp(from);
      if (this.#length < HEADER_BYTES) continue;
      const kept = this.#kept!, size = HEADER_BYTES + u24(kept, 1);
      if (!this.#isRead(kept[0])) {
        this.#skip = size - this.#length;
        this.#length = 0;
        if (this.#skip === 0) this.#restart(segment, at < end);
      } else if (this.#length === size) {
        this.#length = 0;
        if (this.#take(kept[0], kept, 0, size, from, segment, conflicts)) return true;
        this.#restart(segment, at < end);
      }
    }
    return false;
  }
  #isRead(type: number): boolean {
    return type === HANDSHAKE.CLIENT_HELLO || type === HANDSHAKE.SERVER_HELLO ||
      type === HANDSHAKE.CERTIFICATE && this.handshake.sink.readsCertificates;
  }
  #take(
    type: number,
    bytes: Uint8Array,
    at: number,
    end: number,
    from: TlsPlace,
    segment: number,
    conflicts: number,
  ): boolean {
    const { handshake } = this;
    handshake.records = this.records;
    handshake.segments = this.begun < 0 ? 1 : segment - this.begun + 1;
    return handshake.take(type, bytes, at, end, from, conflicts);
  }
  /** The next message begins, perhaps in this record. */
  #restart(segment: number, isMore: boolean): void {
    this.records = isMore ? 1 : 0;
    this.begun = isMore ? segment : -1;
  }
  /** Keeps bytes up to the end of the message, or of its header. */
  #keep(bytes: Uint8Array, at: number, end: number): number {
    const size = this.#length < HEADER_BYTES ? HEADER_BYTES : HEADER_BYTES + u24(this.#kept!, 1);
    if (size > MAX_MESSAGE) return at;
    const more = Math.min(size - this.#length, end - at), length = this.#length + more;
    if (!this.#kept || this.#kept.length < length) {
      const grown = new Uint8Array(Math.max(2 * length, 512));
      if (this.#kept) grown.set(this.#kept.subarray(0, this.#length));
      this.#kept = grown;
    }
    this.#kept.set(bytes.subarray(at, at + more), this.#length);
    this.#length = length;
    return at + more;
  }
  #giveUp(from: TlsPlace): boolean {
    this.#skip = HEADER_BYTES + u24(this.#kept!, 1) - this.#length;
    this.#length = 0;
    return this.handshake.sink.malformed(this.handshake, "a message of a handshake longer than 64 KiB", from);
  }
  /** What was kept of a message is of no use any more. */
  drop(): void {
    this.#length = this.#skip = this.records = 0;
    this.#kept = undefined;
    this.begun = -1;
  }
}
