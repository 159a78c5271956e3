/**
 * How often a run over packets reads its buffers, looks for drops, and yields to the event loop.
 *
 * @module
 */
import type { Options } from "../../engine/options/mod.ts";

/** How often signals are heard and progress is reported, ms. */
const TURN_MS = 50;

/** What is to be done in this turn. */
export interface Turn {
  /** Records are read and shown. */
  readonly records: boolean;
  readonly aggregations: boolean;
  /** Drops are looked for. */
  readonly status: boolean;
}
export class ConsumerRates {
  #turn: number;
  #records: number;
  #aggregations: number;
  #status: number;

  /**
   * @param isReal time is the system's: then -x switchrate and aggrate hold; records are read every turn, sooner than
   * DTrace does, where switchrate is not given
   * @param now by the host's clock, as of {@linkcode ConsumerRates.next}
   */
  constructor(readonly options: Options, readonly isReal: boolean, now: number) {
    this.#turn =
      this.#records =
      this.#aggregations =
      this.#status =
        now;
  }

  next(now: number): Turn | undefined {
    if (now - this.#turn < TURN_MS) return undefined;
    this.#turn = now;
    const { isReal } = this;
    const records = !isReal || !this.options.isGiven("switchrate") || now - this.#records >= this.#ms("switchrate");
    const aggregations = !isReal || now - this.#aggregations >= this.#ms("aggrate");
    const status = now - this.#status >= this.#ms("statusrate");
    if (records) this.#records = now;
    if (aggregations) this.#aggregations = now;
    if (status) this.#status = now;
    return { records, aggregations, status };
  }
  #ms(name: string): number {
    return Number(this.options.rate(name)) / 1e6;
  }
}
