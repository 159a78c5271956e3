/**
 * Figures of the REPL, in a terminal that `script` (util-linux) makes: from the start to the prompt, from Enter to the
 * answer, from Tab to what it completes.
 *
 * @module
 */
import { captureOf } from "./captures.ts";
import { median, present, warm } from "./measure.ts";
import { processCommand } from "../../lib/cli/install/processes.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const PROMPT = "probe> ";

/** A REPL with a terminal around it. */
class Typist {
  readonly #child: Deno.ChildProcess;
  readonly #keys: WritableStreamDefaultWriter<Uint8Array>;
  #heard = "";
  #wake: () => void = () => {};
  readonly started = performance.now();

  constructor(capture: string, state: string) {
    const command = `${processCommand("repl", Deno.execPath())} ${capture}`;
    this.#child = new Deno.Command("script", {
      args: ["-qfec", command, "/dev/null"],
      cwd: ROOT,
      env: { XDG_STATE_HOME: state, TERM: "screen" },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#keys = this.#child.stdin.getWriter();
    void this.#listen();
  }

  async #listen(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of this.#child.stdout) {
      // colours and movements of the cursor are not looked at
      // deno-lint-ignore no-control-regex
      this.#heard += decoder.decode(bytes, { stream: true }).replaceAll(/\x1b\[[0-9;?]*[A-Za-z]/g, "");
      this.#wake();
    }
  }

  /** Types, and settles when something is shown after it; with the milliseconds that it took. */
  async type(keys: string, wanted: string): Promise<number> {
    this.#heard = "";
    const from = performance.now();
    await this.#keys.write(new TextEncoder().encode(keys));
    await this.shows(wanted);
    return performance.now() - from;
  }

  async shows(wanted: string, withinMs = 20_000): Promise<void> {
    const end = performance.now() + withinMs;
    while (!this.#heard.includes(wanted)) {
      if (performance.now() > end) throw new Error(`${JSON.stringify(wanted)} is not shown: ${this.#heard}`);
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const timer = setTimeout(resolve, 1000);
      await promise;
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    await this.#keys.write(new TextEncoder().encode("\x15\x04")).catch(() => {});
    await this.#child.status;
  }
}

const QUESTION = "ip:::receive { @[args[2]->ip_saddr] = count(); }";

/** Prints the figures. */
export async function replFigures(rounds: number): Promise<void> {
  if (!present("script")) return console.log("\nscript (util-linux) is not here: no figures of the REPL");
  const capture = await captureOf({ packets: 14_000 });
  const size = Deno.statSync(capture).size / 1e6;
  const state = Deno.makeTempDirSync();
  const figures = new Map<string, number[]>();
  const note = (name: string, ms: number) => figures.set(name, [...figures.get(name) ?? [], ms]);
  try {
    for (let round = 0; round < rounds; round++) {
      warm(capture);
      const typist = new Typist(capture, state);
      await typist.shows(PROMPT);
      note("prompt after the start (goal: 250 ms)", performance.now() - typist.started);
      // a person reads and types for longer than this
      await new Promise((resolve) => setTimeout(resolve, 1500));
      note(
        `first answer over ${size.toFixed(1)} MB (goal: 150 ms)`,
        await typist.type(`${QUESTION}\r`, `\n\r${PROMPT}`),
      );
      note(
        `second answer over ${size.toFixed(1)} MB (goal: 150 ms)`,
        await typist.type(`${QUESTION}\r`, `\n\r${PROMPT}`),
      );
      note("completion of a probe (goal: 30 ms)", await typist.type("tcp:::state-c\t", "hange"));
      await typist.type("\x15", PROMPT);
      await typist.type("tcp:::send { @[args[4]->tcp_dp", "tcp_dp");
      note("completion of a member (goal: 30 ms)", await typist.type("\t", "ort"));
      await typist.type("\x15", PROMPT);
      await typist.type("runs.le", "runs.le");
      note("completion of TypeScript (goal: 30 ms)", await typist.type("\t", "ngth"));
      await typist.close();
    }
  } finally {
    Deno.removeSync(state, { recursive: true });
  }
  console.log("\nthe REPL, median and worst");
  for (const [name, times] of figures) {
    console.log(
      `  ${name.padEnd(48)} ${median(times).toFixed(0).padStart(6)} ms  ${
        Math.max(...times).toFixed(0).padStart(6)
      } ms`,
    );
  }
}
