/**
 * What is kept of one TCP connection: 32-bit words at fixed places, so that a million connections are one flat array
 * and D reads them through pointers.
 *
 * A connection is two endpoints, side 0 and side 1 in the flow's canonical order, and a few shared words. Everything about
 * an endpoint is what that end itself knows or has said: its sequence numbers, the window it advertises, its state.
 *
 * @module
 */

import type { i32 } from "../../wasm/mod.ts";

/** Words of one endpoint, from its base. Sequence numbers are as on the wire, modulo 2^32. */
export const END = {
  /** Lower half: TCPS_ state as FreeBSD numbers them, see `STATE` and {@linkcode stateOf}. Upper half: of RTT_SENT, above 2^32. */
  STATE: 0,
  /** Bits of `SEEN`. */
  SEEN: 1,
  /** Initial send sequence number; without a SYN of this end (SEEN.SYN) the lowest that the capture has shown. */
  ISS: 2,
  /** Oldest sequence number of this end that the other end has not acknowledged. Beyond MAX where that was not captured. */
  UNA: 3,
  /** One beyond the highest sequence number of this end that was captured. */
  MAX: 4,
  /** One beyond the last sequence number sent, in the order sent (goes back on a retransmission). */
  NXT: 5,
  /** Next sequence number this end expects: as received in order, or as it acknowledged. */
  RCV_NXT: 6,
  /** Last acknowledgment number this end sent. */
  ACKED: 7,
  /**
   * Lower half: window this end last advertised, as in the header. Third byte: window scale it offered, see {@linkcode scaleOf}.
   * Upper byte: of ACK_SENT, above 2^32.
   */
  WINDOW: 8,
  /** Lower half: maximum segment size this end announced, or 0. Upper half: payload bytes sent, above 2^32. */
  MSS: 9,
  /** Sequence number just after this end's FIN. */
  FIN_END: 10,
  /** Segment sequence and acknowledgment numbers at this end's last window update from its peer. */
  WL1: 11,
  WL2: 12,
  /**
   * The timed segment: sequence number that must be acknowledged, and when it was sent. All times are microseconds since
   * the start, modulo 2^32 here; what is above is kept beside something else, so that they last (see `time.ts`).
   */
  RTT_SEQ: 13,
  RTT_SENT: 14,
  /** Smoothed round trip and its mean deviation (RFC 6298), microseconds, or milliseconds if SEEN.COARSE; 0 before the first. */
  SRTT: 15,
  RTTVAR: 16,
  /** Last timestamp (RFC 7323 TSval) received from the peer. */
  TS_RECENT: 17,
  /** Lower half: duplicate acknowledgments in a row that this end has sent, at most 65,535. Upper half: of ADVANCED, above 2^32. */
  DUPLICATE_ACKS: 18,
  /** Highest sequence number of this end that the peer has selectively acknowledged, if SEEN.SACKED. */
  SACKED: 19,
  /** When MAX last advanced, and when this end last sent an acknowledgment. */
  ADVANCED: 20,
  ACK_SENT: 21,
  /** Segments sent, segments sent again. */
  SEGMENTS: 22,
  RETRANSMITTED: 23,
  /** Payload bytes sent, retransmissions included: modulo 2^32. */
  BYTES_LOW: 24,
  /** Urgent pointer as a sequence number. */
  URGENT: 25,
  /** Numbers below MAX that the capture has not shown lie between these; both are the same where there are none (see `gaps.ts`). */
  GAP: 26,
  GAP_END: 27,
  WORDS: 28,
} as const;

/** Words shared by both ends, after the two endpoints. */
export const SHARED = {
  /** Time of the first segment: seconds (modulo 2^32). */
  START_SECONDS: 56,
  /** Lower three bytes: its microseconds. Upper byte: which side opened (0, 1), or -1 when the capture began later. */
  START_MICROSECONDS: 57,
  /** From the SYN to the final ACK of the handshake as captured, microseconds, 0 if they were not seen; 2^32 - 1 at most. */
  HANDSHAKE: 58,
  /** The same from the last SYN that was sent: a round trip. */
  FIRST_RTT: 59,
  WORDS: 60,
} as const;

/** Connection state of an endpoint, see {@linkcode STATE}. */
export function stateOf(w: Int32Array, end: i32): i32 {
  return w[end + END.STATE] & 0xffff;
}
export function setState(w: Int32Array, end: number, state: number): void {
  w[end + END.STATE] = w[end + END.STATE] & ~0xffff | state;
}

/** In place of a scale: the endpoint's SYN offered none; or it was not seen, or the capture has cut it before it could be. */
export const SCALE = { NONE: -1, UNKNOWN: -2 } as const;

