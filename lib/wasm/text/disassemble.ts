/**
 * A module in the text format of WebAssembly (core specification, section 6): what `--dump wasm` shows. Assembled, the text gives
 * the same bytes.
 *
 * @module
 */
import { formOf, type Immediate, type InstructionForm, PREFIX } from "./instructions.ts";

const TYPES: Readonly<Record<number, string>> = {
  0x7f: "i32",
  0x7e: "i64",
  0x7d: "f32",
  0x7c: "f64",
  0x7b: "v128",
  0x70: "funcref",
  0x6f: "externref",
};
const NO_VALUE = 0x40;
const KINDS = ["func", "table", "memory", "global"] as const;
type Kind = typeof KINDS[number];

/** Bytes that are not a module, or have a part that is not written here. */
export class DisassemblyError extends Error {
  override readonly name = "DisassemblyError";
}

class Reader {
  readonly #view: DataView;
  at = 0;
  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  byte(): number {
    if (this.at >= this.bytes.length) throw new DisassemblyError("the module ends in the middle");
    return this.bytes[this.at++];
  }
  unsigned(): number {
    let value = 0, scale = 1;
    for (;; scale *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }
  signed(): bigint {
    let value = 0n, shift = 0n;
    for (;;) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      shift += 7n;
      if (byte < 0x80) return byte & 0x40 ? value - (1n << shift) : value;
    }
  }
  f32(): number {
    this.at += 4;
    return this.#view.getFloat32(this.at - 4, true);
  }
  /** The bits too: a NaN has more than one text. */
  f64(): readonly [value: number, bits: bigint] {
    this.at += 8;
    return [this.#view.getFloat64(this.at - 8, true), this.#view.getBigUint64(this.at - 8, true)];
  }
  take(length: number): Uint8Array {
    if (this.at + length > this.bytes.length) throw new DisassemblyError("the module ends in the middle");
    return this.bytes.subarray(this.at, this.at += length);
  }
  name(): string {
    return new TextDecoder().decode(this.take(this.unsigned()));
  }
  list<One>(read: (index: number) => One): One[] {
    return Array.from({ length: this.unsigned() }, (_, index) => read(index));
  }
  type(): string {
    const byte = this.byte();
    return TYPES[byte] ?? `(; type ${byte} ;)`;
  }
  limits(): string {
    const flags = this.byte(), min = this.unsigned();
    return flags & 1 ? `${min} ${this.unsigned()}` : `${min}`;
  }
}

const HEAD = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** @throws DisassemblyError */
export function disassemble(bytes: Uint8Array): string {
  const reader = new Reader(bytes);
  if (reader.take(8).some((byte, i) => byte !== HEAD[i])) {
    throw new DisassemblyError("this is not a module of WebAssembly");
  }
  return new ModuleText(reader).write();
}

class ModuleText {
  readonly #lines: string[] = [];
  /** How many of each kind there are so far, imports first. */
  readonly #counts: Record<Kind, number> = { func: 0, table: 0, memory: 0, global: 0 };
  /** Types of the module's own functions, in order. */
  #types: number[] = [];
  /** Names under which functions are exported, which stand in the code, too. */
  readonly #names = new Map<number, string>();

  constructor(private readonly reader: Reader) {}

  write(): string {
    const sections: [id: number, content: Reader][] = [];
    while (this.reader.at < this.reader.bytes.length) {
      const id = this.reader.byte();
      sections.push([id, new Reader(this.reader.take(this.reader.unsigned()))]);
    }
    for (const [id, content] of sections) this.#section(id, content);
    return `(module\n${this.#lines.map((line) => `  ${line}`).join("\n")})\n`;
  }
  #section(id: number, content: Reader): void {
    const sections: Readonly<Record<number, (index: number) => void>> = {
      1: (index) => this.#type(content, index),
      2: () => this.#import(content),
      3: () => void this.#types.push(content.unsigned()),
      7: () => this.#export(content),
      10: (index) => this.#function(content, this.#types[index]),
      11: () => this.#data(content),
    };
    if (id === 0) return;
    if (!Object.hasOwn(sections, id)) throw new DisassemblyError(`a section of kind ${id} is not written here`);
    content.list(sections[id]);
  }
  #type(content: Reader, index: number): void {
    if (content.byte() !== 0x60) throw new DisassemblyError("a type that is not a function's is not written here");
    const parameters = content.list(() => content.type()), results = content.list(() => content.type());
    const parts = [["param", parameters], ["result", results]] as const;
    const text = parts.filter(([, types]) => types.length > 0).map(([word, types]) => ` (${word} ${types.join(" ")})`);
    this.#lines.push(`(type (;${index};) (func${text.join("")}))`);
  }
  #import(content: Reader): void {
    const from = content.name(), name = content.name(), kind = KINDS[content.byte()];
    const number = this.#counts[kind]++;
    const what = kind === "func"
      ? `(func (;${number};) (type ${content.unsigned()}))`
      : kind === "memory"
      ? `(memory (;${number};) ${content.limits()})`
      : kind === "table"
      ? ((type) => `(table (;${number};) ${content.limits()} ${type})`)(content.type())
      : `(global (;${number};) ${content.type()}${content.byte() ? " mut" : ""})`;
    if (kind === "func") this.#names.set(number, name);
    this.#lines.push(`(import ${quoted(from)} ${quoted(name)} ${what})`);
  }
  #export(content: Reader): void {
    const name = content.name(), kind = KINDS[content.byte()], index = content.unsigned();
    if (kind === "func") this.#names.set(index, name);
    this.#lines.push(`(export ${quoted(name)} (${kind} ${index}))`);
  }
  #function(content: Reader, type: number): void {
    const code = new Reader(content.take(content.unsigned())), number = this.#counts.func++;
    const locals = code.list(() => [code.unsigned(), code.type()] as const);
    const name = this.#names.get(number);
    this.#lines.push(`(func (;${number};) (type ${type})${name === undefined ? "" : ` ;; ${quoted(name)}`}`);
    if (locals.length > 0) {
      this.#lines.push(`  (local ${locals.flatMap(([count, type]) => Array(count).fill(type)).join(" ")})`);
    }
    const body = instructions(code, (index) => this.#names.get(index));
    this.#lines.push(...body.map((line) => `  ${line}`), ")");
  }
  #data(content: Reader): void {
    if (content.unsigned() !== 0) throw new DisassemblyError("data without a place are not written here");
    const at = instructions(content, () => undefined), bytes = content.take(content.unsigned());
    this.#lines.push(`(data (${at.join(" ")}) ${quotedBytes(bytes)})`);
  }
}

