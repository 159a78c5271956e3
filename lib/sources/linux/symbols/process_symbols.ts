/**
 * Names of functions of processes: which file lies where, and what its symbols say. A process that is gone is remembered as it was
 * seen; files are read once.
 *
 * @module
 */
import { ElfError, ElfFile, type ElfSymbol, type ReadBytes } from "./elf.ts";
import { type Mapping, parseMaps } from "./process_maps.ts";

/** Where maps and files come from. */
export interface ProcessFiles {
  readText(path: string): string | undefined;
  open(path: string): { readonly read: ReadBytes; close(): void } | undefined;
}
interface SymbolFile {
  readonly elf: ElfFile;
  readonly functions: readonly ElfSymbol[];
}
export interface ProcessSymbol {
  readonly module: string;
  readonly name?: string;
  readonly start: bigint;
}
/** Behind the last byte of a function whose size is not known so many may be its own. */
const REACH = 1 << 16;

export class ProcessSymbols {
  readonly #maps = new Map<number, Mapping[]>();
  readonly #files = new Map<string, SymbolFile | undefined>();
  /** Files that are damaged, with the reason. */
  readonly problems: string[] = [];

  constructor(readonly files: ProcessFiles) {}

  /** Looks at a process's memory now. */
  look(pid: number): Mapping[] | undefined {
    const text = this.files.readText(`/proc/${pid}/maps`);
    const maps = text ? parseMaps(text) : [];
    // of one that has ended nothing is left to see
    if (maps.length > 0) this.#maps.set(pid, maps);
    return this.#maps.get(pid);
  }
  /** A process executes another program: nothing of the old one is left. */
  execute(pid: number): void {
    this.#maps.set(pid, []);
  }
  fork(parent: number, child: number): void {
    const maps = this.#maps.get(parent);
    if (maps) this.#maps.set(child, [...maps]);
  }
  map(pid: number, mapping: Mapping): void {
    const maps = this.#maps.get(pid);
    // of one that was not seen from its beginning there is more: it is looked at when it is asked for
    if (!maps) return;
    const others = maps.filter(({ start, end }) => end <= mapping.start || start >= mapping.end);
    this.#maps.set(pid, [...others, mapping]);
  }
  find(pid: number, address: bigint): ProcessSymbol | undefined {
    const within = ({ start, end }: Mapping) => address >= start && address < end;
    const mapping = (this.#maps.get(pid) ?? this.look(pid))?.find(within) ?? this.look(pid)?.find(within);
    if (!mapping) return undefined;
    const module = mapping.path.replace(/ \(deleted\)$/, "").replace(/^.*\//, "");
    const plain = { module, start: mapping.start };
    const file = this.#file(pid, mapping.path);
    const at = file?.elf.addressOf(Number(address - mapping.start) + mapping.offset);
    if (!file || at === undefined) return plain;
    const symbol = functionAt(file.functions, at);
    return symbol ? { module, name: symbol.name, start: address - BigInt(at - symbol.address) } : plain;
  }
  #file(pid: number, path: string): SymbolFile | undefined {
    if (!path.startsWith("/")) return undefined;
    if (!this.#files.has(path)) this.#files.set(path, this.#readFile(pid, path));
    return this.#files.get(path);
  }
  #readFile(pid: number, path: string): SymbolFile | undefined {
    // as the process sees it, in a container of its own too
    const opened = this.files.open(`/proc/${pid}/root${path}`) ?? this.files.open(path);
    if (!opened) return undefined;
    try {
      const elf = new ElfFile((offset, length) => opened.read(offset, length));
      return { elf, functions: elf.functions() };
    } catch (error) {
      if (!(error instanceof ElfError)) throw error;
      this.problems.push(`${path}: ${error.message}`);
      return undefined;
    } finally {
      opened.close();
    }
  }
}
/** The function that an address lies in. */
function functionAt(sorted: readonly ElfSymbol[], address: number): ElfSymbol | undefined {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = low + high >> 1;
    if (sorted[middle].address <= address) low = middle + 1;
    else high = middle;
  }
  const symbol = sorted[low - 1];
  return symbol && address < symbol.address + (symbol.size || REACH) ? symbol : undefined;
}
