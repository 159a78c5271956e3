/**
 * The short ways that nearly all packets can take, as one function of WebAssembly over the columns of a batch: each packet
 * is judged, and either its probes fire or it is left to the decoder. What a way judges, and with which arguments it
 * fires, are pieces of code that are put in; see {@linkcode QuickWay}.
 *
 * @module
 */
import type { FireFunction, Tracing } from "../../engine/probe/mod.ts";
import { CONTEXT } from "../../image/mod.ts";
import { DIRECTION, type PacketBatch, type RecordRun } from "../../sources/mod.ts";
import {
  branch,
  call,
  type Code,
  drop,
  f64,
  get,
  i32,
  i64,
  leave,
  loop,
  ModuleWriter,
  sequence,
  set,
  tee,
  TYPE,
  type ValueType,
  when,
  ZERO,
} from "../../wasm/mod.ts";
import type { TickClock } from "./clock.ts";
import { VIEW, type View } from "./host_view.ts";
import { isEmptyView, kindOfView, type ViewTables, writeHas4, writeHas6 } from "./local_table.ts";

const { I32, F64 } = TYPE;
const ONE = i32.const(1);
/** Addresses of a frame: its captured bytes are at local FRAME, and IP's header stands right behind Ethernet's. */
export const ETHERNET = 14;
const FROM4 = ETHERNET + 12, TO4 = ETHERNET + 16, FROM6 = ETHERNET + 8, TO6 = ETHERNET + 24;
/** Of a record of a capture. */
const RECORD_HEADER = 16;
/** EtherTypes as they are read little-endian. */
export const IPV4 = 0x0008, IPV6 = 0xdd86;

/** Parameters and locals of the loop; a way's own begin at FIRST. */
export const LOCAL = {
  /** The packet: its number in the batch, or the address of its record; and the first that is not there. */
  POSITION: 0,
  END: 1,
  DUE_SECONDS: 2,
  DUE_NANOSECONDS: 3,
  /** Six more of the supply, from here. */
  SUPPLY: 4,
  /** Of the packet: address of its frame, bytes captured, EtherType, time; whether it goes out, comes in. */
  FRAME: 10,
  CAPTURED: 11,
  ETHER_TYPE: 12,
  SECONDS: 13,
  NANOSECONDS: 14,
  SENT: 15,
  RECEIVED: 16,
  /** Of a record: where the next one is. */
  NEXT: 17,
  /** Address of the head of the view. */
  HEAD: 18,
  FIRST: 19,
} as const;
const PARAMETERS: readonly ValueType[] = [I32, I32, F64, I32, I32, I32, I32, I32, I32, I32];
const LOCALS: readonly ValueType[] = [I32, I32, I32, F64, I32, I32, I32, I32, I32];
/** Gives the packet to the decoder: the loop ends here. */
export const LEAVE: Code = leave(get(LOCAL.POSITION));

/** What is particular to one short way. All pieces may leave the loop by {@linkcode LEAVE}. */
export interface QuickWay {
  readonly locals: readonly ValueType[];
  /** Functions that its pieces call are made here, before anything else is asked for. */
  prepare?(module: ModuleWriter): void;
  /** Leaves unless the packet is whole and ordinary as far as its direction can be told. */
  judge(): Code;
  /** All that is left for one packet; `fire` gives the code that fires, where the probe is enabled. */
  take(fire: (direction: "send" | "receive") => Code): Code;
}
export interface QuickSettings {
  readonly tracing: Tracing;
  readonly send: FireFunction | undefined;
  readonly receive: FireFunction | undefined;
  /** The view of all packets; undefined where interfaces have views of their own. */
  readonly view: View | undefined;
  readonly tables: ViewTables;
  /** Whether the direction that the capture tells counts. */
  readonly isTold: boolean;
}
type Run = (
  position: number,
  end: number,
  dueSeconds: number,
  dueNanoseconds: number,
  ...supply: [number, number, number, number, number, number]
) => number;

export class QuickLoop {
  /** Tracing has come to its end. */
  isOver = false;
  #overBatch: Run | undefined;
  #overRecords: Run | undefined;
  /** Address of a word: records taken. */
  readonly #taken: number;

