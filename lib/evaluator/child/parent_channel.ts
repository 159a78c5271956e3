/**
 * The way out of the child: messages to the parent as frames on standard output, between whatever a cell writes there
 * itself. Writing to the pipe waits for nobody's event loop, so it works in a busy loop too, keeps the order, and slows
 * a cell down that prints faster than anybody reads. (Messages of the inspector would wait for 40 ms each: its socket
 * gathers small packets.)
 *
 * @module
 */
import type { ChildMessage } from "../mime_bundle.ts";

/** POSIX: a write of at most so many bytes to a pipe is never torn by what another program writes there. */
const PIECE_BYTES = 4096;
const END = 0;

let token = "";
const encoder = new TextEncoder();

/** Takes the word by which the parent knows our frames; from here on messages arrive. */
export function openParentChannel(secret: string): void {
  token = secret;
}

/** Sends a message. */
export function sendToParent(message: ChildMessage): void {
  if (!token) return;
  const text = JSON.stringify(message, (_, value) => typeof value === "bigint" ? jsonInteger(value) : value);
  const bytes = encoder.encode(text);
  const head = encoder.encode(`\x00${token}m`), lastHead = encoder.encode(`\x00${token}e`);
  const space = PIECE_BYTES - head.length - 1;
  for (let at = 0; at === 0 || at < bytes.length; at += space) {
    const chunk = bytes.subarray(at, at + space);
    const frame = new Uint8Array(head.length + chunk.length + 1);
    frame.set(at + space < bytes.length ? head : lastHead);
    frame.set(chunk, head.length);
    frame[frame.length - 1] = END;
    writeAll(Deno.stdout, frame);
  }
}

/** Writes text of a cell. */
export function write(stream: "stdout" | "stderr", text: string, cell: number): void {
  sendToParent({ type: "write", stream, text, cell });
}

/** Says on both pipes that all written so far has been written. */
export function writeMark(mark: string): void {
  const frame = encoder.encode(`\x00${token}k${mark}\x00`);
  writeAll(Deno.stdout, frame);
  writeAll(Deno.stderr, frame);
}

function writeAll(pipe: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array): void {
  try {
    for (let at = 0; at < bytes.length;) at += pipe.writeSync(bytes.subarray(at));
  } catch {
    // a cell closed the pipe: then nobody hears what is said there
  }
}

/** JSON has no integers beyond 2^53 that a page would read exactly: they go as text. */
export function jsonInteger(value: bigint): number | string {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : String(value);
}
