/**
 * tshark as a second opinion on the verdicts of a capture: one process for each, asked for all verdicts at once.
 *
 * @module
 */
import { ANALYSIS_PROBES } from "../../../lib/protocols/mod.ts";
import { trace } from "../../session/in_process.ts";
import { above, FIELDS, PREFERENCES, VERDICTS } from "./make_expectations.ts";

/** Packet number → names of verdicts, sorted. */
export type Verdicts = Map<number, string[]>;

/** The version of tshark, or undefined where there is none: `4.0`. */
export function tsharkVersion(): string | undefined {
  try {
    const { stdout } = new Deno.Command("tshark", { args: ["-v"], stderr: "null" }).outputSync();
    return new TextDecoder().decode(stdout).match(/\d+\.\d+/)?.[0];
  } catch {
    return undefined;
  }
}
/** Verdicts of a capture, of rows of `FIELDS`. */
function verdictsOf(rows: Iterable<readonly string[]>): Verdicts {
  const found: Verdicts = new Map();
  let packet = 0;
  for (const cells of rows) {
    const field = (name: string) => cells[FIELDS.indexOf(name)] ?? "";
    if (field("frame.encap_type") === "") continue;
    packet++;
    if (above(field)?.above !== "tcp") continue;
    const names = Object.entries(VERDICTS).filter(([, name]) => field(`tcp.analysis.${name}`) !== "").map(([name]) =>
      name
    );
    if (names.length > 0) found.set(packet, names.sort());
  }
  return found;
}
export async function askTshark(path: string): Promise<Verdicts> {
  const args = ["-n", "-r", path, "-T", "fields", "-E", "separator=/t", "-E", "occurrence=f"];
  for (const field of FIELDS) args.push("-e", field);
  for (const preference of PREFERENCES) args.push("-o", preference);
  const { stdout } = await new Deno.Command("tshark", { args, stderr: "null" }).output();
  return verdictsOf(new TextDecoder().decode(stdout).split("\n").slice(0, -1).map((line) => line.split("\t")));
}
/**
 * tshark's engine as a server, which comes with it: it starts once for many captures. Answers are lines of JSON-RPC.
 */
export class Sharkd {
  #rest = "";
  #number = 1;

  private constructor(
    readonly child: Deno.ChildProcess,
    readonly input: WritableStreamDefaultWriter<Uint8Array>,
    readonly output: ReadableStreamDefaultReader<string>,
  ) {}
  /** Undefined where there is none. */
  static async start(): Promise<Sharkd | undefined> {
    let child: Deno.ChildProcess;
    try {
      child = new Deno.Command("sharkd", { args: ["-"], stdin: "piped", stdout: "piped", stderr: "null" }).spawn();
    } catch {
      return undefined;
    }
    const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const sharkd = new Sharkd(child, child.stdin.getWriter(), output);
    for (const preference of PREFERENCES) {
      const [name, value] = preference.split(":");
      await sharkd.#send(1, "setconf", { name, value });
    }
    return sharkd;
  }
  async #send(id: number, method: string, params: object): Promise<void> {
    const line = JSON.stringify({ jsonrpc: "2.0", id, method, params });
    await this.input.write(new TextEncoder().encode(`${line}\n`));
  }
  /** The answer of that number. */
  async #answer<T>(number: number): Promise<T> {
    for (;;) {
      const end = this.#rest.indexOf("\n");
      if (end < 0) {
        const { value, done } = await this.output.read();
        if (done) throw new Error("sharkd has ended");
        this.#rest += value;
        continue;
      }
      const line = this.#rest.slice(0, end);
      this.#rest = this.#rest.slice(end + 1);
      if (line === "") continue;
      const { id, result, error } = JSON.parse(line);
      if (error) throw new Error(`sharkd: ${error.message}`);
      if (id === number) return result;
    }
  }
  async verdicts(path: string): Promise<Verdicts> {
    // of a capture that is damaged it says nothing (4.0), and has what can be read of it
    await this.#send(1, "load", { file: path });
    const columns = Object.fromEntries(FIELDS.map((field, i) => [`column${i}`, `${field}:1`]));
    const id = ++this.#number;
    await this.#send(id, "frames", columns);
    return verdictsOf((await this.#answer<{ c: string[] }[]>(id)).map(({ c }) => c));
  }
  async close(): Promise<void> {
    await this.input.close();
    await this.output.cancel();
    await this.child.status;
  }
}
export async function askProbebook(path: string): Promise<Verdicts> {
  const probes = ANALYSIS_PROBES.filter((name) => Object.hasOwn(VERDICTS, name));
  const program = probes.map((name) => `tcpa:::${name} { printf("%d ${name}\\n", args[0]->pkt_addr); }`).join("\n");
  const { output } = await trace(program, {
    captures: [path],
    options: [{ name: "quiet" }, { name: "local", value: "none" }],
  });
  const found: Verdicts = new Map();
  for (const line of output.split("\n").filter((line) => line !== "")) {
    const [packet, name] = line.split(" ");
    const names = found.get(Number(packet)) ?? [];
    found.set(Number(packet), [...names, name].sort());
  }
  return found;
}
/** A line for each packet of which one says what the other does not: `12: ours acked-unseen; theirs lost-segment`. */
export function differences(ours: Verdicts, theirs: Verdicts): string[] {
  const packets = [...new Set([...ours.keys(), ...theirs.keys()])].sort((a, b) => a - b);
  return packets.flatMap((packet) => {
    const mine = ours.get(packet) ?? [], other = theirs.get(packet) ?? [];
    const only = (some: readonly string[], rest: readonly string[]) =>
      some.filter((name) => !rest.includes(name)).join(" ");
    const [here, there] = [only(mine, other), only(other, mine)];
    return here === "" && there === "" ? [] : [`${packet}: ours ${here || "-"}; theirs ${there || "-"}`];
  });
}
if (import.meta.main) {
  for (const path of Deno.args) {
    const lines = differences(await askProbebook(path), await askTshark(path));
    if (lines.length > 0) console.log(`${path}\n  ${lines.join("\n  ")}`);
  }
}
