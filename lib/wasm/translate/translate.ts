/**
 * From functions of the subset to a module: what they call is translated with them.
 *
 * @module
 */
import type { CallExpression, Identifier, Node, Statement } from "acorn";
import { call, callIndirect, type Code, sequence, UNREACHABLE } from "../code.ts";
import { type ModuleFunction, ModuleWriter, type Signature } from "../module.ts";
import { childrenOf } from "./calls.ts";
import { expression } from "./expressions.ts";
import { type HostMethod, type HotFunction, type ReadSource, Sources } from "./source.ts";
import { type Binding, FunctionState, type Translator } from "./function_state.ts";
import { statements } from "./statements.ts";
import { type NumberType, valueTypeOf } from "./types.ts";

/** A module, and the signatures of what it exports: arguments that are views of memory are none. */
export interface Translated {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly exports: readonly {
    readonly name: string;
    readonly parameters: readonly { readonly name: string; readonly type: NumberType }[];
    readonly result: NumberType | undefined;
  }[];
}

/** Functions that are reached, from where they are called, and which functions of the host are. */
class Reach {
  /** By function: one for each call of it, the function that calls; undefined for an export. */
  readonly callers = new Map<HotFunction, (HotFunction | undefined)[]>();
  readonly hosts = new Map<string, HostMethod>();
  readonly recursive = new Set<HotFunction>();
  readonly #isPutIn = new Map<HotFunction, boolean>();
  #open: HotFunction[] = [];

  visit(made: HotFunction, caller?: HotFunction): void {
    if (this.#open.includes(made)) this.recursive.add(made);
    const callers = this.callers.get(made);
    if (callers) return void callers.push(caller);
    this.callers.set(made, [caller]);
    for (const { type } of made.parameters) {
      if (type.kind === "host") { for (const [name, method] of type.methods) this.hosts.set(name, method); }
    }
    this.#open.push(made);
    this.#walk(made, made.node.body);
    this.#open.pop();
  }
  #walk(made: HotFunction, node: Node): void {
    if (node.type === "CallExpression") {
      const { callee } = node as CallExpression;
      const origin = callee.type === "Identifier" ? made.source.originOf((callee as Identifier).name) : undefined;
      const called = origin?.source.functionOf(origin.name);
      if (called) this.visit(called, made);
    }
    for (const child of childrenOf(node)) this.#walk(made, child);
  }
  /** Whether a function is put in where it is called: it is one expression, or says so, or it would be written only once. */
  isPutIn(made: HotFunction): boolean {
    let is = this.#isPutIn.get(made);
    if (is === undefined) {
      const { body } = made.node.body, callers = this.callers.get(made)!;
      const isExpression = body.length === 1 && body[0].type === "ReturnStatement";
      is = !this.recursive.has(made) && !callers.includes(undefined) &&
        (made.isInline || isExpression || this.#copiesOf(made) === 1);
      this.#isPutIn.set(made, is);
    }
    return is;
  }
  /** How often a function would be written if it were put in wherever it is called. */
  #copiesOf(made: HotFunction): number {
    if (this.recursive.has(made)) return Infinity;
    return this.callers.get(made)!.reduce(
      (sum, caller) => sum + (caller && this.isPutIn(caller) ? this.#copiesOf(caller) : 1),
      0,
    );
  }
}

/**
 * @param path of the file that has the functions, or passes them on
 * @param names of those that are exported
 * @throws TranslationError where a function is not of the subset, with its place
 */
export function translate(read: ReadSource, path: string, names: readonly string[]): Translated {
  const source = new Sources(read).of(path);
  const entries = names.map((name) => {
    const origin = source.exported(name), made = origin?.source.functionOf(origin.name);
    if (!made) throw source.error(source.program, `\`${name}\` is not a function that this file exports`);
    return made;
  });
  const reach = new Reach();
  for (const entry of entries) reach.visit(entry);
  const module = new ModuleWriter();
  const hosts = importHosts(module, reach.hosts);
  const functions = new Map<HotFunction, ModuleFunction>();
  for (const made of reach.callers.keys()) {
    if (!reach.isPutIn(made)) {
      functions.set(made, module.function(signatureOfFunction(made)));
    }
  }
  const translator: Translator = {
    expression,
    statements,
    indexOf: (made) => functions.get(made)?.index,
    callHost: (name, args) => hosts.get(name)!(args),
  };
  for (const [made, into] of functions) writeBody(translator, made, into);
  for (const entry of entries) module.export(entry.name, functions.get(entry)!.index);
  return { bytes: module.finish(0x10000), exports: entries.map(describe) };
}
/** How each method of the host is called: as a function that is imported, or through a table. */
function importHosts(
  module: ModuleWriter,
  methods: ReadonlyMap<string, HostMethod>,
): Map<string, (args: readonly Code[]) => Code> {
  const hosts = new Map<string, (args: readonly Code[]) => Code>();
  for (const [name, { isTable, parameters, result }] of methods) {
    if (isTable) {
      const table = module.importTable(name), signature = module.signature(signatureOf([], result));
      hosts.set(name, ([index]) => callIndirect(table, signature, index));
    } else {
      const index = module.import(name, signatureOf(parameters, result));
      hosts.set(name, (args) => call(index, ...args));
    }
  }
  return hosts;
}
function numbersOf({ parameters }: HotFunction): { readonly name: string; readonly type: NumberType }[] {
  return parameters.flatMap(({ name, type }) => type.kind === "number" ? [{ name, type: type.type }] : []);
}
const describe = (made: HotFunction): Translated["exports"][number] => ({
  name: made.name,
  parameters: numbersOf(made),
  result: made.result,
});
function signatureOf(parameters: readonly NumberType[], result: NumberType | undefined): Signature {
  return { parameters: parameters.map(valueTypeOf), results: result ? [valueTypeOf(result)] : [] };
}
const signatureOfFunction = (made: HotFunction): Signature =>
  signatureOf(numbersOf(made).map(({ type }) => type), made.result);

function writeBody(translator: Translator, made: HotFunction, into: ModuleFunction): void {
  const state = new FunctionState(translator), scope = new Map<string, Binding>();
  for (const { name, type } of made.parameters) {
    scope.set(
      name,
      type.kind === "number" ? { kind: "local", index: state.newLocal(type.type), type: type.type } : type,
    );
  }
  const given = state.types.length;
  state.frame = { made, scopes: [scope], inlined: undefined, loops: [] };
  const code: Code = statements(state, made.node.body.body as Statement[]);
  into.body = made.result ? sequence(code, UNREACHABLE) : code;
  into.locals = state.types.slice(given);
}
