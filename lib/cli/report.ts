/**
 * What a run has to say at its end on standard error: from where packets were seen, what could not be decoded, damage.
 *
 * @module
 */
import { type Door, lossLine, problemLine, type RunResult } from "../session/mod.ts";

/** Damage is said always, the rest unless quiet. */
export function printReport(result: RunResult, door: Door, quiet: boolean): void {
  if (!quiet) {
    if (result.view) door.warn(result.view);
    if (result.evictedFlows) {
      door.warn(`${result.evictedFlows} quiet flows were forgotten to make room for others`);
    }
    const datagrams = (count: number) => `${count} datagram${count === 1 ? "" : "s"}`;
    if (result.overlappingDatagrams) {
      door.warn(
        `${datagrams(result.overlappingDatagrams)} not put together: fragments overlap or contradict each other`,
      );
    }
    if (result.incompleteDatagrams) {
      door.warn(`${datagrams(result.incompleteDatagrams)} not put together: not all fragments came in time`);
    }
    for (const { reason, packets } of result.undecoded) {
      door.warn(`${packets} packet${packets === 1 ? "" : "s"}: ${reason}`);
    }
  }
  for (const one of result.interfaces ?? []) {
    const line = lossLine(one);
    if (one.dropped || !quiet && one.file === undefined) door.warn(line);
  }
  for (const problem of result.problems) door.warn(problemLine(problem));
}
