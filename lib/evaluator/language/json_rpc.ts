/**
 * JSON-RPC over the pipes of a process, framed as language servers frame it.
 *
 * @module
 */

interface PendingRequest {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Incoming {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** A call that the server refused, or that it will never answer. */
class RpcError extends Error {
  override readonly name = "RpcError";
}

const HEAD_END = new TextEncoder().encode("\r\n\r\n");

/** One end of a connection. */
export class JsonRpc {
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #waiting = new Map<number, PendingRequest>();
  #rest: Uint8Array = new Uint8Array(0);
  #number = 0;
  /** Settles when the other end has gone. */
  readonly ended: Promise<void>;

  /** @param answer what the server's own requests get */
  constructor(
    output: ReadableStream<Uint8Array>,
    input: WritableStream<Uint8Array>,
    readonly answer: (method: string, params: unknown) => unknown,
  ) {
    this.#writer = input.getWriter();
    this.ended = this.#read(output);
  }

  /** Calls a method. */
  request<T>(method: string, params: unknown): Promise<T> {
    const id = ++this.#number;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#send({ jsonrpc: "2.0", id, method, params });
    });
  }

  /** Says something that is not answered. */
  notify(method: string, params: unknown): void {
    this.#send({ jsonrpc: "2.0", method, params });
  }

  /** Ends the connection. */
  async close(): Promise<void> {
    await this.#writer.close().catch(() => {});
  }

  #send(message: unknown): void {
    const body = new TextEncoder().encode(JSON.stringify(message));
    const head = new TextEncoder().encode(`Content-Length: ${body.length}\r\n\r\n`);
    const bytes = new Uint8Array(head.length + body.length);
    bytes.set(head);
    bytes.set(body, head.length);
    this.#writer.write(bytes).catch(() => {/* it has gone: those who wait get the error */});
  }

  async #read(output: ReadableStream<Uint8Array>): Promise<void> {
    try {
      for await (const bytes of output) this.#take(bytes);
    } catch {
      // the process is gone
    }
    for (const { reject } of this.#waiting.values()) reject(new RpcError("the language server has gone"));
    this.#waiting.clear();
  }

  #take(bytes: Uint8Array): void {
    const all = new Uint8Array(this.#rest.length + bytes.length);
    all.set(this.#rest);
    all.set(bytes, this.#rest.length);
    this.#rest = all;
    for (;;) {
      const head = indexOf(this.#rest, HEAD_END);
      if (head < 0) return;
      const [, digits] = new TextDecoder().decode(this.#rest.subarray(0, head)).match(/Content-Length: *(\d+)/i) ?? [];
      const start = head + HEAD_END.length, end = start + Number(digits ?? 0);
      if (this.#rest.length < end) return;
      const text = new TextDecoder().decode(this.#rest.subarray(start, end));
      this.#rest = this.#rest.slice(end);
      if (text) this.#receive(JSON.parse(text));
    }
  }

  #receive({ id, method, params, result, error }: Incoming): void {
    if (method !== undefined) {
      if (id !== undefined) this.#send({ jsonrpc: "2.0", id, result: this.answer(method, params) ?? null });
      return;
    }
    const waiting = this.#waiting.get(Number(id));
    this.#waiting.delete(Number(id));
    if (error) waiting?.reject(new RpcError(error.message));
    else waiting?.resolve(result);
  }
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  for (let at = bytes.indexOf(wanted[0]); at >= 0; at = bytes.indexOf(wanted[0], at + 1)) {
    if (wanted.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  return -1;
}
