/**
 * The kernel as a machine: programs loaded, records drained into the memory from which the consumer reads, aggregations brought
 * there when they are looked at.
 *
 * @module
 */
import {
  CONTROL,
  INSTRUCTION_BYTES,
  type KernelImage,
  LEVELS,
  MAP,
  PAGE_LEVEL,
  RING_PREFIX,
  type SiteProgram,
  SPECULATION_MARK,
} from "../../codegen/ebpf/mod.ts";
import { ENTRY, round } from "../../codegen/lower/mod.ts";
import {
  CONTEXT,
  DROP_KINDS,
  type EntryArea,
  type FieldDescription,
  FIRED,
  type Machine,
  type MachineMemory,
  RECORD_HEADER,
} from "../../image/mod.ts";
import { tracedKind } from "../../d/types/mod.ts";
import { TracedKeys, type TracedSymbols } from "../../engine/format/mod.ts";
import { AggregationEntries, type Merging } from "./entries.ts";
import type { LinuxKernel, Ring, SharedMemory } from "./kernel.ts";
import { type Chunk, copyWords, RecordQueue } from "./queue.ts";
import { SYSTEM_PAGE } from "./ring.ts";
import { KernelError } from "./system.ts";

export interface KernelMachineRequest {
  readonly kernel: LinuxKernel;
  readonly image: KernelImage;
  readonly memory: MachineMemory;
  readonly processors: number;
  /** By the name of the aggregating function. */
  readonly merging: ReadonlyMap<string, Merging>;
  /** Probe ids of BEGIN and END, which this process fires. */
  readonly own: ReadonlySet<number>;
  /** Names of addresses. */
  readonly symbols?: TracedSymbols;
  /** The verifier's log is asked for, and given. */
  readonly log?: (text: string) => void;
}
interface Loaded {
  readonly program: SiteProgram;
  readonly file: number;
}
/** BPF_RB_NO_WAKEUP */
const NO_WAKEUP = 1n;
/** Records between two looks at the ring, and such turns in one drain. */
const TURN_RECORDS = 256, DRAIN_TURNS = 256;
/** So many in one drain of a ring of that size: at this rate it is not full a millisecond later. */
const BUSY_RECORDS = 64, BUSY_RING_BYTES = 2 ** 22;
/** Bytes of records that wait in this process at most: then the ring fills, and the kernel counts drops. */
const MAX_QUEUE_BYTES = 256 * 2 ** 20;
/** Bytes for the entries of aggregations as they are shown. */
const AREA_BYTES = 64 * 2 ** 20;

export class KernelMachine implements Machine {
  readonly memory: MachineMemory;
  readonly entryArea: EntryArea;
  readonly #image: KernelImage;
  readonly #maps: readonly number[];
  readonly #loaded: Loaded[] = [];
  readonly #ring: Ring;
  readonly #shared: SharedMemory;
  readonly #control: BigInt64Array;
  readonly #entries = new Map<number, AggregationEntries>();
  readonly #queue = new RecordQueue();
  readonly #principal: number;
  readonly #area: number;
  /** Records of each speculation, in order. */
  readonly #speculations = new Map<number, Uint8Array<ArrayBuffer>[]>();
  #speculationDrops = 0n;
  #areaDrops = 0n;
  #end = 0;
  #count = 0;
  #isFresh = false;
  /** Records that the last drain has found in the ring. */
  #drained = 0;
  /** What reads the records that were put into the memory. */
  flush: () => void = () => {};