/** Window scale an endpoint offered (0…14), or one of {@linkcode SCALE}. */
function scaleOf(w: Int32Array, end: i32): i32 {
  return w[end + END.WINDOW] << 8 >> 24;
}
/**
 * By how much windows of endpoint `end` are scaled, once they are not of a SYN; {@linkcode SCALE.UNKNOWN} where SYNs were not
 * captured that would tell. RFC 7323: only if both ends offered it, and an answer offers it only if the SYN did.
 */
export function agreedScale(w: Int32Array, end: i32, other: i32): i32 {
  const scale = scaleOf(w, end), otherScale = scaleOf(w, other);
  if (scale === SCALE.NONE || otherScale === SCALE.NONE) return 0;
  if (scale < 0 || otherScale < 0 && (w[end + END.SEEN] & SEEN.OPENED) !== 0) return SCALE.UNKNOWN;
  return scale;
}
/** Duplicate acknowledgments in a row that the endpoint has sent, at most 65,535. */
export function duplicateAcksOf(w: Int32Array, end: i32): i32 {
  return w[end + END.DUPLICATE_ACKS] & 0xffff;
}
/** Window an endpoint last advertised, as in the header. */
export function windowOf(w: Int32Array, end: i32): i32 {
  return w[end + END.WINDOW] & 0xffff;
}

/** Which side opened: 0, 1, or -1 when that is not known. */
export function clientOf(w: Int32Array, base: number): number {
  return w[base + SHARED.START_MICROSECONDS] >> 24;
}

/** Lower three bytes of START_MICROSECONDS. */
export const START_MASK = 0xffffff;

/** Bytes of TCP state a flow record must have room for. */
export const TCP_BYTES: number = SHARED.WORDS * 4;

/** What has been seen of an endpoint. */
export const SEEN = {
  SYN: 1,
  /** The other end's acknowledgment of our SYN. */
  SYN_ACKED: 2,
  FIN: 4,
  FIN_ACKED: 8,
  /** Any segment at all. */
  SEGMENT: 16,
  SACK_PERMITTED: 32,
  TIMESTAMPS: 64,
  /** A segment is being timed. */
  TIMING: 128,
  /** In the middle of a retransmission: something below MAX was sent again and is not acknowledged yet. */
  RETRANSMITTING: 256,
  /** The connection was already there when the capture began. */
  ADOPTED: 512,
  /** An acknowledgment has been sent. */
  ACK: 1024,
  RST: 2048,
  /** The window was last advertised in a SYN, which is never scaled. */
  WINDOW_OF_SYN: 4096,
  /** The last segment was a keep-alive, a probe of a closed window. */
  KEEP_ALIVE: 8192,
  WINDOW_PROBE: 16384,
  /** Its connection's establishing has been reported: of the end that connects. */
  CONNECTED: 32768,
  /** Segments of this end were lost before the capture, or not captured. */
  MISSED: 65536,
  /** A SYN of this end was without ACK: it opens. */
  OPENED: 131072,
  /** SACKED is known. */
  SACKED: 262144,
  /** There are several gaps. */
  GAPS: 524288,
  /** Round trips are kept in milliseconds: they are that long. */
  COARSE: 1048576,
  /** The end's state is of an earlier connection, which the other end has forgotten (RFC 9293, section 3.5.1). */
  HALF_OPEN: 2097152,
  /** A SYN of this end asked for Fast Open, with a cookie or with data (RFC 7413). */
  FAST_OPEN: 4194304,
  /** ISS is too far behind MAX to be compared. */
  FAR: 8388608,
} as const;

/** Whether all that has been seen of a connection are SYNs of one end, and nothing in answer. */
export function isEmbryonic(w: Int32Array, base: number): boolean {
  const seen = w[base + END.SEEN] | w[base + END.WORDS + END.SEEN];
  return (seen & (SEEN.OPENED | SEEN.ACK | SEEN.RST | SEEN.FIN)) === SEEN.OPENED;
}

/** Connection states, FreeBSD's numbers (tcp_fsm.h). */
export const STATE = {
  CLOSED: 0,
  LISTEN: 1,
  SYN_SENT: 2,
  SYN_RECEIVED: 3,
  ESTABLISHED: 4,
  CLOSE_WAIT: 5,
  FIN_WAIT_1: 6,
  CLOSING: 7,
  LAST_ACK: 8,
  FIN_WAIT_2: 9,
  TIME_WAIT: 10,
} as const;

/** Header flags (RFC 9293 section 3.1). */
export const TH = { FIN: 1, SYN: 2, RST: 4, PUSH: 8, ACK: 16, URG: 32, ECE: 64, CWR: 128 } as const;
