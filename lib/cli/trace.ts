/**
 * `probebook trace`: the same command over the running kernel.
 *
 * @module
 */
import { type SessionSettings, SettingError } from "../session/mod.ts";
import { openKernel, watchProcess } from "../session/linux/mod.ts";
import type { CommandLine } from "./flags.ts";

/** @throws SettingError where there is no such kernel, or where this process may not ask it */
export function traceSettings(line: CommandLine): Partial<SessionSettings> {
  if (line.captures.length + line.interfaces.length > 0 || line.save !== undefined) {
    throw new SettingError("`trace` is about the running kernel: -r, --interface and --write are for packets");
  }
  const { verbose, command, process } = line;
  if (command !== undefined && process !== undefined) throw new SettingError("either -c or -p says what $target is");
  const system = openedKernel();
  if (process !== undefined) return { system, verbose, target: watched(process) };
  return { system, verbose };
}
function openedKernel() {
  if (Deno.build.os !== "linux") {
    throw new SettingError(`\`trace\` asks the kernel of Linux, and this is ${Deno.build.os}`);
  }
  try {
    return openKernel();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    throw new SettingError("`trace`: this process may not call the C library (`--allow-ffi`)", [
      "`deno task trace` may, and so may the command where it is installed",
    ]);
  }
}
function watched(process: number) {
  const target = watchProcess(process);
  if (!target) throw new SettingError(`-p ${process}: there is no such process`);
  return target;
}
