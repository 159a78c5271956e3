/**
 * TCP (RFC 9293): segments, and what they do to connections. Probes' names, order and arguments are FreeBSD's.
 *
 * @module
 */
import { ARGUMENT, type Protocol, type TransportPackets } from "./protocol.ts";

const CONNECTION = {
  native: "struct flow *",
  translated: "tcpsinfo_t *",
  place: "flow",
  doc: "the connection",
} as const;
const SEGMENT = {
  native: "struct tcphdr *",
  translated: "tcpinfo_t *",
  place: "transport",
  doc: "the segment's header",
} as const;
const SEGMENT_ARGS = [ARGUMENT.packet, ARGUMENT.connection, ARGUMENT.ip, CONNECTION, SEGMENT] as const;
const DEBUG_ARGS = [CONNECTION, SEGMENT, ARGUMENT.ip] as const;

export const tcp: Protocol<TransportPackets> = {
  name: "tcp",
  meaning: "segments, and what they do to connections",
  source: "dtrace_tcp(4), RFC 9293",
  follows: "pair",
  packets: {
    network: "ip",
    number: 6,
    title: "TCP",
    headerBytes: 20,
    headerWordsAt: 12,
    payloadOffset: 20,
    flows: "ports",
    datagrams: "whole",
    filterName: "tcp",
  },
  libraries: ["tcp.d", "siftr.d"],
  probes: [
    {
      name: "accept-established",
      doc:
        "when the final ACK of a handshake has come to the end that was connected to, after state-change; if its SYN|ACK was captured",
      isOfConnection: true,
      args: SEGMENT_ARGS,
    },
    {
      name: "accept-refused",
      doc: "when a RST goes out that acknowledges a SYN, before send",
      isOfConnection: true,
      args: SEGMENT_ARGS,
    },
    {
      name: "connect-established",
      doc: "when the SYN|ACK has come to the end that connects, after state-change",
      isOfConnection: true,
      args: SEGMENT_ARGS,
    },
    {
      name: "connect-refused",
      doc: "when a RST has come that acknowledges the SYN, before state-change",
      isOfConnection: true,
      args: SEGMENT_ARGS,
    },
    {
      name: "connect-request",
      doc: "when a SYN goes out to connect, and when it is sent again, before send",
      isOfConnection: true,
      args: SEGMENT_ARGS,
    },
    { name: "receive", doc: "when a segment has come in, before what it changes", args: SEGMENT_ARGS },
    { name: "send", doc: "when a segment goes out, sent again or not, after what it changed", args: SEGMENT_ARGS },
    {
      name: "siftr",
      doc: "with each segment, in or out",
      isOfConnection: true,
      args: [{ native: "struct flow *", translated: "siftrinfo_t *", place: "flow", doc: "the connection in figures" }],
    },
    {
      name: "debug-input",
      doc: "when a segment has been taken, after all else",
      isOfConnection: true,
      args: DEBUG_ARGS,
    },
    { name: "debug-output", doc: "when a segment has gone out, after send", isOfConnection: true, args: DEBUG_ARGS },
    {
      name: "debug-user",
      doc: "when a program asks something of its socket",
      isOfConnection: true,
      args: [CONNECTION, { native: "int", place: "none", doc: "the request, PRU_ value" }],
      unavailable: "packets do not show what a program asks of its socket",
    },
    {
      name: "debug-drop",
      doc: "in place of debug-input, when a segment is discarded for being old or beyond the window, and acknowledged",
      isOfConnection: true,
      args: DEBUG_ARGS,
    },
    {
      name: "state-change",
      doc: "when the connection is in another state",
      isOfConnection: true,
      args: [
        ARGUMENT.none,
        ARGUMENT.connection,
        ARGUMENT.none,
        { ...CONNECTION, doc: "the connection, in its new state" },
        ARGUMENT.none,
        { native: "int", translated: "tcplsinfo_t *", place: "none", doc: "the state before" },
      ],
    },
    {
      name: "receive-autoresize",
      doc: "when the receive buffer is measured again",
      isOfConnection: true,
      args: [ARGUMENT.none, ...SEGMENT_ARGS.slice(1), {
        native: "int",
        place: "none",
        doc: "the new size, bytes; 0 if it stays",
      }],
      unavailable: "packets do not show the size of a host's receive buffer",
    },
  ],
};
