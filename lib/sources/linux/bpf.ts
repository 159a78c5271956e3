/**
 * bpf(2) and perf_event_open(2): maps, programs, and how they are attached. Numbers are those of linux/bpf.h and
 * linux/perf_event.h; nothing is pinned, so all of it is gone when this process is.
 *
 * @module
 */
import { addressOf, checked, cString, errorNumber, KernelError, openLibrary } from "./system.ts";

/** Numbers of the two system calls, by processor. */
const CALLS = { x86_64: { bpf: 321n, perf: 298n }, aarch64: { bpf: 280n, perf: 241n } } as const;
const calls = () => CALLS[Deno.build.arch];
const COMMAND = {
  MAP_CREATE: 0,
  MAP_LOOKUP: 1,
  MAP_UPDATE: 2,
  MAP_DELETE: 3,
  MAP_NEXT_KEY: 4,
  PROG_LOAD: 5,
  TEST_RUN: 10,
  RAW_TRACEPOINT_OPEN: 17,
  LOOKUP_BATCH: 24,
  LOOKUP_AND_DELETE_BATCH: 25,
  LINK_CREATE: 28,
} as const;
const MAP_FLAG = { NO_PREALLOC: 1, MMAPABLE: 1 << 10 } as const;
const NAME_BYTES = 16;
const ENOENT = 2, ENOSPC = 28;

/** Attributes: words at offsets. */
class Attributes {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  /** What the addresses in it point at must stay. */
  readonly #kept: Uint8Array[] = [];
  constructor(size: number) {
    this.bytes = new Uint8Array(size);
    this.#view = new DataView(this.bytes.buffer);
  }
  u32(offset: number, value: number): this {
    this.#view.setUint32(offset, value, true);
    return this;
  }
  u64(offset: number, value: bigint): this {
    this.#view.setBigUint64(offset, value, true);
    return this;
  }
  pointer(offset: number, to: Uint8Array<ArrayBuffer>): this {
    this.#kept.push(to);
    return this.u64(offset, addressOf(to));
  }
  name(offset: number, name: string): this {
    this.bytes.set(cString(name.slice(0, NAME_BYTES - 1)).subarray(0, NAME_BYTES), offset);
    return this;
  }
  read(offset: number): number {
    return this.#view.getUint32(offset, true);
  }
}
function bpf(command: number, attributes: Attributes): bigint {
  return BigInt(openLibrary().bpf(calls().bpf, command, attributes.bytes, attributes.bytes.length));
}

