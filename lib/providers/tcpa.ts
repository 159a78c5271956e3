/**
 * The tcpa provider, ours: what an analyst reads out of the segments of a connection. `tcp:::` stays FreeBSD's.
 *
 * The verdicts are those of Wireshark's sequence analysis (its documentation, "TCP Analysis"): they look only at what came
 * before in the capture. Each fires once for a segment, after the segment's own probes.
 *
 * @module
 */
import type { Provider } from "../engine/probe/mod.ts";
import { ARGUMENT, networkProvider } from "./declaration.ts";

const CONNECTION = { native: "struct flow *", translated: "tcpsinfo_t *", doc: "the connection" } as const;
const SEGMENT = { native: "struct tcphdr *", translated: "tcpinfo_t *", doc: "the segment's header" } as const;
const FINDING = {
  native: "struct tcpa *",
  translated: "tcpainfo_t *",
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
  "zero-window",
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
] as const;
export type AnalysisProbe = typeof ANALYSIS_PROBES[number];

export const tcpaProvider: Provider = networkProvider("tcpa", ANALYSIS_PROBES.map((name) => ({ name, args: ARGS })));
