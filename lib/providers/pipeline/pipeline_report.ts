/**
 * What a pipeline is given, and what it has to report at the end of a run over packets.
 *
 * @module
 */
import type { OutOfOrder } from "./order.ts";
import type { ProbeCatalog } from "../../d/check/mod.ts";
import type { ProviderContext } from "../../engine/probe/mod.ts";
import type { PacketSource } from "../../sources/mod.ts";
import type { ViewReport } from "../view/mod.ts";
import type { CopiesReport } from "./copies.ts";
import type { StreamBounds } from "../../packet/stream/mod.ts";

export interface PipelineSettings {
  readonly tracing: ProviderContext;
  readonly catalog: ProbeCatalog;
  readonly source: PacketSource;
  /** -x local: addresses with commas between, `none`, or nothing. */
  readonly local?: string;
  /** Most flows kept at once. */
  readonly flows?: number;
  /** -x flowkey: what keeps flows with the same ends apart, see `parseFlowKey`; fragments as well. */
  readonly flowKey?: string;
  /** -x dnstimeout, in ms: see the dns provider. */
  readonly dnsTimeoutMs?: number;
  /** -x streamheld and others: how much is kept of streams. */
  readonly streamBounds?: StreamBounds;
  /** -x tunnels and -x tunneldepth: which are opened, see `parseTunnels`. */
  readonly tunnels?: string;
  readonly tunnelDepth?: number;
  /** -x fastpath: false makes every packet take the slow path, which gives the same answer. */
  readonly fastPath?: boolean;
  /** Packets that take the slow path first; a fast path is worth its making after some. */
  readonly slowStart?: number;
}

/** Packets that could not be decoded, or were cut, for one reason. */
export interface UndecodedPackets {
  /** `not IP: ARP`, `of link type 189 (USB_LINUX), which is not decoded` */
  readonly reason: string;
  /** How many. */
  readonly packets: number;
  /** The link type (LINKTYPE_) where the reason is that it is not decoded: no probe fires for these packets. */
  readonly linkType?: number;
}
/** Messages above TCP and UDP that could not be read, for one reason. */
export interface MalformedMessages {
  /** `shorter than the header of DNS` */
  readonly reason: string;
  /** How many of them. */
  readonly messages: number;
}
/** What connections of TCP came to whose bytes were read. */
export interface StreamsReport {
  /** Bytes that are missing from the capture, in so many gaps. */
  readonly missing: number;
  /** Gaps between bytes that were read. */
  readonly gaps: number;
  /** Gaps that were given up before the other end had acknowledged them: too many bytes behind them, too many ranges, too long. */
  readonly byBytes: number;
  /** Too many ranges. */
  readonly byRanges: number;
  /** Too long. */
  readonly byTime: number;
  /** Messages longer than what is kept of one. */
  readonly tooLong: number;
  /** Segments that came again with other bytes. */
  readonly conflicts: number;
  /** Bytes that came again when the first copy was not kept any more. */
  readonly uncompared: number;
  /** Bytes behind the end of a stream. */
  readonly behindEnd: number;
  /** Segments that do not fit their connection. */
  readonly stray: number;
  /** Connections that were let go to make room for others. */
  readonly forgotten: number;
}
/** Packets that carry others in a tunnel that was not opened. */
export interface TunnelCount {
  /** As `-x tunnels` names it. */
  readonly name: string;
  /** How many. */
  readonly packets: number;
}
/** What a run has to tell of its packets. */
export interface PipelineReport {
  readonly undecoded: readonly UndecodedPackets[];
  /** From where the captures are seen, where that had to be inferred: in one line, and one by one. */
  readonly view?: string;
  readonly views?: readonly ViewReport[];
  /** Packets that were left out: between others than the host that the user or the capture states. */
  readonly betweenOthers: number;
  /** Packets whose direction in the capture contradicts the addresses that the user or the capture states. */
  readonly contradicted: number;
  /** Packets on their way through the host, which its TCP, UDP and other transports do not see. */
  readonly passing: number;
  /** Flows that were forgotten to make room. */
  readonly evictedFlows: number;
  /** Datagrams given up because their fragments overlap or contradict each other, or are not all there. */
  readonly overlappingDatagrams: number;
  readonly incompleteDatagrams: number;
  /** Fragments of which too little was captured, or whose lengths are impossible. */
  readonly unusableFragments: number;
  /** Holes in TCP's sequence numbers that were taken as one with others to make room. */
  readonly joinedGaps: number;
  /** Connections that were met at several sites. */
  readonly copies?: CopiesReport;
  /** Connections whose bytes were read, if any were. */
  readonly streams?: StreamsReport;
  /** Messages of DNS that could not be read, by why; exchanges that were forgotten to make room. */
  readonly malformedDns?: readonly MalformedMessages[];
  readonly malformedHttp?: readonly MalformedMessages[];
  readonly forgottenHttp?: number;
  readonly forgottenDns?: number;
  /** What should be TLS and could not be read, by why. */
  readonly malformedTls?: readonly MalformedMessages[];
  /** Tunnels that were not opened, by kind, the most frequent first. */
  readonly closedTunnels?: readonly TunnelCount[];
  /** Firings of timers that were left out where time leaps. */
  readonly skippedFirings: number;
  /** Packets that the decoder took one by one; all others took a fast path. */
  readonly slowPathPackets: number;
  /** Packets whose times go back. */
  readonly outOfOrder?: OutOfOrder;
  /** Number of the packet at which tracing came to its end. */
  readonly stoppedAt?: number;
}
