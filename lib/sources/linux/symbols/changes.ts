/**
 * What processes map into their memory while a trace runs, as perf_event_open(2) tells of it: so that addresses of a process
 * have names when it is gone.
 *
 * @module
 */
import { openChanges } from "../bpf.ts";
import { MappedMemory, SYSTEM_PAGE } from "../ring.ts";
import { onlineProcessors } from "../system.ts";
import type { ProcessSymbols } from "./process_symbols.ts";

/** Types of records, and bits of what is said of them (linux/perf_event.h). */
const RECORD = { LOST: 2, COMM: 3, FORK: 7, MMAP2: 10 } as const;
const COMM_EXEC = 1 << 13, EXECUTABLE = 4;
/** Offsets in the first page. */
const HEAD = 1024, TAIL = 1032;
const DATA_BYTES = 64 * SYSTEM_PAGE;
const PATH_AT = 72, TIME_BYTES = 8;

interface Change {
  readonly time: bigint;
  readonly type: number;
  readonly misc: number;
  readonly view: DataView;
}
export class ProcessChanges {
  readonly #rings: { readonly file: number; readonly memory: MappedMemory }[] = [];
  /** Records that there was no room for. */
  lost = 0;

  /** @throws KernelError */
  constructor(readonly closeFile: (file: number) => void) {
    try {
      for (const processor of onlineProcessors()) {
        const file = openChanges(processor);
        const memory = new MappedMemory("changes of processes", file, SYSTEM_PAGE + DATA_BYTES, 0, true);
        this.#rings.push({ file, memory });
      }
    } catch (error) {
      this.close();
      throw error;
    }
  }
  /** Takes what has come, in its order. */
  read(symbols: ProcessSymbols): void {
    const changes = this.#rings.flatMap(({ memory }) => takeRecords(memory.buffer));
    changes.sort((a, b) => a.time < b.time ? -1 : a.time > b.time ? 1 : 0);
    for (const change of changes) this.#apply(change, symbols);
  }
  #apply({ type, misc, view }: Change, symbols: ProcessSymbols): void {
    const pid = view.getUint32(8, true);
    switch (type) {
      case RECORD.LOST:
        this.lost += Number(view.getBigUint64(16, true));
        return;
      case RECORD.COMM:
        if (misc & COMM_EXEC) symbols.execute(pid);
        return;
      case RECORD.FORK:
        if (view.getUint32(12, true) !== pid) symbols.fork(view.getUint32(12, true), pid);
        return;
      case RECORD.MMAP2: {
        if (!(view.getUint32(64, true) & EXECUTABLE)) return;
        const start = view.getBigUint64(16, true);
        const bytes = new Uint8Array(view.buffer, PATH_AT, view.byteLength - PATH_AT);
        const path = new TextDecoder().decode(bytes.subarray(0, Math.max(0, bytes.indexOf(0))));
        const end = start + view.getBigUint64(24, true);
        symbols.map(pid, { start, end, offset: Number(view.getBigUint64(32, true)), path });
      }
    }
  }
  close(): void {
    for (const { file, memory } of this.#rings) {
      memory.close();
      this.closeFile(file);
    }
    this.#rings.length = 0;
  }
}
/** Records lie behind one another and go on at the start: each is copied out. */
function takeRecords(buffer: ArrayBuffer): Change[] {
  const words = new BigUint64Array(buffer, 0, SYSTEM_PAGE / 8), bytes = new Uint8Array(buffer, SYSTEM_PAGE);
  const head = Atomics.load(words, HEAD / 8);
  const found: Change[] = [];
  let at = words[TAIL / 8];
  while (at < head) {
    const from = Number(at % BigInt(DATA_BYTES));
    const size = bytes[from + 6 & DATA_BYTES - 1] | bytes[from + 7 & DATA_BYTES - 1] << 8;
    if (size < 8) break;
    const record = new Uint8Array(size);
    const first = Math.min(size, DATA_BYTES - from);
    record.set(bytes.subarray(from, from + first));
    record.set(bytes.subarray(0, size - first), first);
    const view = new DataView(record.buffer);
    const time = size >= 16 ? view.getBigUint64(size - TIME_BYTES, true) : 0n;
    found.push({ time, type: view.getUint32(0, true), misc: view.getUint16(4, true), view });
    at += BigInt(size);
  }
  words[TAIL / 8] = head;
  return found;
}
