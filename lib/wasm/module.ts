/**
 * Putting a WebAssembly module together (core specification, section 5.5).
 *
 * @module
 */
import { ByteWriter, type Code, signed32, unsigned, type ValueType } from "./code.ts";

export interface Signature {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}
/** A function of the module. Its body may be given after others refer to it. */
export interface ModuleFunction {
  readonly index: number;
  readonly signature: Signature;
  locals: readonly ValueType[];
  /** Nested, or in a row already. */
  body: Code | Uint8Array;
}
const SECTION = { TYPE: 1, IMPORT: 2, FUNCTION: 3, EXPORT: 7, CODE: 10, DATA: 11 } as const;
const PAGE = 65536;

const nameOf = (text: string): number[] => {
  const bytes = new TextEncoder().encode(text);
  return [...unsigned(bytes.length), ...bytes];
};
const vector = (items: readonly (readonly number[])[]): number[] =>
  unsigned(items.length).concat(...(items as number[][]));

/** Imports come first, then functions: indices are given in that order. */
export class ModuleWriter {
  #types: string[] = [];
  #typeBytes: number[][] = [];
  #imports: { name: string; type: number }[] = [];
  #tables: string[] = [];
  #functions: (ModuleFunction & { readonly type: number })[] = [];
  #exports: { name: string; index: number }[] = [];
  #data: { address: number; bytes: Uint8Array }[] = [];

  #type({ parameters, results }: Signature): number {
    const bytes = [0x60, ...vector(parameters.map((type) => [type])), ...vector(results.map((type) => [type]))];
    const name = bytes.join();
    let index = this.#types.indexOf(name);
    if (index < 0) {
      index = this.#types.push(name) - 1;
      this.#typeBytes.push(bytes);
    }
    return index;
  }
  /** A function of the host, imported as `host.NAME`. */
  import(name: string, signature: Signature): number {
    if (this.#functions.length > 0) throw new Error("imports come before functions");
    return this.#imports.push({ name, type: this.#type(signature) }) - 1;
  }
  /** A table of the host's functions, imported as `host.NAME`. */
  importTable(name: string): number {
    return this.#tables.push(name) - 1;
  }
  /** Number of a signature, for calls through a table. */
  signature(signature: Signature): number {
    return this.#type(signature);
  }
  function(signature: Signature, locals: readonly ValueType[] = [], body: Code = []): ModuleFunction {
    const index = this.#imports.length + this.#functions.length;
    const made = { index, signature, locals, body, type: this.#type(signature) };
    this.#functions.push(made);
    return made;
  }
  export(name: string, index: number): void {
    this.#exports.push({ name, index });
  }
  data(address: number, bytes: Uint8Array): void {
    if (bytes.length > 0) this.#data.push({ address, bytes });
  }

  /** The module, with a memory `host.memory` of at least `memoryBytes`. */
  finish(memoryBytes: number): Uint8Array<ArrayBuffer> {
    const memory = [...nameOf("host"), ...nameOf("memory"), 0x02, 0x00, ...unsigned(Math.ceil(memoryBytes / PAGE))];
    const imports = this.#imports.map((
      { name, type },
    ) => [...nameOf("host"), ...nameOf(name), 0x00, ...unsigned(type)]);
    const tables = this.#tables.map((name) => [...nameOf("host"), ...nameOf(name), 0x01, 0x70, 0x00, 0x00]);
    const head = [
      ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      ...section(SECTION.TYPE, vector(this.#typeBytes)),
      ...section(SECTION.IMPORT, vector([memory, ...imports, ...tables])),
      ...section(SECTION.FUNCTION, vector(this.#functions.map(({ type }) => unsigned(type)))),
      ...section(
        SECTION.EXPORT,
        vector(this.#exports.map(({ name, index }) => [...nameOf(name), 0x00, ...unsigned(index)])),
      ),
    ];
    const module = new ByteWriter();
    module.code(head);
    this.#code(module);
    this.#dataSection(module);
    return module.written.slice();
  }
  /** The module made on a memory: what it exports. `host` is what it imports beside the memory. */
  instantiate(memory: WebAssembly.Memory, host: WebAssembly.ModuleImports = {}): WebAssembly.Exports {
    const wasm = new WebAssembly.Module(this.finish(memory.buffer.byteLength));
    return new WebAssembly.Instance(wasm, { host: { memory, ...host } }).exports;
  }
  #code(module: ByteWriter): void {
    const bodies = new ByteWriter();
    bodies.code(unsigned(this.#functions.length));
    const body = new ByteWriter();
    for (const made of this.#functions) {
      body.length = 0;
      writeFunction(body, made);
      bodies.code(unsigned(body.length));
      bodies.raw(body.written);
    }
    writeSection(module, SECTION.CODE, bodies);
  }
  #dataSection(module: ByteWriter): void {
    const data = new ByteWriter();
    data.code(unsigned(this.#data.length));
    for (const { address, bytes } of this.#data) {
      data.code([0x00, 0x41, ...signed32(address), 0x0b, ...unsigned(bytes.length)]);
      data.raw(bytes);
    }
    writeSection(module, SECTION.DATA, data);
  }
}

function writeSection(module: ByteWriter, id: number, content: ByteWriter): void {
  module.code([id, ...unsigned(content.length)]);
  module.raw(content.written);
}
function section(id: number, content: number[]): number[] {
  const bytes = unsigned(content.length);
  bytes.unshift(id);
  return bytes.concat(content);
}
function writeFunction(writer: ByteWriter, { locals, body }: ModuleFunction): void {
  const runs: [number, ValueType][] = [];
  for (const type of locals) {
    const last = runs.at(-1);
    if (last && last[1] === type) last[0]++;
    else runs.push([1, type]);
  }
  writer.code(vector(runs.map(([count, type]) => [...unsigned(count), type])));
  if (body instanceof Uint8Array) writer.raw(body);
  else writer.code(body);
  writer.code([0x0b]);
}
