/**
 * Messages of a stream of TCP, each after two bytes with its length (RFC 1035 section 4.2.2), cut out of segments in the order of
 * their numbers. Where a message lies in one segment it is not copied. What is missing is a gap, and never zeros: the message
 * that it falls into is lost, and where it is not known how far that goes, the stream goes on with a segment that is whole
 * messages from its beginning to its end.
 *
 * @module
 */

/** Bytes and segments held back behind a gap, for each direction. */
const MAX_HELD_BYTES = 0x40000, MAX_HELD = 32;
const LENGTH_BYTES = 2, LONGEST = LENGTH_BYTES + 0xffff;

interface Held {
  readonly seq: number;
  readonly bytes: Uint8Array;
  /** On the wire; more than there are bytes where it was cut. */
  readonly length: number;
}
/** Takes a message: `at` and `end` in `bytes`, `length` on the wire. */
export type TakeMessage = (bytes: Uint8Array, at: number, end: number, length: number) => boolean;

/** Whether these bytes are messages, from the first to the last of them. */
function isWholeMessages(bytes: Uint8Array, at: number, end: number): boolean {
  while (end - at >= LENGTH_BYTES) at += LENGTH_BYTES + (bytes[at] << 8 | bytes[at + 1]);
  return at === end;
}

export class MessageStream {
  /** Bytes that are missing so far. */
  gaps = 0;
  /** Where the beginning of the stream was not seen. */
  isGuessed = false;
  #isBegun = false;
  #next = 0;
  /** What has come of a message that is not whole, and how much. */
  #carry: Uint8Array | undefined;
  #carried = 0;
  /** Bytes of a lost message that are still to come. */
  #skip = 0;
  /** The next byte may be anywhere in a message. */
  #isLost = false;
  #held: Held[] = [];
  #heldBytes = 0;

  /** There is something behind a gap. */
  get isWaiting(): boolean {
    return this.#held.length > 0;
  }
  /** The numbers begin behind a SYN with this one. */
  begin(seq: number): void {
    this.#isBegun = true;
    this.#next = seq + 1 | 0;
    this.#carried = this.#skip = this.#heldBytes = 0;
    this.#held = [];
    this.#isLost = this.isGuessed = false;
  }
  /**
   * Takes a segment's payload: from `at` to `end` what is there, `length` bytes on the wire. True when `take` has answered so.
   */
  add(seq: number, bytes: Uint8Array, at: number, end: number, length: number, take: TakeMessage): boolean {
    if (!this.#isBegun) {
      this.begin(seq - 1);
      this.isGuessed = this.#isLost = true;
    }
    const ahead = seq - this.#next | 0;
    if (ahead > 0) {
      this.#hold(seq, bytes, at, end, length);
      return this.#heldBytes > MAX_HELD_BYTES || this.#held.length > MAX_HELD
        ? this.skipTo(this.#held[0].seq, take)
        : false;
    }
    if (length + ahead <= 0) return false;
    // the first copy wins: what has been taken is passed over
    if (this.#take(bytes, Math.min(end, at - ahead), end, length + ahead, take)) return true;
    return this.#takeHeld(take);
  }
  /** The other end has acknowledged up to here, or nothing comes any more: what is missing before is given up. */
  skipTo(seq: number, take: TakeMessage): boolean {
    while ((seq - this.#next | 0) > 0) {
      const [first] = this.#held;
      const to = first && (first.seq - seq | 0) < 0 ? first.seq : seq;
      if ((to - this.#next | 0) > 0) this.#gap(to - this.#next | 0);
      if (this.#takeHeld(take)) return true;
    }
    return false;
  }
  #hold(seq: number, bytes: Uint8Array, at: number, end: number, length: number): void {
    if (this.#held.some((one) => one.seq === seq && one.length >= length)) return;
    this.#held.push({ seq, bytes: bytes.slice(at, end), length });
    this.#held.sort((a, b) => a.seq - b.seq | 0);
    this.#heldBytes += end - at;
  }
  #takeHeld(take: TakeMessage): boolean {
    for (let first = this.#held[0]; first && (first.seq - this.#next | 0) <= 0; first = this.#held[0]) {
      this.#held.shift();
      this.#heldBytes -= first.bytes.length;
      const behind = this.#next - first.seq | 0;
      if (behind >= first.length) continue;
      const { bytes, length } = first;
      if (this.#take(bytes, Math.min(bytes.length, behind), bytes.length, length - behind, take)) return true;
    }
    return false;
  }
  /** Bytes that nobody has seen. */
  #gap(length: number): void {
    this.gaps += length;
    this.#next = this.#next + length | 0;
    const rest = this.#skip > 0 ? this.#skip : this.#expected() - this.#carried;
    const isKnown = this.#skip > 0 || this.#carried >= LENGTH_BYTES;
    this.#carried = 0;
    if (isKnown && length <= rest) this.#skip = rest - length;
    else {
      this.#skip = 0;
      this.#isLost = true;
    }
  }
  /** Bytes of the message at hand with its length; as far as that is known. */
  #expected(): number {
    const carry = this.#carry;
    return carry && this.#carried >= LENGTH_BYTES ? LENGTH_BYTES + (carry[0] << 8 | carry[1]) : LENGTH_BYTES;
  }
  /** Takes what comes next: `length` bytes, of which those up to `end` are there. */
  #take(bytes: Uint8Array, at: number, end: number, length: number, take: TakeMessage): boolean {
    const missing = length - (end - at);
    this.#next = this.#next + (end - at) | 0;
    if (this.#isLost) {
      if (missing > 0 || !isWholeMessages(bytes, at, end)) at = end;
      else this.#isLost = false;
    }
    while (at < end) {
      if (this.#skip > 0) {
        const passed = Math.min(this.#skip, end - at);
        this.#skip -= passed;
        at += passed;
        continue;
      }
      if (this.#carried === 0 && end - at >= LENGTH_BYTES) {
        const size = LENGTH_BYTES + (bytes[at] << 8 | bytes[at + 1]);
        if (size <= end - at) {
          if (take(bytes, at + LENGTH_BYTES, at + size, size - LENGTH_BYTES)) return true;
          at += size;
          continue;
        }
      }
      at = this.#keep(bytes, at, end);
      if (this.#carried >= LENGTH_BYTES && this.#carried === this.#expected()) {
        const size = this.#carried;
        this.#carried = 0;
        if (take(this.#carry!, LENGTH_BYTES, size, size - LENGTH_BYTES)) return true;
      }
    }
    if (missing > 0) this.#gap(missing);
    return false;
  }
  /** Adds to what waits, up to the end of the message or of its length. */
  #keep(bytes: Uint8Array, at: number, end: number): number {
    const wanted = Math.min(this.#expected() - this.#carried, end - at);
    const size = this.#carried + wanted;
    if (!this.#carry || this.#carry.length < size) {
      const grown = new Uint8Array(Math.min(LONGEST, Math.max(2 * size, 1024)));
      if (this.#carry) grown.set(this.#carry.subarray(0, this.#carried));
      this.#carry = grown;
    }
    this.#carry.set(bytes.subarray(at, at + wanted), this.#carried);
    this.#carried = size;
    return at + wanted;
  }
}
