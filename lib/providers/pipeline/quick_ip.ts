/**
 * The short way for what most captures are full of: IP right behind an Ethernet header, when only ip's probes are enabled.
 * It judges as the decoder does, in one loop that notes firings in a list; the list is fired in a row. Every other packet
 * is left to the decoder.
 *
 * @module
 */
import type { FireFunction, Tracing } from "../../engine/probe/mod.ts";
import { CONTEXT, type FireEach, FIRING, FIRINGS } from "../../image/mod.ts";
import { DIRECTION, type PacketBatch } from "../../sources/mod.ts";
import type { AddressSet } from "./address.ts";
import type { TickClock } from "./clock.ts";
import { ARGUMENT_WORD, type Firing, type Stage } from "./stage.ts";

const ETHERNET = 14, IPV4 = ETHERNET + 20, IPV6 = ETHERNET + 40;
const [ARG0, ARG1, ARG2, ARG3, ARG4, ARG5] = [0, 1, 2, 3, 4, 5].map(ARGUMENT_WORD);
const ROOM = FIRINGS * FIRING.BYTES;

export class QuickIp {
  isOver = false;
  readonly #send: Firing | undefined;
  readonly #receive: Firing | undefined;
  /** The only one that is enabled. */
  readonly #each: FireEach | undefined;

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
    this.#send = ip.send;
    this.#receive = ip.receive;
    this.#each = this.#send && this.#receive ? undefined : (this.#send ?? this.#receive)!.fireEach;
  }
  /** Fires from packet `i` on, and returns the first that must go the long way, or `count`. */
  fire(batch: PacketBatch, i: number, count: number, clock: TickClock): number {
    const { words } = this.tracing.memory;
    words[ARG0] = words[ARG1] = words[ARG3] = 0;
    return this.#each === undefined
      ? this.#fireBoth(batch, i, count, clock)
      : this.#fireOne(this.#each, batch, i, count, clock);
  }
  #fireOne(each: FireEach, batch: PacketBatch, i: number, count: number, clock: TickClock): number {
    const { bytes, words, doubles } = this.tracing.memory;
    const { address, capturedLength, seconds, nanoseconds, direction } = batch;
    const { dueSeconds, dueNanoseconds } = clock;
    const { local, isTold } = this;
    const isSend = this.#send !== undefined;
    const wanted = isSend ? DIRECTION.OUTBOUND : DIRECTION.INBOUND;
    const end = each.list + ROOM;
    let at = each.list;
    for (; i < count; i++) {
      const ip = address[i] + ETHERNET;
      const version = versionOf(bytes, ip, capturedLength[i]);
      if (version === 0) break;
      const second = seconds[i];
      // a clock without timers is never due; one with timers is asked packet by packet
      if (second > dueSeconds || second === dueSeconds && nanoseconds[i] >= dueNanoseconds) break;
      const known = isTold ? direction[i] : DIRECTION.UNKNOWN;
      if (known !== DIRECTION.UNKNOWN) {
        if (known !== wanted) continue;
      } else if (local !== undefined) {
        const sent = isFrom(local, ip, version), received = isTo(local, ip, version);
        if (!sent && !received) break;
        if (isSend ? !sent : !received) continue;
      }
      const word = at >> 2;
      doubles[at >> 3] = second;
      words[word + (FIRING.NANOSECONDS >> 2)] = nanoseconds[i];
      words[word + (FIRING.ARG2 >> 2)] = ip;
      words[word + (FIRING.ARG4 >> 2)] = version === 4 ? ip : 0;
      words[word + (FIRING.ARG5 >> 2)] = version === 4 ? 0 : ip;
      at += FIRING.BYTES;
      if (at === end) {
        if (this.#fireList(each, at)) return i + 1;
        at = each.list;
      }
    }
    this.#fireList(each, at);
    return i;
  }
  /** Fires what is noted up to address `end`; true when tracing is over. */
  #fireList(each: FireEach, end: number): boolean {
    const { words } = this.tracing.memory;
    for (let at = each.list; at < end && !this.isOver;) {
      at = each.fire(at, end);
      const status = words[CONTEXT.STATUS >> 2];
      if (status !== 0) this.#attend(status);
    }
    return this.isOver;
  }
  /** Sending and receiving take turns. */
  #fireBoth(batch: PacketBatch, i: number, count: number, clock: TickClock): number {
    const { bytes, words, doubles } = this.tracing.memory;
    const { address, capturedLength, seconds, nanoseconds, direction } = batch;
    const { dueSeconds, dueNanoseconds } = clock;
    const { local, isTold } = this;
    const send = this.#send?.fire, receive = this.#receive?.fire;
    for (; i < count; i++) {
      const ip = address[i] + ETHERNET;
      const version = versionOf(bytes, ip, capturedLength[i]);
      if (version === 0) return i;
      const second = seconds[i];
      if (second > dueSeconds || second === dueSeconds && nanoseconds[i] >= dueNanoseconds) return i;
      let sent = true, received = true;
      const known = isTold ? direction[i] : DIRECTION.UNKNOWN;
      if (known !== DIRECTION.UNKNOWN) {
        sent = known === DIRECTION.OUTBOUND;
        received = !sent;
      } else if (local !== undefined) {
        sent = isFrom(local, ip, version);
        received = isTo(local, ip, version);
        if (!sent && !received) return i;
      }
      doubles[CONTEXT.TIME_SECONDS >> 3] = second;
      words[CONTEXT.TIME_NANOSECONDS >> 2] = nanoseconds[i];
      words[ARG2] = ip;
      words[ARG4] = version === 4 ? ip : 0;
      words[ARG5] = version === 4 ? 0 : ip;
      if (sent && this.#fireNow(send) || received && this.#fireNow(receive)) return i + 1;
    }
    return count;
  }
  #fireNow(fire: FireFunction | undefined): boolean {
    const status = fire === undefined ? 0 : fire();
    return status !== 0 && this.#attend(status);
  }
  #attend(status: number): boolean {
    this.isOver ||= this.tracing.attend(status);
    return this.isOver;
  }
}
/** 4 or 6 for a header that is whole and ordinary behind that of an Ethernet frame; else 0. */
function versionOf(bytes: Uint8Array, ip: number, captured: number): number {
  if (captured < IPV4) return 0;
  if (bytes[ip - 2] === 8) {
    const isPlain = bytes[ip - 1] === 0 && bytes[ip] === 0x45 && (bytes[ip + 2] !== 0 || bytes[ip + 3] >= 20);
    return isPlain ? 4 : 0;
  }
  return bytes[ip - 2] === 0x86 && bytes[ip - 1] === 0xdd && captured >= IPV6 && bytes[ip] >> 4 === 6 ? 6 : 0;
}
function isFrom(local: AddressSet, ip: number, version: number): boolean {
  return version === 4 ? local.has4(ip + 12) : local.has6(ip + 8);
}
function isTo(local: AddressSet, ip: number, version: number): boolean {
  return version === 4 ? local.has4(ip + 16) : local.has6(ip + 24);
}
