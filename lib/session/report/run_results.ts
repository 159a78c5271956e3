/**
 * What a run came to, as data.
 *
 * @module
 */
import type { AggregationResult } from "../../engine/aggregation/mod.ts";
import type {
  CopiesReport,
  MalformedMessages,
  OutOfOrder,
  StreamsReport,
  TunnelCount,
  UndecodedPackets,
} from "../../providers/pipeline/mod.ts";
import type { ViewReport } from "../../providers/view/mod.ts";
import type { SourceProblem } from "../../sources/mod.ts";

/** What a run came to, as data. */
export interface RunResult {
  /** Argument of exit(), else 0. */
  readonly exitStatus: number;
  /** It was ended before its end. */
  readonly interrupted: boolean;
  /** Those that probes saw: up to the one at which tracing ended, this one too. */
  readonly packets: number;
  /** Number of the packet at which exit() or a failure ended tracing. */
  readonly stoppedAt?: number;
  /** Damage in captures: everything before it was used. */
  readonly problems: readonly SourceProblem[];
  /** What is odd about captures though nothing of them was lost. */
  readonly remarks?: readonly SourceProblem[];
  /** Packets that could not be decoded or were cut, by reason. */
  readonly undecoded: readonly UndecodedPackets[];
  /** From where the captures were seen, when that had to be inferred; one line. */
  readonly view?: string;
  /** The same as data: whose view each capture, or each interface of one, had. */
  readonly views?: readonly ViewReport[];
  /** Packets left out for being between others than the host that the user or the capture states. */
  readonly betweenOthers?: number;
  /** Packets whose direction in the capture contradicts the addresses stated; the capture's was taken. */
  readonly contradicted?: number;
  /** Packets on their way through the host that is stated: its TCP, UDP and other transports do not see them. */
  readonly passing?: number;
  /** Flows that were forgotten to make room for others. */
  readonly evictedFlows?: number;
  /** Datagrams given up because their fragments overlap or contradict each other; because not all of them came in time. */
  readonly overlappingDatagrams?: number;
  /** Fragmented datagrams of which a part never came. */
  readonly incompleteDatagrams?: number;
  /** Holes in TCP's sequence numbers that were taken as one with others to make room. */
  readonly joinedGaps?: number;
  /** Fragments of which too little was captured, or whose lengths are impossible. */
  readonly unusableFragments?: number;
  /** Packets whose times go back. */
  readonly outOfOrder?: OutOfOrder;
  /** Firings of timers that were left out where time leaps, see `TickClock`. */
  readonly skippedFirings?: number;
  /** Connections whose packets were met in several VLANs, under several labels, on several interfaces. */
  readonly copies?: CopiesReport;
  /** Messages of DNS that could not be read, by why. */
  readonly malformedDns?: readonly MalformedMessages[];
  /** Messages of HTTP that could not be read, by why. */
  readonly malformedHttp?: readonly MalformedMessages[];
  /** Requests of HTTP that were forgotten to make room for others. */
  readonly forgottenHttp?: number;
  /** Connections of TCP whose bytes were read. */
  readonly streams?: StreamsReport;
  /** Exchanges of DNS that were forgotten to make room for others. */
  readonly forgottenDns?: number;
  /** What should be TLS and could not be read, by why. */
  readonly malformedTls?: readonly MalformedMessages[];
  /** Packets that carry others in tunnels that were not opened, by kind, the most frequent first. */
  readonly closedTunnels?: readonly TunnelCount[];
  /** Packets that took the slow path: all with `-x fastpath=off`, few where all packets are plain. */
  readonly slowPathPackets?: number;
  /** What became of the packets of each interface; of captures where they say it. */
  readonly interfaces?: readonly InterfaceResult[];
}
/** What a run hands back as data, for doors that do not want text. */
export interface CollectedRun extends RunResult {
  readonly aggregations: readonly AggregationResult[];
}
/** Packets of one interface, as the capturing program counted them. */
export interface InterfaceResult {
  /** As it was asked for: `eth0`, `any`. */
  readonly interface: string;
  /** The capture that says so; missing for a live interface. */
  readonly file?: string;
  /** Packets that the filter let pass: those that were read, and those that were lost. Undefined where it is not known. */
  readonly received?: number | bigint;
  /** Of these, packets that there was no room for. Undefined where it is not known; BigInt above 2^53, where a file says so. */
  readonly dropped?: number | bigint;
  /** The capture does not say whether `dropped` are among `received`. */
  readonly isAmbiguous?: boolean;
}
