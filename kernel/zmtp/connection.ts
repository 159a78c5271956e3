/**
 * One ZMTP connection, after its handshake.
 *
 * @module
 */
import {
  checkGreeting,
  encodeMessage,
  greeting,
  GREETING_BYTES,
  type Message,
  readCommand,
  readIncoming,
  readProperties,
  readyCommand,
  WireError,
} from "./frames.ts";

const CHUNK = 64 * 1024;
const HANDSHAKE_MS = 10_000;
/** A subscriber that reads nothing is let go when so much waits for it. */
const MAX_UNSENT_BYTES = 256 * 1024 * 1024;

/** What sockets are made of: a TCP or a Unix connection. */
export type SocketStream = Deno.Conn;

/** A connection to a peer. */
export class PeerConnection {
  #buffer = new Uint8Array(CHUNK);
  #start = 0;
  #end = 0;
  #sending: Promise<unknown> = Promise.resolve();
  #unsent = 0;
  #open = true;
  /** What the peer calls itself; empty when it does not. */
  identity = new Uint8Array(0);
  peerType = "";

  private constructor(readonly stream: SocketStream) {}

  /** Shakes hands. */
  static async open(stream: SocketStream, type: string, identity = ""): Promise<PeerConnection> {
    const connection = new PeerConnection(stream);
    if ("setNoDelay" in stream) (stream as Deno.TcpConn).setNoDelay(true);
    const timer = setTimeout(() => connection.close(), HANDSHAKE_MS);
    try {
      await connection.#shake(type, identity);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Messages until the peer leaves; a peer that breaks the protocol is left. */
  async *messages(): AsyncGenerator<Message> {
    const read = (bytes: number) => this.#exactly(bytes);
    try {
      for (;;) {
        const incoming = await readIncoming(read);
        if (!incoming) return;
        if (incoming.kind === "message") yield incoming.frames;
        else this.#command(incoming.body);
      }
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
    } finally {
      this.close();
    }
  }

  /** Sends a message after those before it. */
  send(frames: Message): Promise<void> {
    return this.sendEncoded(encodeMessage(frames));
  }

  /** Sends bytes of a message. */
  sendEncoded(bytes: Uint8Array): Promise<void> {
    this.#unsent += bytes.length;
    if (this.#unsent > MAX_UNSENT_BYTES) this.close();
    const sent = this.#sending.then(() => this.#write(bytes));
    this.#sending = sent;
    return sent;
  }

  /** Whether it can still be sent to. */
  get isOpen(): boolean {
    return this.#open;
  }

  /** Settles when everything has been sent. */
  async drained(): Promise<void> {
    await this.#sending;
  }

  /** Ends the connection. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    try {
      this.stream.close();
    } catch {
      // it was closed by the peer
    }
  }

  async #write(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length && this.#open;) at += await this.stream.write(bytes.subarray(at));
    } catch {
      // the peer has gone: what was meant for it is lost, as ZeroMQ says
      this.close();
    } finally {
      this.#unsent -= bytes.length;
    }
  }

  async #shake(type: string, identity: string): Promise<void> {
    await this.#write(greeting());
    const theirs = await this.#exactly(GREETING_BYTES);
    if (!theirs) throw new WireError("the peer left during the handshake");
    checkGreeting(theirs);
    await this.#write(readyCommand({ "Socket-Type": type, ...type === "PUB" ? {} : { Identity: identity } }));
    const incoming = await readIncoming((bytes) => this.#exactly(bytes));
    if (incoming?.kind !== "command") throw new WireError("READY is missing");
    const { name, body } = readCommand(incoming.body);
    if (name !== "READY") throw new WireError(`${name} instead of READY`);
    const properties = readProperties(body);
    this.identity = (properties.get("identity") ?? this.identity) as Uint8Array<ArrayBuffer>;
    this.peerType = new TextDecoder().decode(properties.get("socket-type"));
  }

  /** Heartbeats of ZMTP 3.1 are answered; other commands mean nothing to us. */
  #command(body: Uint8Array): void {
    const command = readCommand(body);
    if (command.name !== "PING") return;
    const pong = new Uint8Array([4, 4, ...new TextEncoder().encode("PONG"), ...command.body.subarray(2, 18)]);
    void this.sendEncoded(new Uint8Array([4, pong.length - 1, ...pong.subarray(1)]));
  }

  async #exactly(count: number): Promise<Uint8Array | undefined> {
    if (count === 0) return new Uint8Array(0);
    if (this.#end - this.#start < count && !await this.#fill(count)) return undefined;
    const bytes = this.#buffer.slice(this.#start, this.#start + count);
    this.#start += count;
    if (this.#start === this.#end) this.#start = this.#end = 0;
    return bytes;
  }

  /** Reads until so many bytes are there. What is announced is given room only as it comes. */
  async #fill(count: number): Promise<boolean> {
    while (this.#end - this.#start < count) {
      if (this.#buffer.length - this.#end < CHUNK / 2) this.#makeRoom();
      let read: number | null = null;
      try {
        if (this.#open) read = await this.stream.read(this.#buffer.subarray(this.#end));
      } catch {
        // reset by the peer
      }
      if (read === null) return false;
      this.#end += read;
    }
    return true;
  }

  #makeRoom(): void {
    const held = this.#buffer.subarray(this.#start, this.#end);
    const next = new Uint8Array(Math.max(CHUNK, held.length * 2 + CHUNK));
    next.set(held);
    this.#buffer = next;
    this.#end = held.length;
    this.#start = 0;
  }
}
