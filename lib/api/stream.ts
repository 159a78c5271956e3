/**
 * Records on their way to code that iterates over a run: a queue with a bound, at which the run waits.
 *
 * @module
 */
import type { TraceRecord } from "./record.ts";

/** Records that may wait; a batch of packets more can come before the run is held back. */
const MAX_WAITING_RECORDS = 4096;

export class RecordStream implements AsyncIterator<TraceRecord, undefined> {
  #waiting: TraceRecord[] = [];
  #next = 0;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #wakeReader: (() => void) | undefined;
  #wakeRun: (() => void) | undefined;

  /** @param leave called when the iteration is left before its end */
  constructor(readonly leave: () => void) {}

  put(record: TraceRecord): void {
    if (this.#ended) return;
    this.#waiting.push(record);
    this.#wakeReader?.();
  }
  /** A promise while too many records wait. */
  ready(): Promise<void> | undefined {
    if (this.#ended || this.#waiting.length - this.#next < MAX_WAITING_RECORDS) return undefined;
    return new Promise((resolve) => this.#wakeRun = resolve);
  }
  end(failure?: { readonly error: unknown }): void {
    this.#ended = true;
    this.#failure = failure;
    this.#wakeReader?.();
    this.#wakeRun?.();
  }
  /** Lets a run go on that is to stop. */
  release(): void {
    this.#wakeRun?.();
  }
  next(): Promise<IteratorResult<TraceRecord, undefined>> {
    const value = this.#take();
    return value ? Promise.resolve({ done: false, value }) : this.#wait();
  }
  #take(): TraceRecord | undefined {
    if (this.#next === this.#waiting.length) return undefined;
    const value = this.#waiting[this.#next++];
    if (this.#next === this.#waiting.length) {
      this.#waiting = [];
      this.#next = 0;
      this.#wakeRun?.();
    }
    return value;
  }
  async #wait(): Promise<IteratorResult<TraceRecord, undefined>> {
    for (;;) {
      const value = this.#take();
      if (value) return { done: false, value };
      if (this.#failure) {
        const { error } = this.#failure;
        this.#failure = undefined;
        throw error;
      }
      if (this.#ended) return { done: true, value: undefined };
      await new Promise<void>((resolve) => this.#wakeReader = resolve);
      this.#wakeReader = undefined;
    }
  }
  return(): Promise<IteratorResult<TraceRecord, undefined>> {
    this.#waiting = [];
    this.#next = 0;
    if (!this.#ended) {
      this.end();
      this.leave();
    }
    return Promise.resolve({ done: true, value: undefined });
  }
}
