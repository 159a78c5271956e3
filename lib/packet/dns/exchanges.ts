/**
 * Queries that wait for responses, and those that have had one: matched by the flow's ends, the identifier, the kind of
 * operation and the question, its name without case. So many are kept; of more the oldest goes, counted.
 *
 * @module
 */
import type { DnsMessage } from "./message.ts";

const MAX_EXCHANGES = 65_536;
/** Truncated responses that are remembered, and how long they count. */
const MAX_TRUNCATED = 4096, TRUNCATED_SECONDS = 5;

/** Where the addresses of client and server are, and how many bytes they have. */
interface Ends {
  readonly client: number;
  readonly server: number;
  readonly size: number;
}

export interface DnsExchange {
  readonly id: number;
  /** Numbers of the keys: with the question, and by ends and identifier alone. */
  readonly key: number;
  readonly ends: number;
  readonly firstSeconds: number;
  readonly firstNanoseconds: number;
  lastSeconds: number;
  lastNanoseconds: number;
  queries: number;
  responses: number;
  overTcp: boolean;
  /** Of the question as it was written. */
  readonly spelling: number;
  /** It was said that nobody answers. */
  isGivenUp: boolean;
}

/** Two numbers of 32 bits, mixed with what they are given; together they make a key of 53 bits. */
class Hash {
  #a = 0;
  #b = 0;

  begin(): this {
    this.#a = 0x811c9dc5 | 0;
    this.#b = 0x9747b28c | 0;
    return this;
  }
  add(value: number): this {
    const a = Math.imul(this.#a ^ value, 0x01000193), b = Math.imul(this.#b ^ value, 0x5bd1e995);
    this.#a = a ^ a >>> 15;
    this.#b = b ^ b >>> 13;
    return this;
  }
  /** Bytes of a name where it stands, or of an address. */
  addBytes(bytes: Uint8Array, at: number, end: number, lower: boolean): this {
    for (; at < end; at++) {
      const byte = bytes[at];
      this.add(lower && byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte);
    }
    return this;
  }
  get value(): number {
    return (this.#a >>> 0) * 2 ** 21 + (this.#b >>> 11);
  }
}

export class DnsExchanges {
  /** Queries that might have been answered yet, and were forgotten to make room. */
  forgotten = 0;
  readonly #byKey = new Map<number, DnsExchange>();
  /** The last of the ends and identifier, whatever it asks. */
  readonly #byEnds = new Map<number, DnsExchange>();
  readonly #hash = new Hash();
  /** By client, server and question: when it was answered by a truncated response, seconds. */
  readonly #truncated = new Map<number, number>();
  /** In the order in which they came. */
  readonly #ring: DnsExchange[] = [];
  #turn = -1;
  #next = 1;
  #key = 0;
  #ends = 0;
  #spelling = 0;

  /** Notes what a message of a flow is found by. */
  #take({ bytes, id, opcode, question, type, class: kind, names, start, end }: DnsMessage, flow: number): void {
    const hash = this.#hash;
    this.#ends = hash.begin().add(flow).add(flow / 2 ** 32).add(id).add(opcode).value;
    if (question === 0) {
      this.#key = this.#spelling = -1;
      return;
    }
    names.read(start, question, end);
    const { next } = names;
    hash.add(type).add(kind);
    this.#key = hash.addBytes(bytes, question, next, true).value;
    this.#spelling = hash.begin().addBytes(bytes, question, next, false).value;
  }
  /** A query that was seen: a new exchange, or one that waits for `timeoutMs` at most, asked again. */
  ask(message: DnsMessage, flow: number, seconds: number, nanoseconds: number, timeoutMs: number): DnsExchange {
    this.#take(message, flow);
    const known = this.#byKey.get(this.#key);
    if (known && microseconds(known.firstSeconds, known.firstNanoseconds, seconds, nanoseconds) <= timeoutMs * 1000) {
      known.lastSeconds = seconds;
      known.lastNanoseconds = nanoseconds;
      known.queries++;
      return known;
    }
    if (known) this.#forget(known);
    this.#makeRoom();
    const made: DnsExchange = {
      ...{ id: this.#next++, key: this.#key, ends: this.#ends, spelling: this.#spelling },
      ...{ firstSeconds: seconds, firstNanoseconds: nanoseconds, lastSeconds: seconds, lastNanoseconds: nanoseconds },
      ...{ queries: 1, responses: 0, overTcp: false, isGivenUp: false },
    };
    this.#ring[this.#turn] = made;
    this.#byKey.set(made.key, made);
    this.#byEnds.set(made.ends, made);
    return made;
  }
  /** The oldest goes, where there are as many as are kept. */
  #makeRoom(): void {
    this.#turn = (this.#turn + 1) % MAX_EXCHANGES;
    const oldest = this.#ring[this.#turn];
    if (oldest === undefined || this.#byKey.get(oldest.key) !== oldest) return;
    if (oldest.responses === 0 && !oldest.isGivenUp) this.forgotten++;
    this.#forget(oldest);
  }
  #forget(exchange: DnsExchange): void {
    this.#byKey.delete(exchange.key);
    if (this.#byEnds.get(exchange.ends) === exchange) this.#byEnds.delete(exchange.ends);
    exchange.isGivenUp = true;
  }
  /** What a response answers. One without a question answers the last query with its identifier. */
  answer(message: DnsMessage, flow: number): DnsExchange | undefined {
    this.#take(message, flow);
    const found = message.question === 0 ? this.#byEnds.get(this.#ends) : this.#byKey.get(this.#key);
    if (found) found.responses++;
    return found;
  }
  /** A response over UDP was truncated: its question is asked again over TCP. */
  noteTruncated(message: DnsMessage, ends: Ends, seconds: number): void {
    if (this.#truncated.size >= MAX_TRUNCATED) this.#truncated.clear();
    this.#truncated.set(this.#askedBy(message, ends), seconds);
  }
  /** Whether that was so for a query over TCP, shortly before. */
  wasTruncated(message: DnsMessage, ends: Ends, seconds: number): boolean {
    const at = this.#truncated.get(this.#askedBy(message, ends));
    return at !== undefined && seconds - at <= TRUNCATED_SECONDS;
  }
  /** The client, the server and the question. */
  #askedBy({ bytes, question, type, class: kind, names, start, end }: DnsMessage, ends: Ends): number {
    const { client, server, size } = ends, hash = this.#hash.begin();
    hash.addBytes(bytes, client, client + size, false).addBytes(bytes, server, server + size, false).add(type).add(
      kind,
    );
    if (question === 0) return hash.value;
    names.read(start, question, end);
    return hash.addBytes(bytes, question, names.next, true).value;
  }
  /** After {@linkcode answer}: a query with these ends and this identifier asks something else. */
  get isOtherQuestion(): boolean {
    return this.#byEnds.has(this.#ends);
  }
  /** After {@linkcode answer}: the response writes the name as the query does. */
  isSameSpelling(exchange: DnsExchange): boolean {
    return exchange.spelling === this.#spelling;
  }
}
/** From one moment to another. */
export function microseconds(fromSeconds: number, fromNs: number, seconds: number, nanoseconds: number): number {
  return Math.round((seconds - fromSeconds) * 1e6 + (nanoseconds - fromNs) / 1e3);
}
