/**
 * Where output goes: an injected writer, fed in pieces of 64 KiB.
 *
 * @module
 */
import { encodeText, terminalText, textOfBytes } from "../format/mod.ts";

/** Takes bytes; those of the array are only valid during the call. */
export interface OutputWriter {
  /** What is written reaches a terminal: control characters of data are shown there, not obeyed. */
  readonly isTerminal?: boolean;
  write(bytes: Uint8Array): void;
}

/** Bytes gathered before the writer is called. */
const OUTPUT_PIECE = 64 * 1024;

/** Gathers text and bytes; `flush` before anything else writes to the same place. */
export class BufferedOutput {
  #pieces: string[] = [];
  #length = 0;
  constructor(readonly writer: OutputWriter) {}

  write(text: string): void {
    if (text.length === 0) return;
    if (this.writer.isTerminal) text = terminalText(text);
    this.#pieces.push(text);
    this.#length += text.length;
    if (this.#length >= OUTPUT_PIECE) this.flush();
  }

  writeBytes(bytes: Uint8Array): void {
    if (this.writer.isTerminal) return this.write(textOfBytes(bytes));
    this.flush();
    this.#send(bytes);
  }

  flush(): void {
    if (this.#length === 0) return;
    const text = this.#pieces.join("");
    this.#pieces = [];
    this.#length = 0;
    this.#send(encodeText(text));
  }

  #send(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += OUTPUT_PIECE) this.writer.write(bytes.subarray(at, at + OUTPUT_PIECE));
  }
}
