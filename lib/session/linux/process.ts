/**
 * A process that was there before: its number is $target, and the trace ends when it does.
 *
 * @module
 */
import type { WatchedProgram } from "../../host/mod.ts";
import { readKernelText } from "../../sources/linux/mod.ts";

/** Undefined where there is none of that number. */
export function watchProcess(pid: number): WatchedProgram | undefined {
  if (!isThere(pid)) return undefined;
  return {
    pid,
    start: () => Promise.resolve(),
    hasEnded: () => !isThere(pid),
    get outcome() {
      return isThere(pid) ? undefined : `pid ${pid} has exited`;
    },
    end: () => {},
  };
}
/** `pid (name) state …`; one that nobody has waited for yet is over. */
function isThere(pid: number): boolean {
  const text = readKernelText(`/proc/${pid}/stat`);
  if (text === undefined) return false;
  const state = text.slice(text.lastIndexOf(")") + 2, text.lastIndexOf(")") + 3);
  return state !== "Z" && state !== "X";
}
