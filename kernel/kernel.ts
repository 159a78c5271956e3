/**
 * The kernel: five sockets, a queue of cells, an evaluator.
 *
 * @module
 */
import { type CommMessage, type Display, Evaluator, type EvaluatorListener } from "../lib/evaluator/mod.ts";
import { Captures, NotebookState } from "./cells/mod.ts";
import { CellHistory } from "./cell_history.ts";
import { type Channel, type ConnectionFile, type Content, type Header, RefusedMessage, Wire } from "./protocol/mod.ts";
import { NOBODY, type Parent, Publisher } from "./publisher.ts";
import { Questions } from "./questions.ts";
import { type KernelContext, type Request, type RequestKind, requestKinds } from "./requests/mod.ts";
import { EchoSocket, type Message, type Peer, PublishSocket, RouterSocket } from "./zmtp/mod.ts";

/** How a kernel is made. */
export interface KernelSettings {
  readonly connection: ConnectionFile;
  /** Permissions of cells, as flags of `deno run`. */
  readonly permissions?: readonly string[];
  /** Where the notebook is. */
  readonly directory?: string;
  /** The module of D cells. */
  readonly dCells?: string;
  /** Words about refused messages and the like; for a log. */
  readonly log?: (line: string) => void;
}

/** A cell as the kernel remembers it. */
interface KnownCell {
  readonly header: Header;
  readonly silent: boolean;
  /** While it runs: it holds what came over the wire. */
  request?: Request;
}

const KEPT_CELLS = 2000;
/** Cells that are not counted have numbers out of the way of those that are. */
const UNCOUNTED = 1_000_000_000;
const CLEAR_PENDING_MS = 500;

/** A running kernel. */
export class Kernel implements EvaluatorListener, KernelContext {
  readonly history = new CellHistory();
  readonly notebook = new NotebookState();
  readonly captures = new Captures();
  readonly questions = new Questions();
  readonly publisher: Publisher;
  /** Number of the cell that was counted last. */
  count = 0;
  /** A text that is to take the place of the running cell's. */
  replacement?: string;
  /** Settles when the kernel has ended. */
  readonly ended: Promise<void>;
  readonly #settings: KernelSettings;
  readonly #wire: Wire;
  readonly #sockets: { shell: RouterSocket; control: RouterSocket; stdin: RouterSocket; hb: EchoSocket };
  readonly #iopub: PublishSocket;
  readonly #queue: Request[] = [];
  readonly #cells = new Map<number, KnownCell>();
  #uncounted = UNCOUNTED;
  #running?: Request;
  #busy = false;
  #evaluator?: Promise<Evaluator>;
  #closing = false;
  #end!: () => void;

  constructor(settings: KernelSettings) {
    this.#settings = settings;
    const { addresses, key } = settings.connection;
    this.#wire = new Wire(key);
    this.#iopub = new PublishSocket(addresses.iopub);
    const router = (channel: "shell" | "control" | "stdin") =>
      new RouterSocket(addresses[channel], (frames, peer) => this.#take(channel, frames, peer));
    this.#sockets = {
      shell: router("shell"),
      control: router("control"),
      stdin: router("stdin"),
      hb: new EchoSocket(addresses.hb),
    };
    this.publisher = new Publisher(this.#iopub, this.#wire);
    this.ended = new Promise((resolve) => this.#end = resolve);
    this.publisher.status("starting", NOBODY);
    // it is up before the first cell comes
    void this.evaluator().catch(() => {});
  }

  /** Ports of the sockets, for connections that let the system choose. */
  get ports(): Readonly<Record<Channel, number>> {
    const { shell, control, stdin, hb } = this.#sockets;
    return { shell: shell.port, control: control.port, stdin: stdin.port, hb: hb.port, iopub: this.#iopub.port };
  }

  /** The evaluator; started when there is none. */
  evaluator(): Promise<Evaluator> {
    const { permissions, directory, dCells } = this.#settings;
    this.#evaluator ??= Evaluator.start({ permissions, directory, dCells, languageServer: true }, this).then(
      (evaluator) => {
        void evaluator.prepareTraces().catch((error) => this.#log(`cells of D: ${error.message}`));
        return evaluator;
      },
    );
    this.#evaluator.catch(() => this.#evaluator = undefined);
    return this.#evaluator;
  }

  /** Gives a cell its number: the counted one, or one out of the way. */
  beginCell(request: Request, counted: number | undefined, silent: boolean): number {
    const cell = counted ?? ++this.#uncounted;
    this.#cells.set(cell, { header: request.message.header, silent, request });
    this.#cells.delete(cell - KEPT_CELLS);
    return cell;
  }

  /** A cell has ended. What it left running may still speak. */
  endCell(cell: number): void {
    const known = this.#cells.get(cell);
    if (known) known.request = undefined;
    this.questions.cancel("the cell is over");
    this.publisher.flush();
  }

  /** Shows something under a cell. */
  show(display: Display, cell: number): void {
    const { bundle, metadata = {}, id, update } = display;
    const captured = this.captures.of(cell);
    if (captured) return captured.display(display);
    const known = this.#cells.get(cell);
    if (known?.silent) return;
    const content = { data: bundle, metadata, transient: id === undefined ? {} : { display_id: id } };
    this.publisher.publish(update ? "update_display_data" : "display_data", content, this.#parentOf(cell));
  }

  /** The cells that wait will not run: one before them has failed. */
  abortQueue(): void {
    for (const request of this.#queue.splice(0)) {
      const { header } = request.message;
      this.publisher.status("busy", header);
      this.#reply(request, "execute_reply", {
        status: "aborted",
        execution_count: this.count,
        user_expressions: {},
        payload: [],
      });
      this.publisher.status("idle", header);
    }
  }

  /** Ends the running cell, and drops those that wait. */
  async interrupt(): Promise<void> {
    this.abortQueue();
    const running = this.#running;
    const evaluator = await this.#evaluator;
    // a cell may have come in and not have started yet
    while (running && this.#running === running && !evaluator?.busy) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    if (running && this.#running === running) await evaluator?.interrupt();
  }

  /** Ends the kernel. */
  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    this.publisher.flush();
    const evaluator = await this.#evaluator?.catch(() => undefined);
    await evaluator?.close();
    const { shell, control, stdin, hb } = this.#sockets;
    const closed = Promise.all([shell, control, stdin, hb, this.#iopub].map((socket) => socket.close()));
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, CLEAR_PENDING_MS))]);
    this.#end();
  }