export interface MapRequest {
  readonly type: number;
  readonly keySize: number;
  readonly valueSize: number;
  readonly entries: number;
  readonly grows?: boolean;
  readonly mapped?: boolean;
}
/** @throws KernelError */
export function createMap({ type, keySize, valueSize, entries, grows, mapped }: MapRequest): number {
  const flags = (grows ? MAP_FLAG.NO_PREALLOC : 0) | (mapped ? MAP_FLAG.MMAPABLE : 0);
  const attributes = new Attributes(72).u32(0, type).u32(4, keySize).u32(8, valueSize).u32(12, entries).u32(16, flags)
    .name(28, "probebook");
  return checked("a map", bpf(COMMAND.MAP_CREATE, attributes));
}
function element(map: number, key: Uint8Array<ArrayBuffer>, value?: Uint8Array<ArrayBuffer>): Attributes {
  const attributes = new Attributes(32).u32(0, map).pointer(8, key);
  return value ? attributes.pointer(16, value) : attributes;
}
/** @throws KernelError */
export function updateMap(map: number, key: Uint8Array<ArrayBuffer>, value: Uint8Array<ArrayBuffer>): void {
  checked("an entry of a map", bpf(COMMAND.MAP_UPDATE, element(map, key, value)));
}
/** Whether it was there. */
export function lookupMap(map: number, key: Uint8Array<ArrayBuffer>, value: Uint8Array<ArrayBuffer>): boolean {
  return bpf(COMMAND.MAP_LOOKUP, element(map, key, value)) === 0n;
}
export function deleteFromMap(map: number, key: Uint8Array<ArrayBuffer>): boolean {
  return bpf(COMMAND.MAP_DELETE, element(map, key)) === 0n;
}
/** Calls back with the keys and values of all entries, in pieces. @throws KernelError */
export function readMap(
  map: number,
  sizes: { readonly key: number; readonly value: number },
  visit: (keys: Uint8Array<ArrayBuffer>, values: Uint8Array<ArrayBuffer>, count: number) => void,
): void {
  // a bucket is given whole or not at all: more at once where one has more entries
  for (let piece = Math.max(16, Math.min(4096, Math.floor(2 ** 20 / sizes.value)));; piece *= 4) {
    if (readPieces(map, sizes, piece, visit)) return;
  }
}
function readPieces(
  map: number,
  { key, value }: { readonly key: number; readonly value: number },
  piece: number,
  visit: (keys: Uint8Array<ArrayBuffer>, values: Uint8Array<ArrayBuffer>, count: number) => void,
): boolean {
  const keys = new Uint8Array(piece * key), values = new Uint8Array(piece * value);
  let from: Uint8Array<ArrayBuffer> | undefined;
  for (let isFirst = true;; isFirst = false) {
    const next = new Uint8Array(Math.max(8, key));
    const attributes = new Attributes(56).pointer(8, next).pointer(16, keys).pointer(24, values).u32(32, piece).u32(
      36,
      map,
    );
    if (from) attributes.pointer(0, from);
    const result = bpf(COMMAND.LOOKUP_BATCH, attributes);
    const errno = result < 0n ? errorNumber() : 0;
    if (errno === ENOSPC && isFirst) return false;
    if (errno === ENOSPC) throw new KernelError("the entries of a map", errno);
    if (errno !== 0 && errno !== ENOENT) throw new KernelError("the entries of a map", errno);
    // all has been read where it says that there is no more: the count is valid nevertheless
    const count = attributes.read(32);
    if (count > 0) visit(keys, values, count);
    if (errno === ENOENT) return true;
    from = next;
  }
}
/** Whether the licence's text lets a program call what reads memory; it is said of the programs that are made here. */
const LICENCE = "Dual BSD/GPL";

export interface BpfProgram {
  readonly type: number;
  readonly instructions: Uint8Array<ArrayBuffer>;
  /** BPF_TRACE_: how it will be attached, and the type of the function. */
  readonly attachType?: number;
  readonly typeId?: number;
  /** The verifier's own words are asked for, whether it agrees or not. */
  readonly verbose?: boolean;
}
export interface LoadedProgram {
  readonly file: number;
  readonly log: string;
}
const LOG_BYTES = 1 << 24;
/** @throws KernelError with the verifier's log */
export function loadProgram(
  { type, instructions, attachType = 0, typeId = 0, verbose = false }: BpfProgram,
): LoadedProgram {
  const load = (logLevel: number) => {
    const log = new Uint8Array(logLevel > 0 ? LOG_BYTES : 0);
    const attributes = new Attributes(120).u32(0, type).u32(4, instructions.length / 8).pointer(8, instructions)
      .pointer(16, cString(LICENCE)).name(48, "probebook").u32(68, attachType).u32(108, typeId);
    if (logLevel > 0) attributes.u32(24, logLevel).u32(28, log.length).pointer(32, log);
    const file = bpf(COMMAND.PROG_LOAD, attributes);
    const errno = file < 0n ? errorNumber() : 0;
    return { file: Number(file), errno, text: () => textOf(log) };
  };
  const first = load(verbose ? 1 : 0);
  if (first.file >= 0) return { file: first.file, log: verbose ? first.text() : "" };
  const again = verbose ? first : load(1);
  if (again.file >= 0) return { file: again.file, log: again.text() };
  throw new KernelError("a program", first.errno, again.text());
}
function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(bytes.subarray(0, end < 0 ? bytes.length : end));
}
/** Runs a program of a raw tracepoint with these words as what it is handed; its result. @throws KernelError */
export function testRun(program: number, context: readonly bigint[] = []): number {
  const words = new Uint8Array(BigInt64Array.from(context.length === 0 ? [0n] : context).buffer);
  const attributes = new Attributes(80).u32(0, program).u32(40, words.length).pointer(48, words);
  checked("a run of a program", bpf(COMMAND.TEST_RUN, attributes));
  return attributes.read(4);
}
/** Attaches to a tracepoint by its name; it is attached as long as the file is open. @throws KernelError */
export function openRawTracepoint(program: number, name: string): number {
  const attributes = new Attributes(16).pointer(0, cString(name)).u32(8, program);
  return checked(`tracepoint ${name}`, bpf(COMMAND.RAW_TRACEPOINT_OPEN, attributes));
}

