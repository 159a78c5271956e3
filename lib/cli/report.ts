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
    for (const { reason, packets } of result.undecoded) {
      door.warn(`${packets} packet${packets === 1 ? "" : "s"}: ${reason}`);
    }
  }
  for (const { file, message, byteOffset } of result.problems) door.warn(`${file}: ${message} at byte ${byteOffset}`);
}
