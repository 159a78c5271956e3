/**
 * What one segment brings about in its connection.
 *
 * @module
 */

/** What a segment brought about: bits of `TcpTracker.outcome`. */
export const OUTCOME = {
  /** A SYN was sent to open (again, when it is sent again). */
  CONNECT_REQUEST: 1,
  /** The opener got its SYN|ACK. */
  CONNECT_ESTABLISHED: 2,
  /** The opener got a RST in answer to its SYN. */
  CONNECT_REFUSED: 4,
  /** The listener got the final ACK of the handshake. */
  ACCEPT_ESTABLISHED: 8,
  /** The listener's host answered a SYN with a RST. */
  ACCEPT_REFUSED: 16,
  /** A round trip was measured, see `rttSide` and `rtt`. */
  RTT_SAMPLE: 32,
  /** Both ends have finished, or one has reset. */
  CLOSED: 64,
  /** The record was begun again: a first segment, or a port used again. */
  NEW: 128,
  /** The receiver discards the segment, and acknowledges what it has. */
  DISCARDED: 256,
} as const;
