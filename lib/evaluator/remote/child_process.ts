/**
 * The child process: started, watched, signalled, ended.
 *
 * @module
 */
import { Inspector } from "./inspector.ts";
import { PipeReader } from "./pipe_reader.ts";

/**
 * What the child may do when nobody says otherwise: what an analysis in a notebook needs. Not the network (no question
 * to a capture needs it), not other programs, not native libraries.
 */
export const DEFAULT_PERMISSIONS: readonly string[] = [
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-sys",
  "--allow-import",
];

/** How to start it. */
export interface ChildSettings {
  /** Where relative imports and file names lead. */
  readonly directory?: string;
  /** Flags of `deno run`. */
  readonly permissions?: readonly string[];
  /** The program, when it is not the one that runs. */
  readonly deno?: string;
  /** Words in colour, for terminals. */
  readonly colors?: boolean;
}

/** Who hears what comes over the pipes. */
export interface ChildListener {
  /** What was written raw, by the child or by programs that it runs. */
  text(stream: "stdout" | "stderr", text: string): void;
  message(json: string): void;
}

/** Lines of the runtime that are no business of the person. */
const NOISE = /^(Debugger session (started|ended)\b.*|Debugger listening on .*|Visit chrome:\/\/inspect .*)\n?/gm;
const LEAVING = /^Waiting for the debugger to disconnect\.\.\.\n?/m;
const START_MS = 15_000;

/** A running child. */
export class ChildProcess {
  #marks = 0;
  /** The word by which frames of the child are known. */
  readonly token = crypto.randomUUID().replaceAll("-", "");
  #stdout!: PipeReader;
  #stderr!: PipeReader;
  #watch?: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  inspector!: Inspector;

  private constructor(readonly process: Deno.ChildProcess) {
    this.#stdin = process.stdin.getWriter();
    this.#watch = watchFor(process.pid);
  }

  /** Starts a child and connects to it. */
  static async start(settings: ChildSettings, listener: ChildListener): Promise<ChildProcess> {
    const child = new ChildProcess(spawn(settings));
    try {
      await child.#connect(listener);
    } catch (error) {
      await child.kill();
      throw error;
    }
    return child;
  }

  /** Settles when the process has ended. */
  get ended(): Promise<Deno.CommandStatus> {
    return this.process.status;
  }

  /** A mark for the child to write on both pipes. */
  newMark(): string {
    return String(++this.#marks);
  }

  /** Settles when everything before the mark has been read. */
  async reached(mark: string, withinMs: number): Promise<void> {
    await Promise.all([this.#stdout.reached(mark, withinMs), this.#stderr.reached(mark, withinMs)]);
  }

  /** Answers a question of the child. */
  async answer(line: unknown): Promise<void> {
    try {
      await this.#stdin.write(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
    } catch {
      // it has gone meanwhile
    }
  }

  /** SIGINT to the child and to what it runs. */
  signal(): void {
    signalGroup(this.process.pid, "SIGINT");
  }

  /** Ends the child and everything it has started. */
  async kill(): Promise<void> {
    this.inspector?.close();
    signalGroup(this.process.pid, "SIGKILL");
    await this.process.status;
    await Promise.all([this.#stdout?.ended, this.#stderr?.ended]);
    await this.#stdin.close().catch(() => {});
    await endWatch(this.#watch);
    this.#watch = undefined;
  }

  async #connect(listener: ChildListener): Promise<void> {
    this.#stdout = new PipeReader(this.process.stdout, this.token, {
      text: (said) => listener.text("stdout", said),
      message: (json) => listener.message(json),
    });
    let head = "";
    let timer: ReturnType<typeof setTimeout> | undefined;
    let found: (address: string) => void;
    const address = new Promise<string>((resolve, reject) => {
      found = resolve;
      timer = setTimeout(() => reject(new Error(`the evaluator does not start: ${head}`)), START_MS);
      this.process.status.then(() => reject(new Error(`the evaluator does not start: ${head}`)));
    });
    address.catch(() => {});
    this.#stderr = new PipeReader(this.process.stderr, this.token, {
      message: () => {},
      text: (said) => {
        if (!this.inspector) {
          head += said;
          const known = head.match(/ws:\/\/\S+(?=\s)/);
          if (known) found(known[0]);
          return;
        }
        // the runtime waits for us to let go before it ends
        if (LEAVING.test(said)) this.inspector.close();
        const rest = said.replace(LEAVING, "").replaceAll(NOISE, "");
        if (rest) listener.text("stderr", rest);
      },
    });
    try {
      this.inspector = await Inspector.open(await address);
    } finally {
      clearTimeout(timer);
    }
  }
}

function spawn(settings: ChildSettings): Deno.ChildProcess {
  return new Deno.Command(settings.deno ?? Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--no-lock",
      "--inspect=127.0.0.1:0",
      "--inspect-publish-uid=stderr",
      ...settings.permissions ?? DEFAULT_PERMISSIONS,
      import.meta.resolve("../child/main.ts"),
    ],
    cwd: settings.directory,
    env: { DENO_NO_UPDATE_CHECK: "1", DENO_NO_PACKAGE_JSON: "1", ...settings.colors ? {} : { NO_COLOR: "1" } },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    // a group of its own: Ctrl-C in a terminal is ours to judge, and signals reach what cells have started
    detached: true,
  }).spawn();
}

function signalGroup(pid: number, signal: Deno.Signal): void {
  for (const target of [-pid, pid]) {
    try {
      Deno.kill(target, signal);
      return;
    } catch {
      // no such group: then the process alone, if it still is
    }
  }
}

/**
 * A shell that waits for our end, however it comes, and then ends the child: a busy child could not notice. It sits in
 * a group of its own so that it outlives us.
 */
function watchFor(pid: number): Deno.ChildProcess | undefined {
  try {
    return new Deno.Command("sh", {
      args: ["-c", `read line; [ "$line" = done ] || kill -9 -${pid} || kill -9 ${pid}`],
      stdin: "piped",
      stdout: "null",
      stderr: "null",
      detached: true,
    }).spawn();
  } catch {
    // no shell, or not allowed: the child notices by itself unless it is busy
    return undefined;
  }
}

async function endWatch(watch: Deno.ChildProcess | undefined): Promise<void> {
  if (!watch) return;
  const writer = watch.stdin.getWriter();
  await writer.write(new TextEncoder().encode("done\n")).then(() => writer.close()).catch(() => {});
  await watch.status;
}