  constructor(readonly settings: QuickSettings, readonly way: QuickWay) {
    this.#taken = settings.tracing.memory.reserve(4, "records taken");
  }
  /** Fires from packet `i` on, and returns the first that must go the long way, or `count`. */
  fire(batch: PacketBatch, i: number, count: number, { dueSeconds, dueNanoseconds }: TickClock): number {
    this.#overBatch ??= this.#instantiate(COLUMNS);
    return this.#overBatch(
      i,
      count,
      dueSeconds,
      dueNanoseconds,
      batch.address.byteOffset,
      batch.capturedLength.byteOffset,
      batch.seconds.byteOffset,
      batch.nanoseconds.byteOffset,
      batch.direction.byteOffset,
      batch.interface.byteOffset,
    );
  }
  /** Takes records up to the first that must go the long way, or is not whole. */
  fireRecords(records: RecordRun, { dueSeconds, dueNanoseconds }: TickClock): void {
    const run = this.#overRecords ??= this.#instantiate(recordsSupply(this.#taken));
    const { limit, fractions } = records, { words } = this.settings.tracing.memory;
    words[this.#taken >> 2] = 0;
    records.at = run(records.at, records.end, dueSeconds, dueNanoseconds, limit, fractions, 1e9 / fractions, 0, 0, 0);
    records.taken += words[this.#taken >> 2];
  }
  #instantiate(supply: Supply): Run {
    const { tracing, send, receive } = this.settings;
    const { memory } = tracing;
    const checkStatus = (status: number) => {
      this.isOver ||= tracing.checkStatus(status);
      return this.isOver ? 1 : 0;
    };
    const module = writeLoop(this.settings, this.way, supply);
    const host = { checkStatus, ...(send && { send }), ...(receive && { receive }) };
    return module.instantiate(memory.memory, host).run as Run;
  }
}

/** Where packets come from, as pieces of code. */
interface Supply {
  /** Sets FRAME and CAPTURED, or leaves where there are no more. */
  readonly begin: Code;
  /** Sets SECONDS and NANOSECONDS. */
  readonly time: Code;
  /** The direction that the capture tells, if it can tell any. */
  readonly direction: Code | undefined;
  /** Its interface's number; undefined where all come from one. */
  readonly interface: Code | undefined;
  /** Goes on to the next packet. */
  readonly advance: Code;
}
const [ADDRESSES, LENGTHS, SECONDS_COLUMN, NANOSECONDS_COLUMN, DIRECTIONS, INTERFACES] = [0, 1, 2, 3, 4, 5].map((n) =>
  LOCAL.SUPPLY + n
);
const [LIMIT, FRACTIONS, SCALE] = [0, 1, 2].map((n) => LOCAL.SUPPLY + n);
/** Where in a column of 2^shift bytes the packet's value lies. */
const column = (base: number, shift: number): Code =>
  i32.add(get(base), i32.shl(get(LOCAL.POSITION), i32.const(shift)));
