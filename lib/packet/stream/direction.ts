/**
 * One direction of a connection of TCP: its bytes in the order of their numbers, each once, for a reader. Bytes that lie in
 * the segment at hand are not copied; what a reader has not used is carried until more has come. What is missing is a gap,
 * a call of its own, and never zeros. The first copy of a byte is the one that is read.
 *
 * @module
 */
import type { StreamCounts } from "./bounds.ts";
import { Held } from "./held.ts";
import { History } from "./history.ts";

/** What a reader answers where tracing is over. */
export const OVER = -1;
/** How a direction came to its end. */
export type StreamEnd =
  | "fin"
  | "reset"
  /** Another connection of the same ends has begun. */
  | "reused"
  /** The capture is over. */
  | "capture"
  /** It had to make room for others. */
  | "forgotten";

/** Reads the messages of a connection, both directions of it. */
export interface StreamReader {
  /**
   * Bytes from `from.at` to `from.end`. Answers how many of them it has used, or {@linkcode OVER}; the others are handed again,
   * with what follows them, once there are `from.wanted` of them.
   */
  read(from: StreamDirection): number;
  /** So many bytes that were handed and not used are lost, and behind them `missing` that nobody has seen. True: tracing is over. */
  gap(from: StreamDirection, missing: number, unread: number): boolean;
  /** Nothing more comes; so many bytes that were handed were not used. True: tracing is over. */
  end(from: StreamDirection, how: StreamEnd, unread: number): boolean;
}
/** Looks at the bytes of a direction as they come, each once. */
export interface StreamTap {
  data(from: StreamDirection, bytes: Uint8Array, at: number, end: number): boolean;
  gap(from: StreamDirection, missing: number): boolean;
  end(from: StreamDirection, how: StreamEnd): boolean;
}
/** A segment's data. */
export interface StreamSegment {
  seq: number;
  bytes: Uint8Array;
  at: number;
  /** Behind the last byte that was captured. */
  end: number;
  /** On the wire. */
  length: number;
  seconds: number;
  nanoseconds: number;
}

/** No window is larger (RFC 7323). */
const MAX_AHEAD = 2 ** 30;
/** What stands around a message may come beside it: its length, the header of a record. */
const FRAMING = 8;
/** A carry this small is kept for the next message. */
const SMALL_CARRY = 4096;

export class StreamDirection {
  /** What is to be read: `at` moves on as it is used. */
  bytes: Uint8Array = NOTHING;
  at = 0;
  end = 0;
  /** Where the bytes begin that were not handed before, and whether they begin a segment. */
  fresh = 0;
  isSegmentStart = false;
  /** When they, and all before them, had been captured. */
  seconds = -Infinity;
  nanoseconds = 0;
  /** Bytes from `at` on without which the reader is not called again; it says so while it reads. */
  wanted = 1;
  /** Where `at` is in the stream, from its beginning or from what was seen of it first; bytes that are missing count. */
  offset = 0;
  /** Bytes that are missing so far. */
  missing = 0;
  /** The segment that came last repeats something with other bytes. */
  hasConflict = false;
  /** Segments so far that came again with other bytes. */
  conflicts = 0;
  /** Segments so far whose bytes were read. */
  segments = 0;
  /** The beginning of the stream was not seen. */
  isGuessed = false;
  /** FIN was read, or a reset. */
  hasEnded = false;
  /** What comes again is compared with what was read. */
  isCompared = true;
  reader: StreamReader | undefined;
  tap: StreamTap | undefined;
  #hasBegun = false;
  #next = 0;
  /** What was handed and not used. */
  #carry: Uint8Array | undefined;
  #carried = 0;
  /** Of that, what was let go to make room for others. */
  #dropped = 0;
  #held: Held | undefined;
  #heldSince = 0;
  readonly #history: History;
  /** The number of FIN. */
  #last = 0;
  #hasLast = false;

