/**
 * Messages of a stream, each after two bytes with its length (RFC 1035 section 4.2.2). Behind a gap of which it is not known
 * how much of a message it takes, they go on with a segment that is whole messages from its beginning to its end.
 *
 * @module
 */
import { OVER, type StreamDirection, type StreamReader } from "./direction.ts";

const LENGTH_BYTES = 2;
/** Takes a message: `at` and `end` in `from.bytes`. True where tracing is over. */
export type TakeMessage = (from: StreamDirection, at: number, end: number) => boolean;

/** What is known of a direction besides its bytes. */
interface Place {
  /** Bytes of a lost message that are still to come. */
  skip: number;
  /** The next byte may be anywhere in a message. */
  isLost: boolean;
  /** Bytes of the message at hand, with its length, once that was read. */
  size: number;
}

/** Whether these bytes are messages, from the first to the last of them. */
function areWholeMessages(bytes: Uint8Array, at: number, end: number): boolean {
  while (end - at >= LENGTH_BYTES) at += LENGTH_BYTES + (bytes[at] << 8 | bytes[at + 1]);
  return at === end;
}

export class LengthReader implements StreamReader {
  readonly #places: readonly [Place, Place] = [{ skip: 0, isLost: false, size: 0 }, {
    skip: 0,
    isLost: false,
    size: 0,
  }];

  constructor(readonly take: TakeMessage) {}
  read(from: StreamDirection): number {
    const place = this.#places[from.side], { bytes, at, end } = from, length = end - at;
    if (place.skip > 0) {
      const used = Math.min(place.skip, length);
      place.skip -= used;
      return used;
    }
    // where its beginning was not seen it may begin anywhere
    if (from.offset === 0 && from.isGuessed) place.isLost = true;
    if (place.isLost) {
      if (!from.isSegmentStart || at !== from.fresh || !areWholeMessages(bytes, at, end)) return length;
      place.isLost = false;
    }
    const size = place.size = length < LENGTH_BYTES ? 0 : LENGTH_BYTES + (bytes[at] << 8 | bytes[at + 1]);
    if (size === 0 || size > length) {
      from.wanted = Math.max(size, LENGTH_BYTES);
      return 0;
    }
    place.size = 0;
    return this.take(from, at + LENGTH_BYTES, at + size) ? OVER : size;
  }
  gap({ side }: StreamDirection, missing: number, unread: number): boolean {
    const place = this.#places[side], rest = place.skip > 0 ? place.skip : place.size - unread;
    // where not even the length has come, or all of this message is missing and something behind it
    const isKnown = place.skip > 0 || place.size > 0;
    if (isKnown && missing <= rest) place.skip = rest - missing;
    else if (missing > 0 || unread > 0) {
      place.skip = 0;
      place.isLost = true;
    }
    place.size = 0;
    return false;
  }
  end(): boolean {
    return false;
  }
}