  // what the evaluator says

  write(stream: "stdout" | "stderr", text: string, cell: number): void {
    const captured = this.captures.of(cell);
    if (captured) return captured.write(stream, text);
    if (!this.#cells.get(cell)?.silent) this.publisher.write(stream, text, this.#parentOf(cell));
  }

  display(display: Display, cell: number): void {
    this.show(display, cell);
  }

  clear(wait: boolean, cell: number): void {
    const captured = this.captures.of(cell);
    if (captured) return captured.clear();
    this.publisher.publish("clear_output", { wait }, this.#parentOf(cell));
  }

  async input(prompt: string, password: boolean, cell: number): Promise<string> {
    const request = this.#cells.get(cell)?.request;
    if (request !== this.#running || !request || request.content.allow_stdin === false) {
      throw new Error("this cell cannot ask: its frontend allows no questions");
    }
    const peer = this.#sockets.stdin.find(request.peer.identity);
    if (!peer) throw new Error("questions cannot be asked: the frontend has no stdin connection");
    this.publisher.flush();
    const answer = this.questions.ask();
    const { header, identities } = request.message;
    this.#sockets.stdin.send(peer, this.#wire.write("input_request", { prompt, password }, header, identities));
    return await answer;
  }

  /** Puts a text into the cell that runs: its reply says so. */
  replaceCell(text: string): void {
    this.replacement = text;
  }

  comm({ kind, id, target, data, metadata }: CommMessage, cell: number): void {
    const type = kind === "message" ? "comm_msg" : `comm_${kind}`;
    const content: Content = { comm_id: id, data, ...kind === "open" ? { target_name: target } : {} };
    this.publisher.publish(type, content, this.#parentOf(cell), metadata as Content | undefined);
  }

  publish(kind: string, content: unknown, cell: number): void {
    this.publisher.publish(kind, content as Content, this.#parentOf(cell));
  }

  lost(reason: string): void {
    this.publisher.write("stderr", `${reason}\n`, this.#parentOf(this.count));
  }

  #parentOf(cell: number): Parent {
    return this.#cells.get(cell)?.header ?? NOBODY;
  }

  #take(channel: Channel, frames: Message, peer: Peer): void {
    if (this.#closing) return;
    let request: Request;
    try {
      const message = this.#wire.read(frames);
      request = { message, content: message.content, peer, channel };
    } catch (error) {
      if (!(error instanceof RefusedMessage)) throw error;
      return this.#log(`refused on ${channel}: ${error.message}`);
    }
    const kind = requestKinds.get(request.message.header.msg_type);
    if (!kind) return this.#log(`unknown on ${channel}: ${request.message.header.msg_type}`);
    if (!kind.queued) return void this.#serve(kind, request);
    this.#queue.push(request);
    void this.#next(kind);
  }

  /** Runs cells one after the other. */
  async #next(kind: RequestKind): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (let request = this.#queue.shift(); request && !this.#closing; request = this.#queue.shift()) {
      this.#running = request;
      await this.#serve(kind, request);
      // lets requests in that came meanwhile, an interrupt among them
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    this.#busy = false;
  }

  async #serve(kind: RequestKind, request: Request): Promise<void> {
    const { header } = request.message;
    const shown = kind.type !== "input_reply";
    if (shown) this.publisher.status("busy", header);
    let content: Content | void;
    try {
      content = await kind.answer(this, request);
    } catch (error) {
      this.#log(`${kind.type}: ${(error as Error).stack ?? error}`);
      const { name, message } = error as Error;
      content = { status: "error", ename: name, evalue: message, traceback: [`${name}: ${message}`] };
    }
    this.publisher.flush();
    if (content && kind.reply) this.#reply(request, kind.reply, content);
    // after its idle no busy may be said of it any more
    if (this.#running === request) this.#running = undefined;
    if (shown) this.publisher.status("idle", header);
    // frontends show the last status they heard, whosever it is
    const running: Header | undefined = this.#running?.message.header;
    if (shown && running && running !== header) this.publisher.status("busy", running);
    kind.after?.(this, request);
  }

  #reply(request: Request, type: string, content: Content): void {
    const { message, channel, peer } = request;
    const frames = this.#wire.write(type, content, message.header, message.identities);
    this.#sockets[channel === "control" ? "control" : channel === "stdin" ? "stdin" : "shell"].send(peer, frames);
  }

  #log(line: string): void {
    this.#settings.log?.(line);
  }
}
