/**
 * What goes to everybody over iopub: in order, with the text of a few milliseconds gathered into one message.
 *
 * @module
 */
import type { Content, Header, Wire } from "./protocol/mod.ts";
import type { PublishSocket } from "./zmtp/mod.ts";

const GATHER_MS = 8;
const GATHER_CHARS = 256 * 1024;
const encoder = new TextEncoder();

/** The parent of a message that answers nobody. */
export const NOBODY: Record<string, never> = {};

/** Whom a message answers. */
export type Parent = Header | typeof NOBODY;

/** Publishes messages. */
export class Publisher {
  #text?: { readonly stream: "stdout" | "stderr"; readonly parent: Parent; pieces: string[]; chars: number };
  #timer?: ReturnType<typeof setTimeout>;

  constructor(readonly socket: PublishSocket, readonly wire: Wire) {}

  /** Publishes a message after everything said before it. */
  publish(type: string, content: Content, parent: Parent, metadata?: Content): void {
    this.flush();
    this.socket.send(this.wire.write(type, content, parent, [encoder.encode(type)], metadata));
  }

  /** Publishes text soon. */
  write(stream: "stdout" | "stderr", text: string, parent: Parent): void {
    if (this.#text && (this.#text.stream !== stream || this.#text.parent !== parent)) this.flush();
    this.#text ??= { stream, parent, pieces: [], chars: 0 };
    this.#text.pieces.push(text);
    this.#text.chars += text.length;
    if (this.#text.chars >= GATHER_CHARS) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  /** Publishes the text gathered. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#text;
    if (!text) return;
    this.#text = undefined;
    this.publish("stream", { name: text.stream, text: text.pieces.join("") }, text.parent);
  }

  /** `busy` or `idle`, for a request. */
  status(state: "starting" | "busy" | "idle", parent: Parent): void {
    this.publish("status", { execution_state: state }, parent);
  }
}
