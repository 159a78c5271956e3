/**
 * The program of the command's processes: runs the bundle where there is one that is current, else the source. What else it
 * would load, each start would wait for.
 *
 * @module
 */
import { BUNDLE, isCurrent, PROGRAMS } from "./bundle/stamp.ts";

/** Runs a program of the bundle, or the module of ours that it is made of; its exit status is that of the process. */
export async function start(program: keyof typeof PROGRAMS, source: string): Promise<void> {
  const root = new URL("../../", import.meta.url);
  const name = isCurrent(decodeURIComponent(root.pathname)) ? BUNDLE + PROGRAMS[program] : source;
  const { runCommand } = await import(new URL(name, root).href) as { runCommand: () => Promise<void> };
  await runCommand();
}

if (import.meta.main) await start("main", "lib/cli/main.ts");
