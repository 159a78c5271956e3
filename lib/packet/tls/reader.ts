/**
 * Records of TLS over a stream (RFC 8446 section 5, RFC 5246 section 6.2): what of them is in clear.
 *
 * @module
 */
import { OVER, type StreamDirection, type StreamReader } from "../stream/mod.ts";
import { TlsHandshake, type TlsPlace, type TlsSink } from "./handshake.ts";
import { u16 } from "./hello.ts";
import { CONTENT_TYPE, HANDSHAKE, TLS_VERSION } from "./numbers.ts";

const HEADER_BYTES = 5, MAX_RECORD = 2 ** 14 + 2048;

interface Side {
  /** Bytes of a record that are of no use, still to come. */
  skip: number;
  /** ChangeCipherSpec has come. */
  hasChanged: boolean;
  /** Records of application data have come. */
  hasData: boolean;
  /** It is not known where the next record begins. */
  isLost: boolean;
  conflicts: number;
}
const side = (): Side => ({ skip: 0, hasChanged: false, hasData: false, isLost: false, conflicts: 0 });

export class TlsReader implements StreamReader {
  readonly handshake: TlsHandshake;
  readonly #sides: readonly [Side, Side] = [side(), side()];
  #isSsl2 = false;

  constructor(sink: TlsSink) {
    this.handshake = new TlsHandshake(sink);
  }
  read(from: StreamDirection): number {
    const own = this.#sides[from.side], { bytes, at, end } = from, length = end - at;
    if (own.isLost) return length;
    if (own.skip > 0) {
      const used = Math.min(own.skip, length);
      own.skip -= used;
      return used;
    }
    const messages = this.handshake.sides[from.side];
    if (messages.begun < 0) messages.begun = from.segments;
    if (length < HEADER_BYTES) {
      from.wanted = HEADER_BYTES;
      return 0;
    }
    const type = bytes[at], size = u16(bytes, at + 3);
    const isRecord = type >= CONTENT_TYPE.CHANGE_CIPHER_SPEC && type <= CONTENT_TYPE.APPLICATION_DATA + 3 &&
      bytes[at + 1] === 3 &&
      size <= MAX_RECORD;
    if (!isRecord) return this.#readOther(from, own);
    if (type === CONTENT_TYPE.HANDSHAKE || type === CONTENT_TYPE.ALERT) return this.#readWhole(from, own, type, size);
    own.skip = size;
    const isOver = type === CONTENT_TYPE.CHANGE_CIPHER_SPEC
      ? this.#change(from, own)
      : type === CONTENT_TYPE.APPLICATION_DATA && this.#data(from, own);
    if (messages.records === 0) messages.begun = -1;
    return isOver ? OVER : HEADER_BYTES;
  }
  /** A hello of SSL 2 has a header of its own; anything else is not TLS. */
  #readOther(from: StreamDirection, own: Side): number {
    const { bytes, at, end } = from, size = HEADER2_BYTES + ((bytes[at] & 0x7f) << 8 | bytes[at + 1]);
    if (isSsl2Hello(bytes, at)) {
      if (size > end - at) {
        from.wanted = size;
        return 0;
      }
      this.#isSsl2 = u16(bytes, at + 3) === TLS_VERSION.SSL2;
      this.handshake.segments = from.segments - this.handshake.sides[from.side].begun + 1;
      this.handshake.sides[from.side].begun = -1;
      return this.handshake.takeSsl2(bytes, at + HEADER2_BYTES, at + size, from) ? OVER : size;
    }
    own.isLost = true;
    if (this.#isSsl2) return end - at;
    return this.handshake.sink.malformed(this.handshake, "what should be a record is none", from) ? OVER : end - at;
  }
  #readWhole(from: StreamDirection, own: Side, type: number, size: number): number {
    const { bytes, at, end } = from, all = HEADER_BYTES + size;
    const messages = this.handshake.sides[from.side];
    if (type === CONTENT_TYPE.HANDSHAKE && own.hasChanged && size >= 4 && !this.#isPlain(from, size)) {
      if (end - at < all && end - at < HEADER_BYTES + 4) {
        from.wanted = HEADER_BYTES + 4;
        return 0;
      }
      if (!isHello(bytes, at + HEADER_BYTES, size)) {
        own.skip = all;
        messages.begun = -1;
        return this.read(from);
      }
    }
    if (all > end - at) {
      from.wanted = all;
      return 0;
    }
    const stop = at + all;
    if (type === CONTENT_TYPE.ALERT) {
      if (messages.records === 0) messages.begun = -1;
      const isPlain = size === 2;
      const isOver = this.handshake.sink.alert(
        this.handshake,
        isPlain ? bytes[at + 5] : -1,
        isPlain ? bytes[at + 6] : -1,
        from,
      );
      return isOver ? OVER : all;
    }
    this.handshake.recordVersion = u16(bytes, at + 1);
    const conflicts = from.conflicts - own.conflicts;
    own.conflicts = from.conflicts;
    return messages.feed(bytes, at + HEADER_BYTES, stop, from, from.segments, conflicts) ? OVER : all;
  }
  /** Behind a ChangeCipherSpec that only stands there for old boxes on the way: in TLS 1.3, and between both hellos. */
  #isPlain({ side }: TlsPlace, _size: number): boolean {
    return this.handshake.is13 && this.handshake.isRetried && this.handshake.answered === undefined && side >= 0;
  }
  #change(from: StreamDirection, own: Side): boolean {
    const { handshake } = this, other = this.#sides[1 - from.side];
    const isFirst = !own.hasChanged;
    own.hasChanged = true;
    if (!isFirst || handshake.is13 || handshake.completed || handshake.answered === undefined) return false;
    // the side that is first shows whether keys were agreed on again: a server that goes on with a session is
    if (!other.hasChanged) {
      if (from.side !== handshake.client) handshake.resumed = 1;
      else if (handshake.resumed < 0) handshake.resumed = 0;
      return false;
    }
    return handshake.complete(from);
  }
  #data(from: StreamDirection, own: Side): boolean {
    const { handshake } = this;
    own.hasData = true;
    if (!handshake.is13 || handshake.completed || from.side !== handshake.client || !handshake.answered) return false;
    return this.#sides[1 - from.side].hasData && handshake.complete(from);
  }
  gap(from: StreamDirection, missing: number, unread: number): boolean {
    const own = this.#sides[from.side];
    this.handshake.sides[from.side].drop();
    if (own.skip > 0 && unread === 0 && missing <= own.skip) own.skip -= missing;
    else own.isLost = true;
    return false;
  }
  end(): boolean {
    return false;
  }
}
const HEADER2_BYTES = 2;
/** What is there of a ClientHello of SSL 2, five bytes of it. */
function isSsl2Hello(bytes: Uint8Array, at: number): boolean {
  const size = (bytes[at] & 0x7f) << 8 | bytes[at + 1], version = u16(bytes, at + 3);
  const isVersion = version === TLS_VERSION.SSL2 || version >= TLS_VERSION.SSL3 && version <= TLS_VERSION.TLS13;
  return (bytes[at] & 0x80) !== 0 && bytes[at + 2] === 1 && size >= 9 && size <= 0x1000 && isVersion;
}
/** Whether a record of a handshake is one hello in clear. */
function isHello(bytes: Uint8Array, at: number, size: number): boolean {
  const type = bytes[at], length = bytes[at + 1] << 16 | u16(bytes, at + 2);
  return (type === HANDSHAKE.CLIENT_HELLO || type === HANDSHAKE.SERVER_HELLO) && length === size - 4;
}
/** Whether a stream begins with a record that has a hello; undefined where more of it is needed. */
export function beginsTls(bytes: Uint8Array, at: number, end: number): boolean | undefined {
  const length = end - at;
  if (length >= 5 && isSsl2Hello(bytes, at)) return true;
  if (bytes[at] !== CONTENT_TYPE.HANDSHAKE && (bytes[at] & 0x80) === 0) return false;
  if (bytes[at] !== CONTENT_TYPE.HANDSHAKE) return length < 5 ? undefined : false;
  if (length > 1 && bytes[at + 1] !== 3 || length > 2 && bytes[at + 2] > 4) return false;
  if (length < 6) return undefined;
  const size = u16(bytes, at + 3), type = bytes[at + 5];
  return size > 0 && size <= MAX_RECORD && (type === HANDSHAKE.CLIENT_HELLO || type === HANDSHAKE.SERVER_HELLO);
}
