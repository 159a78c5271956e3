/**
 * Reads a pipe of the child: text for the person, with frames between, which are messages and marks.
 *
 * @module
 */

/** Who hears. */
export interface PipeListener {
  text(text: string): void;
  message(json: string): void;
}

/** A frame may be longer than what is read at once, but not longer than what the child writes at once. */
const FRAME_BYTES = 4096;

/** Reads a stream: text to the left, frames to the right. */
export class PipeReader {
  readonly #decoder = new TextDecoder();
  readonly #head: Uint8Array;
  readonly #seen = new Set<string>();
  readonly #waiting = new Map<string, () => void>();
  #rest = new Uint8Array(0);
  #chunks: Uint8Array[] = [];
  #hasEnded = false;
  /** Settles at the end of the stream. */
  readonly ended: Promise<void>;

  constructor(stream: ReadableStream<Uint8Array>, token: string, readonly listener: PipeListener) {
    this.#head = new TextEncoder().encode(`\x00${token}`);
    this.ended = this.#read(stream);
  }

  /** Settles when the mark has been read, or cannot come any more, or after some milliseconds. */
  async reached(mark: string, withinMs: number): Promise<void> {
    if (this.#seen.delete(mark) || this.#hasEnded) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve) => {
      this.#waiting.set(mark, resolve);
      timer = setTimeout(resolve, withinMs);
    });
    clearTimeout(timer);
    this.#waiting.delete(mark);
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    try {
      for await (const bytes of stream) this.#take(bytes);
    } catch {
      // the process is gone: what it has written has been read
    }
    this.#hasEnded = true;
    this.#say(this.#rest);
    for (const resolve of this.#waiting.values()) resolve();
  }

  #take(fresh: Uint8Array): void {
    let bytes = fresh;
    if (this.#rest.length > 0) {
      bytes = new Uint8Array(this.#rest.length + fresh.length);
      bytes.set(this.#rest);
      bytes.set(fresh, this.#rest.length);
    }
    let at = 0, said = 0;
    for (;;) {
      const start = bytes.indexOf(0, at);
      if (start < 0) break;
      if (!this.#startsFrame(bytes, start)) {
        at = start + 1;
        continue;
      }
      const end = bytes.indexOf(0, start + 1);
      if (end < 0 && bytes.length - start <= FRAME_BYTES) {
        this.#say(bytes.subarray(said, start));
        this.#rest = bytes.slice(start);
        return;
      }
      if (end < 0 || end <= start + this.#head.length) {
        at = start + 1;
        continue;
      }
      this.#say(bytes.subarray(said, start));
      this.#frame(bytes.subarray(start + this.#head.length, end));
      at = said = end + 1;
    }
    this.#say(bytes.subarray(said));
    this.#rest = new Uint8Array(0);
  }

  /** Whether a frame begins there, as far as can be seen. */
  #startsFrame(bytes: Uint8Array, start: number): boolean {
    for (let i = 0; i < this.#head.length && start + i < bytes.length; i++) {
      if (bytes[start + i] !== this.#head[i]) return false;
    }
    return true;
  }

  #frame(frame: Uint8Array): void {
    const kind = String.fromCharCode(frame[0]);
    if (kind === "k") return this.#mark(new TextDecoder().decode(frame.subarray(1)));
    this.#chunks.push(frame.slice(1));
    if (kind !== "e") return;
    const decoder = new TextDecoder();
    const text = this.#chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("") + decoder.decode();
    this.#chunks = [];
    this.listener.message(text);
  }

  #mark(mark: string): void {
    const resolve = this.#waiting.get(mark);
    if (resolve) resolve();
    else this.#seen.add(mark);
  }

  #say(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const text = this.#decoder.decode(bytes, { stream: true });
    if (text) this.listener.text(text);
  }
}
