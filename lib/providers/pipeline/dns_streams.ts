/**
 * Streams of TCP that carry messages of DNS: one for each direction of a connection, so many at once.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import { FLOW } from "../../packet/flow/mod.ts";
import { MessageStream } from "../../packet/stream/mod.ts";
import type { Decoder } from "../../packet/wire/mod.ts";

/** Directions that are followed at once; of more the one that has been quiet longest is let go. */
const MAX_STREAMS = 4096;
const LONGEST = 0x10000;
const TH_FIN = 1, TH_SYN = 2, TH_RST = 4, TH_ACK = 16;

type TakeFromStream = (at: number, end: number, length: number, stream: MessageStream) => boolean;

export class DnsStreams {
  /** Directions that were let go while they might have gone on. */
  forgotten = 0;
  readonly #streams = new Map<number, MessageStream>();
  /** For messages that do not lie in one segment. */
  #room = 0;

  constructor(readonly memory: MachineMemory) {}

  /** Takes the segment at hand, sent by a side of a flow; true when `take` has answered so. */
  add(
    { bytes, transport, transportCaptured, transportLength }: Decoder,
    flow: number,
    side: number,
    take: TakeFromStream,
  ): boolean {
    const { words } = this.memory, id = flow + FLOW.ID >> 2;
    const key = 2 * (words[id] + words[id + 1] * 2 ** 32),
      own = this.#stream(key + side),
      other = this.#streams.get(key + 1 - side);
    const flags = bytes[transport + 13], header = bytes[transport + 12] >> 4 << 2;
    const seq = this.#u32(transport + 4), ack = this.#u32(transport + 8);
    const place = (stream: MessageStream) => (from: Uint8Array, at: number, end: number, length: number) =>
      take(...this.#inMemory(from, at, end), length, stream);
    if (flags & TH_SYN) own.begin(seq);
    // what was acknowledged has come to the other end, though not to the capture
    if (flags & TH_ACK && other?.isWaiting && other.skipTo(ack, place(other))) return true;
    const length = transportLength - header, at = transport + header;
    if (length > 0) {
      const first = flags & TH_SYN ? seq + 1 | 0 : seq;
      if (
        own.add(
          first,
          bytes,
          at,
          Math.max(at, transport + Math.min(transportCaptured, transportLength)),
          length,
          place(own),
        )
      ) {
        return true;
      }
    }
    if (flags & (TH_FIN | TH_RST)) this.#streams.delete(key + side);
    return false;
  }
  #u32(at: number): number {
    const { bytes } = this.memory;
    return bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
  }
  #stream(key: number): MessageStream {
    let stream = this.#streams.get(key);
    if (!stream) {
      if (this.#streams.size >= MAX_STREAMS) {
        this.#streams.delete(this.#streams.keys().next().value!);
        this.forgotten++;
      }
      stream = new MessageStream();
    } else this.#streams.delete(key);
    this.#streams.set(key, stream);
    return stream;
  }
  /** Where a message lies in the machine's memory, which it may have to be copied to. */
  #inMemory(from: Uint8Array, at: number, end: number): [number, number] {
    if (from === this.memory.bytes) return [at, end];
    this.#room ||= this.memory.reserve(LONGEST, "messages of DNS over TCP");
    this.memory.bytes.set(from.subarray(at, end), this.#room);
    return [this.#room, this.#room + end - at];
  }
}
