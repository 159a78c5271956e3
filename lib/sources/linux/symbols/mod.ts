/**
 * Names of addresses of the kernel and of processes.
 *
 * @module
 */
import type { TracedSymbol, TracedSymbols } from "../../../engine/format/mod.ts";
import { closeFile } from "../bpf.ts";
import { openPieces, readKernelText } from "../system.ts";
import { ProcessChanges } from "./changes.ts";
import { isOwnFrame, KernelSymbols } from "./kernel_symbols.ts";
import { type ProcessFiles, ProcessSymbols } from "./process_symbols.ts";

export { ElfError, ElfFile, type ElfProbe, type ElfSymbol } from "./elf.ts";

const FILES: ProcessFiles = { readText: readKernelText, open: openPieces };

/** Symbols of this system; what processes do is followed from the start where a trace asks for their names. */
export class SystemSymbols implements TracedSymbols {
  readonly processes = new ProcessSymbols(FILES);
  #kernel: KernelSymbols | undefined;
  #changes: ProcessChanges | undefined;

  /** From now on what processes map is known when they are gone. @throws KernelError */
  follow(pids: readonly number[]): void {
    this.#changes = new ProcessChanges(closeFile);
    for (const pid of pids) this.processes.look(pid);
  }
  /** Takes what has happened. */
  refresh(): void {
    this.#changes?.read(this.processes);
  }
  find(pid: number, address: bigint): TracedSymbol | undefined {
    if (pid !== 0) return this.processes.find(pid, address);
    this.#kernel ??= new KernelSymbols(readKernelText("/proc/kallsyms") ?? "");
    const symbol = this.#kernel.find(address);
    return symbol && { ...symbol, start: address - BigInt(symbol.offset) };
  }
  isOwnFrame(name: string): boolean {
    return isOwnFrame(name);
  }
  close(): void {
    this.#changes?.close();
    this.#changes = undefined;
  }
}
