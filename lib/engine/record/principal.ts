/**
 * The principal buffer from the consumer's side: records in turn, and what becomes of them under each policy.
 *
 * Tracing and consuming take turns in one thread, so `switch` loses nothing that fits: the buffer is read whenever it
 * is half full. `fill` and `ring` are read at the end only, as in DTrace: what the machine wrote is put aside in order,
 * up to the size of the buffer; then `fill` ends tracing, and `ring` forgets the oldest record.
 *
 * @module
 */
import { CONTEXT, type MachineMemory, RECORD_HEADER } from "../../image/mod.ts";

export type BufferPolicy = "switch" | "fill" | "ring";

/** One record. Reused: valid during the visit. */
export interface RecordView {
  epid: number;
  /** Of the record after it that was read in the same turn; 0 if none. */
  nextEpid: number;
  bytes: Uint8Array;
  view: DataView;
  /** Where the record and its payload begin, and the bytes of the whole record. */
  start: number;
  payload: number;
  size: number;
}

interface Aside {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

export class PrincipalBuffer {
  readonly #memory: MachineMemory;
  readonly #record: RecordView;
  #aside: Aside[] = [];
  #oldest = 0;
  #asideBytes = 0;
  #full = false;

  constructor(memory: MachineMemory, readonly policy: BufferPolicy, readonly limit: number) {
    this.#memory = memory;
    const { bytes, view } = memory;
    this.#record = { epid: 0, nextEpid: 0, bytes, view, start: 0, payload: 0, size: 0 };
  }

  /** Under `fill`: a record did not fit, and tracing is to end. */
  get isFull(): boolean {
    return this.#full;
  }

  /** Reads what may be read now; `last` when tracing is over. */
  read(visit: (record: RecordView) => void, last: boolean): void {
    if (this.policy === "switch") {
      this.#each(visit);
      return;
    }
    this.#each((record) => this.#put(record, last));
    if (!last) return;
    const records = this.#aside.slice(this.#oldest);
    this.#aside = [];
    this.#oldest = 0;
    this.#asideBytes = 0;
    records.forEach(({ bytes, view }, i) => {
      const next = records[i + 1];
      this.#fill(bytes, view, 0, next ? next.view.getUint32(RECORD_HEADER.EPID, true) : 0);
      visit(this.#record);
    });
  }

  #fill(bytes: Uint8Array, view: DataView, start: number, nextEpid: number): void {
    const record = this.#record;
    record.bytes = bytes;
    record.view = view;
    record.start = start;
    record.payload = start + RECORD_HEADER.BYTES;
    record.epid = view.getUint32(start + RECORD_HEADER.EPID, true);
    record.size = view.getUint32(start + RECORD_HEADER.SIZE, true);
    record.nextEpid = nextEpid;
  }

  /** All records in the machine's buffer, which is then empty. */
  #each(visit: (record: RecordView) => void): void {
    const { words, bytes, view } = this.#memory;
    const base = words[CONTEXT.PRINCIPAL_BASE >> 2];
    const end = words[CONTEXT.PRINCIPAL_NEXT >> 2];
    words[CONTEXT.PRINCIPAL_NEXT >> 2] = base;
    for (let at = base; at < end;) {
      const size = view.getUint32(at + RECORD_HEADER.SIZE, true);
      // A size that leads nowhere would never end: only a machine with a fault writes one.
      if (size < RECORD_HEADER.BYTES || at + size > end) throw new Error(`record of ${size} bytes at ${at}`);
      const next = at + size < end ? view.getUint32(at + size + RECORD_HEADER.EPID, true) : 0;
      this.#fill(bytes, view, at, next);
      visit(this.#record);
      at += size;
    }
  }

  #put(record: RecordView, last: boolean): void {
    if (this.policy === "fill") {
      // END has room of its own.
      if (!last && this.#asideBytes + record.size > this.limit) this.#full = true;
      if (this.#full && !last) return;
    }
    const bytes = record.bytes.slice(record.start, record.start + record.size);
    this.#aside.push({ bytes, view: new DataView(bytes.buffer) });
    this.#asideBytes += record.size;
    if (this.policy !== "ring") return;
    while (this.#asideBytes > this.limit && this.#oldest < this.#aside.length - 1) {
      this.#asideBytes -= this.#aside[this.#oldest++].bytes.length;
    }
    // Forgotten ones are let go in bulk.
    if (this.#oldest > 1024 && this.#oldest * 2 > this.#aside.length) {
      this.#aside = this.#aside.slice(this.#oldest);
      this.#oldest = 0;
    }
  }
}
