/**
 * Initial packets opened (RFC 9001 sections 5.3 and 5.4), and what their frames say (RFC 9000 section 19).
 *
 * @module
 */
import { openSealed } from "./aes_gcm.ts";
import { type LongHeader, readVarint, varintBytes } from "./header.ts";
import type { PacketKeys } from "./keys.ts";

const SAMPLE_BYTES = 16, MAX_PACKET = 0x10000;
/** Opened packets, one at a time. */
const opened = new Uint8Array(MAX_PACKET);

export interface OpenedPacket {
  readonly bytes: Uint8Array;
  readonly end: number;
  readonly number: number;
}
/**
 * Opens the packet at `at` with a header that was read; `largest` is the greatest number that its sender had so far. The
 * bytes are valid until the next call.
 */
export function openInitial(
  keys: PacketKeys,
  header: LongHeader,
  bytes: Uint8Array,
  at: number,
  largest: number,
): OpenedPacket | undefined {
  const { number: place, end } = header, sample = place + 4;
  if (sample + SAMPLE_BYTES > end || end - at > MAX_PACKET) return undefined;
  const mask = keys.header.mask(bytes, sample), first = bytes[at] ^ mask[0] & 0x0f, size = (first & 3) + 1;
  const plain = bytes.slice(at, place + size);
  plain[0] = first;
  let truncated = 0;
  for (let i = 0; i < size; i++) {
    const byte = bytes[place + i] ^ mask[1 + i];
    plain[place - at + i] = byte;
    truncated = truncated * 256 + byte;
  }
  const number = wholeNumber(truncated, size, largest), nonce = keys.iv.slice();
  for (let i = 0, rest = number; i < 6; i++, rest = Math.floor(rest / 256)) nonce[11 - i] ^= rest % 256;
  if (!openSealed(keys.packet, nonce, plain, bytes, place + size, end, opened)) return undefined;
  return { bytes: opened, end: end - place - size - 16, number };
}
/** The number next to the one that is expected, of which the last bytes are these (RFC 9000 appendix A.3). */
function wholeNumber(truncated: number, size: number, largest: number): number {
  const expected = largest + 1, window = 256 ** size, candidate = Math.floor(expected / window) * window + truncated;
  if (candidate <= expected - window / 2) return candidate + window;
  return candidate > expected + window / 2 && candidate >= window ? candidate - window : candidate;
}

/** What is done with frames. */
export interface FrameSink {
  crypto(offset: number, bytes: Uint8Array, at: number, end: number): boolean;
  close(code: number): boolean;
}
/** Frames that were read, CRYPTO frames among them; whether all could be, and whether tracing is over. */
export interface FramesRead {
  readonly frames: number;
  readonly isWhole: boolean;
  readonly isOver: boolean;
}
const FRAME = { PADDING: 0, PING: 1, ACK: 2, ACK_ECN: 3, CRYPTO: 6, CLOSE: 0x1c, CLOSE_APPLICATION: 0x1d } as const;

export function readFrames({ bytes, end }: OpenedPacket, sink: FrameSink): FramesRead {
  let frames = 0, at = 0;
  const done = (isWhole: boolean, isOver = false): FramesRead => ({ frames, isWhole, isOver });
  while (at < end) {
    const type = bytes[at++];
    if (type === FRAME.PADDING) continue;
    frames++;
    if (type === FRAME.PING) continue;
    const numbers = new Numbers(bytes, at, end);
    if (type === FRAME.ACK || type === FRAME.ACK_ECN) {
      const [, , ranges] = [numbers.next(), numbers.next(), numbers.next()];
      if (ranges > end - at) return done(false);
      numbers.skip(1 + 2 * ranges + (type === FRAME.ACK_ECN ? 3 : 0));
    } else if (type === FRAME.CRYPTO) {
      const offset = numbers.next(), length = numbers.next();
      if (numbers.isCut || length > end - numbers.at) return done(false);
      if (sink.crypto(offset, bytes, numbers.at, numbers.at + length)) return done(true, true);
      numbers.at += length;
    } else if (type === FRAME.CLOSE || type === FRAME.CLOSE_APPLICATION) {
      const code = numbers.next();
      if (type === FRAME.CLOSE) numbers.skip(1);
      const length = numbers.next();
      if (numbers.isCut || length > end - numbers.at) return done(false);
      if (sink.close(code)) return done(true, true);
      numbers.at += length;
    } else return done(false);
    if (numbers.isCut) return done(false);
    at = numbers.at;
  }
  return done(true);
}
/** Numbers of variable length, one behind the other. */
class Numbers {
  isCut = false;
  constructor(readonly bytes: Uint8Array, public at: number, readonly end: number) {}
  next(): number {
    const value = readVarint(this.bytes, this.at, this.end);
    if (value < 0) this.isCut = true;
    else this.at += varintBytes(this.bytes, this.at);
    return Math.max(0, value);
  }
  skip(count: number): void {
    for (let i = 0; i < count && !this.isCut; i++) this.next();
  }
}
