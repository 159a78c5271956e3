/**
 * Questions to the person at the frontend, one at a time.
 *
 * @module
 */

/** Waits for the answer to the question asked last. */
export class Questions {
  #waiting?: { resolve(value: string): void; reject(error: Error): void };

  /** Settles with the next answer. */
  ask(): Promise<string> {
    this.cancel("another question came");
    return new Promise((resolve, reject) => this.#waiting = { resolve, reject });
  }

  /** The answer has come; without a question it is dropped. */
  answer(value: string): void {
    this.#waiting?.resolve(value);
    this.#waiting = undefined;
  }

  /** Nobody waits any more. */
  cancel(reason: string): void {
    this.#waiting?.reject(new Error(reason));
    this.#waiting = undefined;
  }
}
