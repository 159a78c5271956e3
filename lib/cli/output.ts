/**
 * Standard output, the file of -o and those of freopen(): one buffered synchronous writer.
 *
 * @module
 */

/** Standard output was closed by its reader (`… | head`): the command ends quietly. */
export class ClosedPipe extends Error {
  override readonly name = "ClosedPipe";
}

const CAPACITY = 65536;

interface Destination {
  writeSync(bytes: Uint8Array): number;
}

/** Where the text of a run goes. */
export class OutputStream {
  readonly #buffer = new Uint8Array(CAPACITY);
  readonly #encoder = new TextEncoder();
  readonly #base: Destination;
  #used = 0;
  #destination: Destination;
  #file?: Deno.FsFile;

  /** @param path file of -o, appended to; standard output without */
  constructor(path?: string) {
    this.#base = path === undefined ? Deno.stdout : Deno.openSync(path, { create: true, append: true });
    this.#destination = this.#base;
  }
  /** Whether what is written reaches a person at once. */
  get isTerminal(): boolean {
    return this.#destination === Deno.stdout && Deno.stdout.isTerminal();
  }
  write(text: string): void {
    if (text.length * 3 > CAPACITY) return this.writeBytes(this.#encoder.encode(text));
    if (this.#used + text.length * 3 > CAPACITY) this.flush();
    this.#used += this.#encoder.encodeInto(text, this.#buffer.subarray(this.#used)).written;
  }
  writeBytes(bytes: Uint8Array): void {
    if (this.#used + bytes.length > CAPACITY) this.flush();
    if (bytes.length > CAPACITY) return this.#writeAll(bytes);
    this.#buffer.set(bytes, this.#used);
    this.#used += bytes.length;
  }
  flush(): void {
    if (this.#used === 0) return;
    const used = this.#used;
    this.#used = 0;
    this.#writeAll(this.#buffer.subarray(0, used));
  }
  /** freopen(): appends to a file from now on; "" goes back to where output went at first. */
  reopen(path: string): void {
    this.flush();
    const file = path === "" ? undefined : Deno.openSync(path, { create: true, append: true });
    this.#file?.close();
    this.#file = file;
    this.#destination = file ?? this.#base;
  }
  /** Runs a command line of the shell, its output in place. */
  system(command: string): void {
    this.flush();
    const direct = this.#destination === Deno.stdout;
    const run = new Deno.Command("sh", {
      args: ["-c", command],
      stdin: "inherit",
      stdout: direct ? "inherit" : "piped",
      stderr: "inherit",
    }).outputSync();
    if (!direct) this.writeBytes(run.stdout);
  }
  #writeAll(bytes: Uint8Array): void {
    try {
      for (let at = 0; at < bytes.length;) at += this.#destination.writeSync(bytes.subarray(at));
    } catch (error) {
      if (error instanceof Deno.errors.BrokenPipe) throw new ClosedPipe("standard output is closed");
      if (error instanceof Deno.errors.WouldBlock) return this.#writeAll(bytes);
      throw error;
    }
  }
}
