/**
 * What IP says of the bytes behind it.
 *
 * @module
 */
export interface Packet {
  /** Where they end on the wire, which may be behind what was captured. */
  readonly wireEnd: number;
  /** Of a fragment its place, bytes; whether it is one, the first included. */
  readonly offset: number;
  readonly isFragment: boolean;
  /** What fragments of a datagram have in common, beside its addresses. */
  readonly id: number;
}
