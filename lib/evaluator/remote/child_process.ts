/**
 * The child process: started, watched, signalled, ended.
 *
 * @module
 */
import { cellEnvironment, cellFlags } from "./confinement.ts";
import { Inspector } from "./inspector.ts";
import { PipeReader } from "./pipe_reader.ts";
import { START_MS } from "./waiting.ts";

/**
 * Flags of the JavaScript engine, the same for every process of ours, in deno.json too. Code that was compiled once is
 * kept from run to run, but only what was compiled when its module was loaded (so everything is, not what is called
 * first), and only for the same flags: processes that differ in them throw each other's away. A young generation that
 * is large at once suits runs over captures. The second, slow compilation of a function (20 ms and more of a processor's time)
 * comes where it was called so often that it pays: most runs have fewer packets of the slow path.
 */
export const ENGINE_FLAGS = "--v8-flags=--min-semi-space-size=16,--no-lazy,--invocation-count-for-turbofan=60000";

/** How to start it. */
export interface ChildSettings {
  /** Where relative imports and file names lead. */
  readonly directory?: string;
  /** Flags of `deno run` given by the caller: each replaces what cells may do by default of its kind. */
  readonly permissions?: readonly string[];
  /** Files that a person has named to be written, wherever they are: absolute paths. */
  readonly files?: readonly string[];
  /** The program, when it is not the one that runs. */
  readonly deno?: string;
  /** Variables that it has whatever ours are. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Words in colour, for terminals. */
  readonly colors?: boolean;
}

/** Who hears what comes over the pipes. */
export interface ChildListener {
  /** What was written raw, by the child or by programs that it runs. */
  text(stream: "stdout" | "stderr", text: string): void;
  message(json: string): void;
}

/** Lines of the runtime that are not the business of the person. */
const NOISE = /^(Debugger session (started|ended)\b.*|Debugger listening on .*|Visit chrome:\/\/inspect .*)\n?/gm;
const LEAVING = /^Waiting for the debugger to disconnect\.\.\.\n?/m;
const ALONE_MS = 1_000;

/** A running child. */
export class ChildProcess {
  #marks = 0;
  /** The word by which frames of the child are known. */
  readonly token = crypto.randomUUID().replaceAll("-", "");
  #stdout!: PipeReader;
  #stderr!: PipeReader;
  readonly #watch: Watch;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  inspector!: Inspector;

  private constructor(readonly process: Deno.ChildProcess) {
    this.#stdin = process.stdin.getWriter();
    this.#watch = new Watch(process);
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
    void this.#watch.signal("INT");
  }

  /** Ends the child and everything it has started. */
  async kill(): Promise<void> {
    this.inspector?.close();
    await this.#watch.signal("KILL");
    const timer = setTimeout(() => this.#killAlone(), ALONE_MS);
    await this.process.status;
    clearTimeout(timer);
    await Promise.all([this.#stdout?.ended, this.#stderr?.ended]);
    await this.#stdin.close().catch(() => {});
    await this.#watch.end();
  }

  /** Should the shell fail. */
  #killAlone(): void {
    try {
      this.process.kill("SIGKILL");
    } catch {
      // it has ended, as it should
    }
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

/** Our own, wherever the process stands: the names of packages that cells import. */
const CONFIGURATION = configurationFlags(import.meta.resolve("../../../deno.json"));
function configurationFlags(address: string): string[] {
  return address.startsWith("file:") ? ["--config", decodeURIComponent(new URL(address).pathname)] : [];
}

function spawn(settings: ChildSettings): Deno.ChildProcess {
  const { permissions = [], directory, colors, files } = settings;
  const environment = cellEnvironment(permissions);
  return new Deno.Command(settings.deno ?? Deno.execPath(), {
    args: [
      "run",
      ENGINE_FLAGS,
      "--no-prompt",
      "--inspect=127.0.0.1:0",
      "--inspect-publish-uid=stderr",
      ...CONFIGURATION,
      ...cellFlags(permissions, directory ?? Deno.cwd(), files),
      import.meta.resolve("../child/child_main.ts"),
    ],
    cwd: directory,
    clearEnv: environment !== undefined,
    env: { ...environment, ...settings.environment, DENO_NO_UPDATE_CHECK: "1", ...colors ? {} : { NO_COLOR: "1" } },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    // a group of its own: Ctrl-C in a terminal is ours to judge, and signals reach what cells have started
    detached: true,
  }).spawn();
}

/**
 * A shell that signals the child and all that it has started, and that ends them when we end, however that comes: a
 * busy child could not notice. It sits in a group of its own so that it outlives us. (Signalling a group ourselves
 * would take the permission to run anything.)
 */
class Watch {
  readonly #shell?: Deno.ChildProcess;
  readonly #orders?: WritableStreamDefaultWriter<Uint8Array>;

  constructor(readonly child: Deno.ChildProcess) {
    const { pid } = child;
    const kill = `kill -9 -${pid} 2>/dev/null || kill -9 ${pid}`;
    const script =
      `while read order; do case $order in INT) kill -INT -${pid};; KILL) ${kill};; *) exit;; esac; done; ${kill}`;
    try {
      const command = new Deno.Command("sh", {
        args: ["-c", script],
        stdin: "piped",
        stdout: "null",
        stderr: "null",
        detached: true,
      });
      this.#shell = command.spawn();
      this.#orders = this.#shell.stdin.getWriter();
    } catch {
      // no shell, or not allowed: then only the child itself is signalled, and it notices our end unless it is busy
    }
  }

  /** Signals the group. */
  async signal(signal: "INT" | "KILL"): Promise<void> {
    try {
      if (!this.#orders) this.child.kill(`SIG${signal}`);
      else await this.#order(signal);
    } catch {
      // it has ended
    }
  }

  /** Lets the child be. */
  async end(): Promise<void> {
    await this.#order("done").then(() => this.#orders?.close()).catch(() => {});
    await this.#shell?.status;
  }

  async #order(word: string): Promise<void> {
    await this.#orders?.write(new TextEncoder().encode(`${word}\n`));
  }
}
