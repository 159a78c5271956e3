/**
 * What is kept of one TCP connection: 32-bit words at fixed places, so that a million connections are one flat array
 * and D reads them through pointers.
 *
 * A connection is two endpoints, side 0 and side 1 in the flow's canonical order, and a few shared words. Everything about
 * an endpoint is what that end itself knows or has said: its sequence numbers, the window it advertises, its state.
 *
 * @module
 */

import { type Code, get, i32 } from "../../wasm/mod.ts";

/** Words of one endpoint, from its base. Sequence numbers are as on the wire, modulo 2^32. */
export const END = {
  /** TCPS_ state as FreeBSD numbers them, see `STATE`. */
  STATE: 0,
  /** Bits of `SEEN`. */
  SEEN: 1,
  /** Initial send sequence number. */
  ISS: 2,
  /** Oldest sequence number of this end that the other end has not acknowledged. */
  UNA: 3,
  /** One beyond the highest sequence number this end has sent. */
  MAX: 4,
  /** One beyond the last sequence number sent, in the order sent (goes back on a retransmission). */
  NXT: 5,
  /** Next sequence number this end expects: as received in order, or as it acknowledged. */
  RCV_NXT: 6,
  /** Last acknowledgment number this end sent. */
  ACKED: 7,
  /** Lower half: window this end last advertised, as in the header. Third byte: window scale it offered, see {@linkcode scaleOf}. */
  WINDOW: 8,
  /** Lower half: maximum segment size this end announced, or 0. Upper half: payload bytes sent, above 2^32. */
  MSS: 9,
  /** Sequence number just after this end's FIN. */
  FIN_END: 10,
  /** Segment sequence and acknowledgment numbers at this end's last window update from its peer. */
  WL1: 11,
  WL2: 12,
  /** The timed segment: sequence number that must be acknowledged, and when it was sent (microseconds since the start). */
  RTT_SEQ: 13,
  RTT_SENT: 14,
  /** Smoothed round trip and its mean deviation, microseconds (RFC 6298); 0 before the first sample. */
  SRTT: 15,
  RTTVAR: 16,
  /** Last timestamp (RFC 7323 TSval) received from the peer. */
  TS_RECENT: 17,
  /** Duplicate acknowledgments in a row that this end has sent. */
  DUPLICATE_ACKS: 18,
  /** Highest sequence number of this end that the peer has selectively acknowledged. */
  SACKED: 19,
  /** When MAX last advanced, and when this end last sent an acknowledgment: microseconds since the start, modulo 2^32. */
  ADVANCED: 20,
  ACK_SENT: 21,
  /** Segments sent, segments sent again. */
  SEGMENTS: 22,
  RETRANSMITTED: 23,
  /** Payload bytes sent, retransmissions included: modulo 2^32. */
  BYTES_LOW: 24,
  /** Urgent pointer as a sequence number. */
  URGENT: 25,
  /** What of this end's numbers below MAX the capture has not shown: from here, to there; empty if both are the same. */
  HOLE: 26,
  HOLE_END: 27,
  WORDS: 28,
} as const;

/** Words shared by both ends, after the two endpoints. */
export const SHARED = {
  /** Time of the first segment: seconds (modulo 2^32). */
  START_SECONDS: 56,
  /** Lower three bytes: its microseconds. Upper byte: which side opened (0, 1), or -1 when the capture began later. */
  START_MICROSECONDS: 57,
  /** From the SYN to the final ACK of the handshake as captured, microseconds, 0 if they were not seen. */
  HANDSHAKE: 58,
  /** The same from the last SYN that was sent: a round trip. */
  FIRST_RTT: 59,
  WORDS: 60,
} as const;

/** Window scale an endpoint offered (0…14), or -1 when it offered none. */
export function scaleOf(w: Int32Array, end: number): number {
  return w[end + END.WINDOW] << 8 >> 24;
}
/** Window an endpoint last advertised, as in the header. */
export function windowOf(w: Int32Array, end: number): number {
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
  /** The final ACK of the handshake has come. */
  ESTABLISHED: 32768,
  /** Segments of this end were lost before the capture, or not captured. */
  MISSED: 65536,
  /** A SYN of this end was without ACK: it opens. */
  OPENED: 131072,
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

/** Code that loads and stores words of what lies at the address in a local. */
export function wordAt(local: number): { load(word: number): Code; store(word: number, value: Code): Code } {
  return {
    load: (word) => i32.load(get(local), 4 * word),
    store: (word, value) => i32.store(get(local), value, 4 * word),
  };
}
