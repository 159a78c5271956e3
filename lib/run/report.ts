/**
 * What a run has to say of itself: from where packets were seen, what could not be decoded, damage.
 *
 * @module
 */
import { lossLine, problemLine, type RunResult } from "../session/mod.ts";

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

/** A line each. Damage and losses are said always, the rest unless quiet. */
export function reportLines(result: RunResult, quiet: boolean): string[] {
  const lines: string[] = [];
  if (!quiet) {
    if (result.view) lines.push(result.view);
    if (result.evictedFlows) {
      lines.push(`${counted(result.evictedFlows, "quiet flow")} were forgotten to make room for others`);
    }
    for (const { reason, packets } of result.undecoded) lines.push(`${counted(packets, "packet")}: ${reason}`);
  }
  for (const one of result.interfaces ?? []) {
    if (one.dropped || !quiet && one.file === undefined) lines.push(lossLine(one));
  }
  for (const problem of result.problems) lines.push(problemLine(problem));
  return lines;
}
