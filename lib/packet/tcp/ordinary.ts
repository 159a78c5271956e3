/**
 * What nearly all segments are, in one go: on an open connection, in order, acknowledging something new or carrying data.
 * Machine code, for it is met by every packet; it leaves the record as the long way would, and a test compares them.
 *
 * @module
 */
import {
  block,
  branchIf,
  type Code,
  get,
  i32,
  i64,
  leave,
  type ModuleWriter,
  sequence,
  set,
  TYPE,
  when,
  ZERO,
} from "../../wasm/mod.ts";
import { END, SCALE, SEEN, SHARED, START_MASK, STATE, TH, wordAt } from "./layout.ts";
import { STRIDE_BITS } from "./numbers.ts";

const { I32 } = TYPE;
/** What {@linkcode takeOrdinary} answers. */
export const TAKEN = { NOT_ORDINARY: 0, TAKEN: 1, ENDS_ROUND_TRIP: 2 } as const;
/** Flags that make a segment more than data and an acknowledgment. */
const FLAGS = TH.FIN | TH.SYN | TH.RST | TH.URG | TH.ACK;
const OPEN = SEEN.SEGMENT | SEEN.ACK;
const MARKS = SEEN.KEEP_ALIVE | SEEN.WINDOW_PROBE | SEEN.WINDOW_OF_SYN;

const [x, y, flags, seq, ack, window, length, now, nowAbove, seen, peer, end] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const ofX = wordAt(x), ofY = wordAt(y);
const has = (bits: number, of: number): Code => i32.and(get(of), i32.const(bits));
const isBefore = (a: Code, b: Code): Code => i32.lt_s(i32.sub(a, b), ZERO);
const windowOf = (load: (word: number) => Code): Code => i32.and(load(END.WINDOW), i32.const(0xffff));
/** Third byte, signed. */
const scaleOf = (load: (word: number) => Code): Code =>
  i32.shr_s(i32.shl(load(END.WINDOW), i32.const(8)), i32.const(24));

/**
 * A function of the module: (addresses of endpoints x and y, flags, sequence and acknowledgment number, window, payload's
 * length, now: what is below 2^32 and what is above) → {@linkcode TAKEN}. Takes a segment from x to y without selective
 * acknowledgments, unless it changes a state or gets a verdict: then nothing has happened. `conditions` are for a test.
 */
