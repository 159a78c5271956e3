/**
 * Packets from a program that captures, `dumpcap` or `tcpdump`, through a pipe.
 *
 * @module
 */
import { denoHost, mayRun } from "../../host/deno/mod.ts";
import { type ByteReader, openFeeds, SourceError } from "../capture/mod.ts";
import { EVERYTHING, FULL_SNAP_LENGTH, pcapExpression } from "../filter/mod.ts";
import type { CaptureInterface, PacketBatch, PacketSource, SourceProblem } from "../source.ts";
import { addressesFor, hostAddresses, interfaceAddresses, LIVE, noInterface } from "./interfaces.ts";
import type { LiveCount, LiveOptions, LiveSource } from "./live_source.ts";

export type CaptureProgram = "dumpcap" | "tcpdump";
/** Without packets an empty batch is returned that often, ms. */
const IDLE_MS = 50;
/** tcpdump takes packets from the kernel once a second, dumpcap writes them twice a second. */
const LATE_MS = 1250;
const KIBI = 1024, MEBI = 1024 * 1024;
const BUFFER_BYTES = 64 * MEBI;

/** Tries whether a program is there and may capture. Undefined: it may; else what it says. */
function whyNot(program: CaptureProgram, names: readonly string[]): string | undefined {
  if (program === "tcpdump" && names.length > 1) return "tcpdump takes one interface at a time (`any` is all of them)";
  try {
    if (!mayRun(program)) return `this process may not run ${program} (\`--allow-run=${program}\`)`;
    // both answer with the link types of the interface, which needs the right to open it
    const output = new Deno.Command(program, {
      args: [...names.flatMap((name) => ["-i", name]), "-L"],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).outputSync();
    if (output.success) return undefined;
    const [line] = new TextDecoder().decode(output.stderr).split("\n").filter((text) => text.trim() !== "");
    return line?.replace(/^(dumpcap|tcpdump): /, "").trim() ?? `${program} fails`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return `there is no ${program}`;
    if (error instanceof Deno.errors.PermissionDenied) return `${program} may not be run by this user`;
    throw error;
  }
}

function argumentsOf(program: CaptureProgram, names: readonly string[], options: LiveOptions): string[] {
  const need = options.need ?? EVERYTHING;
  const snapLength = options.snapLength ?? Math.min(need.snapLength, FULL_SNAP_LENGTH);
  const args = [...names.flatMap((name) => ["-i", name]), "-s", String(snapLength), "-w", "-"];
  if (!options.promiscuous) args.push("-p");
  const { bufferBytes = BUFFER_BYTES } = options;
  if (program === "tcpdump") {
    // not its immediate mode: then each packet, however small, takes as much of the buffer as the largest
    args.push("-U", "-n", "-B", String(Math.ceil(bufferBytes / KIBI)));
  } else args.push("-q", "-n", "-B", String(Math.ceil(bufferBytes / MEBI)));
  const expression = pcapExpression(need);
  if (expression !== undefined) args.push(...program === "tcpdump" ? [expression] : ["-f", expression]);
  return args;
}

/** Starts the program; it ends with {@linkcode LiveSource.stop} or `close`. */
function openChild(program: CaptureProgram, names: readonly string[], options: LiveOptions): LiveSource {
  const args = argumentsOf(program, names, options);
  // a program that sees nothing writes nothing, and would not notice that nobody reads it any more: a shell watches
  const watched = Deno.build.os !== "windows" && mayRun("sh");
  // Ctrl-C is for this process, which then has the program write what it still holds
  const pipes = { stdin: watched ? "piped" : "null", stdout: "piped", stderr: "piped", detached: true } as const;
  const child = watched
    ? new Deno.Command("sh", { args: ["-c", WATCH, "sh", program, ...args], ...pipes }).spawn()
    : new Deno.Command(program, { args, ...pipes }).spawn();
  const stop = watched ? () => void child.stdin.close().catch(() => {}) : () => signal(child, "SIGTERM");
  return new ChildSource(program, names, { child, stop }, options, `${program} ${args.join(" ")}`);
}
/** Ends the program as soon as standard input does, however the process at its other end came to its end. */
const WATCH = 'exec 3<&0; "$@" 3<&- & program=$!; read -r _ <&3; kill -TERM $program 2>/dev/null; wait $program';
function signal(child: Deno.ChildProcess, name: Deno.Signal): void {
  try {
    child.kill(name);
  } catch (error) {
    // it has ended already
    if (!(error instanceof TypeError) && !(error instanceof Deno.errors.NotFound)) throw error;
  }
}
interface Capturer {
  readonly child: Deno.ChildProcess;
  /** Makes the program end in an orderly way. May be called again. */
  stop(): void;
}

/** What the child writes. */
class ChildReader implements ByteReader {
  bytesRead = 0;
  readonly bytesTotal = undefined;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor(readonly name: string, stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }
  read(into: Uint8Array): number | Promise<number> {
    return this.#rest.length > 0 ? this.#hand(into) : this.#more(into);
  }
  async #more(into: Uint8Array): Promise<number> {
    const { value } = await this.#reader.read();
    if (value === undefined) return 0;
    this.#rest = value;
    return this.#hand(into);
  }
  #hand(into: Uint8Array): number {
    const count = Math.min(into.length, this.#rest.length);
    into.set(this.#rest.subarray(0, count));
    this.#rest = this.#rest.subarray(count);
    this.bytesRead += count;
    return count;
  }
  close(): void {
    this.#reader.cancel().catch(() => {});
  }
}

class ChildSource implements LiveSource {
  readonly latenessMs = LATE_MS;
  readonly filters = [];
  readonly description: readonly string[];
  readonly #source: PacketSource;
  readonly #interfaces: CaptureInterface[] = [];
  readonly #addresses = hostAddresses();
  readonly #ended: SourceProblem[] = [];
  readonly #idle: PacketBatch;
  #pending: Promise<PacketBatch | undefined> | undefined;
  #words = "";
  #delivered = 0;
  #isStopped = false;
  #isClosed = false;
  readonly #finished: Promise<void>;

  constructor(
    readonly method: CaptureProgram,
    readonly names: readonly string[],
    readonly capturer: Capturer,
    options: LiveOptions,
    command: string,
  ) {
    this.description = [`${names.join(", ")}: by \`${command}\``];
    this.#source = openFeeds([new ChildReader(method, capturer.child.stdout)], {
      memory: options.memory,
      host: denoHost,
    });
    this.#finished = this.#listen();
    const none = new Int32Array();
    this.#idle = {
      count: 0,
      firstNumber: 1,
      address: none,
      capturedLength: none,
      wireLength: none,
      seconds: new Float64Array(),
      nanoseconds: none,
      interface: none,
      direction: new Uint8Array(),
    };
  }
  /** As the program describes them, with what it leaves out. */
  get interfaces(): readonly CaptureInterface[] {
    const { interfaces } = this.#source;
    for (let i = this.#interfaces.length; i < interfaces.length; i++) {
      const described = interfaces[i]!;
      const name = described.name ?? (this.names.length === 1 ? this.names[0]! : undefined);
      this.#interfaces.push({
        linkType: described.linkType,
        name,
        file: LIVE,
        snapLength: described.snapLength,
        ...addressesFor(name ?? "", this.#addresses, i === 0),
        get dropped() {
          return interfaces[i]!.dropped;
        },
      });
    }
    return this.#interfaces;
  }
  get problems(): readonly SourceProblem[] {
    // a pipe that ends in the middle of a record is what an ended program leaves
    const own = this.#isStopped ? [] : this.#source.problems;
    return [...own, ...this.#ended];
  }
  get progress(): PacketSource["progress"] {
    return this.#source.progress;
  }

  next(longestMs: number = IDLE_MS): PacketBatch | undefined | Promise<PacketBatch | undefined> {
    if (this.#isClosed) return undefined;
    if (this.#pending === undefined) {
      const next = this.#source.next();
      if (!(next instanceof Promise)) return next === undefined ? this.#end() : this.#counted(next);
      this.#pending = next;
    }
    return this.#race(this.#pending, longestMs);
  }
  async #race(pending: Promise<PacketBatch | undefined>, longestMs: number): Promise<PacketBatch | undefined> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const idle = new Promise<PacketBatch>((resolve) => timer = setTimeout(() => resolve(this.#idle), longestMs));
    const batch = await Promise.race([pending, idle]);
    clearTimeout(timer);
    if (this.#isClosed) return undefined;
    if (batch === this.#idle) return batch;
    this.#pending = undefined;
    return batch === undefined ? await this.#end() : this.#counted(batch);
  }
  #counted(batch: PacketBatch): PacketBatch {
    this.#delivered += batch.count;
    return batch;
  }
  async #end(): Promise<undefined> {
    this.capturer.stop();
    await this.#finished;
    return undefined;
  }
  /** Keeps what the program says; what it says when nobody stopped it is why it ended. */
  async #listen(): Promise<void> {
    for await (const bytes of this.capturer.child.stderr) this.#words += new TextDecoder().decode(bytes);
    const { success } = await this.capturer.child.status;
    if (this.#isStopped || this.#isClosed) return;
    const lines = this.#words.split("\n").map((line) => line.trim()).filter((line) => line !== "");
    const message = lines.at(success ? -1 : 0) ?? `${this.method} ended`;
    this.#ended.push({ file: this.names.join(", "), message, tag: "D_SRC_CAPTURE_ENDED" });
  }

  stop(): void {
    if (this.#isStopped || this.#isClosed) return;
    this.#isStopped = true;
    this.capturer.stop();
  }
  counts(): LiveCount[] {
    const said = /(\d+) packets dropped by kernel/.exec(this.#words);
    const drops = said ? Number(said[1]) : this.interfaces.reduce<number | undefined>(
      (sum, { dropped }) => dropped === undefined ? sum : (sum ?? 0) + Number(dropped),
      undefined,
    );
    const received = drops === undefined ? undefined : this.#delivered + drops;
    return [{ interface: this.names.join(", "), received, dropped: drops }];
  }
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.capturer.stop();
    this.#source.close();
  }
}

/** The source, or an error with the reasons why none of the programs can capture. */
export function openFirstChild(names: readonly string[], options: LiveOptions): LiveSource {
  const programs: readonly CaptureProgram[] = options.method === "dumpcap" || options.method === "tcpdump"
    ? [options.method]
    : ["dumpcap", "tcpdump"];
  const reasons: string[] = [];
  for (const program of programs) {
    const reason = whyNot(program, names);
    if (reason === undefined) return openChild(program, names, options);
    if (/no such device/i.test(reason)) throw noInterface(names.join(", "), interfaceAddresses().keys());
    reasons.push(`${program}: ${reason}`);
  }
  throw new SourceError(names.join(", "), "D_SRC_PRIVILEGE", reasons.join("; "));
}
