/**
 * Where the parts of a program lie in the machine's memory. The addresses are constants in the code, so a machine is
 * made on a memory of its own.
 *
 * @module
 */
import { LARGEST_VARIABLE, type Variable } from "../../d/check/mod.ts";
import { type DType, isByReference, isString, sizeOf } from "../../d/types/mod.ts";
import { type BufferSizes, CONTEXT, READABLE_BASE } from "../../image/mod.ts";

/** Words of codegen's own in the machine's page. */
export const WORD = {
  AGGREGATION_NEXT: CONTEXT.PRIVATE,
  AGGREGATION_END: CONTEXT.PRIVATE + 4,
  DYNAMIC_NEXT: CONTEXT.PRIVATE + 8,
  DYNAMIC_END: CONTEXT.PRIVATE + 12,
  /** The index of aggregations: address, slots less 1, slots in use. It doubles when it is half full. */
  INDEX_BASE: CONTEXT.PRIVATE + 20,
  INDEX_MASK: CONTEXT.PRIVATE + 24,
  INDEX_USED: CONTEXT.PRIVATE + 28,
  /** Where a clause that has ended its record early writes its end. */
  NOWHERE: CONTEXT.PRIVATE + 16,
} as const;

/** Entry of an aggregation: u32 hash, u32 aggregation id (0: removed), key, value. */
export const ENTRY = { HASH: 0, AGGREGATION: 4, KEY: 8 } as const;
/** Entry of a dynamic variable: u32 next in the bucket, u32 hash, u32 variable, u32 unused, key, value. */
export const DYNAMIC_SPACE = { NEXT: 0, HASH: 4, VARIABLE: 8, KEY: 16 } as const;
/** State of a speculation: u32 state, u32 next free address; `SPECULATION_STATE` says which states there are. */
export const SPECULATION = { STATE: 0, NEXT: 4, BYTES: 8 } as const;
export const SPECULATION_STATE = { FREE: 0, ACTIVE: 1 } as const;

/** Bytes behind a variable that nobody's are: a pointer that goes astray a little meets no other variable. */
const GAP = 1024;
/** Slots that the index of aggregations begins with. */
export const FIRST_SLOTS = 1024;
/** The smallest entry there can be with a key. */
const SMALLEST_ENTRY = ENTRY.KEY + 16;
const PAGE = 4096;

interface Region {
  readonly base: number;
  readonly size: number;
}
export class MemoryLayout {
  readonly scratch: Region;
  readonly principal: Region;
  readonly aggregation: Region;
  /**
   * u32 a slot: addresses of entries, open addressing. An index of n slots lies n slots from the base, so that the next
   * larger one never overlaps it.
   */
  readonly aggregationIndex: Region;
  readonly dynamic: Region;
  readonly dynamicIndex: Region;
  readonly speculationStates: Region;
  readonly speculations: Region;
  readonly variables: Region;
  /** u8 for each eight bytes of dynamic variables: 1 where data of an element lies that is made of bytes. */
  readonly elementMap: Region;
  /** Where variables that are made of bytes lie, ascending. */
  readonly storableVariables: Region[] = [];
  readonly #variableAt = new Map<number, number>();
  /** Words that say NULL before a program has given `self->` strings a value. */
  readonly nullAtStart: number[] = [];
  readonly #freeListAt: number;
  readonly #constants = new Map<string, number>();
  readonly #data: { address: number; bytes: Uint8Array }[] = [];
  #next: number;
  /** Next free address of what all processors share, where that lies apart. */
  #nextShared: number | undefined;
  readonly #sharedBase: number | undefined;

