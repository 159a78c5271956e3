/**
 * What is known to hold a value already on the path that leads to an instruction.
 *
 * @module
 */
import type { Register } from "../ir/mod.ts";

/** Names and registers; what a branch learns is forgotten after it, without copying what was known before. */
export class Known {
  readonly #own = new Map<string, Register | undefined>();
  constructor(readonly outer?: Known) {}

  get(name: string): Register | undefined {
    // deno-lint-ignore no-this-alias
    for (let scope: Known | undefined = this; scope; scope = scope.outer) {
      if (scope.#own.has(name)) return scope.#own.get(name);
    }
    return undefined;
  }
  set(name: string, register: Register): void {
    this.#own.set(name, register);
  }
  /** Hides what an outer scope knows, too. */
  forget(name: string): void {
    this.#own.set(name, undefined);
  }
}
