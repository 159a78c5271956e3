/**
 * Where things lie in the machine's linear memory.
 *
 * The memory never grows while a program runs (untouched pages cost nothing), so every view made at
 * the start stays valid. The first page is the machine's own: D's loads and stores are checked to lie
 * at or above {@linkcode READABLE_BASE}, so a null pointer plus a member offset is always a fault.
 *
 * @module
 */

/** First address that D may read. */
export const READABLE_BASE = 0x10000;

/** Bytes at the end of the memory that D does not read: what looks for the end of a text loads eight at once. */
export const UNREADABLE_END = 8;

/** Byte offsets of the firing context, in the page that D cannot read. */
export const CONTEXT = {
  /** arg0…arg9, ten i64. Providers write the low words through an Int32Array (index ARG/4 + 2*n). */
  ARG: 0x400,
  /** Seconds of the current time, f64 (may be fractional-free, negative before 1970). */
  TIME_SECONDS: 0x450,
  /** Nanoseconds within the second, i32. */
  TIME_NANOSECONDS: 0x458,
  /** Id of the probe that fires, i32. */
  PROBE_ID: 0x45c,
  /** Enabled probe id of the clause that runs, i32. */
  EPID: 0x460,
  /** Firing status, bits of FIRED_*; i32. Cleared by the code that handles it. */
  STATUS: 0x464,
  /** Argument of exit(), i32. */
  EXIT_STATUS: 0x468,
  /** 1 once exit() was called: no probe but END fires any more; i32. */
  EXITED: 0x46c,
  /** Fault of the clause that runs, i32 (0 none); see FAULT. */
  FAULT: 0x470,
  /** 1-based action in which it happened (0 predicate), i32. */
  FAULT_ACTION: 0x474,
  /** DIF offset: index of the intermediate instruction in the action times 4, or -1; i32. */
  FAULT_OFFSET: 0x478,
  /** Faulting address, i64. */
  FAULT_ADDRESS: 0x480,
  /** 1 while ERROR clauses run, i32. */
  IN_ERROR: 0x488,
  /** Scratch space of the running clause: next free address, i32. */
  SCRATCH_NEXT: 0x48c,
  SCRATCH_BASE: 0x490,
  SCRATCH_END: 0x494,
  /** Principal buffer: base, next free, end; i32 each. */
  PRINCIPAL_BASE: 0x498,
  PRINCIPAL_NEXT: 0x49c,
  PRINCIPAL_END: 0x4a0,
  /** Current CPU number, thread id, process id; i32. */
  CPU: 0x4a4,
  TID: 0x4a8,
  PID: 0x4ac,
  PPID: 0x4b0,
  UID: 0x4b4,
  GID: 0x4b8,
  /** Address of the NUL-terminated execname, zonename…; i32. */
  EXECNAME: 0x4bc,
  /** Drop counters, i64 each; order of DROP_KINDS. */
  DROPS: 0x4c0,
  /** Speculation the clause writes to (0 none), i32. */
  SPECULATION: 0x540,
  /** errno, i32 */
  ERRNO: 0x544,
  /** Where strtok() goes on, 0 at the start of each firing; u32. */
  STRTOK: 0x548,
  /**
   * The captured bytes of the packet that fires: first address and end, u32 each; both 0 where there is no packet. D reads
   * no other bytes of regions that hold packets.
   */
  PACKET_START: 0x54c,
  PACKET_END: 0x550,
  /** Address of `struct packet` where it tells of that packet, else 0; u32. */
  PACKET_RECORD: 0x554,
  /** -x strsize, and where what D may read of the memory ends; u32 each. */
  STRING_SIZE: 0x558,
  MEMORY_END: 0x55c,
  /**
   * What payload() reads where it is not the payload of the packet: first address, 0 where it is, and bytes; u32 each.
   */
  PAYLOAD_START: 0x560,
  PAYLOAD_SIZE: 0x564,
  /** A text of up to 96 bytes that is being made. */
  TEXT: 0x580,
  /** Where the kernel describes the thread that runs, i64; 0 of packets. */
  THREAD: 0x5e0,
  /** Frames of its stacks, and where it is in its process; i64 each, 0 of packets. */
  STACK_DEPTH: 0x5e8,
  USER_STACK_DEPTH: 0x5f0,
  USER_CALLER: 0x5f8,
  /** Where codegen keeps its own words (hash tables, dynamic variables…): up to 0x1000. */
  PRIVATE: 0x600,
  /** Where providers of packets keep theirs: up to 0x2000. */
  FAST_PATH: 0x1000,
  /** u8 for each {@linkcode PAGE_BYTES} of the memory: 1 where packets lie. Stays as it is when a machine is reset. */
  PAGES: 0x4000,
} as const;

/** Regions begin at multiples of this. */
export const PAGE_BYTES = 0x10000;

/** Status bits a firing returns; zero in the common case. */
export const FIRED = {
  /** exit() was called. */
  EXIT: 1,
  /** Records wait that the consumer must act on now (printa, clear, trunc, system…). */
  CONSUME: 2,
  /** A buffer is more than half full: drain when convenient. */
  DRAIN: 4,
} as const;

/** DTrace's fault numbers (dtrace.h DTRACEFLT_*). */
export const FAULT = {
  NONE: 0,
  BADADDR: 1,
  BADALIGN: 2,
  ILLOP: 3,
  DIVZERO: 4,
  NOSCRATCH: 5,
  KPRIV: 6,
  UPRIV: 7,
  TUPOFLOW: 8,
  BADSTACK: 9,
  LIBRARY: 1000,
} as const;

/** Drop counters, in the order in which they lie at CONTEXT.DROPS. */
export const DROP_KINDS = [
  "PRINCIPAL",
  "AGGREGATION",
  "DYNAMIC",
  "DYNRINSE",
  "DYNDIRTY",
  "SPEC",
  "SPECBUSY",
  "SPECUNAVAIL",
  "DBLERROR",
  "STKSTROVERFLOW",
] as const;
export type DropKind = typeof DROP_KINDS[number];

/** The machine's memory and its stable views. */
export interface MachineMemory {
  readonly memory: WebAssembly.Memory;
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  readonly doubles: Float64Array;
  readonly view: DataView;
  /**
   * Reserves a region (page aligned, zeroed, never freed); throws a RangeError when memory is exhausted. Of one that holds
   * packets D reads only the packet that fires.
   */
  reserve(size: number, what: string, holds?: "packets"): number;
}
