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
import { LOOP_WASM, type LoopFunctions } from "./loop.wasm.ts";
import { FIRING, SETTINGS } from "./settings.ts";

/**
 * What is looked at of each packet: nothing, for probes of records; IP's header in a frame of Ethernet; segments of TCP
 * behind that; all that the settings and the bytes by protocol say.
 */
export type FastPathKind = "records" | "ip" | "segments" | "packets";

export interface FastLoopSettings {
  readonly tracing: ProviderContext;
  readonly kind: FastPathKind;
  /** By place, as FIRING names them: the clauses of probes, each a function of the machine. */
  readonly firings: readonly (FireFunction | undefined)[];
  /** Whether the direction that the capture tells counts. */
  readonly isStated: boolean;
  /** The only interface; undefined where there are several. */
  readonly interface: number | undefined;
  /** Addresses: of the words by interface, of the bytes by protocol; of the cache of flows, `struct packet`, `struct tcpa`, or 0. */
  readonly interfaces: number;
  readonly forms: number;
  readonly cache: number;
  readonly packet: number;
  readonly finding: number;
  /** Whether anything behind IP is looked at. */
  readonly isBehindIp: boolean;
  /** Whether tunnels are opened. */
  readonly opensTunnels: boolean;
  /** Address of the block of the dns provider, or 0. */
  readonly dns: number;
}
const OF_BATCH = {
  records: "recordsOfBatch",
  ip: "ipOfBatch",
  segments: "segmentsOfBatch",
  packets: "packetsOfBatch",
} as const;
const OF_FILE = {
  records: "recordsOfFile",
  ip: "ipOfFile",
  segments: "segmentsOfFile",
  packets: "packetsOfFile",
} as const;

export class FastLoop {
  /** ProviderContext has come to its end. */
  isOver = false;
  readonly #words: Int32Array;
  readonly #functions: LoopFunctions;

  constructor(readonly settings: FastLoopSettings) {
    const { tracing, firings } = settings, { memory } = tracing;
    this.#words = memory.words;
    const fires = (place: number, way: number) => firings[place] ? way : 0;
    this.#put(SETTINGS.FIRES, fires(FIRING.SENT, DIRECTED.SENT) | fires(FIRING.RECEIVED, DIRECTED.RECEIVED));
    this.#put(SETTINGS.STATED, settings.isStated ? 1 : 0);
    this.#put(SETTINGS.INTERFACES, settings.interfaces);
    this.#put(SETTINGS.FORMS, settings.forms);
    this.#put(SETTINGS.BEHIND, settings.isBehindIp ? 1 : 0);
    this.#put(SETTINGS.OPENS, settings.opensTunnels ? 1 : 0);
    this.#put(SETTINGS.PACKET, settings.packet);
    this.#put(SETTINGS.FINDING, settings.finding);
    this.#put(SETTINGS.CACHE, settings.cache);
    this.#put(SETTINGS.DNS, settings.dns);
    const fire = new WebAssembly.Table({ element: "anyfunc", initial: firings.length });
    firings.forEach((one, place) => one && fire.set(place, one));
    const checkStatus = (status: number) => {
      this.isOver ||= tracing.checkStatus(status);
      return this.isOver ? 1 : 0;
    };
    this.#functions = instantiateHot(LOOP_WASM, memory.memory, { fire, checkStatus });
  }
  #put(at: number, value: number): void {
    this.#words[at >> 2] = value;
  }
  #first(number: number): void {
    this.settings.tracing.memory.doubles[SETTINGS.FIRST >> 3] = number;
  }
  /** Fires from packet `i` on, and returns the first that is left to the slow path, or `count`. */
  fire(batch: PacketBatch, i: number, count: number, { dueSeconds, dueNanoseconds }: TickClock): number {
    const { kind } = this.settings;
    this.#first(batch.firstNumber);
    this.#put(SETTINGS.INTERFACE, this.settings.interface ?? -1);
    this.#put(SETTINGS.ADDRESSES, batch.address.byteOffset);
    this.#put(SETTINGS.LENGTHS, batch.capturedLength.byteOffset);
    this.#put(SETTINGS.WIRE_LENGTHS, batch.wireLength.byteOffset);
    this.#put(SETTINGS.SECONDS, batch.seconds.byteOffset);
    this.#put(SETTINGS.NANOSECONDS, batch.nanoseconds.byteOffset);
    this.#put(SETTINGS.DIRECTIONS, batch.direction.byteOffset);
    this.#put(SETTINGS.INTERFACE_COLUMN, batch.interface.byteOffset);
    return this.#functions[OF_BATCH[kind]](i, count, dueSeconds, dueNanoseconds);
  }
  /** Takes records, all of interface `of`, up to the first that is left to the slow path, or is not whole. */
  fireRecords(records: RecordRun, of: number, { dueSeconds, dueNanoseconds }: TickClock): void {
    const { kind } = this.settings, { limit, fractions } = records;
    this.#first(records.number);
    this.#put(SETTINGS.INTERFACE, of);
    this.#put(SETTINGS.TAKEN, 0);
    this.#put(SETTINGS.LIMIT, limit);
    this.#put(SETTINGS.FRACTIONS, fractions);
    this.#put(SETTINGS.SCALE, 1e9 / fractions);
    records.at = this.#functions[OF_FILE[kind]](records.at, records.end, dueSeconds, dueNanoseconds);
    records.taken += this.#words[SETTINGS.TAKEN >> 2];
  }
}
