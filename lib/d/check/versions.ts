/**
 * Versions of D: `-x version` hides what came later.
 *
 * @module
 */
import type { CheckState } from "./state.ts";

/** `1.6.3` as one number, or undefined if it is not a version. */
export function versionNumber(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,4})(?:\.(\d{1,4}))?$/.exec(text);
  if (!match) return undefined;
  return (Number(match[1]) * 4096 + Number(match[2])) * 4096 + Number(match[3] ?? 0);
}
/** Whether something that came with a version may be used. */
export function isVisible(state: CheckState, since: string | number | undefined): boolean {
  const limit = state.pragmaOption("version") ?? state.environment.options.version;
  if (since === undefined || since === 0 || limit === undefined) return true;
  const number = typeof since === "number" ? since : versionNumber(since);
  return number === undefined || number <= (versionNumber(limit) ?? Infinity);
}
