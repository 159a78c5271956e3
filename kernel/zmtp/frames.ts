/**
 * ZMTP 3.0 (RFC 23/ZMTP): greeting, commands and messages as bytes.
 *
 * @module
 */

/** A message: one or more frames. */
export type Message = readonly Uint8Array[];

const MORE = 1, LONG = 2, COMMAND = 4;
export const GREETING_BYTES = 64;
/** What a peer may send in one message: notebooks with large widgets stay far below. */
const MAX_BYTES = 1 << 30;
const MAX_FRAMES = 4096;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A peer that does not speak the protocol. */
export class WireError extends Error {
  override readonly name = "WireError";
}

/** The greeting: version 3.0, mechanism NULL. */
export function greeting(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(GREETING_BYTES);
  bytes.set([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0]);
  bytes.set(encoder.encode("NULL"), 12);
  return bytes;
}

/** Refuses a greeting of another protocol, an older version, or another mechanism. */
export function checkGreeting(bytes: Uint8Array): void {
  if (bytes[0] !== 0xff || bytes[9] !== 0x7f) throw new WireError("not a ZMTP greeting");
  if (bytes[10] < 3) throw new WireError(`ZMTP ${bytes[10]} is too old`);
  const mechanism = decoder.decode(bytes.subarray(12, 32)).replace(/\0+$/, "");
  if (mechanism !== "NULL") throw new WireError(`mechanism ${mechanism} is not offered`);
}

/** The READY command with its properties. */
export function readyCommand(properties: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
  const parts: number[] = [5, ...encoder.encode("READY")];
  for (const [name, value] of Object.entries(properties)) {
    const bytes = encoder.encode(value);
    parts.push(name.length, ...encoder.encode(name), 0, 0, bytes.length >> 8, bytes.length & 255, ...bytes);
  }
  return new Uint8Array([COMMAND, parts.length, ...parts]);
}

/** Name and body of a command. */
export function readCommand(body: Uint8Array): { name: string; body: Uint8Array } {
  const length = body[0] ?? 0;
  if (1 + length > body.length) throw new WireError("a command is cut");
  return { name: decoder.decode(body.subarray(1, 1 + length)), body: body.subarray(1 + length) };
}

/** The properties of a READY command; names in lower case. */
export function readProperties(body: Uint8Array): Map<string, Uint8Array> {
  const properties = new Map<string, Uint8Array>();
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  for (let at = 0; at < body.length;) {
    const nameEnd = at + 1 + body[at];
    if (nameEnd + 4 > body.length) throw new WireError("a property is cut");
    const end = nameEnd + 4 + view.getUint32(nameEnd);
    if (end > body.length) throw new WireError("a property is cut");
    properties.set(decoder.decode(body.subarray(at + 1, nameEnd)).toLowerCase(), body.slice(nameEnd + 4, end));
    at = end;
  }
  return properties;
}

/** A message as bytes, in one piece so that it goes in one write. */
export function encodeMessage(frames: Message): Uint8Array<ArrayBuffer> {
  const size = frames.reduce((sum, frame) => sum + frame.length + (frame.length > 255 ? 9 : 2), 0);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  frames.forEach((frame, index) => {
    const more = index < frames.length - 1 ? MORE : 0;
    if (frame.length > 255) {
      bytes[at] = more | LONG;
      view.setBigUint64(at + 1, BigInt(frame.length));
      at += 9;
    } else {
      bytes[at] = more;
      bytes[at + 1] = frame.length;
      at += 2;
    }
    bytes.set(frame, at);
    at += frame.length;
  });
  return bytes;
}

/** What a reader found. */
export type Incoming =
  | { readonly kind: "message"; readonly frames: Message }
  | { readonly kind: "command"; readonly body: Uint8Array };

/** Reads exactly so many bytes; undefined at the end of the stream. */
export type ReadExactly = (bytes: number) => Promise<Uint8Array | undefined>;

/** Reads the next message or command; undefined at the end. Throws a {@linkcode WireError}. */
export async function readIncoming(read: ReadExactly): Promise<Incoming | undefined> {
  const frames: Uint8Array[] = [];
  for (let total = 0;;) {
    const flags = (await read(1))?.[0];
    if (flags === undefined) return undefined;
    if (flags & ~(MORE | LONG | COMMAND)) throw new WireError("unknown flags");
    const size = await readSize(read, (flags & LONG) !== 0);
    if (size === undefined) return undefined;
    total += size;
    if (total > MAX_BYTES || frames.length >= MAX_FRAMES) throw new WireError("a message is too large");
    const body = await read(size);
    if (!body) return undefined;
    if (flags & COMMAND) return { kind: "command", body };
    frames.push(body);
    if (!(flags & MORE)) return { kind: "message", frames };
  }
}

async function readSize(read: ReadExactly, long: boolean): Promise<number | undefined> {
  const bytes = await read(long ? 8 : 1);
  if (!bytes) return undefined;
  if (!long) return bytes[0];
  const size = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
  if (size > BigInt(MAX_BYTES)) throw new WireError("a message is too large");
  return Number(size);
}
