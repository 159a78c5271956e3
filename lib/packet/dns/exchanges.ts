/**
 * The table of exchanges in a machine's memory, with what was truncated over UDP and may be asked again over TCP.
 *
 * @module
 */
import type { HotMemory } from "../../wasm/mod.ts";
import { EXCHANGE_ENTRY, EXCHANGE_STATE, TABLE, TABLE_BYTES } from "./exchange_table.ts";
import type { DnsMessage } from "./message.ts";

/** Truncated responses that are remembered, and how long they count. */
const MAX_TRUNCATED = 4096, TRUNCATED_SECONDS = 5;

/** Where the addresses of client and server are, and how many bytes they have. */
interface Ends {
  readonly client: number;
  readonly server: number;
  readonly size: number;
}

export class DnsExchanges {
  /** Address of the table's head. */
  readonly table: number;
  /** By client, server and question: when it was answered by a truncated response, seconds. */
  readonly #truncated = new Map<string, number>();

  constructor(readonly memory: HotMemory, reserve: (size: number) => number) {
    const table = this.table = reserve(TABLE.BYTES), { words, doubles } = memory;
    words.fill(0, table >> 2, table + TABLE.BYTES >> 2);
    words[table + TABLE.ENTRIES >> 2] = reserve(TABLE_BYTES.ENTRIES);
    words[table + TABLE.BY_KEY >> 2] = reserve(TABLE_BYTES.CHAINS);
    words[table + TABLE.BY_ENDS >> 2] = reserve(TABLE_BYTES.CHAINS);
    doubles[table + TABLE.NEXT >> 3] = 1;
  }
  /** Queries that might have been answered yet, and were forgotten to make room. */
  get forgotten(): number {
    return this.memory.doubles[this.table + TABLE.FORGOTTEN >> 3];
  }
  idOf(exchange: number): number {
    return this.memory.doubles[exchange + EXCHANGE_ENTRY.ID >> 3];
  }
  /** It was asked once, and not answered. */
  isNew(exchange: number): boolean {
    const { words } = this.memory;
    return words[exchange + EXCHANGE_ENTRY.QUERIES >> 2] === 1 && words[exchange + EXCHANGE_ENTRY.RESPONSES >> 2] === 0;
  }
  wasAskedAgain(exchange: number): boolean {
    return this.memory.words[exchange + EXCHANGE_ENTRY.QUERIES >> 2] > 1;
  }
  isAnswered(exchange: number): boolean {
    return this.memory.words[exchange + EXCHANGE_ENTRY.RESPONSES >> 2] > 0;
  }
  giveUp(exchange: number): void {
    this.memory.words[exchange + EXCHANGE_ENTRY.STATE >> 2] |= EXCHANGE_STATE.GIVEN_UP;
  }
  /** A response over UDP was truncated: its question is asked again over TCP. */
  noteTruncated(message: DnsMessage, ends: Ends, seconds: number): void {
    if (this.#truncated.size >= MAX_TRUNCATED) this.#truncated.clear();
    this.#truncated.set(this.#askedBy(message, ends), seconds);
  }
  /** Notes whether that was so for a query over TCP, shortly before. */
  noteOverTcp(exchange: number, message: DnsMessage, ends: Ends, seconds: number): void {
    if (this.#truncated.size === 0) return;
    const at = this.#truncated.get(this.#askedBy(message, ends));
    const wasTruncated = at !== undefined && seconds - at <= TRUNCATED_SECONDS;
    const state = exchange + EXCHANGE_ENTRY.STATE >> 2, { words } = this.memory;
    words[state] = words[state] & ~EXCHANGE_STATE.OVER_TCP | (wasTruncated ? EXCHANGE_STATE.OVER_TCP : 0);
  }
  /** The client, the server and the question. */
  #askedBy({ bytes, question, questionEnd, type, class: kind }: DnsMessage, { client, server, size }: Ends): string {
    const name = question === 0 ? "" : String.fromCharCode(...bytes.subarray(question, questionEnd)).toLowerCase();
    return `${bytes.subarray(client, client + size)} ${bytes.subarray(server, server + size)} ${type} ${kind} ${name}`;
  }
}
