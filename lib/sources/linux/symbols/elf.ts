/**
 * Symbols, segments and probes of programs and libraries (ELF, System V gABI chapters 4 and 5; notes of probes as systemtap's
 * `sys/sdt.h` writes them). Files are other people's: what does not fit is an error, and nothing is read because it says so.
 *
 * @module
 */

/** Bytes at a place of the file, as many as are asked for; undefined where it ends before. */
export type ReadBytes = (offset: number, length: number) => Uint8Array | undefined;

/** The file is damaged, or none of a program. */
export class ElfError extends Error {
  override readonly name = "ElfError";
}
interface Section {
  readonly name: string;
  readonly type: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
  readonly entrySize: number;
}
interface Segment {
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}
export interface ElfSymbol {
  readonly name: string;
  readonly address: number;
  /** 0: not known. */
  readonly size: number;
  /** It chooses which function is called by that name. */
  readonly isChooser?: true;
}
/** A probe that a program was built with. */
export interface ElfProbe {
  readonly provider: string;
  readonly name: string;
  /** Address of the place. */
  readonly address: number;
  /** Address of the counter of those who watch; 0: there is none. */
  readonly semaphore: number;
  /** As the assembler has them: `8@%rdi -4@12(%rbp)`. */
  readonly args: string;
}
const HEADER_BYTES = 64, SECTION_BYTES = 64, SEGMENT_BYTES = 56, SYMBOL_BYTES = 24;
const DYNAMIC_BYTES = 16, NEEDED = 1;
const SECTION_TYPE = { SYMBOLS: 2, DYNAMIC: 6, NOTE: 7, DYNAMIC_SYMBOLS: 11 } as const;
const LOADED = 1;
/** STT_FUNC, STT_GNU_IFUNC */
const CHOOSER = 10, FUNCTIONS = new Set([2, CHOOSER]);
/** Bytes of a table that are read at most. */
const MAX_TABLE_BYTES = 512 * 2 ** 20;
const NOTE_TYPE = 3, NOTE_NAME = "stapsdt";
const latin = new TextDecoder("latin1");

export class ElfFile {
  readonly #read: ReadBytes;
  readonly #sections: readonly Section[];
  readonly #segments: readonly Segment[];

