/**
 * Comms: lines between a widget in the page and an object in a cell.
 *
 * @module
 */
import type { CommMessage } from "../mime_bundle.ts";
import { asCell, type ChildCell, currentCell, outside, tick } from "./cells.ts";
import { sendToParent } from "./parent_channel.ts";

/** One end of a comm. */
class Comm {
  /** Called with what the page sends. */
  onMessage?: (data: unknown) => unknown;
  /** Called when the page closes. */
  onClose?: (data: unknown) => unknown;

  /** @param owner the cell to which belongs what is done here */
  constructor(readonly id: string, readonly target: string, readonly owner: ChildCell) {}

  /** Sends data to the page. */
  send(data: unknown): void {
    post({ kind: "message", id: this.id, data });
  }

  /** Ends the comm. */
  close(data: unknown = {}): void {
    if (open.delete(this.id)) post({ kind: "close", id: this.id, data });
  }
}

type Accept = (comm: Comm, data: unknown) => unknown;

const targets = new Map<string, { readonly accept: Accept; readonly owner: ChildCell }>();
const open = new Map<string, Comm>();

/** Says what to do when the page opens a comm of a target. */
export function registerComm(target: string, accept: Accept): void {
  targets.set(target, { accept, owner: currentCell() });
}

/** Opens a comm from here. */
export function openComm(target: string, data: unknown = {}): Comm {
  const comm = new Comm(crypto.randomUUID(), target, currentCell());
  open.set(comm.id, comm);
  post({ kind: "open", id: comm.id, target, data });
  return comm;
}

/** The comms that are open. */
export function openComms(target?: string): Record<string, { target_name: string }> {
  const found = [...open.values()].filter((comm) => target === undefined || comm.target === target);
  return Object.fromEntries(found.map((comm) => [comm.id, { target_name: comm.target }]));
}

/** Takes a message of the page: at once what it says of the comm, and then, outside this call, what the cell does. */
export async function receiveComm(message: CommMessage): Promise<void> {
  const target = targets.get(message.target ?? "");
  // as Jupyter says: an unknown target is closed at once
  if (message.kind === "open" && !target) return post({ kind: "close", id: message.id, data: {} });
  if (message.kind === "open" && target) open.set(message.id, new Comm(message.id, message.target ?? "", target.owner));
  const comm = open.get(message.id);
  if (message.kind === "close") open.delete(message.id);
  if (!comm) return;
  await asCell(comm.owner.interrupted ? outside : comm.owner, async () => {
    await tick();
    if (message.kind === "open") await target?.accept(comm, message.data);
    else if (message.kind === "close") await comm.onClose?.(message.data);
    else await comm.onMessage?.(message.data);
  });
}

function post(message: CommMessage): void {
  sendToParent({ type: "comm", message, cell: currentCell().number });
}
