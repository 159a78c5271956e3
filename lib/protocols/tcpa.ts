/**
 * What an analyst reads out of the segments of a connection of TCP; ours. `tcp:::` stays FreeBSD's.
 *
 * The verdicts are those of Wireshark's sequence analysis (its documentation, "TCP Analysis"): they look only at what came
 * before in the capture. Where its rules and the captured bytes differ, the bytes decide. Each fires once for a segment, after
 * the segment's own probes.
 *
 * @module
 */
import { ARGUMENT, type Protocol, type TransportPackets } from "./protocol.ts";
import { tcp } from "./tcp.ts";

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
const FINDING = {
  native: "struct tcpa *",
  translated: "tcpainfo_t *",
  place: "none",
  doc: "what was found, and the connection's totals",
} as const;
const ARGS = [ARGUMENT.packet, ARGUMENT.connection, ARGUMENT.ip, CONNECTION, SEGMENT, FINDING] as const;

/** In the order in which several of one segment fire. */
export const ANALYSIS_PROBES = [
  "retransmission",
  "fast-retransmission",
  "spurious-retransmission",
  "out-of-order",
  "duplicate-ack",
  "needless-retransmission",
  "zero-window",
  "zero-window-end",
  "window-update",
  "window-full",
  "keep-alive",
  "keep-alive-ack",
  "window-probe",
  "window-probe-ack",
  "lost-segment",
  "acked-unseen",
  "rtt-sample",
  "handshake-complete",
  "close",
  "conflict",
] as const;
export type AnalysisProbe = typeof ANALYSIS_PROBES[number];

const MEANINGS: Readonly<Record<AnalysisProbe, string>> = {
  "retransmission": "when a segment is sent again; fast and spurious ones too",
  "fast-retransmission": "when it is sent again because duplicate ACKs or SACK asked for it",
  "spurious-retransmission": "when all of what is sent again had been acknowledged before",
  "out-of-order": "when a segment comes behind its successors, within a round trip",
  "duplicate-ack": "when an ACK says what the last one said",
  "zero-window": "when an end has no room for data",
  "zero-window-end": "when it has room again",
  "needless-retransmission": "when an ACK tells that something had been sent again without need, by DSACK or timestamp",
  "window-update": "when an ACK changes only the window",
  "window-full": "when a segment fills the window that the other end offers",
  "keep-alive": "when an idle end asks whether the other is there",
  "keep-alive-ack": "when that is answered",
  "window-probe": "when an end asks whether a closed window is open",
  "window-probe-ack": "when that is answered by a window still closed",
  "lost-segment": "when segments before this one are not in the capture",
  "acked-unseen": "when a segment acknowledges, for the first time, what is not in the capture",
  "rtt-sample": "when a segment ends the measurement of a round trip",
  "handshake-complete": "when the final ACK of a handshake has come",
  "close": "when both ends have finished, or one has reset",
  "conflict":
    "when data come again with other bytes than the first time; the bytes of all connections are kept for it, as " +
    "`-x streamhistory` bounds them",
};

export const tcpa: Protocol<TransportPackets> = {
  name: "tcpa",
  meaning: "what an analyst reads out of TCP's segments, in the words of tshark's tcp.analysis",
  source: "tshark(1), RFC 9293, RFC 5681",
  follows: "pair",
  packets: tcp.packets,
  libraries: ["tcpa.d"],
  probes: ANALYSIS_PROBES.map((name) => ({ name, doc: MEANINGS[name], isOfConnection: true, args: ARGS })),
};
