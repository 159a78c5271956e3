/**
 * Queries in the order in which they came, until they are answered or their time is over; with what is needed to fire for
 * them then, when their packets are gone.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import type { DnsExchanges, DnsMessage } from "../../packet/dns/mod.ts";
import { FLOW } from "../../packet/flow/mod.ts";

/** Of a message so much is kept: header, question, and as a rule what EDNS says. */
const KEPT_BYTES = 512;

export interface OverdueQuery {
  /** Its place in the table of exchanges, and its number: another one may be there by now. */
  readonly exchange: number;
  readonly id: number;
  readonly variant: number;
  /** `struct app`, as it was kept. */
  readonly app: Uint8Array;
  readonly bytes: Uint8Array;
  readonly length: number;
  readonly flow: number;
  readonly flowNumber: number;
  /** When its time is over. */
  readonly seconds: number;
  readonly nanoseconds: number;
}

export class Overdue {
  /** For addresses. */
  readonly room: number;
  readonly #message: number;
  #queries: OverdueQuery[] = [];
  #head = 0;

  constructor(readonly memory: MachineMemory, readonly exchanges: DnsExchanges, readonly timeoutMs: number) {
    this.#message = memory.reserve(KEPT_BYTES, "queries of DNS without a response");
    this.room = memory.reserve(32, "queries of DNS without a response");
  }
  /** A query of a new exchange, asked at that time. */
  add(
    exchange: number,
    flow: number,
    flowNumber: number,
    app: Uint8Array,
    m: DnsMessage,
    variant: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    const { timeoutMs } = this, over = nanoseconds + timeoutMs % 1000 * 1e6;
    this.#queries.push({
      ...{ exchange, id: this.exchanges.idOf(exchange), variant, app, flow, flowNumber, length: m.length },
      bytes: m.bytes.slice(m.start, Math.min(m.end, m.start + KEPT_BYTES)),
      seconds: seconds + Math.floor(timeoutMs / 1000) + Math.floor(over / 1e9),
      nanoseconds: over % 1e9,
    });
  }
  /** The next whose time is over at a moment, and that was not answered. */
  next(seconds: number, nanoseconds: number): OverdueQuery | undefined {
    for (;;) {
      const query = this.#queries[this.#head];
      if (!query || query.seconds > seconds || query.seconds === seconds && query.nanoseconds >= nanoseconds) {
        return undefined;
      }
      this.#head++;
      // what is done with is let go, in one piece
      if (this.#head > 1024 && 2 * this.#head > this.#queries.length) {
        this.#queries = this.#queries.slice(this.#head);
        this.#head = 0;
      }
      const { exchanges } = this, { exchange, id } = query;
      // what was forgotten to make room is not known to be unanswered
      if (exchanges.idOf(exchange) !== id || exchanges.isAnswered(exchange)) continue;
      exchanges.giveUp(exchange);
      return query;
    }
  }
  /** Reads its message again. */
  restore({ bytes, length }: OverdueQuery, m: DnsMessage): void {
    this.memory.bytes.set(bytes, this.#message);
    m.read(this.#message, this.#message + bytes.length, length);
  }
  /** Its flow, unless another one has taken its place. */
  flowOf({ flow, flowNumber }: OverdueQuery): number {
    const { words } = this.memory, at = flow + FLOW.ID >> 2;
    return words[at] + words[at + 1] * 2 ** 32 === flowNumber ? flow : 0;
  }
}
