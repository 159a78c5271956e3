/**
 * The short way for what most captures are full of: IPv4 right behind an Ethernet header, when only ip's probes are
 * enabled. It judges as the decoder does, in one loop without a call but the firing; every other packet is left to it.
 *
 * @module
 */
import type { FireFunction, Tracing } from "../../engine/probe/mod.ts";
import { CONTEXT } from "../../image/mod.ts";
import { DIRECTION, type PacketBatch } from "../../sources/mod.ts";
import type { AddressSet } from "./address.ts";
import type { TickClock } from "./clock.ts";
import { ARGUMENT_WORD, type Stage } from "./stage.ts";

const HEADERS = 14 + 20;
const [ARG2, ARG4, ARG5] = [2, 4, 5].map(ARGUMENT_WORD);
const SECONDS = CONTEXT.TIME_SECONDS >> 3, NANOSECONDS = CONTEXT.TIME_NANOSECONDS >> 2;

export class QuickIp {
  isOver = false;
  readonly #send: FireFunction | undefined;
  readonly #receive: FireFunction | undefined;

  /**
   * @param local addresses of the host; undefined where every packet is both sent and received
   * @param isTold whether the direction that the capture tells counts
   */
  constructor(
    readonly tracing: Tracing,
    ip: Stage,
    readonly local: AddressSet | undefined,
    readonly isTold: boolean,
  ) {
    this.#send = ip.send?.fire;
    this.#receive = ip.receive?.fire;
  }
  /** Fires from packet `i` on, and returns the first that must go the long way, or `count`. */
  fire(batch: PacketBatch, i: number, count: number, clock: TickClock): number {
    const { bytes, words, doubles } = this.tracing.memory;
    const { address, capturedLength, seconds, nanoseconds, direction } = batch;
    const { dueSeconds, dueNanoseconds } = clock;
    const { local, isTold } = this;
    const send = this.#send, receive = this.#receive;
    for (; i < count; i++) {
      const ip = address[i] + 14;
      const isPlain = capturedLength[i] >= HEADERS && bytes[ip - 2] === 8 && bytes[ip - 1] === 0 &&
        bytes[ip] === 0x45 &&
        (bytes[ip + 2] !== 0 || bytes[ip + 3] >= 20);
      if (!isPlain) return i;
      const second = seconds[i];
      // a clock without timers is never due; one with timers is asked packet by packet
      if (second > dueSeconds || second === dueSeconds && nanoseconds[i] >= dueNanoseconds) return i;
      let sent = true, received = true;
      const known = isTold ? direction[i] : DIRECTION.UNKNOWN;
      if (known !== DIRECTION.UNKNOWN) {
        sent = known === DIRECTION.OUTBOUND;
        received = !sent;
      } else if (local !== undefined) {
        sent = local.has4(ip + 12);
        received = local.has4(ip + 16);
        if (!sent && !received) return i;
      }
      doubles[SECONDS] = second;
      words[NANOSECONDS] = nanoseconds[i];
      words[ARG2] = ip;
      words[ARG4] = ip;
      words[ARG5] = 0;
      let status = sent && send !== undefined ? send() : 0;
      if (received && receive !== undefined && (status === 0 || !this.#attend(status))) status = receive();
      if (status !== 0 && this.#attend(status)) return i + 1;
    }
    return count;
  }
  #attend(status: number): boolean {
    this.isOver ||= this.tracing.attend(status);
    return this.isOver;
  }
}
