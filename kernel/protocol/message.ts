/**
 * Messages of Jupyter's protocol (5.3): read from frames with their signature checked, written to signed frames.
 *
 * @module
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Message as Frames } from "../zmtp/mod.ts";

/** The version of the protocol. */
export const PROTOCOL_VERSION = "5.3";

/** Any JSON object. */
// deno-lint-ignore no-explicit-any
export type Content = Record<string, any>;

/** The header of a message. */
export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
}

/** A message. */
export interface JupyterMessage {
  /** Whom answers go to. */
  readonly identities: readonly Uint8Array[];
  readonly header: Header;
  readonly parent: Header | Record<string, never>;
  readonly metadata: Content;
  readonly content: Content;
  readonly buffers: readonly Uint8Array[];
}

/** A message that is refused: malformed, not signed, or seen before. */
export class RefusedMessage extends Error {
  override readonly name = "RefusedMessage";
}

const DELIMITER = new TextEncoder().encode("<IDS|MSG>");
const REMEMBERED = 1 << 16;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** Signs and checks. */
export class Wire {
  readonly #key: string;
  /** Signatures seen, oldest first: a message that comes again is a replay. */
  readonly #seen = new Set<string>();
  readonly #session = crypto.randomUUID();
  #number = 0;

  constructor(key: string) {
    this.#key = key;
  }

  /** Reads a message; throws a {@linkcode RefusedMessage}. */
  read(frames: Frames): JupyterMessage {
    const at = frames.findIndex((frame) => same(frame, DELIMITER));
    if (at < 0) throw new RefusedMessage("no delimiter");
    const [signature, ...parts] = frames.slice(at + 1);
    if (!signature || parts.length < 4) throw new RefusedMessage("frames are missing");
    this.#check(signature, parts.slice(0, 4));
    const [header, parent, metadata, content] = parts.slice(0, 4).map(readObject);
    for (const name of ["msg_id", "msg_type", "session"]) {
      if (typeof header[name] !== "string") throw new RefusedMessage(`the header has no ${name}`);
    }
    return {
      identities: frames.slice(0, at),
      header: header as unknown as Header,
      parent: parent as unknown as Header,
      metadata,
      content,
      buffers: parts.slice(4),
    };
  }

  /** Writes a message that belongs to another. */
  write(
    type: string,
    content: Content,
    parent: Header | Record<string, never>,
    identities: readonly Uint8Array[],
    metadata: Content = {},
  ): Frames {
    const header: Header = {
      msg_id: `${this.#session}_${++this.#number}`,
      msg_type: type,
      session: this.#session,
      username: "probebook",
      date: new Date().toISOString(),
      version: PROTOCOL_VERSION,
    };
    const parts = [header, parent, metadata, content].map((part) => encoder.encode(JSON.stringify(part)));
    return [...identities, DELIMITER, encoder.encode(this.#sign(parts)), ...parts];
  }

  #sign(parts: readonly Uint8Array[]): string {
    if (!this.#key) return "";
    const hmac = createHmac("sha256", this.#key);
    for (const part of parts) hmac.update(part);
    return hmac.digest("hex");
  }

  #check(signature: Uint8Array, parts: readonly Uint8Array[]): void {
    if (!this.#key) return;
    const right = encoder.encode(this.#sign(parts));
    if (signature.length !== right.length || !timingSafeEqual(signature, right)) {
      throw new RefusedMessage("the signature is wrong");
    }
    const text = String.fromCharCode(...signature);
    if (this.#seen.has(text)) throw new RefusedMessage("the message came before");
    this.#seen.add(text);
    if (this.#seen.size > REMEMBERED) this.#seen.delete(this.#seen.values().next().value!);
  }
}

function readObject(bytes: Uint8Array): Content {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(bytes));
  } catch {
    throw new RefusedMessage("a part is not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new RefusedMessage("a part is not an object");
  }
  return value as Content;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