  /** @throws KernelError */
  constructor(readonly request: KernelMachineRequest) {
    const { kernel, image, memory, processors, merging } = request;
    this.#image = image;
    this.memory = memory;
    this.#principal = memory.reserve(image.sizes.principal + 2 * SYSTEM_PAGE, "records");
    this.#area = memory.reserve(AREA_BYTES, "aggregations");
    this.#end = this.#area;
    const shapes = new Map(image.aggregations.map(({ id, keySize, valueSize }) => {
      const value = ENTRY.KEY + round(keySize, 8);
      return [id, { value, size: value + valueSize }];
    }));
    this.entryArea = { start: this.#area, id: ENTRY.AGGREGATION, key: ENTRY.KEY, shapes };
    const maps: number[] = [];
    this.#maps = maps;
    try {
      for (const map of image.maps) maps.push(kernel.createMap(map));
      this.#fill();
      this.#load();
      this.#ring = kernel.openRing(maps[MAP.RING], image.maps[MAP.RING].entries);
      this.#shared = kernel.share(maps[MAP.SHARED], round(image.shared.length, SYSTEM_PAGE));
    } catch (error) {
      this.close();
      throw error;
    }
    this.#control = new BigInt64Array(this.#shared.buffer, 0, CONTROL.BYTES / 8);
    const { names } = image.layout;
    const nameOf = (part: number, number: number) => names.get(part)!.names[number];
    for (const [id, map] of image.layout.aggregations) {
      const how = merging.get(map.plan.description.function)!, unite = this.#unite(map.plan.description.keys);
      this.#entries.set(id, new AggregationEntries(kernel, map, maps[map.map], processors, how, nameOf, unite));
    }
    this.reset();
  }
  /** Of keys that are stacks or symbols: those that show the same are one. */
  #unite(keys: readonly FieldDescription[]): ((key: Uint8Array) => void) | undefined {
    const { symbols } = this.request;
    const traced = keys.flatMap(({ type, offset, size }) => {
      const kind = tracedKind(type);
      return kind === undefined ? [] : [{ kind, offset, size }];
    });
    if (traced.length === 0 || !symbols) return undefined;
    const known = new TracedKeys(symbols);
    return (key) => traced.forEach(({ kind, offset, size }) => known.unite(kind, key.subarray(offset, offset + size)));
  }
  #fill(): void {
    const { shared, tables } = this.#image;
    this.request.kernel.updateMap(this.#maps[MAP.SHARED], new Uint8Array(4), shared);
    // each page of a processor knows its depth
    for (let page = 0; page < this.#image.maps[MAP.PAGES].entries; page++) {
      const level = page % LEVELS;
      if (level === 0) continue;
      const bytes = new Uint8Array(this.#image.pageBytes);
      bytes[PAGE_LEVEL] = level;
      this.request.kernel.updateMap(this.#maps[MAP.PAGES], keyOf(page), bytes);
    }
    for (const { map, rows } of tables) {
      for (const [number, row] of rows) this.request.kernel.updateMap(this.#maps[map], keyOf(number), row);
    }
  }
  #load(): void {
    for (const program of this.#image.programs) {
      const instructions = program.bytes.slice();
      const view = new DataView(instructions.buffer);
      // of an address within a value the offset stands in the second half already
      for (const { at, map } of program.references) {
        view.setInt32(at * INSTRUCTION_BYTES + 4, this.#maps[map], true);
      }
      const { log } = this.request;
      const { programType: type, load } = program.site;
      const request = { type, instructions, ...load, verbose: log !== undefined };
      const loaded = loadOrSayWhere(this.request.kernel, request, program);
      log?.(loaded.log);
      this.#loaded.push({ program, file: loaded.file });
    }
  }
  /** Programs and what they are to be attached to, but for those that this process runs itself. */
  get attachable(): readonly { readonly file: number; readonly attachment: unknown }[] {
    return this.#loaded.filter(({ program }) => !this.#isOwn(program)).map(({ program, file }) => ({
      file,
      attachment: program.site.attachment,
    }));
  }
  #isOwn({ site }: SiteProgram): boolean {
    return [...site.probes.values()].every((probe) => this.request.own.has(probe));
  }
  /** BEGIN and END run in the kernel, too, in the name of this process. */
  fire(probe: number): (() => number) | undefined {
    const own = this.#loaded.find(({ program }) =>
      this.#isOwn(program) && [...program.site.probes.values()].includes(probe)
    );
    if (!own) return undefined;
    return () => {
      this.request.kernel.testRun(own.file);
      this.drain();
      return this.status;
    };
  }
  reset(): void {
    const { words } = this.memory;
    words.fill(0, CONTEXT.ARG >> 2, CONTEXT.PAGES >> 2);
    words[CONTEXT.PRINCIPAL_BASE >> 2] = this.#principal;
    words[CONTEXT.PRINCIPAL_NEXT >> 2] = this.#principal;
    words[CONTEXT.PRINCIPAL_END >> 2] = this.#principal + this.#image.sizes.principal;
  }
  /** exit() was called. */
  get status(): number {
    return this.#control[CONTROL.EXITED / 8] === 0n ? 0 : FIRED.EXIT;
  }
  /** What exit() does; programs see it at their next firing. */
  exit(status: number): void {
    this.#control[CONTROL.EXIT_STATUS / 8] = BigInt(status);
    this.#control[CONTROL.EXITED / 8] = 1n;
  }
  /** While records are read nobody need be woken for more. */
  wait(ms: number): Promise<void> {
    // where many come more will: they are looked for soon, which costs less than being woken for each
    if (this.#drained >= BUSY_RECORDS && this.#image.maps[MAP.RING].entries >= BUSY_RING_BYTES) {
      return this.#ring.pause(Math.min(ms, 1));
    }
    if (!this.isBehind) this.#control[CONTROL.HAND_OVER / 8] = 0n;
    return this.#ring.wait(ms);
  }
  /** Records wait that were not read for want of time. */
  get isBehind(): boolean {
    return this.#queue.size > 0;
  }
  /** Gives records to the consumer, one processor's at a time: as many as a turn takes; the ring is emptied meanwhile. */
  drain(): void {
    this.#isFresh = false;
    this.#drained = 0;
    this.#control[CONTROL.HAND_OVER / 8] = NO_WAKEUP;
    for (let turn = 0; turn < DRAIN_TURNS; turn++) {
      if (this.#queue.size < MAX_QUEUE_BYTES) {
        const { words } = this.#ring;
        this.#ring.read((at, length) => {
          this.#queue.add(words, at, length);
          this.#drained++;
        });
      }
      if (this.#queue.size === 0) break;
      this.#queue.read(TURN_RECORDS, (from, at, length) => this.#record(from, at, length));
      this.#give();
    }
    // those that came before anyone could read them, too
    this.#give();
    this.#copyControl();
  }
  #record({ words: from, view }: Chunk, at: number, length: number): void {
    const { words } = this.memory;
    const cpu = view.getUint32(at + RING_PREFIX.CPU, true);
    const speculation = view.getUint32(at + RING_PREFIX.SPECULATION, true);
    const start = at + RING_PREFIX.BYTES, size = length - RING_PREFIX.BYTES;
    const epid = view.getUint32(start + RECORD_HEADER.EPID, true);
    if (cpu !== words[CONTEXT.CPU >> 2]) this.#give();
    words[CONTEXT.CPU >> 2] = cpu;
    if (epid >= SPECULATION_MARK.COMMIT) return this.#decide(speculation, epid);
    if (speculation === 0) return this.#put(from, start, size);
    this.#hold(speculation, new Uint8Array(from.buffer, start, size));
  }
  #put(from: Int32Array, at: number, size: number): void {
    const { words } = this.memory;
    let next = words[CONTEXT.PRINCIPAL_NEXT >> 2];
    if (next + size > words[CONTEXT.PRINCIPAL_END >> 2]) {
      this.#give();
      next = words[CONTEXT.PRINCIPAL_NEXT >> 2];
    }
    copyWords(from, at, words, next, size);
    words[CONTEXT.PRINCIPAL_NEXT >> 2] = next + round(size, 8);
  }
  /** The consumer reads what is in the memory. */
  #give(): void {
    const { words } = this.memory;
    if (words[CONTEXT.PRINCIPAL_NEXT >> 2] !== words[CONTEXT.PRINCIPAL_BASE >> 2]) this.flush();
  }
  #hold(speculation: number, record: Uint8Array<ArrayBufferLike>): void {
    const held = this.#speculations.get(speculation) ?? [];
    this.#speculations.set(speculation, held);
    const used = held.reduce((sum, { length }) => sum + length, 0);
    if (used + record.length > this.#image.sizes.speculation) this.#speculationDrops++;
    else held.push(Uint8Array.from(record));
  }
  #decide(speculation: number, mark: number): void {
    const held = this.#speculations.get(speculation) ?? [];
    this.#speculations.delete(speculation);
    if (mark !== SPECULATION_MARK.COMMIT) return;
    for (const record of held) {
      const whole = new Int32Array(round(record.length, 8) >> 2);
      new Uint8Array(whole.buffer).set(record);
      this.#put(whole, 0, record.length);
    }
  }
  /** What the kernel has counted, where the engine looks for it. */
  #copyControl(): void {
    const { words, view } = this.memory;
    words[CONTEXT.EXITED >> 2] = Number(this.#control[CONTROL.EXITED / 8]);
    words[CONTEXT.EXIT_STATUS >> 2] = Number(BigInt.asIntN(32, this.#control[CONTROL.EXIT_STATUS / 8]));
    DROP_KINDS.forEach((kind, i) => {
      const more = kind === "SPEC" ? this.#speculationDrops : kind === "AGGREGATION" ? this.#areaDrops : 0n;
      view.setBigInt64(CONTEXT.DROPS + 8 * i, this.#control[CONTROL.DROPS / 8 + i] + more, true);
    });
  }

  // aggregations

  /** Puts all entries into the memory, as any machine has them; again when records have come since. */
  #gather(): void {
    if (this.#isFresh) return;
    this.#isFresh = true;
    const { bytes, words, view } = this.memory;
    let at = this.#area, count = 0, left = 0n;
    for (const [id, entries] of this.#entries) {
      const { value, size } = this.entryArea.shapes.get(id)!;
      for (const { key, words: own } of entries.read()) {
        if (at + size > this.#area + AREA_BYTES) {
          left++;
          continue;
        }
        words[at + ENTRY.HASH >> 2] = 0;
        words[at + ENTRY.AGGREGATION >> 2] = id;
        bytes.set(key, at + ENTRY.KEY);
        own.forEach((word, i) => view.setBigInt64(at + value + 8 * i, word, true));
        at += size;
        count++;
      }
    }
    this.#areaDrops = left;
    this.#end = at;
    this.#count = count;
  }
  /** What was read of aggregations is old. */
  refresh(): void {
    this.#isFresh = false;
  }
  entriesNow(): { readonly end: number; readonly count: number } {
    this.#gather();
    return { end: this.#end, count: this.#count };
  }
  eachEntry(aggregation: number, visit: (key: number, value: number) => void): void {
    this.#gather();
    const { words } = this.memory;
    for (let at = this.#area; at < this.#end;) {
      const id = words[at + ENTRY.AGGREGATION >> 2];
      const { value, size } = this.entryArea.shapes.get(id)!;
      if (id === aggregation) visit(at + ENTRY.KEY, at + value);
      at += size;
    }
  }
  filterEntries(aggregation: number, keep: (key: number, value: number) => boolean): void {
    const entries = this.#entries.get(aggregation);
    if (!entries) return;
    const kept = new Set<string>();
    const { bytes } = this.memory;
    const { keyBytes } = entries.map.plan;
    this.eachEntry(aggregation, (key, value) => {
      if (keep(key, value)) kept.add(String(bytes.subarray(key, key + keyBytes)));
    });
    entries.remove(({ key }) => !kept.has(String(key)));
    this.#isFresh = false;
  }
  clearEntries(aggregation: number): void {
    this.#entries.get(aggregation)?.clear();
    this.#isFresh = false;
  }
  /** The kernel's maps have a size of their own, and count what has no room in them. */
  aggregationFill(): { readonly used: number; readonly size: number } {
    return { used: 0, size: AREA_BYTES };
  }
  discardEntries(): void {
    for (const entries of this.#entries.values()) entries.remove(() => true);
    this.#isFresh = false;
  }
  touched(aggregation: number): boolean {
    let touched = false;
    this.eachEntry(aggregation, () => touched = true);
    return touched;
  }
  close(): void {
    const { kernel } = this.request;
    // what was gathered is looked at after the run, too
    if (this.#control as BigInt64Array | undefined) this.#gather();
    for (const { file } of this.#loaded) kernel.close(file);
    this.#loaded.length = 0;
    // undefined where the constructor did not come so far
    (this.#ring as Ring | undefined)?.close();
    (this.#shared as SharedMemory | undefined)?.close();
    for (const file of this.#maps) kernel.close(file);
  }
}
function keyOf(number: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Uint32Array.of(number).buffer);
}
/** @throws KernelError that knows the clause whose code the verifier looked at last */
function loadOrSayWhere(
  kernel: LinuxKernel,
  request: Parameters<LinuxKernel["loadProgram"]>[0],
  { marks }: SiteProgram,
) {
  try {
    return kernel.loadProgram(request);
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    const [last] = [...error.log.matchAll(/^(\d+): \(/gm)].slice(-1);
    const clause = last && marks.findLast(({ at }) => at <= Number(last[1]))?.clause;
    throw new KernelError(error.what, error.errno, error.log, clause);
  }
}
