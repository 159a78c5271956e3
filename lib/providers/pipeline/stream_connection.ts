/**
 * A connection whose bytes are read, and how a protocol is found that reads them.
 *
 * @module
 */
import { type StreamCounts, StreamDirection, type StreamReader } from "../../packet/stream/mod.ts";

/** What a look at bytes comes to. */
export const LIKENESS = { NO: 0, YES: 1, MORE: 2 } as const;
export type Likeness = typeof LIKENESS[keyof typeof LIKENESS];
/**
 * What the bytes are that a protocol is looked for in: the first of a stream; the first of a segment in a stream whose beginning
 * was not seen; the first of a segment in one that began as something else.
 */
export type StreamMoment = "begin" | "middle" | "later";

/** A protocol over TCP. */
export interface StreamProtocol {
  readonly name: string;
  /** Known by the port of either end. */
  isPort?(port: number): boolean;
  /** Known by what it looks like: from `from.at` to `from.end`. */
  recognise?(from: StreamDirection, moment: StreamMoment): Likeness;
  /** Reads a connection from here on. */
  open(connection: StreamConnection): StreamReader;
}

/** Without a protocol after so many bytes there is none. */
const MAX_UNDECIDED = 4096;

export class StreamConnection {
  /** Address of the flow's record, and the flow's number. */
  flow = 0;
  number = 0;
  /** The side that opened the connection, -1 where that was not seen. */
  client = -1;
  readonly directions: readonly [StreamDirection, StreamDirection];
  /** Whether a side's packets are sent by the observed host: 1, 0, -1 where neither or both ends are. */
  readonly outbound: [number, number] = [-1, -1];
  protocol: StreamProtocol | undefined;
  /** SYN of another connection that may have begun: its number, and which side has sent it; -1 where there is none. */
  claim = 0;
  claimer = -1;
  isClaimAnswer = false;
  /** In the order of use. */
  before: StreamConnection | undefined;
  after: StreamConnection | undefined;

  constructor(
    /** Where its flow lies in the table of flows. */
    readonly place: number,
    readonly counts: StreamCounts,
    readonly protocols: readonly StreamProtocol[],
    /** All bytes are read, though no protocol is known. */
    readonly keepsAll: boolean,
  ) {
    this.directions = [new StreamDirection(0, counts), new StreamDirection(1, counts)];
    this.again();
  }
  get hasEnded(): boolean {
    return this.directions[0].hasEnded && this.directions[1].hasEnded;
  }
  /** The protocol is looked for from the next byte on, in both directions. */
  again(): void {
    this.protocol = undefined;
    this.#read(new ProtocolSeeker(this));
  }
  open(protocol: StreamProtocol): StreamReader {
    this.protocol = protocol;
    return this.#read(protocol.open(this));
  }
  #read(reader: StreamReader): StreamReader {
    for (const direction of this.directions) {
      direction.reader = reader;
      direction.isCompared = true;
    }
    return reader;
  }
  /** What these bytes are, if anything; undefined where more of them are needed. */
  recognise(from: StreamDirection, moment: StreamMoment): StreamProtocol | null | undefined {
    let isOpen = false;
    for (const protocol of this.protocols) {
      const likeness = protocol.recognise?.(from, moment) ?? LIKENESS.NO;
      if (likeness === LIKENESS.YES) return protocol;
      isOpen ||= likeness === LIKENESS.MORE;
    }
    return isOpen && from.end - from.at < MAX_UNDECIDED ? undefined : null;
  }
}
/** Reads a connection until it is known what it carries. */
class ProtocolSeeker implements StreamReader {
  /** Of each direction: what its bytes are. */
  readonly #moments: [StreamMoment, StreamMoment] = ["begin", "begin"];

  constructor(readonly connection: StreamConnection) {}

  read(from: StreamDirection): number {
    const { connection } = this, { side, end, at } = from, moments = this.#moments;
    if (moments[side] === "begin" && from.isGuessed) moments[side] = "middle";
    const moment = moments[side];
    const isLookedAt = moment === "begin" || from.isSegmentStart && at === from.fresh;
    const protocol = isLookedAt ? connection.recognise(from, moment) : null;
    if (protocol) return connection.open(protocol).read(from);
    if (moment === "begin") {
      if (protocol === undefined) return 0;
      moments[side] = "later";
    }
    from.isCompared = connection.keepsAll;
    return end - at;
  }
  gap({ side }: StreamDirection): boolean {
    if (this.#moments[side] === "begin") this.#moments[side] = "middle";
    return false;
  }
  end(): boolean {
    return false;
  }
}
