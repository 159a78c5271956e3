/**
 * The short way for what most segments are: TCP behind plain headers of IP and Ethernet, of a connection that was met
 * lately, in order. It judges as the decoder, the table of flows and the tracker do, in one loop; every other packet is
 * left to them.
 *
 * @module
 */
import type { FireFunction, Tracing } from "../../engine/probe/mod.ts";
import { CONTEXT } from "../../image/mod.ts";
import { FLOW, type FlowTable } from "../../packet/flow/mod.ts";
import { END, isOrdinary, noteTimestamp, sampleRoundTrip, sinceStart, takeOrdinary, TH } from "../../packet/tcp/mod.ts";
import { PROTOCOL } from "../../packet/wire/mod.ts";
import { DIRECTION, type PacketBatch } from "../../sources/mod.ts";
import type { AddressSet } from "./address.ts";
import type { TickClock } from "./clock.ts";
import { ARGUMENT_WORD, type Firing } from "./stage.ts";

/** Lengths of headers: of TCP without options, and with the timestamps option as RFC 7323 recommends to send it. */
const ETHERNET = 14, FOUR = 20, SIX = 40, SEGMENT = 20, SEGMENT_WITH_TIMESTAMPS = 32;
/** Two bytes of padding, kind 8, length 10. */
const TIMESTAMPS = 0x0101080a;
/** EtherTypes, and bits of the fragment's offset and of more fragments, as they are read little-endian. */
const IPV4 = 0x0008, IPV6 = 0xdd86, FRAGMENT = 0xff3f;
const NOT_ORDINARY = TH.FIN | TH.SYN | TH.RST | TH.URG;
const [ARG0, ARG1, ARG2, ARG3, ARG4, ARG5] = [0, 1, 2, 3, 4, 5].map(ARGUMENT_WORD);
const SECONDS = CONTEXT.TIME_SECONDS >> 3, NANOSECONDS = CONTEXT.TIME_NANOSECONDS >> 2;

