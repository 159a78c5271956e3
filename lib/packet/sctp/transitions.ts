/**
 * The states of an SCTP association as a table (RFC 9260 sections 4 and 9), the changes that packets show. What an endpoint
 * sends changes its state before the packet leaves, what it receives after the packet was taken. SHUTDOWN-PENDING shows in
 * no packet and is not here.
 *
 * @module
 */
import { SCTP_CHUNK } from "./chunks.ts";

/** FreeBSD's numbers (sctp_constants.h). */
export const SCTP_STATE = {
  CLOSED: 0,
  COOKIE_WAIT: 2,
  COOKIE_ECHOED: 4,
  OPEN: 8,
  SHUTDOWN_SENT: 0x10,
  SHUTDOWN_RECEIVED: 0x20,
  SHUTDOWN_ACK_SENT: 0x40,
} as const;

/** A chunk that an endpoint sends, or receives. */
export const sending = (chunk: number): number => chunk * 2;
export const receiving = (chunk: number): number => chunk * 2 + 1;

const { CLOSED, COOKIE_WAIT, COOKIE_ECHOED, OPEN, SHUTDOWN_SENT, SHUTDOWN_RECEIVED, SHUTDOWN_ACK_SENT } = SCTP_STATE;
const LIVING = [COOKIE_WAIT, COOKIE_ECHOED, OPEN, SHUTDOWN_SENT, SHUTDOWN_RECEIVED, SHUTDOWN_ACK_SENT] as const;

/** [state, event, next state]. A pair that is not listed leaves the state as it is. */
export const SCTP_TRANSITIONS: readonly (readonly [number, number, number])[] = [
  [CLOSED, sending(SCTP_CHUNK.INIT), COOKIE_WAIT],
  [COOKIE_WAIT, sending(SCTP_CHUNK.COOKIE_ECHO), COOKIE_ECHOED],
  [CLOSED, receiving(SCTP_CHUNK.COOKIE_ECHO), OPEN],
  [COOKIE_WAIT, receiving(SCTP_CHUNK.COOKIE_ECHO), OPEN], // both ends began (section 5.2)
  [COOKIE_ECHOED, receiving(SCTP_CHUNK.COOKIE_ECHO), OPEN],
  [COOKIE_ECHOED, receiving(SCTP_CHUNK.COOKIE_ACK), OPEN],
  [OPEN, sending(SCTP_CHUNK.SHUTDOWN), SHUTDOWN_SENT],
  [OPEN, receiving(SCTP_CHUNK.SHUTDOWN), SHUTDOWN_RECEIVED],
  [SHUTDOWN_RECEIVED, sending(SCTP_CHUNK.SHUTDOWN_ACK), SHUTDOWN_ACK_SENT],
  [SHUTDOWN_SENT, sending(SCTP_CHUNK.SHUTDOWN_ACK), SHUTDOWN_ACK_SENT], // both ends shut down
  [SHUTDOWN_SENT, receiving(SCTP_CHUNK.SHUTDOWN_ACK), CLOSED],
  [SHUTDOWN_ACK_SENT, receiving(SCTP_CHUNK.SHUTDOWN_ACK), CLOSED],
  [SHUTDOWN_ACK_SENT, receiving(SCTP_CHUNK.SHUTDOWN_COMPLETE), CLOSED],
  ...LIVING.map((state) => [state, sending(SCTP_CHUNK.ABORT), CLOSED] as const),
  ...LIVING.map((state) => [state, receiving(SCTP_CHUNK.ABORT), CLOSED] as const),
];
const table = new Map(SCTP_TRANSITIONS.map(([state, event, next]) => [state << 9 | event, next]));

/** The state after an event, or -1 if the event does not change it. */
export function nextSctpState(state: number, event: number): number {
  return table.get(state << 9 | event) ?? -1;
}
