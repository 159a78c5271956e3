/**
 * Chunks of an SCTP packet (RFC 9260 section 3.2): one reusable record, filled from the bytes behind the common header.
 *
 * @module
 */
export const SCTP_CHUNK = {
  DATA: 0,
  INIT: 1,
  INIT_ACK: 2,
  SACK: 3,
  HEARTBEAT: 4,
  HEARTBEAT_ACK: 5,
  ABORT: 6,
  SHUTDOWN: 7,
  SHUTDOWN_ACK: 8,
  ERROR: 9,
  COOKIE_ECHO: 10,
  COOKIE_ACK: 11,
  SHUTDOWN_COMPLETE: 14,
} as const;
/** Bytes of the common header, of a chunk's, and of a DATA chunk's before the user's data. */
const HEADER = 12, CHUNK_HEADER = 4, DATA_HEADER = 16;
/** More than fit in any packet; hostile ones end. */
const MAX_CHUNKS = 4096;

export class Chunks {
  /** Chunks whose headers were captured. */
  count = 0;
  /** Type of the first; -1 without any. */
  first = -1;
  /** Bit n: a chunk of type n is there, 0 to 31 and 32 to 63. */
  typesLow = 0;
  typesHigh = 0;
  /** DATA chunks, the user's bytes in them, the first one's transmission sequence number. */
  data = 0;
  dataBytes = 0;
  tsn = 0;
  /** Types of the first of them, in order. */
  readonly types: Uint8Array = new Uint8Array(64);

  /** Reads the packet whose common header is at an address; what is captured ends at `end`. */
  read(bytes: Uint8Array, at: number, end: number): void {
    this.count =
      this.typesLow =
      this.typesHigh =
      this.data =
      this.dataBytes =
      this.tsn =
        0;
    this.first = -1;
    for (let chunk = at + HEADER; end - chunk >= CHUNK_HEADER && this.count < MAX_CHUNKS;) {
      const type = bytes[chunk], length = bytes[chunk + 2] << 8 | bytes[chunk + 3];
      if (length < CHUNK_HEADER) return;
      if (this.count === 0) this.first = type;
      if (this.count < this.types.length) this.types[this.count] = type;
      this.count++;
      if (type < 32) this.typesLow |= 1 << type;
      else if (type < 64) this.typesHigh |= 1 << type - 32;
      if (type === SCTP_CHUNK.DATA && length >= DATA_HEADER) {
        if (this.data++ === 0 && end - chunk >= 8) {
          this.tsn = bytes[chunk + 4] << 24 | bytes[chunk + 5] << 16 | bytes[chunk + 6] << 8 | bytes[chunk + 7];
        }
        this.dataBytes += length - DATA_HEADER;
      }
      chunk += length + 3 & -4;
    }
  }
}
