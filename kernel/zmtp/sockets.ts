/**
 * The three sockets of a kernel: ROUTER (shell, control, stdin), PUB (iopub), and the echo of the heartbeat.
 *
 * @module
 */
import { PeerConnection, type SocketStream } from "./connection.ts";
import { encodeMessage, type Message } from "./frames.ts";

/** Where to listen: a TCP address, or the path of a Unix socket. */
export type SocketAddress =
  | { readonly transport: "tcp"; readonly hostname: string; readonly port: number }
  | { readonly transport: "unix"; readonly path: string };

function listen(address: SocketAddress): Deno.Listener<SocketStream> {
  return address.transport === "tcp"
    ? Deno.listen({ hostname: address.hostname, port: address.port }) as Deno.Listener<SocketStream>
    : Deno.listen({ transport: "unix", path: address.path }) as unknown as Deno.Listener<SocketStream>;
}

/** Accepts connections until closed. */
abstract class ListeningSocket {
  readonly #listener: Deno.Listener<SocketStream>;
  protected readonly connections = new Set<PeerConnection>();

  constructor(address: SocketAddress, readonly type: string) {
    this.#listener = listen(address);
    void this.#accept();
  }

  /** The port, when the system was to choose it. */
  get port(): number {
    return (this.#listener.addr as Deno.NetAddr).port ?? 0;
  }

  /** Ends the socket when everything has been sent. */
  async close(): Promise<void> {
    this.#listener.close();
    await Promise.all([...this.connections].map((connection) => connection.drained()));
    for (const connection of this.connections) connection.close();
  }

  protected abstract receive(connection: PeerConnection, message: Message): void;

  async #accept(): Promise<void> {
    for (;;) {
      let stream: SocketStream;
      try {
        stream = await this.#listener.accept();
      } catch (error) {
        if (error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted) return;
        // too many files open, or the peer left at once: the next one may do better
        await new Promise((resolve) => setTimeout(resolve, 10));
        continue;
      }
      void this.#serve(stream);
    }
  }

  async #serve(stream: SocketStream): Promise<void> {
    let connection: PeerConnection;
    try {
      connection = await PeerConnection.open(stream, this.type);
    } catch {
      return;
    }
    this.connections.add(connection);
    try {
      for await (const message of connection.messages()) this.receive(connection, message);
    } finally {
      this.connections.delete(connection);
    }
  }
}

/** Who sent a message: to be handed back with the answer. */
export interface Peer {
  readonly connection: PeerConnection;
  readonly identity: Uint8Array;
}

/** ROUTER: messages in, answers to their senders out. */
export class RouterSocket extends ListeningSocket {
  constructor(address: SocketAddress, readonly take: (frames: Message, peer: Peer) => void) {
    super(address, "ROUTER");
  }

  /** Sends to a peer; false when it has gone. */
  send(peer: Peer, frames: Message): boolean {
    if (!peer.connection.isOpen) return false;
    void peer.connection.send(frames);
    return true;
  }

  /** The peer that calls itself so, on this socket. */
  find(identity: Uint8Array): Peer | undefined {
    for (const connection of this.connections) {
      if (identity.length > 0 && sameBytes(connection.identity, identity)) return { connection, identity };
    }
    return undefined;
  }

  protected receive(connection: PeerConnection, message: Message): void {
    this.take(message, { connection, identity: connection.identity });
  }
}

/** PUB: to everybody who has asked for the topic. */
export class PublishSocket extends ListeningSocket {
  readonly #topics = new Map<PeerConnection, Uint8Array[]>();
  /** Called when somebody subscribes. */
  onSubscribe: (connection: PeerConnection) => void = () => {};

  constructor(address: SocketAddress) {
    super(address, "PUB");
  }

  /** Publishes; the first frame is the topic. */
  send(frames: Message): void {
    if (this.connections.size === 0) return;
    const bytes = encodeMessage(frames);
    for (const connection of this.connections) {
      const topics = this.#topics.get(connection) ?? [];
      if (topics.some((topic) => startsWith(frames[0], topic))) void connection.sendEncoded(bytes);
    }
  }

  protected receive(connection: PeerConnection, message: Message): void {
    const [frame] = message;
    if (message.length !== 1 || frame.length === 0) return;
    const topic = frame.subarray(1);
    const topics = this.#topics.get(connection) ?? [];
    for (const known of this.#topics.keys()) if (!this.connections.has(known)) this.#topics.delete(known);
    if (frame[0] === 1) {
      this.#topics.set(connection, [...topics, topic]);
      this.onSubscribe(connection);
    } else if (frame[0] === 0) {
      const at = topics.findIndex((known) => sameBytes(known, topic));
      if (at >= 0) this.#topics.set(connection, topics.toSpliced(at, 1));
    }
  }
}

/** The heartbeat: everything comes back as it went. */
export class EchoSocket extends ListeningSocket {
  constructor(address: SocketAddress) {
    super(address, "REP");
  }

  protected receive(connection: PeerConnection, message: Message): void {
    void connection.send(message);
  }
}

function startsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && startsWith(a, b);
}
