/**
 * The running kernel as a source of a run: loaded only by runs that ask it.
 *
 * @module
 */
import { denoHost } from "../host/deno/mod.ts";
import { loadLazily, Session, SettingError, type SystemTracing } from "../session/mod.ts";
import { openKernel, watchProcess } from "../session/linux/mod.ts";
import type { WatchedProgram } from "../host/mod.ts";
import type { Clause } from "./clauses/mod.ts";
import { KernelClauses } from "./clauses/kernel_clauses.ts";
import type { LinuxSource } from "./trace_options.ts";

/** A run over the kernel, before anything of it is compiled. */
export interface KernelRun {
  readonly system: SystemTracing;
  readonly target?: WatchedProgram;
  readonly clauses?: KernelClauses;
}
/** @throws SettingError where this is not Linux, or where this process may not ask it */
export async function kernelRun({ command, process }: LinuxSource, clauses: readonly Clause[]): Promise<KernelRun> {
  if (command !== undefined && process !== undefined) {
    throw new SettingError("either a command or a process is what $target means");
  }
  const system = openedKernel();
  const own = clauses.length === 0 ? undefined : new KernelClauses(clauses, await described(clauses, system));
  if (process !== undefined) {
    const target = watchProcess(process);
    if (!target) throw new SettingError(`there is no process ${process}`);
    return { system, target, clauses: own };
  }
  if (command === undefined) return { system, clauses: own };
  const { prepareTarget } = await loadLazily<typeof import("../host/deno/target.ts")>(
    "../host/deno/target.ts",
    import.meta.url,
  );
  return { system, clauses: own, target: prepareTarget(command) };
}
export function openedKernel(): SystemTracing {
  if (Deno.build.os !== "linux") {
    throw new SettingError(`the running kernel is asked on Linux, and this is ${Deno.build.os}`);
  }
  try {
    return openKernel();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    throw new SettingError("the running kernel: this process may not call the C library (`--allow-ffi`)");
  }
}
/** What the compiler knows of the probes of clauses; what is wrong with them is said when the program is compiled. */
async function described(clauses: readonly Clause[], system: SystemTracing): Promise<Session | undefined> {
  const programs = clauses.map((
    { description },
    n,
  ) => ({ flag: "s", name: String(n), text: `${description} {}` } as const));
  const session = new Session({ programs, system }, { output: { write() {} }, warn() {} }, denoHost);
  try {
    await session.compile();
    return session;
  } catch {
    return undefined;
  }
}