const PERF_TYPE = { SOFTWARE: 1, TRACEPOINT: 2 } as const;
const SOFTWARE_CPU_CLOCK = 0n;
const IOCTL = { ENABLE: 0x2400n, SET_BPF: 0x40042408n } as const;
const PERF_FLAG_CLOEXEC = 8n, PERF_BYTES = 128;
function openPerf(what: string, attributes: Attributes, processor: number, program: number): number {
  const library = openLibrary();
  const file = checked(
    what,
    library.perf(calls().perf, attributes.bytes, -1, processor, -1, PERF_FLAG_CLOEXEC),
  );
  try {
    checked(what, library.ioctl(file, IOCTL.SET_BPF, BigInt(program)));
    checked(what, library.ioctl(file, IOCTL.ENABLE, 0n));
  } catch (error) {
    library.close(file);
    throw error;
  }
  return file;
}
/** Every so many nanoseconds on a processor, whatever runs there. @throws KernelError */
export function openClock(program: number, processor: number, periodNs: bigint): number {
  const attributes = new Attributes(PERF_BYTES).u32(0, PERF_TYPE.SOFTWARE).u32(4, PERF_BYTES).u64(8, SOFTWARE_CPU_CLOCK)
    .u64(16, periodNs);
  return openPerf("a clock", attributes, processor, program);
}
/** By the number that tracefs gives: one processor's is enough, it fires on all. @throws KernelError */
export function openTracepoint(program: number, id: number, name: string): number {
  const attributes = new Attributes(PERF_BYTES).u32(0, PERF_TYPE.TRACEPOINT).u32(4, PERF_BYTES).u64(8, BigInt(id))
    .u64(16, 1n);
  return openPerf(`tracepoint ${name}`, attributes, 0, program);
}
/** A place in a file that processes run. */
export interface FilePlace {
  /** Offset in the file. */
  readonly offset: number;
  /** Offset in the file of a counter of those who watch, which is kept while it is attached; 0: there is none. */
  readonly semaphore: number;
  /** What the program is given. */
  readonly cookie: number;
}
const words = (values: readonly number[]) => new Uint8Array(BigUint64Array.from(values, BigInt).buffer);
/** How a program that is attached to many places of a file is loaded, and its link (linux/bpf.h). */
export const TRACE = { FENTRY: 24, FEXIT: 25, PERF: 41, UPROBE_MULTI: 48 } as const;
const RETURNS = 1;
function linkPlaces(program: number, path: string, places: readonly FilePlace[], returns: boolean): bigint {
  const attributes = new Attributes(64).u32(0, program).u32(8, TRACE.UPROBE_MULTI).pointer(16, cString(path))
    .pointer(24, words(places.map(({ offset }) => offset)))
    .pointer(40, words(places.map(({ cookie }) => cookie))).u32(48, places.length).u32(52, returns ? RETURNS : 0);
  if (places.some(({ semaphore }) => semaphore !== 0)) {
    attributes.pointer(32, words(places.map(({ semaphore }) => semaphore)));
  }
  return bpf(COMMAND.LINK_CREATE, attributes);
}
/** To all the places at once: kernels from 6.6 on can. @throws KernelError */
export function openPlaces(program: number, path: string, places: readonly FilePlace[], returns: boolean): number {
  return checked(`a probe in ${path}`, linkPlaces(program, path, places, returns));
}
/** Whether {@linkcode openPlaces} is there, tried with a program: a kernel that knows the call says that a folder is not a file. */
export function hasPlaces(program: number): boolean {
  const refused = linkPlaces(program, "/", [{ offset: 0, semaphore: 0, cookie: 0 }], false);
  return refused < 0n && errorNumber() === EBADF;
}
const EBADF = 9;
/** Attaches through a perf event of a kind that the kernel numbers itself. @throws KernelError */
function openNumbered(what: string, attributes: Attributes, program: number, cookie: number): number[] {
  const library = openLibrary();
  const event = checked(what, library.perf(calls().perf, attributes.bytes, -1, 0, -1, PERF_FLAG_CLOEXEC));
  try {
    const link = new Attributes(64).u32(0, program).u32(4, event).u32(8, TRACE.PERF).u64(16, BigInt(cookie));
    return [checked(what, bpf(COMMAND.LINK_CREATE, link)), event];
  } catch (error) {
    library.close(event);
    throw error;
  }
}
/** To one place of a file. @param kind the number of perf's kind `uprobe`. @throws KernelError */
export function openPlace(program: number, kind: number, path: string, place: FilePlace, returns: boolean): number[] {
  const config = BigInt(returns ? 1 : 0) | BigInt(place.semaphore) << 32n;
  const attributes = new Attributes(PERF_BYTES).u32(0, kind).u32(4, PERF_BYTES).u64(8, config)
    .pointer(56, cString(path)).u64(64, BigInt(place.offset));
  return openNumbered(`a probe in ${path}`, attributes, program, place.cookie);
}
/** To a function of the kernel. @param kind the number of perf's kind `kprobe`. @throws KernelError */
export function openFunction(program: number, kind: number, name: string, cookie: number, returns: boolean): number[] {
  const attributes = new Attributes(PERF_BYTES).u32(0, kind).u32(4, PERF_BYTES).u64(8, returns ? 1n : 0n)
    .pointer(56, cString(name)).u64(64, 0n);
  return openNumbered(`a probe of ${name}`, attributes, program, cookie);
}
/** Attaches a program that was loaded for one function. @throws KernelError */
export function openTracing(program: number, name: string): number {
  const attributes = new Attributes(16).u32(8, program);
  return checked(`a probe of ${name}`, bpf(COMMAND.RAW_TRACEPOINT_OPEN, attributes));
}
/** What is reported of processes: mappings, names, beginnings and ends, with the time of each (linux/perf_event.h). */
const REPORTED = {
  MMAP: 1n << 8n,
  COMM: 1n << 9n,
  TASK: 1n << 13n,
  SAMPLE_ID_ALL: 1n << 18n,
  MMAP2: 1n << 23n,
  COMM_EXEC: 1n << 24n,
};
const SOFTWARE_NOTHING = 9n, SAMPLE_TIME = 4n;
/** What processes on a processor map, name and begin: a ring that is read through its memory. @throws KernelError */
export function openChanges(processor: number): number {
  const flags = Object.values(REPORTED).reduce((all, bit) => all | bit, 0n);
  const attributes = new Attributes(PERF_BYTES).u32(0, PERF_TYPE.SOFTWARE).u32(4, PERF_BYTES).u64(8, SOFTWARE_NOTHING)
    .u64(24, SAMPLE_TIME).u64(40, flags);
  const file = openLibrary().perf(calls().perf, attributes.bytes, -1, processor, -1, PERF_FLAG_CLOEXEC);
  return checked("changes of processes", file);
}
export function closeFile(file: number): void {
  openLibrary().close(file);
}
