/**
 * A small Jupyter client: starts a kernel as its kernelspec says and speaks with it.
 */
import { kernelPermissions } from "../../kernel/install/kernelspec.ts";
import { type Content, type JupyterMessage, Wire } from "../../kernel/protocol/mod.ts";
import { PeerConnection } from "../../kernel/zmtp/mod.ts";

/** What came of one execute_request. */
export interface Executed {
  readonly reply: Content;
  /** Everything on iopub that answers it, in order. */
  readonly published: readonly { readonly type: string; readonly content: Content }[];
}

interface Channel {
  readonly connection: PeerConnection;
  readonly received: JupyterMessage[];
  wake: () => void;
}

/** A busy machine takes its time. */
const WAIT_MS = 120_000;

export class Client {
  readonly wire: Wire;
  readonly received: JupyterMessage[] = [];
  #kernel!: Deno.ChildProcess;
  #file = "";
  readonly channels = new Map<string, Channel>();

  private constructor(readonly key: string) {
    this.wire = new Wire(key);
  }

  get kernel(): Deno.ChildProcess {
    return this.#kernel;
  }

  static async start(permissions: readonly string[] = []): Promise<Client> {
    const client = new Client(crypto.randomUUID());
    const ports = freePorts(5);
    const names = ["shell", "control", "stdin", "iopub", "hb"];
    client.#file = await Deno.makeTempFile({ suffix: ".json" });
    await Deno.writeTextFile(
      client.#file,
      JSON.stringify({
        ...Object.fromEntries(names.map((name, index) => [`${name}_port`, ports[index]])),
        ip: "127.0.0.1",
        transport: "tcp",
        key: client.key,
        signature_scheme: "hmac-sha256",
      }),
    );
    client.#kernel = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        "--quiet",
        ...kernelPermissions("127.0.0.1", permissions),
        `--allow-run=${Deno.execPath()},sh`,
        new URL("../../kernel/main.ts", import.meta.url).href,
        "run",
        "--conn",
        client.#file,
        ...permissions,
      ],
      stdin: "null",
      stdout: "inherit",
      stderr: "inherit",
    }).spawn();
    const identity = crypto.randomUUID();
    const types = ["DEALER", "DEALER", "DEALER", "SUB", "REQ"];
    await Promise.all(names.map(async (name, index) => {
      const connection = await connect(ports[index], types[index], identity);
      const channel: Channel = { connection, received: [], wake: () => {} };
      client.channels.set(name, channel);
      if (name === "iopub") await connection.send([new Uint8Array([1])]);
      void client.#listen(name, channel);
    }));
    await client.#untilSubscribed();
    return client;
  }

  /** A subscription takes a moment: asks until the kernel is heard on iopub. */
  async #untilSubscribed(): Promise<void> {
    for (const end = Date.now() + WAIT_MS;;) {
      const id = this.send("shell", "kernel_info_request", {});
      await this.take("shell", (message) => message.parent.msg_id === id);
      const heard = await this.take("iopub", (message) => message.parent.msg_id === id, 50).catch(() => undefined);
      if (heard) break;
      if (Date.now() > end) throw new Error("the kernel is not heard on iopub");
    }
    // so that none of it comes later, and is taken for an answer to something else
    const last = this.send("shell", "kernel_info_request", {});
    await this.published(last);
    await this.take("shell", (message) => message.parent.msg_id === last);
    for (const name of ["shell", "iopub"]) this.channels.get(name)!.received.length = 0;
  }

  async #listen(name: string, channel: Channel): Promise<void> {
    for await (const frames of channel.connection.messages()) {
      if (name === "hb") channel.received.push({ buffers: frames } as unknown as JupyterMessage);
      else channel.received.push(this.wire.read(frames));
      channel.wake();
    }
    channel.wake();
  }

  /** Sends a message; answers with its id. */
  send(channel: string, type: string, content: Content, parent: JupyterMessage["parent"] = {}): string {
    const frames = this.wire.write(type, content, parent, []);
    void this.channels.get(channel)!.connection.send(frames);
    return JSON.parse(new TextDecoder().decode(frames[2])).msg_id;
  }

  /** Takes the first message that fits. */
  async take(name: string, fits: (message: JupyterMessage) => boolean, waitMs = WAIT_MS): Promise<JupyterMessage> {
    const channel = this.channels.get(name)!;
    for (const end = Date.now() + waitMs;;) {
      const at = channel.received.findIndex(fits);
      if (at >= 0) return channel.received.splice(at, 1)[0];
      const left = end - Date.now();
      if (left <= 0) throw new Error(`nothing came on ${name}`);
      let timer: ReturnType<typeof setTimeout> | undefined;
      await new Promise<void>((resolve) => {
        channel.wake = resolve;
        timer = setTimeout(resolve, left);
      });
      clearTimeout(timer);
    }
  }

  /** Sends a request; answers with the reply's content. */
  async request(type: string, content: Content, channel = "shell"): Promise<Content> {
    const id = this.send(channel, type, content);
    return (await this.take(channel, (message) => message.parent.msg_id === id)).content;
  }

  /** Settles when a cell has started. */
  async started(id: string): Promise<void> {
    await this.take("iopub", ({ header, parent }) => header.msg_type === "execute_input" && parent.msg_id === id);
  }

  /** What is published for a request, until its idle. */
  async published(id: string): Promise<{ type: string; content: Content }[]> {
    const list: { type: string; content: Content }[] = [];
    for (;;) {
      const { header, content } = await this.take("iopub", (message) => message.parent.msg_id === id);
      list.push({ type: header.msg_type, content });
      if (header.msg_type === "status" && content.execution_state === "idle") return list;
    }
  }

  /** Runs a cell. */
  async execute(code: string, more: Content = {}): Promise<Executed> {
    const id = this.send("shell", "execute_request", {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
      ...more,
    });
    const reply = await this.take("shell", (message) => message.parent.msg_id === id);
    return { reply: reply.content, published: await this.published(id) };
  }

  /** Sends raw frames. */
  sendFrames(channel: string, frames: readonly Uint8Array[]): void {
    void this.channels.get(channel)!.connection.send(frames);
  }

  /** Ends the kernel as a frontend does. */
  async stop(): Promise<Deno.CommandStatus> {
    this.send("control", "shutdown_request", { restart: false });
    const status = await this.#kernel.status;
    await this.dispose();
    return status;
  }

  /** Lets everything go. */
  async dispose(): Promise<void> {
    for (const { connection } of this.channels.values()) connection.close();
    await Deno.remove(this.#file).catch(() => {});
  }
}

/** Text of a stream. */
export function textOf(executed: Executed, name = "stdout"): string {
  return executed.published.filter(({ type, content }) => type === "stream" && content.name === name)
    .map(({ content }) => content.text).join("");
}

/** The plain text of a cell's result. */
export function resultOf(executed: Executed): string | undefined {
  return executed.published.find(({ type }) => type === "execute_result")?.content.data["text/plain"];
}

function freePorts(count: number): number[] {
  const listeners = Array.from({ length: count }, () => Deno.listen({ hostname: "127.0.0.1", port: 0 }));
  const ports = listeners.map((listener) => listener.addr.port);
  for (const listener of listeners) listener.close();
  return ports;
}

async function connect(port: number, type: string, identity: string): Promise<PeerConnection> {
  for (const end = Date.now() + WAIT_MS;;) {
    try {
      return await PeerConnection.open(await Deno.connect({ hostname: "127.0.0.1", port }), type, identity);
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
