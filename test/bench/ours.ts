/**
 * The command as it is measured: as it is installed, from its bundle.
 *
 * @module
 */
import { makeBundle } from "../../lib/cli/bundle/make.ts";
import { BUNDLE, isCurrent } from "../../lib/cli/bundle/stamp.ts";
import { processArguments } from "../../lib/cli/install/processes.ts";

const root = new URL("../../", import.meta.url);

/** The command as its task runs it. */
export function ours(...args: string[]): string[] {
  const folder = decodeURIComponent(root.pathname);
  if (!isCurrent(folder)) {
    makeBundle();
    if (!isCurrent(folder)) {
      throw new Error(`${BUNDLE}: made, and not current: does something write the source meanwhile?`);
    }
  }
  return fromProgram(processArguments("probebook").at(-1)!, args);
}
/** The same without a bundle, as it runs while the source is worked on. */
export function fromSource(...args: string[]): string[] {
  return fromProgram("lib/cli/main.ts", args);
}
function fromProgram(program: string, args: readonly string[]): string[] {
  const words = processArguments("probebook").slice(0, -1);
  return [Deno.execPath(), ...words, new URL(program, root).pathname, ...args];
}
