/**
 * The program of -c: it runs beside the trace, which ends with it.
 *
 * @module
 */
import type { WatchedProgram } from "../host.ts";
import { guardAgainstDeath } from "./guard.ts";

/**
 * What stands before the program: a line is waited for, so that no packet of it is missed, and nothing runs if the line
 * never comes. Then standard input is the terminal again; where it is none, what this process reads is passed on.
 */
const gate = (command: string, isTerminal: boolean) =>
  `read -r _ || exit 0; ${isTerminal ? "exec </dev/tty; " : ""}exec ${command}`;

/**
 * Makes a command ready to run, with the shell's rules for words: its process id is known, and it begins with `start`.
 * What is left of it when the trace ends is ended too, as DTrace does.
 */
export function prepareTarget(command: string): WatchedProgram {
  const isTerminal = Deno.stdin.isTerminal();
  const child = new Deno.Command("sh", { args: ["-c", gate(command, isTerminal)], stdin: "piped" }).spawn();
  const guard = guardAgainstDeath("kill", "-TERM", String(child.pid));
  let ended: Deno.CommandStatus | undefined;
  child.status.then((status) => ended = status);
  return {
    pid: child.pid,
    async start() {
      const writer = child.stdin.getWriter();
      await writer.write(new TextEncoder().encode("\n"));
      writer.releaseLock();
      if (isTerminal) await child.stdin.close();
      else Deno.stdin.readable.pipeTo(child.stdin).catch(() => {/* the program wants no more */});
    },
    hasEnded: () => ended !== undefined,
    get outcome() {
      return ended && outcomeOf(child.pid, ended);
    },
    end() {
      guard?.dismiss();
      if (!ended) child.kill("SIGTERM");
    },
  };
}

function outcomeOf(pid: number, { code, signal }: Deno.CommandStatus): string {
  if (signal !== null) return `pid ${pid} terminated by ${signal}`;
  return code === 0 ? `pid ${pid} has exited` : `pid ${pid} exited with status ${code}`;
}
