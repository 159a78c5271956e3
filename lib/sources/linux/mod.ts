/**
 * The running kernel of Linux as a machine that runs D, through bpf(2).
 *
 * @module
 */
export {
  closeFile,
  type FilePlace,
  hasPlaces,
  openClock,
  openFunction,
  openPlace,
  openPlaces,
  openRawTracepoint,
  openTracepoint,
  openTracing,
  TRACE,
} from "./bpf.ts";
export type { Merging } from "./entries.ts";
export { linux, type LinuxKernel, type Ring, type SharedMemory } from "./kernel.ts";
export { KernelMachine, type KernelMachineRequest } from "./machine.ts";
export { ElfError, ElfFile, type ElfProbe, type ElfSymbol, SystemSymbols } from "./symbols/mod.ts";
export { ringSize } from "./ring.ts";
export {
  isKernelFile,
  KernelError,
  onlineProcessors,
  openPieces,
  possibleProcessors,
  readKernelFile,
  readKernelText,
} from "./system.ts";