/** Up to the `end` of the function, which has no line: a line each, indented by its depth. */
function instructions(code: Reader, nameOf: (index: number) => string | undefined): string[] {
  const lines: string[] = [];
  for (let depth = 0;;) {
    const first = code.byte();
    const prefix = first === PREFIX.NUMERIC || first === PREFIX.VECTOR ? first : undefined;
    const opcode = prefix === undefined ? first : code.unsigned();
    const form = formOf(opcode, prefix);
    if (!form) throw new DisassemblyError(`no instruction ${prefix ?? ""} ${opcode} is known`);
    if (form.name === "end" && depth === 0) return lines;
    if (form.name === "end" || form.name === "else") depth--;
    const called = { at: -1 };
    const text = form.name + immediateOf(code, form, called), name = nameOf(called.at);
    lines.push("  ".repeat(depth) + text + (name === undefined ? "" : ` ;; ${quoted(name)}`));
    if (form.immediate === "block" || form.name === "else") depth++;
  }
}
/** With a blank before it; of a call its target is noted. */
function immediateOf(code: Reader, { immediate, align }: InstructionForm, called: { at: number }): string {
  const read: Readonly<Record<Immediate, () => string>> = {
    "none": () => "",
    "block": () => blockType(code),
    "depth": () => ` ${code.unsigned()}`,
    "depths": () => ` ${[...code.list(() => code.unsigned()), code.unsigned()].join(" ")}`,
    "function": () => ` ${called.at = code.unsigned()}`,
    "indirect": () =>
      ((type, table) => `${table === 0 ? "" : ` ${table}`} (type ${type})`)(code.unsigned(), code.unsigned()),
    "local": () => ` ${code.unsigned()}`,
    "global": () => ` ${code.unsigned()}`,
    "memory": () => memoryText(code.unsigned(), code.unsigned(), align!),
    "i32": () => ` ${code.signed()}`,
    "i64": () => ` ${code.signed()}`,
    "f32": () => ` ${floatText(code.f32())}`,
    "f64": () => ((value, bits) => ` ${floatText(value, bits)}`)(...code.f64()),
    "v128": () => ` i8x16 ${Array.from(code.take(16)).join(" ")}`,
    "lane": () => ` ${code.byte()}`,
    "lanes": () => ` ${Array.from(code.take(16)).join(" ")}`,
    "memory index": () => (code.byte(), ""),
    "two memory indices": () => (code.take(2), ""),
  };
  return read[immediate]();
}
function blockType(code: Reader): string {
  const before = code.at, byte = code.byte();
  if (byte === NO_VALUE) return "";
  if (TYPES[byte]) return ` (result ${TYPES[byte]})`;
  code.at = before;
  return ` (type ${code.signed()})`;
}
function memoryText(exponent: number, offset: number, usual: number): string {
  return `${offset === 0 ? "" : ` offset=${offset}`}${exponent === usual ? "" : ` align=${2 ** exponent}`}`;
}
function floatText(value: number, bits?: bigint): string {
  if (Number.isNaN(value)) {
    const payload = (bits ?? 0x8000000000000n) & 0xfffffffffffffn;
    return `${bits !== undefined && bits >> 63n ? "-" : ""}nan:0x${payload.toString(16)}`;
  }
  const text = Object.is(value, -0) ? "-0" : String(value);
  return text.replace("Infinity", "inf");
}
function quoted(text: string): string {
  return quotedBytes(new TextEncoder().encode(text));
}
/** All but letters, digits and signs of ASCII is written by its number. */
function quotedBytes(bytes: Uint8Array): string {
  const text = Array.from(
    bytes,
    (byte) =>
      byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c
        ? String.fromCharCode(byte)
        : `\\${byte.toString(16).padStart(2, "0")}`,
  );
  return `"${text.join("")}"`;
}