export class QuickTcp {
  isOver = false;
  readonly #send: FireFunction | undefined;
  readonly #receive: FireFunction | undefined;

  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** Of the packet that {@linkcode #transportOf} has seen: its protocol, and bytes behind its header on the wire. */
  #protocol = 0;
  #length = 0;

  /**
   * @param local addresses of the host; undefined where every packet is both sent and received
   * @param isTold whether the direction that the capture tells counts
   * @param isAlone whether no probe but those of TCP is enabled: what is not TCP is passed over
   */
  constructor(
    readonly tracing: Tracing,
    firings: { readonly send: Firing | undefined; readonly receive: Firing | undefined },
    readonly flows: FlowTable,
    readonly local: AddressSet | undefined,
    readonly isTold: boolean,
    readonly isAlone: boolean,
  ) {
    this.#send = firings.send?.fire;
    this.#receive = firings.receive?.fire;
    this.#bytes = tracing.memory.bytes;
    this.#view = tracing.memory.view;
  }
  /** Takes packets from `i` on, and returns the first that must go the long way, or `count`. */
  fire(batch: PacketBatch, i: number, count: number, clock: TickClock): number {
    const { words, doubles } = this.tracing.memory;
    const { address, capturedLength, seconds, nanoseconds, direction } = batch;
    const { dueSeconds, dueNanoseconds } = clock;
    const { local, isTold, isAlone } = this;
    for (; i < count; i++) {
      const ip = address[i] + ETHERNET, captured = capturedLength[i] - ETHERNET;
      const transport = this.#transportOf(ip, captured);
      if (transport === 0) return i;
      const second = seconds[i], nanosecond = nanoseconds[i];
      // a clock without timers is never due; one with timers is asked packet by packet
      if (second > dueSeconds || second === dueSeconds && nanosecond >= dueNanoseconds) return i;
      let sent = true, received = true;
      const known = isTold ? direction[i] : DIRECTION.UNKNOWN;
      if (known !== DIRECTION.UNKNOWN) {
        sent = known === DIRECTION.OUTBOUND;
        received = !sent;
        // what is captured of others is not followed
        if (local !== undefined && !local.isEmpty && !(sent ? this.#isFrom(local, ip) : this.#isTo(local, ip))) {
          return i;
        }
      } else if (local !== undefined) {
        sent = this.#isFrom(local, ip);
        received = this.#isTo(local, ip);
        if (!sent && !received) return i;
      }
      if (this.#protocol !== PROTOCOL.TCP) {
        if (!isAlone) return i;
        doubles[SECONDS] = second;
        words[NANOSECONDS] = nanosecond;
        continue;
      }
      const flow = this.#follow(ip, transport, ip + captured, second, nanosecond);
      if (flow === 0) return i;
      doubles[SECONDS] = second;
      words[NANOSECONDS] = nanosecond;
      words[ARG0] = words[ARG5] = 0;
      words[ARG1] = words[ARG3] = flow;
      words[ARG2] = ip;
      words[ARG4] = transport;
      if (this.#fireBoth(flow, sent, received)) return i + 1;
    }
    return count;
  }
  /** Where the transport header begins, right behind a header of IP without more; 0 if the packet is not like that. */
  #transportOf(ip: number, captured: number): number {
    const bytes = this.#bytes, view = this.#view;
    if (captured < FOUR) return 0;
    const type = view.getUint16(ip - 2, true);
    if (type === IPV4) {
      if (bytes[ip] !== 0x45 || (view.getUint16(ip + 6, true) & FRAGMENT) !== 0) return 0;
      const length = this.#length = view.getUint16(ip + 2) - FOUR;
      this.#protocol = bytes[ip + 9];
      return length < 0 || this.#protocol === PROTOCOL.AH ? 0 : ip + FOUR;
    }
    if (type !== IPV6 || captured < SIX || bytes[ip] >> 4 !== 6) return 0;
    const protocol = this.#protocol = bytes[ip + 6];
    const length = this.#length = view.getUint16(ip + 4);
    // other headers may be extensions
    const isPlain = protocol === PROTOCOL.TCP || protocol === PROTOCOL.UDP || protocol === PROTOCOL.ICMP6;
    return isPlain && length > 0 ? ip + SIX : 0;
  }
  #isFrom(local: AddressSet, ip: number): boolean {
    return this.#bytes[ip] === 0x45 ? local.has4(ip + 12) : local.has6(ip + 8);
  }
  #isTo(local: AddressSet, ip: number): boolean {
    return this.#bytes[ip] === 0x45 ? local.has4(ip + 16) : local.has6(ip + 24);
  }
  /** The connection of an ordinary segment, which then has been taken; 0 for another. */
  #follow(ip: number, tcp: number, end: number, seconds: number, nanoseconds: number): number {
    const bytes = this.#bytes, view = this.#view, { flows } = this, { words } = this.tracing.memory;
    const there = end - tcp;
    if (there < SEGMENT) return 0;
    const flags = bytes[tcp + 13];
    const header = bytes[tcp + 12] >> 2 & 60;
    const hasTimestamps = header === SEGMENT_WITH_TIMESTAMPS;
    const length = this.#length - header;
    if (
      (flags & NOT_ORDINARY) !== 0 || length < 0 || there < header ||
      (hasTimestamps ? view.getInt32(tcp + 20) !== TIMESTAMPS : header !== SEGMENT)
    ) return 0;
    const sourcePort = view.getUint16(tcp), targetPort = view.getUint16(tcp + 2);
    const flow = tcp === ip + FOUR
      ? flows.findLately(
        PROTOCOL.TCP,
        view.getInt32(ip + 12, true),
        view.getInt32(ip + 16, true),
        sourcePort,
        targetPort,
        seconds,
      )
      : flows.findLately6(PROTOCOL.TCP, ip + 8, ip + 24, sourcePort, targetPort, seconds);
    if (flow === 0) return 0;
    const base = flow + FLOW.TCP >> 2, { side } = flows;
    const x = base + side * END.WORDS, y = base + (1 - side) * END.WORDS;
    const seq = view.getInt32(tcp + 4), ack = view.getInt32(tcp + 8), window = view.getUint16(tcp + 14);
    if (!isOrdinary(words, x, y, flags, seq, ack, window, length)) return 0;
    const now = sinceStart(words, base, seconds, nanoseconds);
    if (takeOrdinary(words, x, y, seq, ack, window, length, now)) sampleRoundTrip(words, y, now);
    if (hasTimestamps) noteTimestamp(words, x, y, view.getInt32(tcp + 24));
    return flow;
  }
  #fireBoth(flow: number, sent: boolean, received: boolean): boolean {
    const bytes = this.#bytes, { side } = this.flows;
    if (sent && this.#send !== undefined) {
      bytes[flow + FLOW.LOCAL_SIDE] = side;
      bytes[flow + FLOW.DIRECTION] = 1;
      const status = this.#send();
      if (status !== 0 && this.#attend(status)) return true;
    }
    if (!received || this.#receive === undefined) return false;
    bytes[flow + FLOW.LOCAL_SIDE] = 1 - side;
    bytes[flow + FLOW.DIRECTION] = 0;
    const status = this.#receive();
    return status !== 0 && this.#attend(status);
  }
  #attend(status: number): boolean {
    this.isOver ||= this.tracing.attend(status);
    return this.isOver;
  }
}
