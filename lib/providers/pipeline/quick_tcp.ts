/**
 * The short way for what most segments are: TCP behind plain headers of IP and Ethernet, of a connection that was met
 * lately, in order. It judges as the decoder, the table of flows and the tracker do; every other packet is left to them.
 *
 * @module
 */
import { findLately, FLOW, type LatelyPlaces } from "../../packet/flow/mod.ts";
import { END, sampleRoundTrip, SEEN, sinceStartCode, TAKEN, takeOrdinary, TH } from "../../packet/tcp/mod.ts";
import { PROTOCOL } from "../../protocols/mod.ts";
import {
  call,
  type Code,
  drop,
  get,
  i32,
  i64,
  loadNetwork16,
  type ModuleWriter,
  sequence,
  set,
  tee,
  TYPE,
  when,
  ZERO,
} from "../../wasm/mod.ts";
import { ETHERNET, IPV4, IPV6, LEAVE, LOCAL, type QuickWay, storeArgument } from "./quick_loop.ts";

/** Lengths of headers: of TCP without options, and with the timestamps option as RFC 7323 recommends to send it. */
const FOUR = 20, SIX = 40, SEGMENT = 20, SEGMENT_WITH_TIMESTAMPS = 32;
/** Two bytes of padding, kind 8, length 10; and bits of the fragment's offset and of more fragments: as read little-endian. */
const TIMESTAMPS = 0x0a080101, FRAGMENT = 0xff3f;
const NOT_ORDINARY = TH.FIN | TH.SYN | TH.RST | TH.URG;

/** Locals: the transport's protocol, where its header is, bytes behind IP's header on the wire, then of the payload. */
const [PROTOCOL_NUMBER, TRANSPORT, LENGTH, FLAGS, HEADER] = Array.from({ length: 5 }, (_, n) => LOCAL.FIRST + n);
/** The record, the side that has sent; addresses of that side's endpoint and of the other's; what was found; the time, of 64 bits. */
const [RECORD, SIDE, X, Y, RESULT, NOW] = Array.from({ length: 6 }, (_, n) => LOCAL.FIRST + 5 + n);
const NOW_BELOW = i32.wrap(get(NOW)), NOW_ABOVE = i32.wrap(i64.shr_s(get(NOW), i64.const(32n)));

/** A number of 32 bits in the network's byte order. */
const loadNetwork32 = (at: Code, offset: number): Code =>
  i32.or(i32.shl(loadNetwork16(at, offset), i32.const(16)), loadNetwork16(at, offset + 2));
const leaveIf = (condition: Code): Code => when(condition, LEAVE);

export class QuickTcp implements QuickWay {
  readonly locals = [...Array.from({ length: 10 }, () => TYPE.I32), TYPE.I64];
  #find4 = 0;
  #find6 = 0;
  #take = 0;
  #sample = 0;

  /** @param isAlone whether no probe but those of TCP is enabled: what is not TCP is passed over */
  constructor(readonly flows: LatelyPlaces, readonly isAlone: boolean) {}

