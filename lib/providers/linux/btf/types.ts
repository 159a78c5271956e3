/**
 * The kernel's own types as D's: made when they are asked for, a struct's members when these are, for each leads to thousands.
 *
 * @module
 */
import type { SystemTypes } from "../../../d/check/mod.ts";
import {
  alignOf,
  arithmeticType,
  type DType,
  type EnumType,
  findMember,
  type Member,
  sizeOf,
  type StructType,
  type TypedefType,
  VOID,
} from "../../../d/types/mod.ts";
import { type BtfElement, BtfError, BtfReader, KIND } from "./reader.ts";

/** Types that lead to one another, without a struct between; types that lie within one another. */
const MAX_DEPTH = 32, MAX_NESTING = 128;
/** Bytes of a type at most: no type is larger. */
const MAX_BYTES = 2 ** 31;
const ENCODING = { SIGNED: 1, CHAR: 2, BOOL: 4 } as const;
const QUALIFIERS = {
  [KIND.CONST]: "const",
  [KIND.VOLATILE]: "volatile",
  [KIND.RESTRICT]: "restrict",
} as const;

/** A function of the kernel as its types describe it. */
export interface KernelFunction {
  readonly id: number;
  readonly parameters: readonly { readonly name: string; readonly type: DType }[];
  readonly returns: DType;
}

export class KernelTypes implements SystemTypes {
  readonly #types = new Map<number, DType>();
  readonly #tags = new Map<string, StructType | EnumType | undefined>();
  /** Types of which it is known that they do not lie within themselves. */
  readonly #ending = new Set<number>();
  #read: BtfReader | undefined;
  #isRead = false;

  /** @param bytes reads the description when it is first asked for; undefined where the kernel has none */
  constructor(readonly bytes: () => Uint8Array | undefined) {}

