/**
 * A module that holds hot functions, as the translator reads it: its functions with their types, its imports, its constants.
 *
 * Types are taken out by Deno's own stripper, which leaves every other character where it was: so what stands in the text
 * behind a parameter is its type.
 *
 * @module
 */
import { stripTypeScriptTypes } from "node:module";
import { type FunctionDeclaration, getLineInfo, type Identifier, type Node, parse, type Program } from "acorn";
import { isNumberType, type NumberType } from "./types.ts";

/** What is not part of the subset, or contradicts itself. */
export class TranslationError extends Error {
  override readonly name = "TranslationError";
  constructor(readonly problem: string, readonly path: string, readonly line: number, readonly column: number) {
    super(`${path}:${line}:${column}: ${problem}`);
  }
}

/** Views of memory by the names of their types: how many bits an index is shifted by; DataView has methods. */
export const VIEWS = {
  Uint8Array: { shift: 0 },
  Uint16Array: { shift: 1 },
  Int32Array: { shift: 2 },
  Uint32Array: { shift: 2 },
  Float64Array: { shift: 3 },
  DataView: { shift: 0 },
} as const;
export type ViewName = keyof typeof VIEWS;

export type ParameterType =
  | { readonly kind: "number"; readonly type: NumberType }
  | { readonly kind: "view"; readonly view: ViewName }
  | { readonly kind: "memory" }
  | { readonly kind: "host"; readonly methods: ReadonlyMap<string, HostMethod> };
export interface HostMethod {
  /** It stands for a table of functions without parameters; its own chooses which is called. */
  readonly isTable: boolean;
  readonly parameters: readonly NumberType[];
  readonly result: NumberType | undefined;
}
export interface HotParameter {
  readonly name: string;
  readonly type: ParameterType;
}
export interface HotFunction {
  readonly name: string;
  readonly source: HotSource;
  readonly node: FunctionDeclaration;
  readonly parameters: readonly HotParameter[];
  readonly result: NumberType | undefined;
  /** `@inline` in its comment: it is put in wherever it is called. */
  readonly isInline: boolean;
}
/** Gives the text of a file. */
export type ReadSource = (path: string) => string;

/** All modules that were read, by path. */
export class Sources {
  readonly #all = new Map<string, HotSource>();
  constructor(readonly read: ReadSource) {}
  of(path: string): HotSource {
    let source = this.#all.get(path);
    if (!source) this.#all.set(path, source = new HotSource(path, this.read(path), this));
    return source;
  }
}

/** Where a name comes from: a declaration of a module. */
export interface NameOrigin {
  readonly source: HotSource;
  readonly name: string;
}

export class HotSource {
  readonly program: Program;
  /** Constants are found, but no types of functions. */
  #isMoved = false;
  /** Names that are imported: from where, and their names there. */
  readonly #imports = new Map<string, { readonly path: string; readonly name: string }>();
  readonly #functions = new Map<string, FunctionDeclaration>();
  readonly #made = new Map<string, HotFunction>();
  /** Initializers of constants of the module. */
  readonly constants = new Map<string, Node>();
  readonly #reexports: { readonly path: string; readonly names: ReadonlyMap<string, string> | undefined }[] = [];