  /** @param side of the flow: which end sends */
  constructor(readonly side: number, readonly counts: StreamCounts) {
    this.#history = new History(counts);
  }
  get hasBegun(): boolean {
    return this.#hasBegun;
  }
  /** The sequence number of the next byte. */
  get next(): number {
    return this.#next;
  }
  /** Bytes that were handed and not used. */
  get unread(): number {
    return this.#carried + this.#dropped;
  }
  get isWaiting(): boolean {
    return this.#held !== undefined && this.#held.first !== undefined;
  }
  /** The number of the first byte. */
  first = 0;
  /** The first byte has this number. */
  begin(seq: number, isGuessed: boolean): void {
    this.#hasBegun = true;
    this.#next = this.first = seq;
    this.isGuessed = isGuessed;
  }
  /** Takes a segment's data; true where tracing is over. */
  add(segment: StreamSegment): boolean {
    const { seq, bytes, at, end, length } = segment;
    this.hasConflict = false;
    if (!this.#hasBegun) this.begin(seq, true);
    const beyond = seq + length - this.#next | 0;
    if (this.hasEnded || beyond > MAX_AHEAD || beyond < -MAX_AHEAD) return this.#passOver(beyond);
    if (this.#hasLast && (seq + length - this.#last | 0) > 0) return this.#addBeforeEnd(segment);
    const behind = this.#next - seq | 0;
    if (behind < 0) return this.#hold(segment);
    if (behind > 0) {
      // a byte before what comes next only asks whether the other end is there
      if (length > 1 || behind > 1) this.#compare(seq, bytes, at, Math.min(end, at + behind));
      if (behind >= length) return false;
    }
    if (this.isWaiting) return this.#hold(segment, behind);
    this.#stamp(segment, behind === 0);
    return this.#take(bytes, Math.min(end, at + behind), end, length - behind);
  }
  #passOver(beyond: number): false {
    if (!this.hasEnded) this.counts.stray++;
    else if (beyond > 0) this.counts.behindEnd += beyond;
    return false;
  }
  /** What comes behind FIN is nothing of the stream. */
  #addBeforeEnd(segment: StreamSegment): boolean {
    const length = this.#last - segment.seq | 0;
    this.counts.behindEnd += segment.length - Math.max(0, length);
    if (length <= 0) return false;
    return this.add({ ...segment, length, end: Math.min(segment.end, segment.at + length) });
  }
  #stamp({ seconds, nanoseconds }: { seconds: number; nanoseconds: number }, isSegmentStart: boolean): void {
    this.isSegmentStart = isSegmentStart;
    if (seconds < this.seconds || seconds === this.seconds && nanoseconds < this.nanoseconds) return;
    this.seconds = seconds;
    this.nanoseconds = nanoseconds;
  }
  #compare(seq: number, bytes: Uint8Array, at: number, end: number): void {
    if (end > at && this.isCompared && this.#history.differs(seq, bytes, at, end)) this.#conflict();
  }
  #conflict(): void {
    if (this.hasConflict) return;
    this.hasConflict = true;
    this.conflicts++;
    this.counts.conflicts++;
  }
  #hold({ seq, bytes, at, end, length, seconds, nanoseconds }: StreamSegment, behind = 0): boolean {
    const held = this.#held ??= new Held(this.counts), { bounds } = this.counts;
    if (!held.first) this.#heldSince = seconds + nanoseconds / 1e9;
    const from = Math.min(end, at + behind);
    const isDifferent = held.add({
      ...{ seq: seq + behind | 0, bytes: bytes.subarray(from, end), length: length - behind },
      ...{ seconds, nanoseconds, isSegmentStart: behind === 0 },
    });
    if (isDifferent) this.#conflict();
    if (this.#takeHeld()) return true;
    while (held.bytes > bounds.heldBytes || held.ranges > bounds.heldRanges || held.isFull) {
      if (held.bytes > bounds.heldBytes) this.counts.byBytes++;
      else this.counts.byRanges++;
      if (this.#skipGap()) return true;
    }
    return this.#isOverdue(seconds, nanoseconds) && this.#skipOverdue();
  }
  #isOverdue(seconds: number, nanoseconds: number): boolean {
    return this.isWaiting && seconds + nanoseconds / 1e9 - this.#heldSince > this.counts.bounds.heldMs / 1000;
  }
  #skipOverdue(): boolean {
    this.counts.byTime++;
    return this.#skipGap();
  }
  /** Gives up what is missing before the first piece that is held. */
  #skipGap(): boolean {
    const first = this.#held!.first!;
    return this.#gap(first.seq - this.#next | 0) || this.#takeHeld();
  }
  /**
   * The other end has acknowledged what comes before this number, at a time: what is missing of it, before what is held, was
   * not captured.
   */
  acknowledge(ack: number, seconds: number, nanoseconds: number): boolean {
    for (let first = this.#held?.first; first && (ack - first.seq | 0) >= 0; first = this.#held!.first) {
      if (this.#skipGap()) return true;
    }
    return this.#isOverdue(seconds, nanoseconds) && this.#skipOverdue();
  }
  /** FIN has this number. */
  finish(seq: number): boolean {
    if (!this.#hasBegun) this.begin(seq, true);
    this.#hasLast = true;
    this.#last = seq;
    return this.#endAt();
  }
  #endAt(): boolean {
    return this.#hasLast && !this.hasEnded && (this.#next - this.#last | 0) >= 0 && this.close("fin");
  }
  /** Nothing more comes: what is held is read, its gaps given up. */
  close(how: StreamEnd): boolean {
    if (this.hasEnded) return false;
    if (how === "fin") this.#held?.drop();
    while (this.isWaiting) if (this.#skipGap()) return true;
    this.hasEnded = true;
    const { unread } = this;
    const isOver = this.tap?.end(this, how) || this.reader?.end(this, how, unread);
    this.drop();
    return isOver ?? false;
  }
  /** Lets go of all that is kept. What a reader had not used is reported to it as lost when the next bytes come. */
  drop(): void {
    this.#history.drop();
    this.#held?.drop();
    this.#dropped += this.#carried;
    this.#carried = 0;
    this.#freeCarry();
  }
  #takeHeld(): boolean {
    const held = this.#held!;
    for (let first = held.first; first && first.seq === this.#next; first = held.first) {
      held.take();
      this.#stamp(first, first.isSegmentStart);
      if (this.#take(first.bytes, 0, first.bytes.length, first.length)) return true;
    }
    if (held.first) this.#heldSince = held.first.seconds + held.first.nanoseconds / 1e9;
    return false;
  }
  /** Bytes that nobody has seen. */
  #gap(missing: number): boolean {
    const { unread } = this;
    this.#next = this.#next + missing | 0;
    this.missing += missing;
    this.counts.missing += missing;
    this.counts.gaps++;
    this.#dropped = 0;
    this.#clearCarry(0);
    if (this.tap?.gap(this, missing)) return true;
    this.offset += unread;
    const isOver = this.reader?.gap(this, missing, unread) ?? false;
    this.offset += missing;
    return isOver || this.#endAt();
  }
  /** Takes what comes next: `length` bytes, of which those up to `end` are there. */
  #take(bytes: Uint8Array, at: number, end: number, length: number): boolean {
    const captured = end - at, missing = length - captured;
    this.segments++;
    if (this.#dropped > 0) {
      const unread = this.unread;
      this.#dropped = 0;
      this.offset += unread;
      if (this.reader?.gap(this, 0, unread)) return true;
    }
    if (captured > 0) {
      if (this.isCompared) this.#history.add(this.#next, bytes, at, end);
      this.#next = this.#next + captured | 0;
      if (this.tap?.data(this, bytes, at, end)) return true;
      if (this.reader === undefined) this.offset += captured;
      else if (this.#hand(bytes, at, end)) return true;
    }
    if (missing > 0) return this.#gap(missing);
    return this.#endAt();
  }
  #hand(bytes: Uint8Array, at: number, end: number): boolean {
    while (at < end) {
      if (this.#carried === 0) {
        if (this.#show(bytes, at, end, at)) return true;
        at = this.at;
        if (end - at > this.counts.bounds.carryBytes + FRAMING) return this.#giveUp(end - at);
        if (at < end) this.#keep(bytes, at, end);
        return false;
      }
      const carried = this.#carried, more = this.wanted > carried ? this.wanted - carried : end - at;
      const to = Math.min(end, at + more);
      if (carried + to - at > this.counts.bounds.carryBytes + FRAMING) {
        if (this.#giveUp(carried)) return true;
        continue;
      }
      this.#keep(bytes, at, to);
      at = to;
      if (this.#carried < this.wanted) break;
      if (this.#show(this.#carry!, 0, this.#carried, carried)) return true;
      this.#clearCarry(this.#carried - this.at, this.at);
    }
    return false;
  }
  /** Calls the reader until it uses nothing more of these bytes. */
  #show(bytes: Uint8Array, at: number, end: number, fresh: number): boolean {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
    this.fresh = fresh;
    this.wanted = 1;
    while (this.at < end) {
      this.wanted = 1;
      const used = this.reader!.read(this);
      if (used === OVER) return true;
      this.at += used;
      this.offset += used;
      if (used === 0 || end - this.at < this.wanted) break;
    }
    return false;
  }
  /** A message is longer than what is carried. */
  #giveUp(unread: number): boolean {
    this.counts.tooLong++;
    this.#clearCarry(0);
    this.offset += unread;
    this.wanted = 1;
    return this.reader!.gap(this, 0, unread);
  }
  /** Adds to the carry. */
  #keep(bytes: Uint8Array, at: number, to: number): void {
    const size = this.#carried + to - at, old = this.#carry;
    if (!old || old.length < size) {
      const grown = new Uint8Array(Math.min(this.counts.bounds.carryBytes + FRAMING, Math.max(2 * size, 256)));
      if (old) grown.set(old.subarray(0, this.#carried));
      this.counts.kept += grown.length - (old?.length ?? 0);
      this.#carry = grown;
    }
    this.#carry!.set(bytes.subarray(at, to), this.#carried);
    this.#carried = size;
  }
  /** Keeps so many bytes of the carry, from a place on. */
  #clearCarry(rest: number, from = 0): void {
    if (rest > 0 && from > 0) this.#carry!.copyWithin(0, from, from + rest);
    this.#carried = rest;
    if (rest === 0 && this.#carry && this.#carry.length > SMALL_CARRY) this.#freeCarry();
  }
  #freeCarry(): void {
    this.counts.kept -= this.#carry?.length ?? 0;
    this.#carry = undefined;
  }
}
const NOTHING = new Uint8Array(0);
