/**
 * An image at work: the module instantiated on its memory, and what the engine asks of it.
 *
 * @module
 */
import {
  CONTEXT,
  type EntryArea,
  FAULT,
  type Image,
  type Machine,
  type MachineMemory,
  PAGE_BYTES,
  READABLE_BASE,
  UNREADABLE_END,
} from "../../image/mod.ts";
import type { HostFunction, HostMemory, PlainHostFunction } from "../ir/mod.ts";
import { ENTRY, FIRST_SLOTS, type MemoryLayout, round, WORD } from "../lower/mod.ts";

type Fire = () => number;
type Exports = Record<string, Fire>;

/** An image with what its machine needs to know of it. */
export interface WasmImage extends Image {
  readonly layout: MemoryLayout;
  /** In the order in which the module imports them. */
  readonly hosts: readonly HostFunction[];
}
class WasmMachine implements Machine {
  readonly #exports: Exports;
  readonly #state = new Map<string, unknown>();
  readonly #image: WasmImage;
  readonly entryArea: EntryArea;
  readonly #shapes = new Map<number, { readonly value: number; readonly size: number }>();
  /** Something may have fired: memory is not as it was made. */
  #isUsed = false;

  constructor(image: WasmImage, readonly memory: MachineMemory) {
    this.#image = image;
    const size = image.layout.end - READABLE_BASE;
    if (memory.reserve(size, "the program's buffers") !== READABLE_BASE) throw new Error("the memory is in use");
    for (const { id, keySize, valueSize } of image.aggregations) {
      const value = ENTRY.KEY + round(keySize, 8);
      this.#shapes.set(id, { value, size: value + valueSize });
    }
    const { base } = image.layout.aggregation;
    this.entryArea = { start: base, id: ENTRY.AGGREGATION, key: ENTRY.KEY, shapes: this.#shapes };
    const imports: WebAssembly.ModuleImports = {
      memory: memory.memory,
      ...hostImports(image.hosts, memory, image.sizes.stringSize, this.#state),
    };
    const instance = new WebAssembly.Instance(new WebAssembly.Module(image.program.bytes), { host: imports });
    this.#exports = instance.exports as Exports;
    this.reset();
  }
  fire(probe: number): Fire | undefined {
    this.#isUsed = true;
    return this.#exports[`p${probe}`];
  }
  reset(): void {
    const { layout, sizes } = this.#image;
    const { words, bytes } = this.memory;
    words.fill(0, CONTEXT.ARG >> 2, CONTEXT.PAGES >> 2);
    this.#clearIndex();
    const put = (at: number, value: number) => words[at >> 2] = value;
    put(CONTEXT.SCRATCH_BASE, layout.scratch.base);
    put(CONTEXT.SCRATCH_NEXT, layout.scratch.base);
    put(CONTEXT.SCRATCH_END, layout.scratch.base + sizes.scratch);
    put(CONTEXT.PRINCIPAL_BASE, layout.principal.base);
    put(CONTEXT.PRINCIPAL_NEXT, layout.principal.base);
    put(CONTEXT.PRINCIPAL_END, layout.principal.base + sizes.principal);
    put(CONTEXT.STRING_SIZE, sizes.stringSize);
    put(CONTEXT.MEMORY_END, bytes.length - UNREADABLE_END);
    put(WORD.DYNAMIC_NEXT, layout.dynamic.base);
    put(WORD.DYNAMIC_END, layout.dynamic.base + sizes.dynamic);
    put(WORD.AGGREGATION_NEXT, layout.aggregation.base);
    put(WORD.AGGREGATION_END, layout.aggregation.base + sizes.aggregation);
    if (this.#isUsed) {
      for (
        const { base, size } of [layout.dynamicIndex, layout.elementMap, layout.speculationStates, layout.variables]
      ) {
        bytes.fill(0, base, base + size);
      }
    }
    for (const at of layout.nullAtStart) put(at, 1);
    this.#state.clear();
  }
  /** An index as small as at the start. */
  #clearIndex(): void {
    const { words } = this.memory;
    const base = this.#image.layout.aggregationIndex.base + 4 * FIRST_SLOTS;
    words[WORD.INDEX_BASE >> 2] = base;
    words[WORD.INDEX_MASK >> 2] = FIRST_SLOTS - 1;
    words[WORD.INDEX_USED >> 2] = 0;
    words.fill(0, base >> 2, (base >> 2) + FIRST_SLOTS);
  }
  entriesNow(): { readonly end: number; readonly count: number } {
    const { words } = this.memory;
    return { end: words[WORD.AGGREGATION_NEXT >> 2], count: words[WORD.INDEX_USED >> 2] };
  }
  /** Visits every entry there is, of any aggregation, in the order of their making, up to one for which true comes back. */
  #eachLive(visit: (entry: number, aggregation: number) => boolean | void): void {
    const { words } = this.memory;
    const end = words[WORD.AGGREGATION_NEXT >> 2];
    for (let entry = this.#image.layout.aggregation.base; entry < end;) {
      const aggregation = words[entry + ENTRY.AGGREGATION >> 2];
      if (visit(entry, aggregation)) return;
      entry += this.#shapes.get(aggregation)!.size;
    }
  }
  eachEntry(aggregation: number, visit: (key: number, value: number) => void): void {
    const shape = this.#shapes.get(aggregation);
    if (!shape) return;
    this.#eachLive((entry, of) => {
      if (of === aggregation) visit(entry + ENTRY.KEY, entry + shape.value);
    });
  }
  /** Entries that stay move together, and are entered again into the index. */
  filterEntries(aggregation: number, keep: (key: number, value: number) => boolean): void {
    const { words, bytes } = this.memory;
    const kept: { readonly entry: number; readonly size: number }[] = [];
    this.#eachLive((entry, of) => {
      const { value, size } = this.#shapes.get(of)!;
      if (of !== aggregation || keep(entry + ENTRY.KEY, entry + value)) kept.push({ entry, size });
    });
    let slots = FIRST_SLOTS;
    while (kept.length * 2 >= slots) slots *= 2;
    const index = this.#image.layout.aggregationIndex.base + 4 * slots >> 2;
    words.fill(0, index, index + slots);
    let next = this.#image.layout.aggregation.base;
    for (const { entry, size } of kept) {
      if (entry !== next) bytes.copyWithin(next, entry, entry + size);
      let slot = words[next + ENTRY.HASH >> 2] & slots - 1;
      while (words[index + slot] !== 0) slot = slot + 1 & slots - 1;
      words[index + slot] = next;
      next += size;
    }
    words[WORD.INDEX_BASE >> 2] = index << 2;
    words[WORD.INDEX_MASK >> 2] = slots - 1;
    words[WORD.INDEX_USED >> 2] = kept.length;
    words[WORD.AGGREGATION_NEXT >> 2] = next;
  }
  clearEntries(aggregation: number): void {
    const { value, size } = this.#shapes.get(aggregation) ?? { value: 0, size: 0 };
    this.eachEntry(aggregation, (_key, at) => this.memory.bytes.fill(0, at, at + size - value));
  }
  aggregationFill(): { readonly used: number; readonly size: number } {
    const { base, size } = this.#image.layout.aggregation;
    return { used: this.memory.words[WORD.AGGREGATION_NEXT >> 2] - base, size };
  }
  discardEntries(): void {
    this.#clearIndex();
    this.memory.words[WORD.AGGREGATION_NEXT >> 2] = this.#image.layout.aggregation.base;
  }
  touched(aggregation: number): boolean {
    let touched = false;
    this.#eachLive((_entry, of) => touched = of === aggregation);
    return touched;
  }
}

