/**
 * What an answer to a request is made of.
 *
 * @module
 */
import type { Evaluator } from "../../lib/evaluator/mod.ts";
import type { CellContext } from "../cells/mod.ts";
import type { CellHistory } from "../cell_history.ts";
import type { Channel, Content, JupyterMessage } from "../protocol/mod.ts";
import type { Publisher } from "../publisher.ts";
import type { Questions } from "../questions.ts";
import type { Peer } from "../zmtp/mod.ts";

/** A request under way. */
export interface Request {
  readonly message: JupyterMessage;
  readonly content: Content;
  readonly peer: Peer;
  readonly channel: Channel;
}

/** The kernel, as far as requests go. */
export interface KernelContext extends CellContext {
  readonly history: CellHistory;
  readonly questions: Questions;
  readonly publisher: Publisher;
  /** Number of the cell that was counted last. */
  count: number;
  /** A text that is to take the place of the running cell's. */
  replacement?: string;
  /** The evaluator; started when there is none. */
  evaluator(): Promise<Evaluator>;
  /** Gives a cell its number: the counted one, or one out of the way. */
  beginCell(request: Request, counted: number | undefined, silent: boolean): number;
  /** A cell has ended. What it left running may still speak. */
  endCell(cell: number): void;
  /** The cells that wait will not run: one before them has failed. */
  abortQueue(): void;
  /** Ends the running cell, and drops those that wait. */
  interrupt(): Promise<void>;
  /** Ends the kernel. */
  close(): Promise<void>;
}

/** How a type of message is answered. */
export interface RequestKind {
  readonly type: string;
  /** The type of the reply; none for messages that are only taken note of. */
  readonly reply?: string;
  /** It waits until the cells before it have run. */
  readonly queued?: boolean;
  /** The content of the reply. */
  answer(kernel: KernelContext, request: Request): Promise<Content | void> | Content | void;
  /** What to do once the reply has gone. */
  after?(kernel: KernelContext, request: Request): void;
}

/** Text of a field, or what stands for it. */
export function textField(content: Content, name: string, otherwise = ""): string {
  return typeof content[name] === "string" ? content[name] : otherwise;
}

/** UTF-16 offset of an offset in characters (code points), as Jupyter counts. */
export function unitOffset(text: string, characters: unknown): number {
  if (typeof characters !== "number" || !(characters >= 0)) return text.length;
  let at = 0;
  for (let left = Math.floor(characters); left > 0 && at < text.length; left--) {
    at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  }
  return at;
}

/** The other way round. */
export function characterOffset(text: string, units: number): number {
  let characters = 0;
  for (let at = 0; at < units && at < text.length; characters++) at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  return characters;
}