  /** @throws ElfError */
  constructor(read: ReadBytes) {
    this.#read = read;
    const header = this.#bytes(0, HEADER_BYTES, "its header");
    const view = viewOf(header);
    if (view.getUint32(0) !== 0x7f454c46) throw new ElfError("it is not ELF");
    if (header[4] !== 2 || header[5] !== 1) throw new ElfError("it is not of 64 bits, little endian");
    this.#segments = this.#readSegments(number(view, 32), view.getUint16(54, true), view.getUint16(56, true));
    const counts = [58, 60, 62].map((at) => view.getUint16(at, true));
    this.#sections = this.#readSections(number(view, 40), counts[0], counts[1], counts[2]);
  }
  #bytes(offset: number, length: number, what: string): Uint8Array {
    if (length > MAX_TABLE_BYTES) throw new ElfError(`${what} is too large: ${length} bytes`);
    const bytes = length === 0 ? new Uint8Array(0) : this.#read(offset, length);
    if (!bytes || bytes.length < length) throw new ElfError(`${what} is cut short`);
    return bytes;
  }
  #readSegments(offset: number, size: number, count: number): Segment[] {
    if (count === 0) return [];
    if (size < SEGMENT_BYTES) throw new ElfError("its segments have no size");
    const view = viewOf(this.#bytes(offset, size * count, "the table of its segments"));
    const found: Segment[] = [];
    for (let at = 0; at < size * count; at += size) {
      if (view.getUint32(at, true) !== LOADED) continue;
      found.push({ offset: number(view, at + 8), address: number(view, at + 16), size: number(view, at + 32) });
    }
    return found;
  }
  #readSections(offset: number, size: number, count: number, names: number): Section[] {
    if (offset === 0 || count === 0) return [];
    if (size < SECTION_BYTES) throw new ElfError("its sections have no size");
    const view = viewOf(this.#bytes(offset, size * count, "the table of its sections"));
    if (names >= count) throw new ElfError("the names of its sections are nowhere");
    const at = names * size;
    const texts = this.#bytes(number(view, at + 24), number(view, at + 32), "the names of its sections");
    return Array.from({ length: count }, (_, n): Section => {
      const from = n * size;
      return {
        name: textAt(texts, view.getUint32(from, true)),
        type: view.getUint32(from + 4, true),
        address: number(view, from + 16),
        offset: number(view, from + 24),
        size: number(view, from + 32),
        link: view.getUint32(from + 40, true),
        entrySize: number(view, from + 56),
      };
    });
  }
  /** Where bytes of the file lie in memory, before it is moved; undefined for those that do not. */
  addressOf(offset: number): number | undefined {
    const segment = this.#segments.find((one) => offset >= one.offset && offset < one.offset + one.size);
    return segment && offset - segment.offset + segment.address;
  }
  offsetOf(address: number): number | undefined {
    const segment = this.#segments.find((one) => address >= one.address && address < one.address + one.size);
    return segment && address - segment.address + segment.offset;
  }
  /** Functions in the order of their addresses, each with one of its names. @throws ElfError */
  functions(): ElfSymbol[] {
    const found = new Map<number, ElfSymbol>();
    this.#eachFunction((symbol) => {
      const known = found.get(symbol.address);
      // of several names the plainest: that without underscores in front
      if (!known || rank(symbol.name) < rank(known.name)) found.set(symbol.address, symbol);
    });
    return [...found.values()].sort((a, b) => a.address - b.address);
  }
  /** Functions by all their names. @throws ElfError */
  functionNames(): Map<string, ElfSymbol> {
    const names = new Map<string, ElfSymbol>();
    this.#eachFunction((symbol) => names.has(symbol.name) || names.set(symbol.name, symbol));
    return names;
  }
  #eachFunction(visit: (symbol: ElfSymbol) => void): void {
    for (const section of this.#sections) {
      if (section.type !== SECTION_TYPE.SYMBOLS && section.type !== SECTION_TYPE.DYNAMIC_SYMBOLS) continue;
      if (section.entrySize < SYMBOL_BYTES) throw new ElfError("its symbols have no size");
      const linked = this.#sections[section.link];
      if (!linked) throw new ElfError("the names of its symbols are nowhere");
      const texts = this.#bytes(linked.offset, linked.size, "the names of its symbols");
      const view = viewOf(this.#bytes(section.offset, section.size, "the table of its symbols"));
      for (let at = 0; at + section.entrySize <= section.size; at += section.entrySize) {
        const address = number(view, at + 8), isFunction = FUNCTIONS.has(view.getUint8(at + 4) & 0xf);
        if (!isFunction || view.getUint16(at + 6, true) === 0 || address === 0) continue;
        const isChooser = (view.getUint8(at + 4) & 0xf) === CHOOSER ? { isChooser: true as const } : {};
        visit({ name: textAt(texts, view.getUint32(at, true)), address, size: number(view, at + 16), ...isChooser });
      }
    }
  }
  /** Names of the libraries that it is linked with, and the path of what loads them. @throws ElfError */
  libraries(): { readonly names: string[]; readonly loader?: string } {
    const dynamic = this.#sections.find(({ type }) => type === SECTION_TYPE.DYNAMIC);
    const interpreter = this.#sections.find(({ name }) => name === ".interp");
    const loader = interpreter && textAt(this.#bytes(interpreter.offset, interpreter.size, "its loader"), 0);
    if (!dynamic) return { names: [], loader };
    const linked = this.#sections[dynamic.link];
    if (!linked) throw new ElfError("the names of its libraries are nowhere");
    const texts = this.#bytes(linked.offset, linked.size, "the names of its libraries");
    const view = viewOf(this.#bytes(dynamic.offset, dynamic.size, "what it is linked with"));
    const names: string[] = [];
    for (let at = 0; at + DYNAMIC_BYTES <= dynamic.size; at += DYNAMIC_BYTES) {
      if (number(view, at) === NEEDED) names.push(textAt(texts, number(view, at + 8)));
    }
    return { names, loader };
  }
  /** @throws ElfError */
  probes(): ElfProbe[] {
    const base = this.#sections.find(({ name }) => name === ".stapsdt.base")?.address ?? 0;
    const notes = this.#sections.filter(({ type, name }) => type === SECTION_TYPE.NOTE && name === ".note.stapsdt");
    return notes.flatMap((section) => readNotes(this.#bytes(section.offset, section.size, "its probes"), base));
  }
}
function readNotes(bytes: Uint8Array, base: number): ElfProbe[] {
  const found: ElfProbe[] = [], view = viewOf(bytes);
  for (let at = 0; at < bytes.length;) {
    if (bytes.length - at < 12) throw new ElfError("a note is cut short");
    const [nameSize, size, type] = [0, 4, 8].map((offset) => view.getUint32(at + offset, true));
    const name = at + 12, from = name + round4(nameSize), next = from + round4(size);
    if (next > bytes.length && from + size > bytes.length) throw new ElfError("a note is cut short");
    if (type === NOTE_TYPE && latin.decode(bytes.subarray(name, name + nameSize)) === NOTE_NAME + "\0") {
      if (size < 24) throw new ElfError("a probe is cut short");
      const texts = latin.decode(bytes.subarray(from + 24, from + size)).split("\0");
      if (texts.length < 4) throw new ElfError("the names of a probe have no end");
      // where the file was moved after it was built, its base says by how much
      const moved = base === 0 ? 0 : base - number(view, from + 8);
      const semaphore = number(view, from + 16);
      found.push({
        provider: texts[0],
        name: texts[1],
        args: texts[2],
        address: number(view, from) + moved,
        semaphore: semaphore === 0 ? 0 : semaphore + moved,
      });
    }
    at = next;
  }
  return found;
}
const round4 = (size: number) => Math.ceil(size / 4) * 4;
const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
/** A number of 64 bits that means a place or a size: beyond what is exact it is as far away. */
const number = (view: DataView, at: number) => Number(view.getBigUint64(at, true));
function textAt(texts: Uint8Array, at: number): string {
  if (at >= texts.length) throw new ElfError("a name lies beyond its texts");
  const end = texts.indexOf(0, at);
  if (end < 0) throw new ElfError("a name has no end");
  return latin.decode(texts.subarray(at, end));
}
/** Underscores in front, and then letters. */
const rank = (name: string) => /^_*/.exec(name)![0].length * 1000 + name.length;
