/**
 * The terminal itself: raw mode, keys as they come, its size, and everything put back at the end.
 *
 * @module
 */
import { KeyParser, type KeyPress } from "../editor/mod.ts";

/** How long an Escape may be the start of a sequence, in milliseconds. */
const ESCAPE_MS = 30;
/** Bracketed paste (xterm): what is pasted is marked. */
const PASTE_ON = "\x1b[?2004h", PASTE_OFF = "\x1b[?2004l";
const SHOW_CURSOR = "\x1b[?25h";
const DEFAULT_SIZE = { columns: 80, rows: 24 };

/** A terminal's size in characters. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** Who hears of it. */
export interface TerminalListener {
  key(key: KeyPress): void;
  resized(): void;
  /** No key will come any more. */
  ended(): void;
}

/** A terminal, open for keys. */
export class Terminal {
  readonly #encoder = new TextEncoder();
  readonly #parser = new KeyParser();
  #flush: ReturnType<typeof setTimeout> | undefined;
  #open = false;
  readonly #onResize = () => this.listener.resized();

  constructor(readonly listener: TerminalListener) {}

  /** Takes the terminal over. */
  open(): void {
    this.resume();
    if (Deno.build.os !== "windows") Deno.addSignalListener("SIGWINCH", this.#onResize);
    void this.#read();
  }

  /** Raw mode on: at the start, and when somebody else has had the terminal. */
  resume(): void {
    Deno.stdin.setRaw(true);
    this.#open = true;
    this.write(PASTE_ON);
  }

  /** Gives the terminal back. */
  pause(): void {
    if (!this.#open) return;
    this.#open = false;
    this.write(PASTE_OFF + SHOW_CURSOR);
    Deno.stdin.setRaw(false);
  }

  /** Puts everything back. */
  close(): void {
    this.pause();
    clearTimeout(this.#flush);
    if (Deno.build.os !== "windows") Deno.removeSignalListener("SIGWINCH", this.#onResize);
  }

  get size(): TerminalSize {
    try {
      const { columns, rows } = Deno.consoleSize();
      return columns > 0 && rows > 0 ? { columns, rows } : DEFAULT_SIZE;
    } catch {
      return DEFAULT_SIZE;
    }
  }

  write(text: string): void {
    const bytes = this.#encoder.encode(text);
    for (let at = 0; at < bytes.length;) {
      try {
        at += Deno.stdout.writeSync(bytes.subarray(at));
      } catch (error) {
        // a terminal that is slow to take what it is given
        if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      }
    }
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(16384);
    try {
      for (;;) {
        const count = await Deno.stdin.read(buffer);
        if (count === null) break;
        this.#take(this.#parser.feed(buffer.subarray(0, count)));
      }
    } catch {
      // the terminal has gone
    }
    this.listener.ended();
  }

  #take(keys: readonly KeyPress[]): void {
    clearTimeout(this.#flush);
    for (const key of keys) this.listener.key(key);
    if (this.#parser.isWaiting) this.#flush = setTimeout(() => this.#take(this.#parser.flush()), ESCAPE_MS);
  }
}