const COLUMNS: Supply = {
  begin: sequence(
    when(i32.ge_s(get(LOCAL.POSITION), get(LOCAL.END)), LEAVE),
    set(LOCAL.FRAME, i32.load(column(ADDRESSES, 2))),
    set(LOCAL.CAPTURED, i32.load(column(LENGTHS, 2))),
  ),
  time: sequence(
    set(LOCAL.SECONDS, f64.load(column(SECONDS_COLUMN, 3))),
    set(LOCAL.NANOSECONDS, i32.load(column(NANOSECONDS_COLUMN, 2))),
  ),
  direction: i32.load8_u(column(DIRECTIONS, 0)),
  interface: i32.load(column(INTERFACES, 2)),
  advance: set(LOCAL.POSITION, i32.add(get(LOCAL.POSITION), ONE)),
};
/** See {@linkcode RecordRun}. */
function recordsSupply(taken: number): Supply {
  const at = get(LOCAL.POSITION), header = i32.const(RECORD_HEADER);
  return {
    begin: sequence(
      set(LOCAL.FRAME, i32.add(at, header)),
      when(i32.gt_u(get(LOCAL.FRAME), get(LOCAL.END)), LEAVE),
      when(i32.gt_u(tee(LOCAL.CAPTURED, i32.load(at, 8)), get(LIMIT)), LEAVE),
      set(LOCAL.NEXT, i32.add(get(LOCAL.FRAME), get(LOCAL.CAPTURED))),
      when(i32.gt_u(get(LOCAL.NEXT), get(LOCAL.END)), LEAVE),
      // where the next one lies is waited for while this one is worked on
      drop(i32.load(get(LOCAL.NEXT), 8)),
      drop(i32.load(get(LOCAL.NEXT), 72)),
    ),
    time: sequence(
      when(i32.ge_u(tee(LOCAL.NANOSECONDS, i32.load(at, 4)), get(FRACTIONS)), LEAVE),
      set(LOCAL.NANOSECONDS, i32.mul(get(LOCAL.NANOSECONDS), get(SCALE))),
      set(LOCAL.SECONDS, f64.convert_i32_u(i32.load(at))),
    ),
    direction: undefined,
    interface: undefined,
    advance: sequence(
      i32.store(ZERO, i32.add(i32.load(ZERO, taken), ONE), taken),
      set(LOCAL.POSITION, get(LOCAL.NEXT)),
    ),
  };
}

