/**
 * A shell that waits beside this process and does one thing if it dies, however it dies.
 *
 * @module
 */

/** Nothing is ever written to its standard input: that it ends says that this process is dead. */
const WAIT = 'trap "" INT; read -r _; exec "$@"';

export interface Guard {
  /** All is well: nothing is to be done. */
  dismiss(): void;
}
/** Has a command run if this process dies before `dismiss`. Undefined where no shell may be run. */
export function guardAgainstDeath(...command: string[]): Guard | undefined {
  if (Deno.build.os === "windows" || !mayRun("sh")) return undefined;
  const shell = new Deno.Command("sh", {
    args: ["-c", WAIT, "sh", ...command],
    stdin: "piped",
    stdout: "null",
    stderr: "null",
    // Ctrl-C is for this process
    detached: true,
  }).spawn();
  shell.unref();
  return {
    dismiss() {
      try {
        shell.kill("SIGKILL");
      } catch { /* somebody has ended it */ }
      shell.stdin.close().catch(() => {});
    },
  };
}
export function mayRun(command: string): boolean {
  return Deno.permissions.querySync({ name: "run", command }).state === "granted";
}
