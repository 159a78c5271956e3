/**
 * What the machine asks of a kernel: Linux by its system calls, or whatever else runs eBPF.
 *
 * @module
 */
import {
  type BpfProgram,
  closeFile,
  createMap,
  deleteFromMap,
  type LoadedProgram,
  loadProgram,
  lookupMap,
  type MapRequest,
  readMap,
  testRun,
  updateMap,
} from "./bpf.ts";
import { MappedMemory, RingReader } from "./ring.ts";
import { clockOffset } from "./system.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Records as programs have written them, from the reading side. */
export interface Ring {
  readonly words: Int32Array;
  /** Calls back with the offset and length of each record that is complete. */
  read(visit: (at: number, length: number) => void): void;
  /** Until something comes, or so many milliseconds. */
  wait(ms: number): Promise<void>;
  /** So many milliseconds. */
  pause(ms: number): Promise<void>;
  close(): void;
}
/** Memory of a map's value that both sides see. */
export interface SharedMemory {
  readonly buffer: ArrayBuffer;
  close(): void;
}
export interface LinuxKernel {
  createMap(request: MapRequest): number;
  updateMap(map: number, key: Bytes, value: Bytes): void;
  lookupMap(map: number, key: Bytes, value: Bytes): boolean;
  deleteFromMap(map: number, key: Bytes): boolean;
  readMap(
    map: number,
    sizes: { readonly key: number; readonly value: number },
    visit: (keys: Bytes, values: Bytes, count: number) => void,
  ): void;
  loadProgram(request: BpfProgram): LoadedProgram;
  testRun(program: number): number;
  openRing(map: number, size: number): Ring;
  share(map: number, size: number): SharedMemory;
  /** Nanoseconds since 1970 less those of the clock that its programs read. */
  clockOffset(): bigint;
  close(file: number): void;
}
/** The kernel of this system. */
export const linux: LinuxKernel = {
  createMap,
  updateMap,
  lookupMap,
  deleteFromMap,
  readMap,
  loadProgram,
  testRun: (program) => testRun(program),
  openRing: (map, size) => new RingReader(map, size),
  share: (map, size) => new MappedMemory("what is shared", map, size, 0, true),
  clockOffset,
  close: closeFile,
};
