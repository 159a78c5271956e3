/**
 * Long headers of QUIC (RFC 9000 section 17.2, RFC 9369 section 3.2, RFC 8999), read where they lie.
 *
 * @module
 */
import { isReadable, isVersion2 } from "./versions.ts";

/** Types, in the order of version 1's bits. */
export const QUIC_TYPE = { INITIAL: 0, EARLY_DATA: 1, HANDSHAKE: 2, RETRY: 3, NEGOTIATION: 4, OTHER: 5 } as const;
const MAX_ID = 20;

export class LongHeader {
  version = 0;
  type: number = QUIC_TYPE.OTHER;
  /** Identifiers: where they begin and end. */
  destination = 0;
  destinationEnd = 0;
  source = 0;
  sourceEnd = 0;
  token = 0;
  tokenEnd = 0;
  /** Where the number of the packet is, which is protected, and where the packet ends on the wire. */
  number = 0;
  end = 0;

  /** Reads one at `at`; `end` is the end of the datagram on the wire. False where the lengths contradict each other. */
  read(bytes: Uint8Array, at: number, captured: number, end: number): boolean {
    const first = bytes[at];
    if (captured - at < 7 || (first & 0x80) === 0) return false;
    this.version = (bytes[at + 1] << 24 | bytes[at + 2] << 16 | bytes[at + 3] << 8 | bytes[at + 4]) >>> 0;
    this.destination = at + 6;
    this.destinationEnd = this.destination + bytes[at + 5];
    if (this.destinationEnd >= captured) return false;
    this.source = this.destinationEnd + 1;
    this.sourceEnd = this.source + bytes[this.destinationEnd];
    if (this.sourceEnd > captured) return false;
    this.token = this.tokenEnd = this.number = this.sourceEnd;
    this.end = end;
    if (this.version === 0) {
      this.type = QUIC_TYPE.NEGOTIATION;
      return end > this.sourceEnd && (end - this.sourceEnd) % 4 === 0;
    }
    if (!isReadable(this.version)) {
      this.type = QUIC_TYPE.OTHER;
      return true;
    }
    const bits = first >> 4 & 3;
    this.type = isVersion2(this.version) ? bits + 3 & 3 : bits;
    const isShort = this.destinationEnd - this.destination <= MAX_ID && this.sourceEnd - this.source <= MAX_ID;
    if ((first & 0x40) === 0 || !isShort) return false;
    if (this.type === QUIC_TYPE.RETRY) {
      this.tokenEnd = end - 16;
      return this.tokenEnd >= this.token;
    }
    return this.#readLengths(bytes, captured, end);
  }
  #readLengths(bytes: Uint8Array, captured: number, end: number): boolean {
    let at = this.sourceEnd;
    if (this.type === QUIC_TYPE.INITIAL) {
      const size = readVarint(bytes, at, captured);
      if (size < 0) return false;
      this.token = at + varintBytes(bytes, at);
      this.tokenEnd = at = this.token + size;
    }
    const length = readVarint(bytes, at, captured);
    if (length < 0) return false;
    this.number = at + varintBytes(bytes, at);
    this.end = this.number + length;
    return this.end <= end && length >= 20;
  }
}
export function varintBytes(bytes: Uint8Array, at: number): number {
  return 1 << (bytes[at] >> 6);
}
/** A number of variable length (RFC 9000 section 16); -1 where it does not end before `end`, or is above 2^53. */
export function readVarint(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return -1;
  const size = varintBytes(bytes, at);
  if (at + size > end) return -1;
  let value = bytes[at] & 0x3f;
  for (let i = 1; i < size; i++) value = value * 256 + bytes[at + i];
  return value <= Number.MAX_SAFE_INTEGER ? value : -1;
}
