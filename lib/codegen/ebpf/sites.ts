/**
 * Where a program of the kernel is attached, and what it finds there: said by providers, in terms that need no knowledge of them.
 *
 * @module
 */

/** Where a number comes from when a program starts. */
export type SiteSource =
  /** A word of what the kernel hands the program. */
  | { readonly kind: "context"; readonly offset: number; readonly bytes: 1 | 2 | 4 | 8; readonly signed?: boolean }
  /** A word behind an address that the kernel hands the program, or behind the description of the thread that runs. */
  | {
    readonly kind: "behind";
    readonly pointer: number | "thread";
    /** Offsets of the pointers that are followed on the way. */
    readonly through?: readonly number[];
    readonly offset: number;
    readonly bytes: 1 | 2 | 4 | 8;
    readonly signed?: boolean;
  }
  /** A word of the memory of the process that runs, by its registers: base, index times scale, displacement. */
  | {
    readonly kind: "user";
    readonly base: number;
    readonly index?: { readonly register: number; readonly scale: number };
    readonly displacement: number;
    readonly bytes: 1 | 2 | 4 | 8;
    readonly signed?: boolean;
  }
  /** What was given to this place when the program was attached there. */
  | { readonly kind: "cookie" }
  /** The number of the process that runs. */
  | { readonly kind: "process" }
  /** Where the kernel describes the thread that runs. */
  | { readonly kind: "thread" }
  | { readonly kind: "negative"; readonly of: SiteSource }
  /** How a process ended, of the status that its parent waits for: CLD_EXITED, CLD_KILLED or CLD_DUMPED (siginfo.h). */
  | { readonly kind: "ending"; readonly of: SiteSource }
  /** A text of the process that runs, by its address: D sees where it was copied to. */
  | { readonly kind: "text"; readonly of: SiteSource; readonly size: number }
  /** Bytes of what the kernel hands the program, or behind a 32-bit `offset << 0 | length << 16` in it: D sees their address. */
  | { readonly kind: "bytes"; readonly offset: number; readonly size: number; readonly isDistant?: boolean }
  | { readonly kind: "constant"; readonly value: bigint }
  /** The program counter of what was interrupted, where it was in the kernel, or where it was in a process; else 0. */
  | { readonly kind: "counter"; readonly of: "kernel" | "process" };

/** How programs begin, by what starts them (linux/bpf.h). */
export const PROGRAM_TYPE = { KPROBE: 2, TRACEPOINT: 5, PERF_EVENT: 7, RAW_TRACEPOINT: 17, TRACING: 26 } as const;

/** What must hold for a probe to fire. */
export interface SiteCondition {
  readonly source: SiteSource;
  readonly is: "eq" | "ne" | "gt" | "slt" | "sgt";
  readonly value: number;
}
/** One place at which a program is attached, with the probes that fire there. */
export interface Site {
  readonly programType: number;
  /** Probes by the number that `number` gives; a site of one probe has no number. */
  readonly probes: ReadonlyMap<number, number>;
  readonly number?: SiteSource;
  /** All of these, or the probe does not fire. */
  readonly when?: readonly SiteCondition[];
  /** The thread that a clause sees, where it is not the one that runs: the address of its description. */
  readonly thread?: SiteSource;
  /** Sources of arg0, arg1 and so on; those that are missing are 0. */
  readonly args: readonly SiteSource[];
  /** Which argument is a system call's result. */
  readonly result?: number;
  /** What the kernel asks of the program when it is loaded: how it will be attached (BPF_TRACE_), and to which function. */
  readonly load?: { readonly attachType: number; readonly typeId?: number };
  /** Places at which it is attached; one, if missing. */
  readonly places?: number;
  /** The provider's own: how it is attached. */
  readonly attachment: unknown;
}
/** What code asks of the kernel's description of itself, and of the site it runs at. */
export interface Facts {
  /** Offset of a member of a struct; undefined where the kernel does not say. */
  member(struct: string, member: string): number | undefined;
  readonly result?: number;
  /** Clauses see another thread than the one that runs. */
  readonly isOfOther?: boolean;
}