  constructor(readonly path: string, readonly text: string, readonly sources: Sources) {
    this.program = parse(this.#strip(), { ecmaVersion: "latest", sourceType: "module" });
    for (const node of this.program.body) {
      if (node.type === "ImportDeclaration" && String(node.source.value).startsWith(".")) {
        for (const one of node.specifiers) {
          if (one.type !== "ImportSpecifier") continue;
          const name = (one.imported as Identifier).name;
          this.#imports.set(one.local.name, { path: this.#resolve(String(node.source.value)), name });
        }
      } else if (node.type === "ExportNamedDeclaration" && node.declaration) this.#declare(node.declaration);
      else if (node.type === "ExportNamedDeclaration" && node.source) {
        const names = new Map<string, string>();
        for (const { exported, local } of node.specifiers) {
          names.set((exported as Identifier).name, (local as Identifier).name);
        }
        this.#reexports.push({ path: this.#resolve(String(node.source.value)), names });
      } else if (node.type === "ExportAllDeclaration") {
        this.#reexports.push({ path: this.#resolve(String(node.source.value)), names: undefined });
      } else this.#declare(node);
    }
  }
  /** Parameter properties and the like are more than types: without them nothing stands where it was. */
  #strip(): string {
    try {
      return stripTypeScriptTypes(this.text);
    } catch {
      this.#isMoved = true;
      return stripTypeScriptTypes(this.text, { mode: "transform" });
    }
  }
  #resolve(specifier: string): string {
    return new URL(specifier, `file:///${this.path}`).pathname.slice(1);
  }
  #declare(node: Node): void {
    if (node.type === "FunctionDeclaration") {
      const made = node as FunctionDeclaration;
      this.#functions.set(made.id.name, made);
    } else if (node.type === "VariableDeclaration") {
      const { kind, declarations } = node as Node & { kind: string; declarations: { id: Identifier; init?: Node }[] };
      if (kind !== "const") return;
      for (const { id, init } of declarations) if (id.type === "Identifier" && init) this.constants.set(id.name, init);
    }
  }
  /** Where a name is declared that is used in this module; undefined for a name that it does not know. */
  originOf(name: string): NameOrigin | undefined {
    if (this.#functions.has(name) || this.constants.has(name)) return { source: this, name };
    const imported = this.#imports.get(name);
    return imported && this.sources.of(imported.path).exported(imported.name);
  }
  /** The same of a name that this module exports, perhaps from another one. */
  exported(name: string): NameOrigin | undefined {
    const own = this.originOf(name);
    if (own) return own;
    for (const { path, names } of this.#reexports) {
      if (names && !names.has(name)) continue;
      const origin = this.sources.of(path).exported(names?.get(name) ?? name);
      if (origin) return origin;
    }
    return undefined;
  }
  /** @throws TranslationError where a type is none of the subset */
  functionOf(name: string): HotFunction | undefined {
    const node = this.#functions.get(name);
    if (!node) return undefined;
    if (this.#isMoved) {
      throw new TranslationError(`\`${name}\` stands in a file with more than types to take out`, this.path, 1, 1);
    }
    let made = this.#made.get(name);
    if (!made) this.#made.set(name, made = this.#function(node));
    return made;
  }
  #function(node: FunctionDeclaration): HotFunction {
    if (node.async || node.generator) throw this.error(node, "hot functions are neither async nor generators");
    const parameters = node.params.map((parameter): HotParameter => {
      if (parameter.type !== "Identifier") throw this.error(parameter, "a parameter of a hot function is a name");
      return { name: parameter.name, type: this.#parameterType(parameter, this.#typeBehind(parameter.end)) };
    });
    const last = node.params.at(-1)?.end ?? node.id.end;
    const head = this.text.slice(last, node.body.start);
    const written = /\)\s*:\s*(\w+)\s*$/.exec(head)?.[1];
    if (written === undefined) throw this.error(node, `\`${node.id.name}\` needs the type of what it returns`);
    if (written !== "void" && !isNumberType(written)) {
      throw this.error(node, `\`${written}\` is not a type of hot functions`);
    }
    const comment = /\/\*\*(?:(?!\*\/)[^])*\*\/\s*(?:export\s+)?$/.exec(this.text.slice(0, node.start))?.[0] ?? "";
    return {
      name: node.id.name,
      source: this,
      node,
      parameters,
      result: written === "void" ? undefined : written,
      isInline: comment.includes("@inline"),
    };
  }
  /** The name of the type that stands behind a name; undefined where none does. */
  #typeBehind(end: number): string | undefined {
    return /^\s*:\s*(\w+)/.exec(this.text.slice(end, end + 80))?.[1];
  }
  typeOfVariable(id: Identifier): NumberType | undefined {
    const written = this.#typeBehind(id.end);
    if (written === undefined || isNumberType(written)) return written;
    throw this.error(id, `\`${written}\` is not a type of hot functions`);
  }
  #parameterType(node: Node, written: string | undefined): ParameterType {
    if (written === undefined) throw this.error(node, "a parameter of a hot function needs a type");
    if (isNumberType(written)) return { kind: "number", type: written };
    if (written === "HotMemory") return { kind: "memory" };
    if (Object.hasOwn(VIEWS, written)) return { kind: "view", view: written as ViewName };
    return { kind: "host", methods: this.#host(node, written) };
  }
  /** Methods of an interface: `name(a: i32, b: f64): i32;`, behind a line with `@table` where it is a table. */
  #host(node: Node, name: string): ReadonlyMap<string, HostMethod> {
    const body = this.#interface(name);
    if (body === undefined) throw this.error(node, `\`${name}\` is not a type of hot functions`);
    const methods = new Map<string, HostMethod>();
    const lines = /(^ {2}\/\*\* [^\n]*@table[^\n]*\n)?^ {2}(\w+)\(([^)]*)\): (\w+);$/gm;
    for (const [, table, method, list, result] of body.matchAll(lines)) {
      const parameters = [...list.matchAll(/\w+: (\w+)/g)].map(([, type]) => type);
      for (const type of [...parameters, ...(result === "void" ? [] : [result])]) {
        if (!isNumberType(type)) throw this.error(node, `\`${type}\` in \`${name}\` is not a type of hot functions`);
      }
      const returned = result === "void" ? undefined : result as NumberType;
      if (table !== undefined && parameters.join() !== "i32") {
        throw this.error(
          node,
          `\`${method}\` of \`${name}\` has one i32, which chooses among the functions of a table`,
        );
      }
      methods.set(method, {
        isTable: table !== undefined,
        parameters: parameters as NumberType[],
        result: returned,
      });
    }
    return methods;
  }
  /** What stands in the braces of an interface of this file, or of one that its name is imported from. */
  #interface(name: string): string | undefined {
    const own = new RegExp(`interface ${name} \\{([^}]*)\\}`).exec(this.text)?.[1];
    if (own !== undefined) return own;
    for (const [, names, from] of this.text.matchAll(/^import (?:type )?\{([^}]*)\} from "(\.[^"]+)";$/gm)) {
      const isNamed = names.split(",").some((one) => one.trim().replace(/^type /, "") === name);
      if (isNamed) return this.sources.of(this.#resolve(from)).#interface(name);
    }
    return undefined;
  }
  error(node: Node, problem: string): TranslationError {
    const { line, column } = getLineInfo(this.text, node.start);
    return new TranslationError(problem, this.path, line, column + 1);
  }
}
