/**
 * Makes small ELF files for tests (System V gABI): one segment, symbols, a note of a probe.
 *
 * @module
 */
export interface WrittenElf {
  readonly symbols: readonly (readonly [name: string, address: number, size: number])[];
  readonly probes?:
    readonly (readonly [provider: string, name: string, args: string, address: number, semaphore: number])[];
  readonly symbolBytes?: number;
}
const encode = (text: string) => new TextEncoder().encode(text);

export function writeElf({ symbols, probes = [], symbolBytes = 24 }: WrittenElf): Uint8Array<ArrayBuffer> {
  const texts = ["", ...symbols.map(([name]) => name)].join("\0") + "\0";
  const table = new DataView(new ArrayBuffer(24 * (symbols.length + 1)));
  symbols.forEach(([name, address, size], i) => {
    const at = 24 * (i + 1);
    table.setUint32(at, texts.indexOf(`\0${name}\0`) + 1, true);
    table.setUint8(at + 4, 0x12);
    table.setUint16(at + 6, 1, true);
    table.setBigUint64(at + 8, BigInt(address), true);
    table.setBigUint64(at + 16, BigInt(size), true);
  });
  const notes = probes.flatMap(([provider, name, args, address, semaphore]) => {
    const text = encode(`${provider}\0${name}\0${args}\0`), size = 24 + text.length;
    const note = new Uint8Array(12 + 8 + Math.ceil(size / 4) * 4), view = new DataView(note.buffer);
    [8, size, 3].forEach((word, i) => view.setUint32(4 * i, word, true));
    note.set(encode("stapsdt\0"), 12);
    view.setBigUint64(20, BigInt(address), true);
    view.setBigUint64(36, BigInt(semaphore), true);
    note.set(text, 44);
    return [...note];
  });
  const names = "\0.symtab\0.strtab\0.note.stapsdt\0.shstrtab\0";
  const parts = [new Uint8Array(table.buffer), encode(texts), Uint8Array.from(notes), encode(names)];
  const header = 64 + 56,
    places = parts.map((_, i) => header + parts.slice(0, i).reduce((sum, p) => sum + p.length, 0));
  const sectionsAt = places[3] + parts[3].length;
  const bytes = new Uint8Array(sectionsAt + 64 * 5), view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setBigUint64(32, 64n, true);
  view.setBigUint64(40, BigInt(sectionsAt), true);
  [[54, 56], [56, 1], [58, 64], [60, 5], [62, 4]].forEach(([at, value]) => view.setUint16(at, value, true));
  // the segment: file from 0, at 0x400000
  view.setUint32(64, 1, true);
  view.setBigUint64(64 + 16, 0x400000n, true);
  view.setBigUint64(64 + 32, BigInt(0x100000), true);
  parts.forEach((part, i) => bytes.set(part, places[i]));
  const section = (n: number, name: string, type: number, link: number, entry: number) => {
    const at = sectionsAt + 64 * n;
    view.setUint32(at, names.indexOf(`\0${name}\0`) + 1, true);
    view.setUint32(at + 4, type, true);
    view.setBigUint64(at + 24, BigInt(places[n - 1]), true);
    view.setBigUint64(at + 32, BigInt(parts[n - 1].length), true);
    view.setUint32(at + 40, link, true);
    view.setBigUint64(at + 56, BigInt(entry), true);
  };
  section(1, ".symtab", 2, 2, symbolBytes);
  section(2, ".strtab", 3, 0, 0);
  section(3, ".note.stapsdt", 7, 0, 0);
  section(4, ".shstrtab", 3, 0, 0);
  return bytes;
}
