/**
 * `probebook verify` reads what strangers have made. The process that a task starts may write nowhere: it starts another one,
 * which may write in the system's folder of temporary files, and run Deno and the shell that ends cells. A task cannot say
 * where that folder is.
 *
 * @module
 */
import { PROCESSES } from "./install/processes.ts";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Where files are written that do not stay. */
export function temporaryFolder(): string {
  const named = (names: readonly string[]) => names.map((name) => Deno.env.get(name)).find(Boolean);
  const folder = Deno.build.os === "windows" ? named(["TMP", "TEMP", "USERPROFILE"]) : named(["TMPDIR"]) ?? "/tmp";
  if (folder === undefined) throw new Error("there is no folder of temporary files: name one in TEMP");
  if (folder.includes(",")) throw new Error(`${folder}: a folder of temporary files cannot have a comma in its name`);
  return folder;
}
/** Flags of a process that publishes or verifies, and writes in these folders alone. */
export function confinedFlags(name: "publish" | "verify", folders: readonly string[]): string[] {
  const flags = PROCESSES[name].flags.filter((flag) => !/^--allow-(write|run)$/.test(flag));
  return [...flags, `--allow-write=${folders.join()}`, `--allow-run=${Deno.execPath()},sh`];
}
/**
 * Runs the command in a process that may do less. Its exit status; undefined where this is that process already.
 * @param args of the command, without its name
 */
export async function runConfined(name: "verify", args: readonly string[]): Promise<number | undefined> {
  const folder = temporaryFolder();
  if (Deno.permissions.querySync({ name: "write", path: folder }).state === "granted") return undefined;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", ...confinedFlags(name, [folder]), Deno.mainModule, name, ...args],
    ...{ stdin: "inherit", stdout: "inherit", stderr: "inherit" },
  }).spawn();
  const forward = SIGNALS.map((signal) => {
    const pass = () => {
      try {
        child.kill(signal);
      } catch { /* it has ended */ }
    };
    Deno.addSignalListener(signal, pass);
    return () => Deno.removeSignalListener(signal, pass);
  });
  const { code } = await child.status;
  forward.forEach((end) => end());
  return code;
}
