/**
 * What an answer to a request is made of.
 *
 * @module
 */
import type { Kernel } from "../kernel.ts";
import type { Channel, Content, JupyterMessage } from "../protocol/mod.ts";
import type { Peer } from "../zmtp/mod.ts";

/** A request under way. */
export interface Request {
  readonly message: JupyterMessage;
  readonly content: Content;
  readonly peer: Peer;
  readonly channel: Channel;
}

/** How a type of message is answered. */
export interface RequestKind {
  readonly type: string;
  /** The type of the reply; none for messages that are only taken note of. */
  readonly reply?: string;
  /** It waits until the cells before it have run. */
  readonly queued?: boolean;
  /** The content of the reply. */
  answer(kernel: Kernel, request: Request): Promise<Content | void> | Content | void;
  /** What to do once the reply has gone. */
  after?(kernel: Kernel, request: Request): void;
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
