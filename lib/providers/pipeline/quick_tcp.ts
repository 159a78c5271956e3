/**
 * The short way for what most segments are: TCP behind plain headers of IPv4 and Ethernet, of a connection that was met
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

/** Of Ethernet, IPv4 and TCP without options; of TCP with the timestamps option as RFC 7323 recommends to send it. */
const HEADERS = 14 + 20 + 20, SEGMENT = 20, SEGMENT_WITH_TIMESTAMPS = 32;
/** Two bytes of padding, kind 8, length 10. */
const TIMESTAMPS = 0x0101080a;
/** An EtherType, and bits of the fragment's offset and of more fragments, as they are read little-endian. */
const IPV4 = 0x0008, FRAGMENT = 0xff3f;
const NOT_ORDINARY = TH.FIN | TH.SYN | TH.RST | TH.URG;
const [ARG0, ARG1, ARG2, ARG3, ARG4, ARG5] = [0, 1, 2, 3, 4, 5].map(ARGUMENT_WORD);
const SECONDS = CONTEXT.TIME_SECONDS >> 3, NANOSECONDS = CONTEXT.TIME_NANOSECONDS >> 2;

export class QuickTcp {
  isOver = false;
  readonly #send: FireFunction | undefined;
  readonly #receive: FireFunction | undefined;

  /**
   * @param local addresses of the host; undefined where every packet is both sent and received
   * @param isTold whether the direction that the capture tells counts
   */
  constructor(
    readonly tracing: Tracing,
    firings: { readonly send: Firing | undefined; readonly receive: Firing | undefined },
    readonly flows: FlowTable,
    readonly local: AddressSet | undefined,
    readonly isTold: boolean,
  ) {
    this.#send = firings.send?.fire;
    this.#receive = firings.receive?.fire;
  }
  /** Takes packets from `i` on, and returns the first that must go the long way, or `count`. */
  fire(batch: PacketBatch, i: number, count: number, clock: TickClock): number {
    const { bytes, words, doubles, view } = this.tracing.memory;
    const { address, capturedLength, seconds, nanoseconds, direction } = batch;
    const { dueSeconds, dueNanoseconds } = clock;
    const { local, isTold, flows } = this;
    const send = this.#send, receive = this.#receive;
    for (; i < count; i++) {
      const ip = address[i] + 14, tcp = ip + 20;
      const captured = capturedLength[i] - 14;
      if (
        captured < HEADERS - 14 || view.getUint16(ip - 2, true) !== IPV4 || bytes[ip] !== 0x45 ||
        bytes[ip + 9] !== PROTOCOL.TCP || (view.getUint16(ip + 6, true) & FRAGMENT) !== 0
      ) return i;
      const flags = bytes[tcp + 13];
      const header = bytes[tcp + 12] >> 2 & 60;
      const total = view.getUint16(ip + 2);
      const hasTimestamps = header === SEGMENT_WITH_TIMESTAMPS;
      if (
        (flags & NOT_ORDINARY) !== 0 || total < 20 + header || captured < 20 + header ||
        (hasTimestamps ? view.getInt32(tcp + 20) !== TIMESTAMPS : header !== SEGMENT)
      ) return i;
      const second = seconds[i], nanosecond = nanoseconds[i];
      // a clock without timers is never due; one with timers is asked packet by packet
      if (second > dueSeconds || second === dueSeconds && nanosecond >= dueNanoseconds) return i;
      let sent = true, received = true;
      const known = isTold ? direction[i] : DIRECTION.UNKNOWN;
      if (known !== DIRECTION.UNKNOWN) {
        sent = known === DIRECTION.OUTBOUND;
        received = !sent;
        // what is captured of others is not followed
        if (local !== undefined && !local.isEmpty && !local.has4(sent ? ip + 12 : ip + 16)) return i;
      } else if (local !== undefined) {
        sent = local.has4(ip + 12);
        received = local.has4(ip + 16);
        if (!sent && !received) return i;
      }
      const flow = flows.findLately(
        PROTOCOL.TCP,
        view.getInt32(ip + 12, true),
        view.getInt32(ip + 16, true),
        view.getUint16(tcp),
        view.getUint16(tcp + 2),
        second,
      );
      if (flow === 0) return i;
      const side = flows.side;
      const base = flow + FLOW.TCP >> 2;
      const x = base + side * END.WORDS, y = base + (1 - side) * END.WORDS;
      const seq = view.getInt32(tcp + 4), ack = view.getInt32(tcp + 8), window = view.getUint16(tcp + 14);
      const length = total - 20 - header;
      if (!isOrdinary(words, x, y, flags, seq, ack, window, length)) return i;
      const now = sinceStart(words, base, second, nanosecond);
      if (takeOrdinary(words, x, y, seq, ack, window, length, now)) sampleRoundTrip(words, y, now);
      if (hasTimestamps) noteTimestamp(words, x, y, view.getInt32(tcp + 24));
      doubles[SECONDS] = second;
      words[NANOSECONDS] = nanosecond;
      words[ARG0] = words[ARG5] = 0;
      words[ARG1] = words[ARG3] = flow;
      words[ARG2] = ip;
      words[ARG4] = tcp;
      if (sent && send !== undefined) {
        bytes[flow + FLOW.LOCAL_SIDE] = side;
        bytes[flow + FLOW.DIRECTION] = 1;
        const status = send();
        if (status !== 0 && this.#attend(status)) return i + 1;
      }
      if (received && receive !== undefined) {
        bytes[flow + FLOW.LOCAL_SIDE] = 1 - side;
        bytes[flow + FLOW.DIRECTION] = 0;
        const status = receive();
        if (status !== 0 && this.#attend(status)) return i + 1;
      }
    }
    return count;
  }
  #attend(status: number): boolean {
    this.isOver ||= this.tracing.attend(status);
    return this.isOver;
  }
}