  /**
   * @param base where it begins: a module beside the program's own lies elsewhere
   * @param sharedBase where global variables and constants lie, in a machine that has all else once for each processor
   */
  constructor(readonly sizes: BufferSizes, variables: readonly Variable[], base = READABLE_BASE, sharedBase?: number) {
    this.#next = base;
    this.#nextShared = this.#sharedBase = sharedBase;
    this.scratch = this.#region(sizes.scratch);
    this.principal = this.#region(sizes.principal);
    this.aggregation = this.#region(sizes.aggregation);
    this.aggregationIndex = this.#region(indexBytes(sizes.aggregation));
    this.dynamic = this.#region(sizes.dynamic);
    this.dynamicIndex = this.#region(4 * slotsFor(sizes.dynamic / 64));
    this.speculationStates = this.#region(SPECULATION.BYTES * sizes.speculations);
    this.speculations = this.#region(round(sizes.speculation, 8) * sizes.speculations);
    const hasElements = variables.some(({ keys, type }) => keys && isByReference(type));
    this.elementMap = this.#region(hasElements ? Math.ceil(sizes.dynamic / 8) : 0);
    const first = this.#next;
    let at = first;
    for (const variable of variables) {
      const size = variable.keys ? 0 : sizeOf(variable.type, sizes.stringSize);
      const isShared = sharedBase !== undefined && variable.scope === "global";
      const apart = at;
      if (isShared) at = this.#nextShared!;
      if (size > LARGEST_VARIABLE) {
        throw new RangeError(`variable ${variable.name} takes ${size} bytes, ${LARGEST_VARIABLE} at most`);
      }
      this.#variableAt.set(variable.id, at);
      if (variable.scope === "self" && isString(variable.type)) this.nullAtStart.push(at);
      if (!variable.keys && isByReference(variable.type)) {
        this.storableVariables.push({ base: at + 8, size });
        at += GAP;
      }
      at += 8 + round(slotSize(variable.type, sizes.stringSize), 8);
      if (isShared) {
        this.#nextShared = at;
        at = apart;
      }
    }
    this.#freeListAt = at;
    at += 4 * (1 + variables.reduce((max, { id }) => Math.max(max, id), -1));
    this.variables = { base: first, size: at - first };
    this.#next = round(at, 8);
  }
  #region(size: number): Region {
    const base = this.#next;
    this.#next = round(base + size, PAGE);
    return { base, size };
  }
  /** Of a scalar the value, of a by-reference variable a word that is 1 while it is NULL, then its bytes. */
  variable(variable: Variable): number {
    return this.#variableAt.get(variable.id)!;
  }
  /** Whether it is a place of the program's. */
  has(address: bigint, size: bigint): boolean {
    return address >= BigInt(READABLE_BASE) && size >= 0n && address + size <= BigInt(this.#next);
  }
  freeList(variable: number): number {
    return this.#freeListAt + 4 * variable;
  }
  /** Room for something the compiler needs, zero at the start, 8-byte aligned. */
  reserve(size: number): number {
    const at = this.#next;
    this.#next = round(at + size, 8);
    return at;
  }
  /** The same of what all processors share. */
  reserveShared(size: number): number {
    if (this.#nextShared === undefined) return this.reserve(size);
    const at = this.#nextShared;
    this.#nextShared = round(at + size, 8);
    return at;
  }
  /** What all processors share, where it lies apart. */
  get shared(): { readonly base: number; readonly size: number } {
    const base = this.#sharedBase ?? 0;
    return { base, size: (this.#nextShared ?? base) - base };
  }
  /** Constant bytes followed by a NUL; equal ones are shared. */
  constant(bytes: Uint8Array): number {
    const name = bytes.join();
    let at = this.#constants.get(name);
    if (at === undefined) {
      at = this.reserveShared(bytes.length + 1);
      this.#constants.set(name, at);
      this.#data.push({ address: at, bytes });
    }
    return at;
  }
  put(address: number, bytes: Uint8Array): void {
    this.#data.push({ address, bytes });
  }
  get data(): readonly { readonly address: number; readonly bytes: Uint8Array }[] {
    return this.#data;
  }
  get end(): number {
    return this.#next;
  }
}

export function round(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}
/** What the index of an aggregation buffer of a size may take. */
export function indexBytes(aggregation: number): number {
  return 2 * 4 * 2 * slotsFor(aggregation / SMALLEST_ENTRY);
}
/** Slots of a hash index for so many entries: a power of two that leaves a quarter free. */
function slotsFor(entries: number): number {
  return 2 ** Math.max(10, Math.ceil(Math.log2(Math.max(1, entries) * 4 / 3)));
}
/** Bytes of a variable's value. */
export function slotSize(type: DType, stringSize: number): number {
  return isByReference(type) ? Math.max(8, sizeOf(type, stringSize)) : 8;
}
