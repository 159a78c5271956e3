/**
 * What a run over packets has to tell at its end.
 *
 * @module
 */

/** What a run has to tell of its packets. */
export interface PipelineReport {
  readonly undecoded: readonly { readonly reason: string; readonly packets: number }[];
  readonly view?: string;
  /** Flows that were forgotten to make room. */
  readonly evictedFlows: number;
  /** Datagrams given up because their fragments overlap or contradict each other, or are not all there. */
  readonly overlappingDatagrams: number;
  readonly incompleteDatagrams: number;
  /** Firings of timers that were left out where time leaps. */
  readonly skippedFirings: number;
  /** Number of the packet at which tracing came to its end. */
  readonly stoppedAt?: number;
}