  prepare(module: ModuleWriter): void {
    this.#find4 = findLately(module, this.flows, 4, PROTOCOL.TCP);
    this.#find6 = findLately(module, this.flows, 6, PROTOCOL.TCP);
    this.#take = takeOrdinary(module);
    this.#sample = sampleRoundTrip(module);
  }
  /** A transport header right behind a header of IP without more. */
  judge(): Code {
    const frame = get(LOCAL.FRAME);
    const byte = (at: number) => i32.load8_u(frame, ETHERNET + at);
    const behind = (length: number) => set(TRANSPORT, i32.add(frame, i32.const(ETHERNET + length)));
    const plain4 = sequence(
      leaveIf(i32.ne(byte(0), i32.const(0x45))),
      leaveIf(i32.and(i32.load16_u(frame, ETHERNET + 6), i32.const(FRAGMENT))),
      leaveIf(i32.lt_s(tee(LENGTH, i32.sub(loadNetwork16(frame, ETHERNET + 2), i32.const(FOUR))), ZERO)),
      leaveIf(i32.eq(tee(PROTOCOL_NUMBER, byte(9)), i32.const(PROTOCOL.AH))),
      behind(FOUR),
    );
    // other headers may be extensions
    const isTransport = [PROTOCOL.TCP, PROTOCOL.UDP, PROTOCOL.ICMP6]
      .map((protocol) => i32.eq(get(PROTOCOL_NUMBER), i32.const(protocol)))
      .reduce((one, other) => i32.or(one, other));
    const plain6 = sequence(
      leaveIf(i32.ne(get(LOCAL.ETHER_TYPE), i32.const(IPV6))),
      leaveIf(i32.lt_s(get(LOCAL.CAPTURED), i32.const(ETHERNET + SIX))),
      leaveIf(i32.ne(i32.shr_u(byte(0), i32.const(4)), i32.const(6))),
      leaveIf(i32.eqz(tee(LENGTH, loadNetwork16(frame, ETHERNET + 4)))),
      set(PROTOCOL_NUMBER, byte(6)),
      leaveIf(i32.eqz(isTransport)),
      behind(SIX),
    );
    return when(i32.eq(get(LOCAL.ETHER_TYPE), i32.const(IPV4)), plain4, plain6);
  }
  take(fire: (direction: "send" | "receive") => Code): Code {
    return when(
      i32.eq(get(PROTOCOL_NUMBER), i32.const(PROTOCOL.TCP)),
      sequence(this.#judgeSegment(), this.#follow(), this.#fire(fire)),
      this.isAlone ? [] : LEAVE,
    );
  }
  /** Whether the header is whole, with no options but timestamps. */
  #judgeSegment(): Code {
    const segment = get(TRANSPORT);
    const there = i32.sub(i32.add(get(LOCAL.FRAME), get(LOCAL.CAPTURED)), segment);
    return sequence(
      leaveIf(i32.lt_s(there, i32.const(SEGMENT))),
      set(FLAGS, i32.load8_u(segment, 13)),
      leaveIf(i32.and(get(FLAGS), i32.const(NOT_ORDINARY))),
      set(HEADER, i32.and(i32.shr_u(i32.load8_u(segment, 12), i32.const(2)), i32.const(60))),
      leaveIf(i32.lt_s(tee(LENGTH, i32.sub(get(LENGTH), get(HEADER))), ZERO)),
      leaveIf(i32.lt_s(there, get(HEADER))),
      when(
        this.#hasTimestamps(),
        leaveIf(i32.ne(i32.load(segment, 20), i32.const(TIMESTAMPS))),
        leaveIf(i32.ne(get(HEADER), i32.const(SEGMENT))),
      ),
    );
  }
  #hasTimestamps(): Code {
    return i32.eq(get(HEADER), i32.const(SEGMENT_WITH_TIMESTAMPS));
  }
  /** Finds the connection and takes the segment, if both can be done here. */
  #follow(): Code {
    const frame = get(LOCAL.FRAME), segment = get(TRANSPORT);
    const seconds = i32.wrap(i64.trunc_sat_f64_s(get(LOCAL.SECONDS)));
    const find = (target: number, from: number, length: number) => {
      const at = (offset: number) => i32.add(frame, i32.const(ETHERNET + offset));
      return call(target, at(from), at(from + length), loadNetwork16(segment, 0), loadNetwork16(segment, 2), seconds);
    };
    const endpoint = (side: Code) =>
      i32.add(i32.add(get(RECORD), i32.const(FLOW.TCP)), i32.mul(side, i32.const(4 * END.WORDS)));
    const connection = i32.add(get(RECORD), i32.const(FLOW.TCP));
    const isFour = i32.eq(get(LOCAL.ETHER_TYPE), i32.const(IPV4));
    return sequence(
      set(RECORD, when(isFour, find(this.#find4, 12, 4), find(this.#find6, 8, 16), TYPE.I32)),
      leaveIf(i32.eqz(get(RECORD))),
      set(SIDE, i32.and(get(RECORD), i32.const(1))),
      set(RECORD, i32.xor(get(RECORD), get(SIDE))),
      set(X, connection),
      set(NOW, sinceStartCode(X, seconds, get(LOCAL.NANOSECONDS))),
      set(X, endpoint(get(SIDE))),
      set(Y, endpoint(i32.xor(get(SIDE), i32.const(1)))),
      set(
        RESULT,
        call(
          this.#take,
          get(X),
          get(Y),
          get(FLAGS),
          loadNetwork32(segment, 4),
          loadNetwork32(segment, 8),
          loadNetwork16(segment, 14),
          get(LENGTH),
          NOW_BELOW,
          NOW_ABOVE,
        ),
      ),
      leaveIf(i32.eq(get(RESULT), i32.const(TAKEN.NOT_ORDINARY))),
      when(
        i32.eq(get(RESULT), i32.const(TAKEN.ENDS_ROUND_TRIP)),
        drop(call(this.#sample, get(Y), NOW_BELOW, NOW_ABOVE)),
      ),
      when(this.#hasTimestamps(), noteTimestamp(segment)),
    );
  }
  #fire(fire: (direction: "send" | "receive") => Code): Code {
    const record = get(RECORD);
    const face = (side: Code, direction: number) =>
      sequence(
        i32.store8(record, side, FLOW.LOCAL_SIDE),
        i32.store8(record, i32.const(direction), FLOW.DIRECTION),
      );
    const one = (direction: "send" | "receive", condition: number, side: Code) => {
      const fires = fire(direction);
      if (fires.length === 0) return [];
      return when(get(condition), sequence(face(side, direction === "send" ? 1 : 0), fires));
    };
    return sequence(
      storeArgument(0, ZERO),
      storeArgument(1, record),
      storeArgument(2, i32.add(get(LOCAL.FRAME), i32.const(ETHERNET))),
      storeArgument(3, record),
      storeArgument(4, get(TRANSPORT)),
      storeArgument(5, ZERO),
      one("send", LOCAL.SENT, get(SIDE)),
      one("receive", LOCAL.RECEIVED, i32.xor(get(SIDE), i32.const(1))),
    );
  }
}
/** Of the option that stands behind two bytes of padding. */
function noteTimestamp(segment: Code): Code {
  return sequence(
    i32.store(get(X), i32.or(i32.load(get(X), 4 * END.SEEN), i32.const(SEEN.TIMESTAMPS)), 4 * END.SEEN),
    i32.store(get(Y), loadNetwork32(segment, 24), 4 * END.TS_RECENT),
  );
}