/** The process around the machine, as builtins see it. */
class MachineHost implements HostMemory {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly #readableEnd: number;
  #where = 0;

  constructor(readonly memory: MachineMemory, readonly stringSize: number, readonly states: Map<string, unknown>) {
    this.bytes = memory.bytes;
    this.view = memory.view;
    this.#readableEnd = this.bytes.length - UNREADABLE_END;
  }
  /** As the module imports it: the first argument says where in the program it is called. */
  wrap(made: PlainHostFunction): (where: number, ...args: (number | bigint)[]) => number | bigint | void {
    return (where, ...args) => {
      this.#where = where;
      const given = args.map((arg, i) => made.parameters[i] === "pointer" ? Number(arg) >>> 0 : arg);
      const result = made.call(this, ...given);
      if (made.result === "none") return;
      if (made.result === "pointer") return Number(result ?? 0) | 0;
      return BigInt(result ?? 0);
    };
  }
  fault(kind: number, address: bigint = 0n): void {
    const { words, view } = this.memory;
    if (words[CONTEXT.FAULT >> 2] !== FAULT.NONE) return;
    words[CONTEXT.FAULT >> 2] = kind;
    view.setBigInt64(CONTEXT.FAULT_ADDRESS, address, true);
    words[CONTEXT.FAULT_ACTION >> 2] = this.#where >>> 16;
    words[CONTEXT.FAULT_OFFSET >> 2] = (this.#where & 0xffff) * 4;
  }
  allocate(size: number): number {
    const { words } = this.memory;
    const at = words[CONTEXT.SCRATCH_NEXT >> 2];
    const next = round(at + size, 8);
    if (size < 0 || next > words[CONTEXT.SCRATCH_END >> 2]) {
      this.fault(FAULT.NOSCRATCH);
      return 0;
    }
    words[CONTEXT.SCRATCH_NEXT >> 2] = next;
    return at;
  }
  readString(address: number): Uint8Array | undefined {
    if (!this.readable(address, 1)) return undefined;
    const { words } = this.memory;
    const stop = this.#isPacket(address) ? words[CONTEXT.PACKET_END >> 2] : this.#readableEnd;
    const view = this.bytes.subarray(address, Math.min(address + this.stringSize, stop));
    const length = view.indexOf(0);
    if (length >= 0) return view.subarray(0, length);
    // it does not end where D may read
    if (view.length < this.stringSize) return void this.fault(FAULT.BADADDR, BigInt(address + view.length));
    return this.readable(address, view.length) ? view : undefined;
  }
  writeString(bytes: Uint8Array): number {
    const at = this.allocate(this.stringSize);
    if (at === 0) return 0;
    const length = Math.min(bytes.length, this.stringSize - 1);
    // the bytes may lie in this very memory
    this.bytes.set(length === bytes.length ? bytes : bytes.subarray(0, length), at);
    this.bytes[at + length] = 0;
    return at;
  }
  readable(address: number, size: number): boolean {
    if (this.#mayRead(address, size)) return true;
    this.fault(FAULT.BADADDR, BigInt(address));
    return false;
  }
  #isPacket(address: number): boolean {
    return this.bytes[CONTEXT.PAGES + Math.floor(address / PAGE_BYTES)] !== 0;
  }
  /** The same that clauses ask: see `readable` in runtime/access.ts. */
  #mayRead(address: number, size: number): boolean {
    if (address < READABLE_BASE || size > this.#readableEnd - address) return false;
    for (let at = address; at < address + size; at = (Math.floor(at / PAGE_BYTES) + 1) * PAGE_BYTES) {
      if (!this.#isPacket(at)) continue;
      const { words } = this.memory;
      return address >= words[CONTEXT.PACKET_START >> 2] && address + size <= words[CONTEXT.PACKET_END >> 2];
    }
    return true;
  }
  inScratch(address: number, size: number): boolean {
    const { words } = this.memory;
    return address >= words[CONTEXT.SCRATCH_BASE >> 2] && address + size <= words[CONTEXT.SCRATCH_NEXT >> 2];
  }
  state<T>(key: string, initial: () => T): T {
    if (!this.states.has(key)) this.states.set(key, initial());
    return this.states.get(key) as T;
  }
}

/** Functions of the host by the names under which modules import them. */
export function hostImports(
  hosts: readonly HostFunction[],
  memory: MachineMemory,
  stringSize: number,
  states: Map<string, unknown> = new Map(),
): WebAssembly.ModuleImports {
  const host = new MachineHost(memory, stringSize, states);
  const importOf = (one: HostFunction) =>
    "hot" in one ? one.hot(memory.memory) : one.direct as WebAssembly.ImportValue ?? host.wrap(one);
  return Object.fromEntries(hosts.map((one, i) => [`h${i}`, importOf(one)]));
}

/** Makes a machine of an image, on a memory that nothing else was put into yet. */
export function instantiate(image: WasmImage, memory: MachineMemory): Machine {
  return new WasmMachine(image, memory);
}
