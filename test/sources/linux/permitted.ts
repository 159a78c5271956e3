/**
 * Programs that may call the C library, started by tests that may not.
 *
 * @module
 */
import { processArguments } from "../../../lib/cli/install/processes.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;
const MAIN = `${ROOT}lib/cli/main.ts`;
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

export interface CommandOutput {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}
/** The words that start `probebook trace`, with the permissions of its task. */
export function traceWords(args: readonly string[]): string[] {
  return [...processArguments("trace").map((word) => word === "lib/cli/start.ts" ? MAIN : word), "trace", ...args];
}
/** Runs `probebook trace`. */
export async function runTrace(...args: string[]): Promise<CommandOutput> {
  const command = new Deno.Command(Deno.execPath(), { args: traceWords(args), stdin: "null", env: { NO_COLOR: "1" } });
  const { code, stdout, stderr } = await command.output();
  return { code, output: decode(stdout), errors: decode(stderr) };
}
/** A program of the tests with the right to call the C library; what it prints, as JSON. */
export async function runPermitted(file: string, ...args: string[]): Promise<unknown> {
  const path = new URL(file, import.meta.url).pathname;
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-ffi", "--allow-read", "--allow-sys", path, ...args],
  }).output();
  if (!success) throw new Error(decode(stderr));
  return JSON.parse(decode(stdout));
}
let reason: string | undefined | null = null;
/** Why the kernel runs no programs of this process; undefined where it does. */
export async function refused(): Promise<string | undefined> {
  if (Deno.build.os !== "linux") return "this is not Linux";
  if (reason === null) {
    const { code, errors } = await runTrace("-q", "-n", "tick-10ms { exit(0); } syscall::getppid:entry /0/ {}");
    reason = code === 0 ? undefined : errors.trim();
  }
  return reason;
}
/** A test that is skipped, saying why, where the kernel refuses. */
export function kernelTest(name: string, run: () => Promise<void>): void {
  Deno.test(name, async () => {
    const reason = await refused();
    if (reason !== undefined) return console.log(`skipped: ${reason}`);
    await run();
  });
}
/** The shell's own `kill`: a system call each. */
export const KILLS = "sh -c 'n=0; while [ $n -lt 250 ]; do kill -0 $$; n=$((n+1)); done'";