function writeLoop(
  settings: QuickSettings,
  way: QuickWay,
  supply: Supply,
): ModuleWriter {
  const module = new ModuleWriter();
  const checkStatus = module.import("checkStatus", { parameters: [I32], results: [I32] });
  const result = { parameters: [], results: [I32] };
  const send = settings.send && module.import("send", result);
  const receive = settings.receive && module.import("receive", result);
  way.prepare?.(module);
  const status = LOCAL.FIRST + way.locals.length;
  const fire = (direction: "send" | "receive"): Code => {
    const target = direction === "send" ? send : receive;
    if (target === undefined) return [];
    // the packet at which tracing ends counts as taken
    const over = sequence(supply.advance, LEAVE);
    return when(tee(status, call(target)), when(call(checkStatus, get(status)), over));
  };
  const body = [
    loop(
      supply.begin,
      when(i32.lt_s(get(LOCAL.CAPTURED), i32.const(ETHERNET + 20)), LEAVE),
      set(LOCAL.ETHER_TYPE, i32.load16_u(get(LOCAL.FRAME), 12)),
      way.judge(),
      supply.time,
      leaveIfDue(),
      leaveIfBack(),
      ...directions(settings, supply, module),
      f64.store(ZERO, get(LOCAL.SECONDS), CONTEXT.TIME_SECONDS),
      i32.store(ZERO, get(LOCAL.NANOSECONDS), CONTEXT.TIME_NANOSECONDS),
      i32.store(ZERO, get(LOCAL.FRAME), CONTEXT.PACKET_START),
      i32.store(ZERO, i32.add(get(LOCAL.FRAME), get(LOCAL.CAPTURED)), CONTEXT.PACKET_END),
      way.take(fire),
      supply.advance,
      branch(0),
    ),
    get(LOCAL.POSITION),
  ];
  const run = module.function({ parameters: PARAMETERS, results: [I32] }, [...LOCALS, ...way.locals, I32], body);
  module.export("run", run.index);
  return module;
}
/** A clock without timers is never due; one with timers is asked packet by packet. */
function leaveIfDue(): Code {
  return sequence(
    when(f64.gt(get(LOCAL.SECONDS), get(LOCAL.DUE_SECONDS)), LEAVE),
    when(
      f64.eq(get(LOCAL.SECONDS), get(LOCAL.DUE_SECONDS)),
      when(i32.ge_s(get(LOCAL.NANOSECONDS), get(LOCAL.DUE_NANOSECONDS)), LEAVE),
    ),
  );
}
/** A packet that is earlier than the one before it is counted on the slow path. */
function leaveIfBack(): Code {
  const before = f64.load(ZERO, CONTEXT.TIME_SECONDS);
  return sequence(
    when(f64.gt(before, get(LOCAL.SECONDS)), LEAVE),
    when(
      f64.eq(get(LOCAL.SECONDS), before),
      when(i32.lt_s(get(LOCAL.NANOSECONDS), i32.load(ZERO, CONTEXT.TIME_NANOSECONDS)), LEAVE),
    ),
  );
}
/** Whether the packet goes out, and whether it comes in. */
function directions(settings: QuickSettings, supply: Supply, module: ModuleWriter): Code[] {
  const { view, tables } = settings, { SENT, RECEIVED, HEAD } = LOCAL;
  const isTold = settings.isTold && supply.direction;
  const both = sequence(set(SENT, ONE), set(RECEIVED, ONE));
  const isKind = (kind: number, then: Code, otherwise: Code = []): Code =>
    view
      ? view.kind === kind ? then : otherwise
      : when(i32.eq(kindOfView(get(HEAD)), i32.const(kind)), then, otherwise);
  const isTap = view?.kind === VIEW.TAP;
  if (isTap && !isTold) return [both];
  const ends = isTap ? undefined : endsOf(module);
  const judged = ends ? isKind(VIEW.TAP, both, judgeEnds(ends, isKind, both)) : both;
  const head = isTap
    ? []
    : set(HEAD, view ? i32.const(tables.of(view).head) : i32.load(headOf(supply.interface!), tables.heads));
  if (!isTold) return [head, judged];
  // what only passes through the host, and what contradicts its addresses, is counted
  const own = ends
    ? isKind(
      VIEW.STATED,
      when(
        i32.eqz(isEmptyView(get(HEAD))),
        when(i32.eqz(when(get(SENT), ends(FROM4, FROM6), ends(TO4, TO6), I32)), LEAVE),
      ),
    )
    : [];
  const told = sequence(
    set(SENT, i32.eq(get(SENT), i32.const(DIRECTION.OUTBOUND))),
    set(RECEIVED, i32.eqz(get(SENT))),
    own,
  );
  return [head, when(tee(SENT, isTold), told, judged)];
}
/** Where the word with an interface's head lies, without the address of the first. */
const headOf = (number: Code): Code => i32.shl(number, i32.const(2));
type Ends = (four: number, six: number) => Code;
/** By the addresses of both ends. What goes to a group is left to the decoder, and what is left out is counted there. */
function judgeEnds(ends: Ends, isKind: (kind: number, then: Code, otherwise?: Code) => Code, both: Code): Code {
  const { FRAME, SENT, RECEIVED } = LOCAL;
  const first = (four: number, six: number) => {
    const byte = (at: number) => i32.load8_u(get(FRAME), at);
    return when(isFour(), i32.ge_u(byte(four), i32.const(GROUPS4)), i32.eq(byte(six), i32.const(GROUPS6)), I32);
  };
  const isToAll = i32.or(i32.and(i32.load8_u(get(FRAME)), ONE), first(TO4, TO6));
  return sequence(
    set(SENT, ends(FROM4, FROM6)),
    set(RECEIVED, ends(TO4, TO6)),
    when(
      i32.eqz(i32.or(get(SENT), get(RECEIVED))),
      isKind(VIEW.GUESS, sequence(when(isToAll, LEAVE), both), LEAVE),
    ),
  );
}
/** First bytes of addresses: of multicast, reserved ones and broadcast; of multicast. */
const GROUPS4 = 224, GROUPS6 = 0xff;
const isFour = (): Code => i32.eq(get(LOCAL.ETHER_TYPE), i32.const(IPV4));
/** Whether an address of the header, at this place in a frame of IPv4 or of IPv6, is one of the host's. */
function endsOf(module: ModuleWriter): Ends {
  const has4 = writeHas4(module), has6 = writeHas6(module);
  const at = (offset: number) => i32.add(get(LOCAL.FRAME), i32.const(offset));
  return (four, six) =>
    when(isFour(), call(has4, get(LOCAL.HEAD), at(four)), call(has6, get(LOCAL.HEAD), at(six)), I32);
}
/** An argument of the firing, whole as clauses load it: a load that is wider than the store before it has to wait. */
export function storeArgument(n: number, value: Code): Code {
  return i64.store(ZERO, i64.extend_i32_u(value), CONTEXT.ARG + 8 * n);
}
