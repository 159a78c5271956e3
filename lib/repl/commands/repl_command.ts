/**
 * What a command is: a row of the table from which parsing, completion, help and the guide's section are made.
 *
 * @module
 */
import type { ConversationState } from "../conversation/conversation_state.ts";
import type { ShowRequest } from "../../evaluator/mod.ts";
import type { Engine, TraceRequest } from "../conversation/engine.ts";
import type { ConversationOutput } from "../conversation/conversation_output.ts";

export { CommandError } from "../conversation/conversation_state.ts";

/** What commands work on. */
export interface CommandContext {
  readonly state: ConversationState;
  readonly engine: Engine;
  readonly output: ConversationOutput;
  /** Runs a program; false when it failed. */
  runD(text: string, how?: Partial<TraceRequest>): Promise<boolean>;
  runTypeScript(text: string): Promise<boolean>;
  /** Shows something of the runs so far. */
  show(request: Omit<ShowRequest, "look">): Promise<boolean>;
  /** Ends the conversation after this input. */
  leave(): void;
}

/** What stands behind a command's name, for completion and colours. */
export type ArgumentKind = "none" | "file" | "probe" | "option" | "tag" | "name" | "command" | "d" | "typescript";

/** A command. */
export interface ReplCommand {
  readonly name: string;
  readonly argument: ArgumentKind;
  /** Of files: those that are meant, if any of them is there. */
  readonly files?: RegExp;
  /** `:source [FILE…]` */
  readonly usage: string;
  readonly meaning: string;
  /** More, for `:help NAME`. */
  readonly more?: string;
  run(rest: string, context: CommandContext): Promise<void> | void;
}