  /** @throws BtfError */
  get #reader(): BtfReader | undefined {
    if (!this.#isRead) {
      const bytes = this.bytes();
      this.#read = bytes && new BtfReader(bytes);
      this.#isRead = true;
    }
    return this.#read;
  }
  get isThere(): boolean {
    return this.#reader !== undefined;
  }
  typedef(name: string): TypedefType | undefined {
    const id = this.#reader?.find(name, [KIND.TYPEDEF]);
    return id === undefined ? undefined : this.#type(id, 0) as TypedefType;
  }
  tag(kind: "struct" | "union" | "enum", tag: string): StructType | EnumType | undefined {
    const key = `${kind} ${tag}`;
    if (!this.#tags.has(key)) this.#tags.set(key, this.#findTag(kind, tag));
    return this.#tags.get(key);
  }
  #findTag(kind: "struct" | "union" | "enum", tag: string): StructType | EnumType | undefined {
    const kinds = { struct: [KIND.STRUCT], union: [KIND.UNION], enum: [KIND.ENUM, KIND.ENUM64] }[kind];
    const id = this.#reader?.find(tag, kinds);
    const type = id === undefined ? undefined : this.#type(id, 0);
    return type && "complete" in type ? type : undefined;
  }
  /** Where a member of a struct stands, and what it is; undefined where the kernel does not say. */
  member(struct: string, member: string): Member | undefined {
    const type = this.tag("struct", struct);
    return type?.kind === "struct" ? findMember(type, member) : undefined;
  }
  /** Names of raw tracepoints. */
  tracepoints(): string[] {
    const names = this.#reader ? [...this.#reader.named(KIND.TYPEDEF, TRACEPOINT)] : [];
    return names.map(([, name]) => name.slice(TRACEPOINT.length));
  }
  /** What the hooks of a raw tracepoint are handed; the kernel's own first word is left out. */
  tracepoint(name: string): KernelFunction | undefined {
    const reader = this.#reader, id = reader?.find(TRACEPOINT + name, [KIND.TYPEDEF]);
    if (reader === undefined || id === undefined) return undefined;
    const pointer = reader.sizeOrType(id);
    if (reader.kind(pointer) !== KIND.POINTER) throw new BtfError(`${TRACEPOINT}${name} is not a pointer`);
    const prototype = this.#prototype(reader, reader.sizeOrType(pointer));
    // names stand in the description of the function that calls the hooks
    const named = this.function(CALLER + name)?.parameters ?? [];
    const parameters = prototype.parameters.map(({ type }, n) => ({ name: named[n]?.name ?? "", type }));
    return { ...prototype, id, parameters: parameters.slice(1) };
  }
  /** Names of functions. */
  functions(): string[] {
    return this.#reader ? [...this.#reader.named(KIND.FUNCTION, "")].map(([, name]) => name) : [];
  }
  function(name: string): KernelFunction | undefined {
    const reader = this.#reader, id = reader?.find(name, [KIND.FUNCTION]);
    return reader === undefined || id === undefined
      ? undefined
      : { ...this.#prototype(reader, reader.sizeOrType(id)), id };
  }
  #prototype(reader: BtfReader, id: number): Omit<KernelFunction, "id"> {
    if (reader.kind(id) !== KIND.PROTOTYPE) throw new BtfError(`type ${id} is not a prototype`);
    const parameters = [...reader.elements(id)].map(({ name, type }) => ({ name, type: this.#type(type, 0) }));
    return { parameters, returns: this.#type(reader.sizeOrType(id), 0) };
  }

  #type(id: number, depth: number): DType {
    if (id === 0) return VOID;
    let type = this.#types.get(id);
    if (!type) {
      if (depth > MAX_DEPTH) throw new BtfError(`type ${id} leads to itself`);
      type = this.#make(this.#reader!, id, depth + 1);
      this.#types.set(id, type);
    }
    return type;
  }
  #make(reader: BtfReader, id: number, depth: number): DType {
    const kind = reader.kind(id), of = reader.sizeOrType(id);
    switch (kind) {
      case KIND.INT:
        return integer(reader, id);
      case KIND.FLOAT:
        return floating(id, of);
      case KIND.POINTER:
        return { kind: "pointer", to: this.#type(of, depth) };
      case KIND.ARRAY:
        return this.#array(reader, id, depth);
      case KIND.STRUCT:
      case KIND.UNION:
        return this.#struct(reader, id, kind === KIND.STRUCT ? "struct" : "union");
      case KIND.ENUM:
      case KIND.ENUM64:
        return enumeration(reader, id);
      case KIND.FORWARD:
        return this.#forward(reader, id);
      case KIND.TYPEDEF:
        return { kind: "typedef", name: reader.name(id), of: this.#type(of, depth) };
      case KIND.VOLATILE:
      case KIND.CONST:
      case KIND.RESTRICT:
        return { kind: "qualified", qualifier: QUALIFIERS[kind], of: this.#type(of, depth) };
      case KIND.TYPE_TAG:
        return this.#type(of, depth);
      case KIND.PROTOTYPE:
        return { kind: "function", returns: this.#type(of, depth), parameters: [], variadic: true };
      default:
        throw new BtfError(`type ${id} is none of a value`);
    }
  }
  #array(reader: BtfReader, id: number, depth: number): DType {
    const of = this.#type(reader.word(id, 0), depth), count = reader.word(id, 2);
    if (count * sizeOf(of) > MAX_BYTES) throw new BtfError(`type ${id} has too high a count`);
    return { kind: "array", of, count };
  }
  /** A name whose type stands elsewhere, if anywhere. */
  #forward(reader: BtfReader, id: number): DType {
    const kind = reader.isFlagged(id) ? "union" : "struct", tag = reader.name(id);
    return this.tag(kind, tag) ?? { kind, tag, complete: false, size: 0, align: 1, members: [] };
  }
  #struct(reader: BtfReader, id: number, kind: "struct" | "union"): StructType {
    const size = reader.sizeOrType(id);
    if (size > MAX_BYTES) throw new BtfError(`type ${id} has too high a size`);
    let members: Member[] | undefined, align: number | undefined;
    const read = () => members ??= this.#members(reader, id, size);
    return {
      kind,
      tag: reader.name(id),
      complete: true,
      size,
      get align() {
        return align ??= Math.max(1, ...read().map(({ type }) => alignOf(type)));
      },
      get members() {
        return read();
      },
    };
  }
  #members(reader: BtfReader, id: number, size: number): Member[] {
    this.#checkNesting(id, []);
    const isFlagged = reader.isFlagged(id);
    const members: Member[] = [];
    for (const element of reader.elements(id)) {
      const member = this.#member(element, isFlagged, id);
      if (!member) continue;
      const { type, offset, bits } = member;
      // of a packed struct the unit of a bit-field may go beyond its end
      const end = bits ? offset + Math.ceil((bits.offset + bits.width) / 8) : offset + sizeOf(type);
      if (end > size) {
        throw new BtfError(`member \`${element.name}\` of type ${id} does not fit into it`);
      }
      members.push(member);
    }
    return members;
  }
  /** What lies in a type by value, and so on, comes to an end. @throws BtfError */
  #checkNesting(id: number, within: readonly number[]): void {
    const reader = this.#reader!;
    if (id === 0 || this.#ending.has(id)) return;
    if (within.includes(id) || within.length > MAX_NESTING) throw new BtfError(`type ${id} lies within itself`);
    const kind = reader.kind(id), inner = [...within, id];
    if (kind === KIND.TYPEDEF || kind in QUALIFIERS || kind === KIND.TYPE_TAG) {
      this.#checkNesting(reader.sizeOrType(id), inner);
    } else if (kind === KIND.ARRAY) this.#checkNesting(reader.word(id, 0), inner);
    else if (kind === KIND.STRUCT || kind === KIND.UNION) {
      for (const { type } of reader.elements(id)) this.#checkNesting(type, inner);
    }
    this.#ending.add(id);
  }
  #member({ name, type: number, third }: BtfElement, isFlagged: boolean, id: number): Member | undefined {
    const type = this.#type(number, 0), bit = isFlagged ? third & 0xff_ffff : third;
    const width = isFlagged ? third >>> 24 : 0;
    if (width === 0) {
      if (bit % 8 !== 0) throw new BtfError(`a member of type ${id} begins within a byte`);
      return { name, type, offset: bit / 8 };
    }
    const unit = sizeOf(type);
    if (unit === 0 || width > 8 * unit) throw new BtfError(`a bit-field of type ${id} is wider than its type`);
    // what has no name is padding
    if (name === "") return undefined;
    const offset = Math.floor(bit / 8 / unit) * unit, within = bit - 8 * offset;
    // of a packed struct one may lie across two units: it is left out, for D reads one
    return within + width > 8 * unit ? undefined : { name, type, offset, bits: { offset: within, width } };
  }
}
const TRACEPOINT = "btf_trace_", CALLER = "__traceiter_";