export function takeOrdinary(module: ModuleWriter, conditions: readonly Code[] = extraordinary()): number {
  const parameters = [I32, I32, I32, I32, I32, I32, I32, I32, I32] as const;
  return module.function({ parameters, results: [I32] }, [I32, I32, I32], [
    set(seen, ofX.load(END.SEEN)),
    set(peer, ofY.load(END.SEEN)),
    set(end, i32.add(get(seq), get(length))),
    block(...conditions.map((condition) => branchIf(0, condition)), take(), leave(result())),
    i32.const(TAKEN.NOT_ORDINARY),
  ]).index;
}
/** Each alone makes a segment extraordinary; a test takes them away one by one, and must see it. */
export function extraordinary(): Code[] {
  const { ESTABLISHED } = STATE;
  const isState = (load: (word: number) => Code): Code =>
    i32.eq(i32.and(load(END.STATE), i32.const(0xffff)), i32.const(ESTABLISHED));
  return [
    i32.ne(i32.and(get(flags), i32.const(FLAGS)), i32.const(TH.ACK)),
    i32.eqz(isState(ofX.load)),
    i32.eqz(isState(ofY.load)),
    i32.ne(get(seq), ofX.load(END.MAX)),
    i32.eqz(get(window)),
    i32.eqz(windowOf(ofX.load)),
    i32.gt_s(i32.sub(get(ack), ofY.load(END.MAX)), ZERO),
    i32.ne(i32.and(i32.and(get(seen), get(peer)), i32.const(OPEN)), i32.const(OPEN)),
    has(SEEN.RETRANSMITTING, peer),
    // something that is missing is acknowledged
    i32.gt_s(i32.sub(ofY.load(END.HOLE_END), ofY.load(END.UNA)), ZERO),
    // marks must be kept up
    i32.shr_u(i32.xor(get(end), get(seq)), i32.const(STRIDE_BITS)),
    // the window is full or overrun
    i32.ge_s(i32.sub(i32.sub(get(end), ofY.load(END.ACKED)), offeredWindow()), ZERO),
    when(
      get(length),
      // a probe of a closed window
      i32.eqz(windowOf(ofY.load)),
      // nothing new
      i32.eq(ofX.load(END.ACKED), get(ack)),
      I32,
    ),
  ];
}
/** See `agreedScale`; where it is not known, the window as it stands: then the slow path gives no verdict by it. */
function offeredWindow(): Code {
  const isAgreed = i32.or(
    i32.ge_s(scaleOf(ofX.load), ZERO),
    i32.and(i32.eq(scaleOf(ofX.load), i32.const(SCALE.UNKNOWN)), i32.eqz(has(SEEN.OPENED, peer))),
  );
  const isScaled = i32.and(
    i32.eqz(has(SEEN.WINDOW_OF_SYN, peer)),
    i32.and(i32.gt_s(scaleOf(ofY.load), ZERO), isAgreed),
  );
  // at most 65535 << 14
  return i32.shl(windowOf(ofY.load), i32.mul(scaleOf(ofY.load), isScaled));
}
function take(): Code {
  return sequence(
    when(get(length), takeData()),
    ofX.store(END.NXT, get(end)),
    ofX.store(END.SEGMENTS, i32.add(ofX.load(END.SEGMENTS), i32.const(1))),
    i32.store16(get(x), get(window), 4 * END.WINDOW),
    ofX.store(END.SEEN, has(~MARKS, seen)),
    when(
      i32.ne(get(ack), ofX.load(END.ACKED)),
      sequence(
        i32.store16(get(x), ZERO, 4 * END.DUPLICATE_ACKS),
        ofX.store(END.ACKED, get(ack)),
        when(isBefore(ofX.load(END.RCV_NXT), get(ack)), ofX.store(END.RCV_NXT, get(ack))),
      ),
    ),
    ofX.store(END.ACK_SENT, get(now)),
    i32.store8(get(x), get(nowAbove), 4 * END.WINDOW + 3),
    when(isBefore(ofY.load(END.UNA), get(ack)), ofY.store(END.UNA, get(ack))),
    ofY.store(END.WL1, get(seq)),
    ofY.store(END.WL2, get(ack)),
  );
}
function takeData(): Code {
  const sum = i32.add(ofX.load(END.BYTES_LOW), get(length));
  return sequence(
    when(
      // what was acknowledged before it was captured cannot be timed
      i32.and(i32.eqz(has(SEEN.TIMING, seen)), isBefore(ofX.load(END.UNA), get(end))),
      sequence(
        set(seen, i32.or(get(seen), i32.const(SEEN.TIMING))),
        ofX.store(END.RTT_SEQ, get(end)),
        ofX.store(END.RTT_SENT, get(now)),
        i32.store16(get(x), get(nowAbove), 4 * END.STATE + 2),
      ),
    ),
    ofX.store(END.MAX, get(end)),
    ofX.store(END.ADVANCED, get(now)),
    i32.store16(get(x), get(nowAbove), 4 * END.DUPLICATE_ACKS + 2),
    ofX.store(END.BYTES_LOW, sum),
    // a carry into the upper half, which lies above the maximum segment size
    when(
      i32.lt_u(ofX.load(END.BYTES_LOW), get(length)),
      ofX.store(END.MSS, i32.add(ofX.load(END.MSS), i32.const(0x10000))),
    ),
    when(
      i32.and(
        i32.le_s(i32.sub(get(seq), ofY.load(END.RCV_NXT)), ZERO),
        i32.gt_s(i32.sub(get(end), ofY.load(END.RCV_NXT)), ZERO),
      ),
      ofY.store(END.RCV_NXT, get(end)),
    ),
  );
}
function result(): Code {
  const ends = i32.eqz(isBefore(get(ack), ofY.load(END.RTT_SEQ)));
  return when(
    i32.and(i32.ne(has(SEEN.TIMING, peer), ZERO), ends),
    i32.const(TAKEN.ENDS_ROUND_TRIP),
    i32.const(TAKEN.TAKEN),
    I32,
  );
}

/**
 * The time of a packet in a record, as `sinceStart` gives it, but of 64 bits: `base` is the local that holds the record's
 * address, `seconds` are modulo 2^32.
 */
export function sinceStartCode(base: number, seconds: Code, nanoseconds: Code): Code {
  const { load } = wordAt(base);
  const fraction = i32.sub(
    i32.div_u(nanoseconds, i32.const(1000)),
    i32.and(load(SHARED.START_MICROSECONDS), i32.const(START_MASK)),
  );
  return i64.add(
    i64.mul(i64.extend_i32_s(i32.sub(seconds, load(SHARED.START_SECONDS))), i64.const(1_000_000n)),
    i64.extend_i32_s(fraction),
  );
}
