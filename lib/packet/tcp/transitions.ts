/**
 * The TCP state machine as a table: RFC 9293 section 3.3.2, the changes that packets show.
 *
 * What an endpoint does (sends) changes its state before the segment leaves; what it receives changes it after the segment
 * has been taken. Timers (the end of TIME_WAIT) show in no packet and are not here.
 *
 * @module
 */
import { STATE } from "./connection_layout.ts";

/** What can happen to one endpoint. */
export const EVENT = {
  SEND_SYN: 0,
  SEND_SYN_ACK: 1,
  SEND_FIN: 2,
  SEND_RST: 3,
  /** Without ACK. */
  RECEIVE_SYN: 4,
  /** A SYN with an acknowledgment of our SYN. */
  RECEIVE_SYN_ACK: 5,
  /** Our SYN is acknowledged (the third segment of the handshake). */
  RECEIVE_ACK_OF_SYN: 6,
  /** Our FIN is acknowledged. */
  RECEIVE_ACK_OF_FIN: 7,
  /** A FIN in order. */
  RECEIVE_FIN: 8,
  RECEIVE_RST: 9,
} as const;
export type TcpEvent = typeof EVENT[keyof typeof EVENT];

const {
  CLOSED,
  LISTEN,
  SYN_SENT,
  SYN_RECEIVED,
  ESTABLISHED,
  CLOSE_WAIT,
  FIN_WAIT_1,
  CLOSING,
  LAST_ACK,
  FIN_WAIT_2,
  TIME_WAIT,
} = STATE;

/** [state, event, next state]. A pair that is not listed leaves the state as it is. */
export const TRANSITIONS: readonly (readonly [number, TcpEvent, number])[] = [
  [CLOSED, EVENT.SEND_SYN, SYN_SENT],
  [LISTEN, EVENT.SEND_SYN, SYN_SENT],
  [LISTEN, EVENT.SEND_SYN_ACK, SYN_RECEIVED],
  [SYN_SENT, EVENT.RECEIVE_SYN, SYN_RECEIVED], // simultaneous open
  [SYN_SENT, EVENT.RECEIVE_SYN_ACK, ESTABLISHED],
  [SYN_SENT, EVENT.SEND_SYN_ACK, SYN_RECEIVED], // the peer's SYN must have come, whatever the order of capture
  [SYN_SENT, EVENT.RECEIVE_RST, CLOSED],
  [SYN_SENT, EVENT.SEND_RST, CLOSED],
  [SYN_RECEIVED, EVENT.RECEIVE_ACK_OF_SYN, ESTABLISHED],
  [SYN_RECEIVED, EVENT.RECEIVE_SYN_ACK, ESTABLISHED], // simultaneous open
  [SYN_RECEIVED, EVENT.SEND_FIN, FIN_WAIT_1],
  [SYN_RECEIVED, EVENT.RECEIVE_FIN, CLOSE_WAIT],
  [SYN_RECEIVED, EVENT.RECEIVE_RST, CLOSED],
  [SYN_RECEIVED, EVENT.SEND_RST, CLOSED],
  [ESTABLISHED, EVENT.SEND_FIN, FIN_WAIT_1],
  [ESTABLISHED, EVENT.RECEIVE_FIN, CLOSE_WAIT],
  [ESTABLISHED, EVENT.RECEIVE_RST, CLOSED],
  [ESTABLISHED, EVENT.SEND_RST, CLOSED],
  [CLOSE_WAIT, EVENT.SEND_FIN, LAST_ACK],
  [CLOSE_WAIT, EVENT.RECEIVE_RST, CLOSED],
  [CLOSE_WAIT, EVENT.SEND_RST, CLOSED],
  [FIN_WAIT_1, EVENT.RECEIVE_ACK_OF_FIN, FIN_WAIT_2],
  [FIN_WAIT_1, EVENT.RECEIVE_FIN, CLOSING],
  [FIN_WAIT_1, EVENT.RECEIVE_RST, CLOSED],
  [FIN_WAIT_1, EVENT.SEND_RST, CLOSED],
  [CLOSING, EVENT.RECEIVE_ACK_OF_FIN, TIME_WAIT],
  [CLOSING, EVENT.RECEIVE_RST, CLOSED],
  [CLOSING, EVENT.SEND_RST, CLOSED],
  [LAST_ACK, EVENT.RECEIVE_ACK_OF_FIN, CLOSED],
  [LAST_ACK, EVENT.RECEIVE_RST, CLOSED],
  [LAST_ACK, EVENT.SEND_RST, CLOSED],
  [FIN_WAIT_2, EVENT.RECEIVE_FIN, TIME_WAIT],
  [FIN_WAIT_2, EVENT.RECEIVE_RST, CLOSED],
  [FIN_WAIT_2, EVENT.SEND_RST, CLOSED],
  [TIME_WAIT, EVENT.RECEIVE_RST, CLOSED], // RFC 1337 would have it ignored; FreeBSD and Linux close
];

const EVENTS = 10;
const table: Int8Array = makeTable();

function makeTable(): Int8Array {
  const made = new Int8Array(11 * EVENTS).fill(-1);
  for (const [state, event, next] of TRANSITIONS) made[state * EVENTS + event] = next;
  return made;
}

/** The state after an event, or -1 if the event does not change it. */
export function nextState(state: number, event: TcpEvent): number {
  return table[state * EVENTS + event];
}
