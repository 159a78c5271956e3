/**
 * Names of types: typedefs, and tags of structs, unions and enumerations.
 *
 * @module
 */
import type { Declarator } from "../syntax/mod.ts";
import {
  arithmeticType,
  type DType,
  type EnumType,
  FLOATS,
  intrinsicTypedefs,
  STACK,
  STRING,
  type StructType,
  SYMBOL_ADDRESS,
  type TypedefType,
  USER_SYMBOL_ADDRESS,
  VOID,
} from "../types/mod.ts";

/** Types of the system that is traced, where a program may use them; D's own and the program's come first. */
export interface SystemTypes {
  typedef(name: string): TypedefType | undefined;
  tag(kind: "struct" | "union" | "enum", tag: string): StructType | EnumType | undefined;
}

export class TypeSpace {
  readonly typedefs: Map<string, TypedefType> = intrinsicTypedefs();
  /** Names the libraries and programs added: only these may not be declared again. */
  readonly declared = new Set<string>();
  readonly #tags = new Map<string, StructType | EnumType>();
  readonly #texts = new Map<string, DType | undefined>();
  readonly #foreign = new Map<string, TypedefType | undefined>();

  /** @param isOther it is the name of something else where D and the program have no such type */
  constructor(readonly system?: SystemTypes, readonly isOther: (name: string) => boolean = () => false) {}

  isTypeName(name: string): boolean {
    return this.typedef(name) !== undefined;
  }
  typedef(name: string): TypedefType | undefined {
    return this.typedefs.get(name) ?? (this.isOther(name) ? undefined : this.#ofSystem(name));
  }
  #ofSystem(name: string): TypedefType | undefined {
    if (!this.system) return undefined;
    if (!this.#foreign.has(name)) this.#foreign.set(name, this.system.typedef(name));
    return this.#foreign.get(name);
  }
  addTypedef(name: string, of: DType): void {
    this.typedefs.set(name, { kind: "typedef", name, of });
    this.declared.add(name);
    this.#texts.clear();
  }
  /** A tag that is known already, complete or not. */
  tag(kind: "struct" | "union" | "enum", scoped: string): StructType | EnumType | undefined {
    const tag = scoped.slice(scoped.lastIndexOf("`") + 1);
    return this.#tags.get(`${kind} ${tag}`);
  }
  /** The tagged type, made incomplete if it is not known. */
  forward(kind: "struct" | "union" | "enum", scoped: string): StructType | EnumType {
    const tag = scoped.slice(scoped.lastIndexOf("`") + 1);
    return this.tag(kind, tag) ?? (tag === "" ? undefined : this.system?.tag(kind, tag)) ?? this.own(kind, scoped);
  }
  /** The same where it is to be defined: the system's of that name is not meant. */
  own(kind: "struct" | "union" | "enum", scoped: string): StructType | EnumType {
    const tag = scoped.slice(scoped.lastIndexOf("`") + 1);
    const known = tag === "" ? undefined : this.tag(kind, tag);
    if (known) return known;
    const made: StructType | EnumType = kind === "enum"
      ? { kind, tag, complete: false, members: [] }
      : { kind, tag, complete: false, size: 0, align: 1, members: [] };
    if (tag !== "") this.#tags.set(`${kind} ${tag}`, made);
    return made;
  }
  /**
   * A type by its text, as prototypes and probe arguments give it: `const char *`, `struct foo *`, `uint32_t`.
   * Undefined if a name in it is not known.
   */
  byText(text: string): DType | undefined {
    if (!this.#texts.has(text)) this.#texts.set(text, this.#parse(text));
    return this.#texts.get(text);
  }
  #parse(text: string): DType | undefined {
    const words = text.replaceAll("*", " * ").replaceAll("[", " [").trim().split(/\s+/).map((word) =>
      word.slice(word.lastIndexOf("`") + 1)
    );
    let type: DType | undefined;
    let constant = false;
    const arithmetic: string[] = [];
    while (words.length > 0 && words[0] !== "*" && !words[0].startsWith("[")) {
      const word = words.shift()!;
      if (word === "const" || word === "volatile") constant = word === "const" || constant;
      else if (word === "userland") continue;
      else if (word === "struct" || word === "union" || word === "enum") type = this.forward(word, words.shift() ?? "");
      else if (SPECIAL[word]) type = SPECIAL[word];
      else if (ARITHMETIC.has(word)) arithmetic.push(word);
      else {
        type = this.typedef(word);
        if (!type) return undefined;
      }
    }
    if (!type) type = arithmeticByWords(arithmetic);
    if (!type) return undefined;
    if (constant) type = { kind: "qualified", qualifier: "const", of: type };
    for (const word of words) {
      if (word === "*") type = { kind: "pointer", to: type };
      else if (word.startsWith("[")) type = { kind: "array", of: type, count: Number(word.slice(1, -1)) || 0 };
    }
    return type;
  }
}
const SPECIAL: Record<string, DType> = {
  void: VOID,
  string: STRING,
  stack: STACK,
  _symaddr: SYMBOL_ADDRESS,
  _usymaddr: USER_SYMBOL_ADDRESS,
};
const ARITHMETIC = new Set(["char", "short", "int", "long", "float", "double", "signed", "unsigned", "_Bool"]);

/** The type that the words `unsigned`, `long`, `int` … make together, in any order; undefined if they do not go together. */
export function arithmeticByWords(words: readonly string[]): DType | undefined {
  const count = (word: string) => words.filter((other) => other === word).length;
  const base = ["char", "float", "double", "_Bool"].find((word) => count(word) > 0);
  const longs = count("long");
  if (base === "float" || base === "double") {
    return arithmeticType(longs > 0 && base === "double" ? FLOATS.long : base);
  }
  if (base === "_Bool") return arithmeticType("_Bool");
  if (words.length === 0 || (count("short") > 0 && longs > 0)) return undefined;
  const size = base === "char"
    ? "char"
    : count("short") > 0
    ? "short"
    : longs > 1
    ? "long long"
    : longs
    ? "long"
    : "int";
  if (size === "char" && count("signed") > 0) return arithmeticType("signed char");
  return arithmeticType(count("unsigned") > 0 ? `unsigned ${size}` : size);
}
/** The outermost derivation is an array with types in its brackets. */
export function isAssociative(declarator: Declarator | undefined): boolean {
  const first = declarator?.derivations[0];
  return first?.kind === "array" && first.parameters !== undefined;
}
