/**
 * How cells end, and what is handed to the child.
 *
 * @module
 */
import type { CellError, Display, RenderTerminal } from "../mime_bundle.ts";
import { CHILD_NAME } from "../cell/child_name.ts";
import type { Inspector, RemoteValue } from "./inspector.ts";
import { START_MS, WaitingTime } from "./waiting.ts";

/** How a cell ended. */
export type CellOutcome =
  | { readonly status: "ok"; readonly result?: Display }
  | { readonly status: "error"; readonly error: CellError }
  /** `lost`: the child did not survive, and everything declared is gone. */
  | { readonly status: "interrupted"; readonly error: CellError; readonly lost: boolean };

/** Whether a value is shown, and whether it becomes `_`. */
export type ShowValue = "no" | "only" | "keep";

/** A cell under way. */
export interface RunningCell {
  readonly cell: number;
  /** Whether it is a program of D, and not code of a person. */
  readonly isTrace: boolean;
  readonly end: (outcome: CellOutcome) => void;
  over: boolean;
  /** It was interrupted again before it had ended. */
  insisted?: boolean;
  /** Settles when nothing of the interrupt is under way any more: it must not hit the next cell. */
  interrupting?: Promise<void>;
  /** Whether a trace takes the interrupt, and ends by itself. */
  taken?: Promise<boolean>;
}

/** Says the word for frames; answers with the object whose functions the parent calls. */
export async function attach(inspector: Inspector, token: string, terminal?: RenderTerminal): Promise<string> {
  using span = new WaitingTime(START_MS);
  while (!span.isOver) {
    // the socket is up before the child's own modules are loaded
    const { objectId } = await inspector.evaluate(`globalThis.${CHILD_NAME}`);
    if (objectId) {
      await inspector.evaluate(`${CHILD_NAME}.attach("${token}", ${JSON.stringify(terminal)})`);
      return objectId;
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error("the evaluator does not start");
}

/** How an interrupted cell ends. */
export function interrupted(lost: boolean): CellOutcome {
  const message = lost ? "the cell could not be stopped: the evaluator was restarted" : "the cell was interrupted";
  return { status: "interrupted", error: { name: "Interrupted", message, text: `Interrupted: ${message}` }, lost };
}

/** A value as an argument of a call. */
export function argument(value: RemoteValue): Record<string, unknown> {
  if (value.objectId) return { objectId: value.objectId };
  if (value.unserializableValue) return { unserializableValue: value.unserializableValue };
  return value.type === "undefined" ? {} : { value: value.value };
}

/** The error of a call that failed. */
export function failure(error: Error): CellError {
  return { name: error.name, message: error.message, text: `${error.name}: ${error.message}` };
}
