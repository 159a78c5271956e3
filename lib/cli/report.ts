/**
 * What a run has to say at its end on standard error: from where packets were seen, what could not be decoded, damage.
 *
 * @module
 */
import type { Door, RunResult } from "../session/mod.ts";

/** Damage is said always, the rest unless quiet. */
export function printReport(result: RunResult, door: Door, quiet: boolean): void {
  if (!quiet) {
    if (result.view) door.warn(result.view);
    if (result.evictedFlows) {
      door.warn(`${result.evictedFlows} quiet flows were forgotten to make room for others`);
    }
    for (const { reason, packets } of result.undecoded) {
      door.warn(`${packets} packet${packets === 1 ? "" : "s"}: ${reason}`);
    }
  }
  for (const { interface: name, received, dropped } of result.lost ?? []) {
    door.warn(
      `${name}: ${dropped} of ${received} packets were dropped before they could be read (-b makes the buffer larger)`,
    );
  }
  for (const { file, message, byteOffset } of result.problems) door.warn(`${file}: ${message} at byte ${byteOffset}`);
}
