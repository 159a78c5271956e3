/**
 * Where the translator stands in one function of the module: its locals, the names in sight, the blocks it is in.
 *
 * @module
 */
import type { Expression, Node, Statement } from "acorn";
import { block, type Code, get, type ValueType } from "../code.ts";
import type { HostMethod, HotFunction, HotSource, TranslationError, ViewName } from "./source.ts";
import { constant, type TranslatedValue, type Type, valueTypeOf } from "./types.ts";
import type { Constant } from "./constants.ts";

/** What a name stands for. */
export type Binding =
  | { readonly kind: "local"; readonly index: number; readonly type: Type }
  | { readonly kind: "constant"; readonly value: Constant }
  | { readonly kind: "view"; readonly view: ViewName }
  | { readonly kind: "memory" }
  | { readonly kind: "host"; readonly methods: ReadonlyMap<string, HostMethod> };

/** Of a function that is put in: how deep the block that it leaves lies, and where its result goes. */
export interface Inlined {
  readonly depth: number;
  readonly result: number | undefined;
  /** Its result is whether to jump. */
  readonly jump?: Jump;
}
/** Leaves the block that lies so deep where a condition is met, or is not. */
export interface Jump {
  readonly where: boolean;
  readonly depth: number;
}
/** The function that is being written, or put into another one. */
export interface FunctionFrame {
  readonly made: HotFunction;
  readonly scopes: Map<string, Binding>[];
  /** Undefined for a function of its own. */
  readonly inlined: Inlined | undefined;
  /** Depths that `break` and `continue` leave to. */
  readonly loops: { readonly leave: number; readonly next: number }[];
}
/** What each part of the translator asks of the others. */
export interface Translator {
  expression(state: FunctionState, node: Expression, wanted?: Type): TranslatedValue;
  statements(state: FunctionState, body: readonly Statement[]): Code;
  /** Number of a function in the module; undefined where it is put in at each call. */
  indexOf(made: HotFunction): number | undefined;
  callHost(method: string, args: readonly Code[]): Code;
}

export class FunctionState {
  /** Of parameters and locals. */
  readonly types: ValueType[] = [];
  depth = 0;
  frame!: FunctionFrame;

  constructor(readonly translator: Translator) {}
  get source(): HotSource {
    return this.frame.made.source;
  }
  newLocal(type: Type): number {
    return this.types.push(valueTypeOf(type)) - 1;
  }
  /** What is made within one more block. */
  nested<T>(make: () => T): T {
    this.depth++;
    try {
      return make();
    } finally {
      this.depth--;
    }
  }
  /** A block around what is made, which gets how deep the block lies. */
  block(make: (depth: number) => Code): Code {
    return block(this.nested(() => make(this.depth)));
  }
  /** What is made of a function that is put in. */
  inFunction<T>(made: HotFunction, scope: Map<string, Binding>, inlined: Inlined | undefined, make: () => T): T {
    const outer = this.frame;
    this.frame = { made, scopes: [scope], inlined, loops: [] };
    try {
      return make();
    } finally {
      this.frame = outer;
    }
  }
  inScope<T>(make: () => T): T {
    this.frame.scopes.push(new Map());
    try {
      return make();
    } finally {
      this.frame.scopes.pop();
    }
  }
  bind(name: string, binding: Binding): void {
    this.frame.scopes.at(-1)!.set(name, binding);
  }
  bindingOf(name: string): Binding | undefined {
    const { scopes } = this.frame;
    for (let i = scopes.length - 1; i >= 0; i--) {
      const binding = scopes[i].get(name);
      if (binding) return binding;
    }
    return undefined;
  }
  expression(node: Expression, wanted?: Type): TranslatedValue {
    return this.translator.expression(this, node, wanted);
  }
  error(node: Node, problem: string): TranslationError {
    return this.source.error(node, problem);
  }
}
export function valueOfBinding(binding: Binding, wanted?: Type): TranslatedValue | undefined {
  if (binding.kind === "constant") return constant(binding.value, wanted);
  return binding.kind === "local" ? { type: binding.type, code: get(binding.index), isSimple: true } : undefined;
}
