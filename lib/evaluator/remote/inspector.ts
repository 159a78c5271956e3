/**
 * A client of V8's inspector protocol over its web socket.
 *
 * @module
 */

import { within } from "./waiting.ts";

/** A value in the inspected process. */
export interface RemoteValue {
  readonly type: string;
  readonly subtype?: string;
  readonly className?: string;
  readonly description?: string;
  readonly value?: unknown;
  readonly unserializableValue?: string;
  readonly objectId?: string;
}

/** Why an evaluation threw. */
export interface ExceptionDetails {
  readonly text: string;
  /** From 0. */
  readonly lineNumber: number;
  readonly columnNumber: number;
  readonly exception?: RemoteValue;
  readonly stackTrace?: { readonly callFrames: readonly { readonly url: string; readonly lineNumber: number }[] };
}

/** What an evaluation came to. */
export interface Evaluation {
  readonly result: RemoteValue;
  readonly exceptionDetails?: ExceptionDetails;
}

/** The inspected process refused a call. */
export class InspectorError extends Error {
  override readonly name = "InspectorError";
}

/** The connection has ended, and with it every call under way. */
export class ConnectionEnded extends Error {
  override readonly name = "ConnectionEnded";
}

interface PendingCommand {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
  readonly slow: boolean;
}

/** A connection to an inspected process. */
export class Inspector {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, PendingCommand>();
  #quick = 0;
  #alone?: Promise<unknown>;
  #number = 0;
  /** Settles when the connection ends. */
  readonly ended: Promise<void>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = (event) => this.#receive(event.data);
    this.ended = new Promise((resolve) => {
      socket.onclose = () => {
        for (const { reject } of this.#waiting.values()) reject(new ConnectionEnded("the connection has ended"));
        this.#waiting.clear();
        resolve();
      };
    });
    socket.onerror = () => {/* a close follows */};
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** Connects. */
  static open(address: string): Promise<Inspector> {
    const socket = new WebSocket(address);
    return new Promise((resolve, reject) => {
      const inspector = new Inspector(socket);
      socket.onopen = () => resolve(inspector);
      inspector.ended.then(() => reject(new ConnectionEnded(`cannot connect to ${address}`)));
    });
  }

  /**
   * Stops the code that runs; false when that is not taken notice of in time. No other call goes out meanwhile: an
   * evaluation that comes in together with the stop takes it upon itself.
   */
  async terminate(withinMs: number): Promise<boolean> {
    await this.#alone;
    const call = this.#send("Runtime.terminateExecution", {}, true);
    const settled = within(call.catch(() => {}), withinMs);
    this.#alone = settled;
    const taken = "value" in await settled;
    this.#alone = undefined;
    return taken;
  }

  /** Whether the process takes calls at all. */
  async answers(withinMs: number): Promise<boolean> {
    const answer = this.evaluate("1").then(() => true, (error) => error instanceof InspectorError);
    const settled = await within(answer, withinMs);
    return "value" in settled && settled.value;
  }

  /** Calls a method of the protocol. `slow` says that the answer depends on the code of a cell. */
  async call<T = unknown>(method: string, params: Record<string, unknown> = {}, slow = false): Promise<T> {
    while (this.#alone) await this.#alone;
    return await this.#send<T>(method, params, slow);
  }

  #send<T>(method: string, params: Record<string, unknown>, slow: boolean): Promise<T> {
    if (!this.isOpen) {
      return Promise.reject(new ConnectionEnded("the connection has ended"));
    }
    const id = ++this.#number;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, slow });
      if (!slow) this.#quick++;
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  /** Evaluates an expression of our own at once, even while a cell is busy. */
  async evaluate(expression: string, more: Record<string, unknown> = {}): Promise<RemoteValue> {
    const { result, exceptionDetails } = await this.call<Evaluation>("Runtime.evaluate", { expression, ...more });
    if (exceptionDetails) throw new InspectorError(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result;
  }

  /** Ends the connection. */
  close(): void {
    this.#socket.close();
  }

  #receive(text: string): void {
    const { id, result, error } = JSON.parse(text);
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (waiting?.slow === false) this.#quick--;
    // The server's socket holds a small answer back until the one before is acknowledged, and the system takes 40 ms to
    // acknowledge what nobody answers. So we answer while more is to come.
    if (this.#quick > 0 && !this.#alone) this.#socket.send(`{"id":${++this.#number},"method":"Runtime.getIsolateId"}`);
    if (error) waiting?.reject(new InspectorError(error.message));
    else waiting?.resolve(result as never);
  }
}
