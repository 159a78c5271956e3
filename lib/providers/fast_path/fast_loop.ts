/**
 * The fast path at work: the loop of `loop.ts` on the machine's memory, with what fires.
 *
 * @module
 */
import type { FireFunction, ProviderContext } from "../../engine/probe/mod.ts";
import type { PacketBatch, RecordRun } from "../../sources/mod.ts";
import { instantiateHot } from "../../wasm/mod.ts";
import type { TickClock } from "../pipeline/clock.ts";
import { DIRECTED } from "../pipeline/direction_rule.ts";
import type { CaptureView } from "../pipeline/host_view.ts";
import { LOOP_WASM, type LoopFunctions } from "./loop.wasm.ts";
import { SETTINGS } from "./settings.ts";

/** What is looked at of each packet: nothing, for probes of records; IP's header; TCP's too. */
export type FastPath =
  | { readonly kind: "records" }
  | { readonly kind: "ip" }
  | {
    readonly kind: "tcp";
    /** Head of the flow cache. */
    readonly cache: number;
    /** No probe but those of TCP is enabled: what is not TCP is passed over. */
    readonly isAlone: boolean;
  };
export interface FastLoopSettings {
  readonly tracing: ProviderContext;
  /** Address of {@linkcode SETTINGS}. */
  readonly block: number;
  /** What fires for a packet that goes out, or for a record; and for one that comes in. */
  readonly send: FireFunction | undefined;
  readonly receive: FireFunction | undefined;
  /** The view of all packets; undefined where interfaces have views of their own. */
  readonly view: CaptureView | undefined;
  /** Address of the heads of views by interface. */
  readonly views: number;
  /** Whether the direction that the capture tells counts. */
  readonly isTold: boolean;
}
const OF_BATCH = { records: "recordsOfBatch", ip: "ipOfBatch", tcp: "tcpOfBatch" } as const;
const OF_FILE = { records: "recordsOfFile", ip: "ipOfFile", tcp: "tcpOfFile" } as const;

export class FastLoop {
  /** Tracing has come to its end. */
  isOver = false;
  readonly #block: number;
  readonly #words: Int32Array;
  readonly #functions: LoopFunctions;

  constructor(readonly settings: FastLoopSettings, readonly path: FastPath) {
    const { tracing, block, send, receive, view, views, isTold } = settings, { memory } = tracing;
    this.#words = memory.words;
    this.#block = block;
    this.#put(SETTINGS.FIRES, (send ? DIRECTED.SENT : 0) | (receive ? DIRECTED.RECEIVED : 0));
    this.#put(SETTINGS.TOLD, isTold ? 1 : 0);
    this.#put(SETTINGS.VIEW, view?.local.head ?? 0);
    this.#put(SETTINGS.VIEWS, views);
    if (path.kind === "tcp") {
      this.#put(SETTINGS.CACHE, path.cache);
      this.#put(SETTINGS.ALONE, path.isAlone ? 1 : 0);
    }
    const nothing = () => 0;
    const checkStatus = (status: number) => {
      this.isOver ||= tracing.checkStatus(status);
      return this.isOver ? 1 : 0;
    };
    const host = { send: send ?? nothing, receive: receive ?? nothing, checkStatus };
    this.#functions = instantiateHot(LOOP_WASM, memory.memory, host);
  }
  #put(at: number, value: number): void {
    this.#words[this.#block + at >> 2] = value;
  }
  /** Fires from packet `i` on, and returns the first that is left to the slow path, or `count`. */
  fire(batch: PacketBatch, i: number, count: number, { dueSeconds, dueNanoseconds }: TickClock): number {
    this.#put(SETTINGS.ADDRESSES, batch.address.byteOffset);
    this.#put(SETTINGS.LENGTHS, batch.capturedLength.byteOffset);
    this.#put(SETTINGS.SECONDS, batch.seconds.byteOffset);
    this.#put(SETTINGS.NANOSECONDS, batch.nanoseconds.byteOffset);
    this.#put(SETTINGS.DIRECTIONS, batch.direction.byteOffset);
    this.#put(SETTINGS.INTERFACES, batch.interface.byteOffset);
    return this.#functions[OF_BATCH[this.path.kind]](this.#block, i, count, dueSeconds, dueNanoseconds);
  }
  /** Takes records up to the first that is left to the slow path, or is not whole. */
  fireRecords(records: RecordRun, { dueSeconds, dueNanoseconds }: TickClock): void {
    const { limit, fractions } = records;
    this.#put(SETTINGS.TAKEN, 0);
    this.#put(SETTINGS.LIMIT, limit);
    this.#put(SETTINGS.FRACTIONS, fractions);
    this.#put(SETTINGS.SCALE, 1e9 / fractions);
    const take = OF_FILE[this.path.kind];
    records.at = this.#functions[take](this.#block, records.at, records.end, dueSeconds, dueNanoseconds);
    records.taken += this.#words[this.#block + SETTINGS.TAKEN >> 2];
  }
}
