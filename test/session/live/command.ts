/**
 * The command on a host that a test has made, with the permissions of its own task.
 *
 * @module
 */
import { type Host, PATIENCE_MS } from "../../sources/live/namespaces.ts";
import { processArguments } from "../../../lib/cli/install/processes.ts";

const root = new URL("../../../", import.meta.url);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Tasks of deno.json, and one that may not call the C library: there a capture program is taken. */
export type Task = "live" | "probebook" | "repl:live" | "notebook" | "live-without-ffi";
/** What `deno task TASK ARGS…` would run. */
export function taskCommand(task: Task, args: readonly string[]): string[] {
  const main = new URL("lib/cli/main.ts", root).pathname;
  const words = processArguments(task === "live-without-ffi" ? "live" : task)
    .map((word) => word === "lib/cli/main.ts" ? main : word)
    .filter((word) => task !== "live-without-ffi" || word !== "--allow-ffi");
  return [Deno.execPath(), ...words, ...args];
}
export interface Ran {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}
export class LiveRun {
  readonly pid: number;
  #output = "";
  #errors = "";
  readonly #child: Deno.ChildProcess;
  readonly #listening: Promise<unknown>;
  #heard = () => {};

  constructor(
    host: Host,
    args: readonly string[],
    task: Task = "live",
    wrapper: readonly string[] = [],
  ) {
    const command = ["netns", "exec", host.namespace, ...wrapper, ...taskCommand(task, args)];
    this.#child = new Deno.Command("ip", { args: command, stdin: "null", stdout: "piped", stderr: "piped" }).spawn();
    this.pid = this.#child.pid;
    this.#listening = Promise.all([
      this.#listen(this.#child.stdout, (text) => this.#output += text),
      this.#listen(this.#child.stderr, (text) => this.#errors += text),
    ]);
  }
  async #listen(stream: ReadableStream<Uint8Array>, add: (text: string) => void): Promise<void> {
    for await (const bytes of stream) {
      add(decode(bytes));
      this.#heard();
    }
    this.#heard();
  }
  get output(): string {
    return this.#output;
  }
  get errors(): string {
    return this.#errors;
  }
  /** Waits until it has printed something, or fails with what it says. */
  async until(holds: (output: string, errors: string) => boolean, ms = PATIENCE_MS): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    let isLate = false;
    late.then(() => isLate = true);
    let ended = false;
    this.#listening.then(() => ended = true);
    while (!holds(this.#output, this.#errors)) {
      if (ended || isLate) {
        clearTimeout(timer);
        throw new Error(`${ended ? "it ended" : "it took too long"}: ${this.#output}${this.#errors}`);
      }
      await Promise.race([new Promise<void>((heard) => this.#heard = heard), late]);
    }
    clearTimeout(timer);
  }
  signal(name: Deno.Signal): void {
    this.#child.kill(name);
  }
  /** How it ended by itself. */
  async end(): Promise<Ran> {
    await this.#listening;
    const { code } = await this.#child.status;
    return { code, output: this.#output, errors: this.#errors };
  }
  /** Ctrl-C. */
  async interrupt(): Promise<Ran> {
    this.signal("SIGINT");
    return await this.end();
  }
}
/** Starts the command, and waits until it sees packets: its programs must not print before that. */
export async function startLive(host: Host, args: readonly string[]): Promise<LiveRun> {
  const run = new LiveRun(host, ["-n", 'BEGIN { printf("ready\\n"); }', ...args]);
  await run.until((output) => output.includes("ready\n"));
  return run;
}
/** Lines that say something, without what says that it has begun. */
export function linesOf(output: string): string[] {
  return output.split("\n").map((line) => line.trim().replace(/ +/g, " ")).filter((line) => line && line !== "ready");
}
export async function replay(file: string, args: readonly string[]): Promise<Ran> {
  const [program, ...rest] = taskCommand("probebook", ["-r", file, ...args]);
  const { code, stdout, stderr } = await new Deno.Command(program!, { args: rest, stdin: "null" }).output();
  return { code, output: decode(stdout), errors: decode(stderr) };
}
