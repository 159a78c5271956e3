/**
 * The contract between the compiler and the engine: what a compiled program is.
 *
 * @module
 */
import type { Span } from "../diagnostic/mod.ts";
import type { DType } from "../d/types/mod.ts";

/** How the bytes of a field or key are to be read. */
export interface FieldDescription {
  /** From the start of the record's payload, or of the key. */
  readonly offset: number;
  readonly size: number;
  readonly type: DType;
  /**
   * An address kept as bytes: u8 family (4, 6, or 0: the 16 bytes hold a text of at most 15 bytes, ended by NUL, such as
   * "" or "<unknown>") and 16 bytes (IPv4 in the first four, the rest zero). size is 17.
   * Prints as text; stands where a string is expected. Codegen makes such a field of every expression that is an address
   * in all its branches (calls with lowerAddress, conditionals over them, short constant strings beside them).
   */
  readonly address?: true;
  /**
   * Of a key for which a program has integers of different types: offset, from the start of the key, of a byte that says
   * with which one this key was written: its size, and 0x80 where it is signed. `size` and `type` hold the values of all.
   */
  readonly form?: number;
  /** Source text of the expression, for column names. */
  readonly label?: string;
}
/** In the byte at {@linkcode FieldDescription.form}: the key was written as a signed number. */
export const FORM_SIGNED = 0x80;
/** One action's part of a clause's record. */
export interface ActionDescription {
  /** Name in the action table: the consumer looks up how to print it. */
  readonly action: string;
  readonly fields: readonly FieldDescription[];
  /** What the action's check returned: formats, aggregation lists… */
  readonly data: unknown;
  readonly span?: Span;
  /**
   * Which run of statements between if/else borders it belongs to, ascending; 0 if missing. DTrace makes a clause of each
   * such run, so the consumer begins a new line where the number changes.
   */
  readonly block?: number;
}
export interface ClauseDescription {
  readonly index: number;
  /** Probe ids this clause is enabled on. */
  readonly probes: readonly number[];
  /** No body: the default action (a line without data). */
  readonly defaultAction: boolean;
  readonly actions: readonly ActionDescription[];
  /** Payload bytes after the header (see RECORD_HEADER), a multiple of 8. */
  readonly payloadSize: number;
  /** The payload begins with the action mask (see RECORD_HEADER). */
  readonly masked?: boolean;
  readonly span: Span;
}
/**
 * A record in the principal buffer: u32 epid, u32 bytes of the whole record, i64 timestamp (ns), payload.
 * Aligned to 8. Actions of branches that did not run (if/else) have a zero byte in the record's action mask:
 * payload begins with one byte an action (1: ran), padded to 8, when `masked` is set.
 */
export const RECORD_HEADER = { EPID: 0, SIZE: 4, TIMESTAMP: 8, BYTES: 16 } as const;

/**
 * A record with epid 0 tells the consumer of a fault (as DTrace's own enabling of dtrace:::ERROR does); offsets within its
 * payload: u32 epid of the faulting clause, i32 action (0 predicate), i32 DIF offset or -1, i32 fault, i64 address.
 * The machine writes it after the user's ERROR clauses ran.
 */
export const ERROR_RECORD = { EPID: 0, ACTION: 4, OFFSET: 8, FAULT: 12, ADDRESS: 16, BYTES: 24 } as const;

/** An enabled probe id: one clause on one probe. Ids count from 1, in order of probe within clause order. */
export interface EnabledProbe {
  readonly epid: number;
  readonly probe: number;
  readonly clause: number;
}
export interface AggregationDescription {
  readonly id: number;
  readonly name: string;
  /** Name in the table of aggregating functions. */
  readonly function: string;
  readonly parameters: unknown;
  /** Source text of the expression that is aggregated, where there is one. */
  readonly label?: string;
  readonly keys: readonly FieldDescription[];
  readonly keySize: number;
  /** So many of the key's first bytes tell one entry from the other; the rest says how keys were written. */
  readonly comparedSize?: number;
  readonly valueSize: number;
}
/** Buffers' sizes in bytes, from options. */
export interface BufferSizes {
  readonly principal: number;
  readonly aggregation: number;
  /** A small one, set by the user: a hard limit with drops. Any other is emptied when it fills, as far as memory bears. */
  readonly aggregationFixed: boolean;
  readonly dynamic: number;
  readonly speculation: number;
  readonly speculations: number;
  readonly stringSize: number;
  /** Most that pcap() keeps of a packet, bytes. */
  readonly packetSize: number;
  readonly scratch: number;
}
/** Byte offsets of the members that are read of what an argument points at. */
export type MemberReads = ReadonlySet<number> | "all";
/** What the enabled clauses read, so that providers fill no more. */
export interface Needs {
  /** By probe id: bit n set when argn or args[n] is read. */
  readonly args: ReadonlyMap<number, number>;
  /** By probe id, then by argument; of an argument that is not there nothing is read but whether it is NULL. */
  readonly members: ReadonlyMap<number, ReadonlyMap<number, MemberReads>>;
  readonly time: boolean;
}
/** Kinds of machines that programs may run in: this process, the kernel of Linux. */
export type MachineKind = "wasm" | "ebpf";
/** Code for one kind of machine. */
export interface MachineProgram {
  readonly kind: MachineKind;
  readonly bytes: Uint8Array<ArrayBuffer>;
}
export interface Image {
  readonly program: MachineProgram;
  readonly clauses: readonly ClauseDescription[];
  readonly enabled: readonly EnabledProbe[];
  readonly aggregations: readonly AggregationDescription[];
  readonly needs: Needs;
  readonly sizes: BufferSizes;
  readonly destructive: boolean;
  readonly options: readonly { readonly name: string; readonly value?: string }[];
}

/** Where the entries of all aggregations lie, one after the other in the order of their making. */
export interface EntryArea {
  /** Address of the first one. */
  readonly start: number;
  /** From an entry to the id of its aggregation (u32), and to its key. */
  readonly id: number;
  readonly key: number;
  /** By id of an aggregation: from an entry to its value, and to the next entry. */
  readonly shapes: ReadonlyMap<number, { readonly value: number; readonly size: number }>;
}
/** An instantiated image: what the engine drives. Written by `lib/codegen`, which knows the layout. */
export interface Machine {
  readonly memory: import("./memory_map.ts").MachineMemory;
  /**
   * The function that fires a probe: runs its clauses in order and returns STATUS bits (zero in the common case).
   * Undefined when nothing is enabled on it. Arguments and time must stand in the context.
   */
  fire(probe: number): (() => number) | undefined;
  /** Resets what lasts through one run. */
  reset(): void;
  /** For code that goes through entries without a call for each. */
  readonly entryArea: EntryArea;
  /** Behind the last entry there is now, and how many there are. */
  entriesNow(): { readonly end: number; readonly count: number };
  /** Calls back with each entry of one aggregation: addresses of key and value bytes, in insertion order. */
  eachEntry(aggregation: number, visit: (key: number, value: number) => void): void;
  /** Removes entries for which keep returns false (trunc). */
  filterEntries(aggregation: number, keep: (key: number, value: number) => boolean): void;
  /** Makes all words of all values 0 (clear): keys stay. */
  clearEntries(aggregation: number): void;
  /** Moves aggregation entries out of the buffer when it is nearly full; the engine merges them elsewhere. */
  aggregationFill(): { readonly used: number; readonly size: number };
  discardEntries(): void;
  /** Whether the aggregation has entries. */
  touched(aggregation: number): boolean;
}
