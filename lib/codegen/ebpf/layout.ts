/**
 * What the code of all clauses of a program knows of the maps: their sizes, and where the compiler's own things lie in them.
 *
 * @module
 */
import type { Instruction, Register } from "../ir/mod.ts";
import type { AggregationPlan, MemoryLayout } from "../lower/mod.ts";
import type { Origin } from "./analysis.ts";
import type { SiteSource } from "./sites.ts";
import { DEPTH_FRAMES, MAX_SPECULATIONS, PageLayout, SHARED_WINDOW, WINDOW } from "./frame.ts";

/** Kinds of maps (linux/bpf.h). */
export const MAP_TYPE = { HASH: 1, ARRAY: 2, PERCPU_HASH: 5, PERCPU_ARRAY: 6, RINGBUF: 27 } as const;

/** A map as the kernel makes it. */
export interface MapDescription {
  readonly type: number;
  readonly keySize: number;
  readonly valueSize: number;
  readonly entries: number;
  /** Entries take memory when they are made, not before. */
  readonly grows?: boolean;
  /** Seen by this process through its memory. */
  readonly mapped?: boolean;
}
/** A part of a key, as it lies in the machine's keys and in the map's. */
export interface KeyPart {
  readonly from: number;
  readonly to: number;
  readonly size: number;
  /** It stands for a name of the probe: the number of one in the table of this part. */
  readonly name?: number;
}
/** How the entries of an aggregation are kept. */
export interface AggregationMap {
  readonly plan: AggregationPlan;
  readonly map: number;
  /** Of a whole key those bytes that can differ; the rest is zero. Empty: there are no keys. */
  readonly parts: readonly KeyPart[];
  readonly keyBytes: number;
  /**
   * Programs that may interrupt one another add to it: each depth has values of its own, told apart by a word behind the key,
   * or by the index where there are no keys.
   */
  readonly isByLevel: boolean;
  /** A word before the value says that this processor has begun with it. */
  readonly isFlagged: boolean;
  /** Where the code puts the key of the map together: an address of the window, or 0 where it is as it was staged. */
  readonly packedAt: number;
  /** Where a fresh value lies, among what is shared. */
  readonly freshAt: number;
}
export interface VariableMap {
  readonly map: number;
  readonly keyBytes: number;
  readonly valueBytes: number;
}
/** Names of the probes that fire, a row of the same width for each enabled probe id. */
export interface NameTable {
  /** Among what is shared, as D sees it. */
  readonly at: number;
  readonly width: number;
  readonly rows: number;
  /** Numbers of the names, eight bytes a row: equal names have the same. */
  readonly numbersAt: number;
  /** By number. */
  readonly names: readonly Uint8Array[];
}
/** Scratch of clauses beyond what is known when they are compiled. */
export const SCRATCH_BYTES = 4096;

export class KernelLayout {
  readonly page: PageLayout;
  readonly aggregations = new Map<number, AggregationMap>();
  readonly variables = new Map<number, VariableMap>();
  readonly maps: MapDescription[] = [];
  /** Where get_current_comm() puts its sixteen bytes. */
  readonly commAt: number;
  /** Where stacks are read that are only counted. */
  get framesAt(): number {
    return this.#framesAt ??= this.own.reserve(8 * DEPTH_FRAMES);
  }
  #framesAt: number | undefined;
  /** Memory of alloca() whose size is not a constant. */
  readonly scratchAt: number;
  /** So many bytes of key_string() can differ from zero, by where they go. */
  readonly textLimits = new Map<number, number>();
  /** Where key_string() puts the number of a name in its place. */
  readonly nameNumbers = new Set<number>();
  /** A value of zeros, at least as large as any. */
  zerosAt = 0;
  /** By the part of the name. */
  readonly names = new Map<number, NameTable>();
  /** Constant texts, by where they lie. */
  readonly texts = new Map<number, Uint8Array>();
  /** Where what was copied from a process lies, by what copies it: each has a place of its own. */
  readonly hostPlaces = new Map<Instruction, number>();
  /** The same of bytes that a site hands over. */
  readonly sourcePlaces = new Map<SiteSource, number>();
  /** Bytes that copyin() takes at most. */
  readonly copyBytes = 1024;
  /** What D may store into besides its variables. */
  readonly storable: { readonly base: number; readonly size: number }[] = [];
  readonly #valueBytes = new Map<Register, number>();

  constructor(readonly own: MemoryLayout, readonly base: number) {
    this.page = new PageLayout(own.sizes.stringSize);
    this.commAt = own.reserve(16);
    this.scratchAt = own.reserve(SCRATCH_BYTES);
    this.storable.push({ base: this.scratchAt, size: SCRATCH_BYTES });
    if (own.sizes.speculations > MAX_SPECULATIONS) throw new RangeError(`nspec: at most ${MAX_SPECULATIONS} here`);
  }
  get windowBytes(): number {
    return this.own.end - WINDOW;
  }
  get sharedBytes(): number {
    return this.own.shared.size;
  }
  /** Of the clause that is written: how much lies behind a register that holds a map's value. */
  setValueBytes(register: Register, bytes: number): void {
    this.#valueBytes.set(register, bytes);
  }
  /** Bytes there are behind an address. */
  roomAt(origin: Origin, payload: number): number {
    if (origin.kind === "record") return payload - origin.offset;
    if (origin.kind === "value") return this.valueBytes(origin.register) - origin.offset;
    return origin.at >= SHARED_WINDOW
      ? SHARED_WINDOW + this.sharedBytes - origin.at
      : WINDOW + this.windowBytes - origin.at;
  }
  valueBytes(register: Register): number {
    return this.#valueBytes.get(register) ?? 8;
  }
  forgetValues(): void {
    this.#valueBytes.clear();
  }
  /** The offset in the page of an address of the window. */
  pageOffset(address: number): number {
    return this.page.window + address - WINDOW;
  }
  sharedOffset(address: number): number {
    return address - SHARED_WINDOW;
  }
}
