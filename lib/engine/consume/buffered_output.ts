/**
 * Where output goes: an injected writer, fed in pieces of 64 KiB.
 *
 * @module
 */
import { encodeText, type LineBuffer, terminalText, textOfBytes } from "../format/mod.ts";

/** Takes bytes; those of the array are only valid during the call. */
export interface OutputWriter {
  /** What is written reaches a terminal: control characters of data are shown there, not obeyed. */
  readonly isTerminal?: boolean;
  write(bytes: Uint8Array): void;
}

/** Bytes gathered before the writer is called. */
const OUTPUT_PIECE = 64 * 1024;
/** Room that there is for a line, where it is one of the usual length. */
const OUTPUT_LINE = 1024;

/** Gathers text and bytes; `flush` before anything else writes to the same place. */
export class BufferedOutput implements LineBuffer {
  #pieces: string[] = [];
  #length = 0;
  /** Bytes that were gathered, before all pieces; empty until some are written. */
  bytes: Uint8Array = new Uint8Array();
  at = 0;
  constructor(readonly writer: OutputWriter) {}

  write(text: string): void {
    if (text.length === 0) return;
    if (this.writer.isTerminal) text = terminalText(text);
    if (this.at > 0) return this.put(encodeText(text));
    this.#pieces.push(text);
    this.#length += text.length;
    if (this.#length >= OUTPUT_PIECE) this.flush();
  }

  writeBytes(bytes: Uint8Array): void {
    if (this.writer.isTerminal) return this.write(textOfBytes(bytes));
    this.flush();
    this.#send(bytes);
  }

  /** To be called before a line is written as bytes: what was written as text comes before it. */
  lines(): LineBuffer {
    if (this.bytes.length === 0) this.bytes = new Uint8Array(OUTPUT_PIECE);
    if (this.#length > 0) this.put(this.#takeText());
    // a piece ends where a line does
    if (this.at > OUTPUT_PIECE - OUTPUT_LINE) this.flush();
    return this;
  }
  room(bytes: number): boolean {
    if (this.at + bytes <= OUTPUT_PIECE) return true;
    this.flush();
    return bytes <= OUTPUT_PIECE;
  }
  put(bytes: Uint8Array): void {
    if (!this.room(bytes.length)) return this.#send(bytes);
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }
  #takeText(): Uint8Array {
    const text = this.#pieces.join("");
    this.#pieces = [];
    this.#length = 0;
    return encodeText(text);
  }

  flush(): void {
    const { at } = this;
    if (at > 0) {
      this.at = 0;
      this.#send(this.bytes.subarray(0, at));
    }
    if (this.#length > 0) this.#send(this.#takeText());
  }

  #send(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += OUTPUT_PIECE) this.writer.write(bytes.subarray(at, at + OUTPUT_PIECE));
  }
}