function integer(reader: BtfReader, id: number): DType {
  const size = reader.sizeOrType(id), word = reader.word(id, 0);
  const encoding = word >>> 24 & 0xf, bits = word & 0xff;
  if (size === 0 || bits === 0 || bits > 8 * size) throw new BtfError(`type ${id}, an integer, has no size`);
  const name = reader.name(id);
  // what D has no integer for is known by its bytes
  if (![1, 2, 4, 8].includes(size)) return { kind: "array", of: arithmeticType("unsigned char")!, count: size };
  if (encoding & ENCODING.BOOL && size === 1) return arithmeticType("_Bool")!;
  const words = name.split(" ").filter((one) => one !== "int" || name === "int").sort().join(" ");
  const known = arithmeticType(name) ?? arithmeticType(SPELLED[words] ?? "");
  if (known && sizeOf(known) === size) return known;
  const signed = (encoding & ENCODING.SIGNED) !== 0;
  return { kind: "int", name, size: size as 1 | 2 | 4 | 8, signed, isChar: (encoding & ENCODING.CHAR) !== 0 };
}
/** How compilers spell integers, by their words in order. */
const SPELLED: Readonly<Record<string, string>> = {
  "long unsigned": "unsigned long",
  "long": "long",
  "long long": "long long",
  "long long unsigned": "unsigned long long",
  "short": "short",
  "short unsigned": "unsigned short",
  "unsigned": "unsigned int",
};
function floating(id: number, size: number): DType {
  const name = { 4: "float", 8: "double", 16: "long double" }[size];
  if (!name) throw new BtfError(`type ${id}, of floating point, has ${size} bytes`);
  return arithmeticType(name)!;
}
function enumeration(reader: BtfReader, id: number): DType {
  const size = reader.sizeOrType(id), signed = reader.isFlagged(id);
  if (![1, 2, 4, 8].includes(size)) throw new BtfError(`type ${id}, an enumeration, has ${size} bytes`);
  // D's enumerations have four bytes
  if (size !== 4) {
    return { kind: "int", name: `enum ${reader.name(id)}`, size: size as 1 | 2 | 8, signed, isChar: false };
  }
  const members = [...reader.elements(id)].map(({ name, type }) => ({
    name,
    value: BigInt(signed ? type | 0 : type),
  }));
  return { kind: "enum", tag: reader.name(id), complete: true, members, ...signed && { signed } };
}
