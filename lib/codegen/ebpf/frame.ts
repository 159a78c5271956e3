/**
 * Where a program of the kernel has its things: the frame, the page of a processor, what all processors share.
 *
 * A frame is 512 bytes, and values of maps are all the memory there is. A page belongs to one processor and one depth of
 * interruption: a program that interrupts another one on the same processor has the next page. D sees addresses that no
 * memory of the kernel or of a process can have (neither half of the address space of 48 or 57 bits reaches there); the code
 * turns them into those of the page or of the shared value.
 *
 * @module
 */
import { round } from "../lower/mod.ts";

/** Addresses as D sees them: of the page's window, and of what is shared. Numbers of this size are exact. */
export const WINDOW = 2 ** 52, SHARED_WINDOW = 2 ** 52 + 2 ** 44;

/** Pages of each processor: programs that interrupt one another. A deeper one is a drop. */
export const LEVELS = 4;

/** Offsets from the end of the frame. */
export const SLOT = {
  FIRST_PAGE: -8,
  TIME: -16,
  EPID: -24,
  /** Of the row of the table of sites, where a program serves several probes. */
  SITE: -32,
  KEY: -40,
  CONTEXT: -48,
  CPU: -56,
  /** Sixteen bytes to read into. */
  READ: -72,
  /** Values that found no register, downwards. */
  VALUES: -72,
} as const;
/** Bytes of all frames together; the function that attends to faults has its own. */
export const FRAME_BYTES = 512, FAULT_FRAME_BYTES = 96, ERROR_FRAME_BYTES = 224;

/** Offsets in a page. */
export const PAGE = {
  /** Of the first page of a processor: programs that run on it. */
  DEPTH: 0,
  FAULT: 8,
  /** action << 16 | position */
  FAULT_PLACE: 16,
  FAULT_ADDRESS: 24,
  SCRATCH_NEXT: 32,
  IN_ERROR: 40,
  PROBE_ID: 48,
  /** Which of a processor's pages it is. */
  LEVEL: 56,
  ARGUMENTS: 64,
  SAVED_ARGUMENTS: 144,
  /** The thread that clauses see, where it is not the one that runs. */
  THREAD: 248,
  /** Values for which the frame has no room. */
  VALUES: 256,
  TEXTS: 256 + 8 * 128,
} as const;
/** Offset of the number of a page among those of its processor. */
export const PAGE_LEVEL: number = PAGE.LEVEL;
export const MAX_PAGE_VALUES = 128;

/** Offsets in the shared value: words of 8 bytes. */
export const CONTROL = {
  EXITED: 0,
  EXIT_STATUS: 8,
  DROPS: 16,
  /** Flags with which records are handed over: 1 (BPF_RB_NO_WAKEUP) while someone reads anyway. */
  HAND_OVER: 96,
  SPECULATIONS: 104,
  BYTES: 1024,
} as const;
/** Speculations there can be: their states lie behind one another. */
export const MAX_SPECULATIONS = (CONTROL.BYTES - CONTROL.SPECULATIONS) / 8;

/** Frames of a stack that are counted: the kernel keeps no more (kernel.perf_event_max_stack). */
export const DEPTH_FRAMES = 127;
/** Maps in the order of the image; those of aggregations and variables follow. */
export const MAP = { PAGES: 0, SHARED: 1, RING: 2, FIRST: 3 } as const;

/** What stands before a record in the ring: u32 processor, u32 speculation it belongs to; then the record as any machine writes it. */
export const RING_PREFIX = { CPU: 0, SPECULATION: 4, BYTES: 8 } as const;
/** In place of an enabled probe: what is to become of a speculation. */
export const SPECULATION_MARK = { COMMIT: 0xffff_fffe, DISCARD: 0xffff_ffff } as const;

/** Functions of the kernel by their numbers (linux/bpf.h). */
export const CALL = {
  LOOKUP: 1,
  UPDATE: 2,
  DELETE: 3,
  TIME: 5,
  RANDOM: 7,
  PROCESSOR: 8,
  PID_TGID: 14,
  UID_GID: 15,
  COMM: 16,
  TASK: 35,
  STACK: 67,
  READ_USER: 112,
  READ: 113,
  READ_USER_TEXT: 114,
  READ_TEXT: 115,
  RESERVE: 131,
  COOKIE: 174,
  SUBMIT: 132,
  DISCARD: 133,
} as const;

/** Places for two texts that are compared, and where the window begins. */
export class PageLayout {
  readonly textBytes: number;
  readonly window: number;

  constructor(readonly stringSize: number) {
    this.textBytes = round(stringSize, 8) + 16;
    this.window = PAGE.TEXTS + 2 * this.textBytes;
  }
  text(n: 0 | 1): number {
    return PAGE.TEXTS + n * this.textBytes;
  }
}
