/**
 * Stops the code of a cell, wherever it is, with everything declared kept.
 *
 * @module
 */
import { CHILD_NAME } from "../cell/child_name.ts";
import type { ChildProcess } from "./child_process.ts";
import { WaitingTime, waitUntil, within } from "./waiting.ts";

/** Waiting times, in milliseconds. */
const TURN_MS = 80;
const TERMINATE_MS = 150;
const SIGNALLED_MS = 50;
const LAST_RESORT_MS = 5_000;

/** Stops code in the child that is there at the time. */
export class Stopper {
  readonly #child: () => ChildProcess;
  #turned: () => void = () => {};
  /** One after the other, and the next cell after them, so that none hits what it was not meant for. */
  #last: Promise<unknown> = Promise.resolve();
  #stops = 0;

  constructor(child: () => ChildProcess) {
    this.#child = child;
  }

  /** Settles when no stop is under way. */
  async idle(): Promise<void> {
    await this.#last;
  }

  /** The child says that its event loop has turned. */
  turned(): void {
    this.#turned();
  }

  /**
   * Stops the code that runs; false when it cannot be reached. Where the event loop turns the cell only waits: it is
   * left where it is, and neither its timers nor its loops go on.
   *
   * @param turnMs how long the event loop may take for a turn
   */
  async end(cell: { readonly over: boolean }, turnMs = TURN_MS): Promise<boolean> {
    const child = this.#child();
    using span = new WaitingTime(LAST_RESORT_MS);
    // its successor has nothing to do with the cell
    while (!cell.over && !span.isOver && child.inspector.isOpen) {
      const before = this.#stops;
      const turned = new Promise<void>((resolve) => this.#turned = resolve);
      child.inspector.evaluate(`${CHILD_NAME}.turn()`).catch(() => {});
      if ("value" in await within(turned, turnMs)) return true;
      if (this.#stops !== before) {
        // the trap was quicker: a second stop would hit whatever the runtime does next, and might take it down
        await this.#last;
        continue;
      }
      if (cell.over || await this.stop(child)) continue;
      // a call into the system that waits for another program: the signal ends that program
      child.signal();
      await waitUntil(() => cell.over, SIGNALLED_MS);
    }
    return cell.over;
  }

  /** One stop, after those before it; false when the child takes no notice. */
  stop({ inspector } = this.#child()): Promise<boolean> {
    this.#stops++;
    // where nothing runs it is taken with the next thing that does
    const stop = this.#last.then(async () =>
      await inspector.terminate(TERMINATE_MS) || await inspector.answers(TERMINATE_MS)
    );
    this.#last = stop;
    return stop;
  }
}
