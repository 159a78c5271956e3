/**
 * Waiting, but not for ever. Time is counted in turns of this process's own event loop: where it is given little of the
 * processor, so is the child, and is waited for longer.
 *
 * @module
 */

/** A process that takes longer to start does not start at all. */
export const START_MS = 60_000;
const TURN_MS = 10;

/** A span of time that may be given up before it is over. */
export class WaitingTime {
  isOver = false;
  /** Settles when it is over; never when it was given up. */
  readonly over: Promise<void>;
  #timer?: ReturnType<typeof setTimeout>;
  #left: number;

  constructor(ms: number) {
    this.#left = Math.ceil(ms / TURN_MS);
    this.over = new Promise((resolve) => this.#turn(resolve));
  }
  #turn(end: () => void): void {
    if (this.#left-- > 0) {
      this.#timer = setTimeout(() => this.#turn(end), TURN_MS);
      return;
    }
    this.isOver = true;
    end();
  }
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}

/** What a promise came to, if it did so in time. */
export async function within<T>(promise: Promise<T>, ms: number): Promise<{ value: T } | { late: true }> {
  using span = new WaitingTime(ms);
  const late = span.over.then((): { late: true } => ({ late: true }));
  try {
    return await Promise.race([promise.then((value) => ({ value })), late]);
  } catch {
    return { late: true };
  }
}

/** Settles when it is over, or late. */
export async function waitUntil(over: () => boolean, ms: number): Promise<void> {
  using span = new WaitingTime(ms);
  while (!over() && !span.isOver) await new Promise((resolve) => setTimeout(resolve, TURN_MS));
}
