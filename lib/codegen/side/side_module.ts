/**
 * Small modules beside a program's own, on the same memory: what the host asks of D while a program runs. Accessors read
 * an argument as a clause would; updates add a value to an aggregation's, as the machine does.
 *
 * @module
 */
import type { TypedExpression, TypedProgram } from "../../d/check/mod.ts";
import { isByReference, isSigned, resolveType, sizeOf } from "../../d/types/mod.ts";
import type { BufferSizes, MachineMemory } from "../../image/mod.ts";
import type { BuiltinLowerings, LoweredAggregating } from "../ir/mod.ts";
import { ADDRESS_SIZE, ClauseBuilder, copyValue, LOWERED_EXPRESSIONS, ProgramLowering } from "../lower/mod.ts";
import { Backend, ClauseWriter, hostImports } from "../wasm/mod.ts";
import { call, type Code, get, i32, i64, sequence, TYPE, type ValueType, ZERO } from "../../wasm/mod.ts";

/** Reads one expression into a place of its own. */
export interface Accessor {
  /** An address lies there as {@linkcode FieldDescription.address} says; its bytes are aligned to words. */
  readonly kind: "integer" | "address" | "string" | "bytes";
  readonly place: number;
  readonly size: number;
  readonly signed: boolean;
  /** Evaluates it; the argument is 0. A fault is left in the context, as in a function that a clause calls. */
  readonly run: (zero: 0) => void;
}
/** Adds to the value at an address. As many numbers as the function takes values. */
export interface AggregationUpdate {
  /** Whole numbers of doubles: they must lie within 64 bits. */
  readonly number: (address: number, value: number, weight: number) => void;
  readonly bigint: (address: number, value: bigint, weight: bigint) => void;
}

const NOTHING: TypedProgram = { clauses: [], variables: [], aggregations: [], options: [], destructive: false };
/** Updates work on numbers alone. */
const NO_BUILTINS: BuiltinLowerings = {
  variables: new Map(),
  subroutines: new Map(),
  actions: new Map(),
  aggregating: new Map(),
};
const PAGE = 0x10000;
const { I32, I64, F64 } = TYPE;

/** A module that is put together, and then made on a memory. */
class SideModule {
  readonly #base: number;
  readonly lowering: ProgramLowering;
  readonly #clauses: ClauseBuilder[] = [];

  constructor(readonly memory: MachineMemory, readonly stringSize: number, builtins: BuiltinLowerings) {
    this.#base = memory.reserve(PAGE, "accessors");
    const sizes: BufferSizes = {
      principal: 0,
      aggregation: 0,
      aggregationFixed: false,
      dynamic: 0,
      speculation: 0,
      speculations: 0,
      stringSize,
      packetSize: 0,
      scratch: 0,
    };
    this.lowering = new ProgramLowering(NOTHING, sizes, builtins, this.#base);
  }
  clause(): ClauseBuilder {
    const b = new ClauseBuilder(this.lowering, 0, LOWERED_EXPRESSIONS);
    this.#clauses.push(b);
    return b;
  }
  /** `more` adds exported functions of its own; `c0`, `c1` … are the clauses. */
  instantiate(more?: (backend: Backend, clauses: readonly number[]) => void): Record<string, CallableFunction> {
    const { memory } = this;
    const { layout, hosts } = this.lowering;
    const list = [...hosts];
    const backend = new Backend(layout, new Map(), memory.bytes.length, 0, list);
    const { module } = backend;
    // a fault stays in the context: the caller of the host sees it there
    backend.faulted = module.function({ parameters: [I32], results: [] }).index;
    const indices = this.#clauses.map((b, i) => {
      const made = module.function({ parameters: [I32], results: [] });
      Object.assign(made, new ClauseWriter(backend, b.finish([])).write());
      module.export(`c${i}`, made.index);
      return made.index;
    });
    more?.(backend, indices);
    for (const { address, bytes } of layout.data) module.data(address, bytes);
    const beyond = layout.end - this.#base - PAGE;
    if (beyond > 0) memory.reserve(beyond, "accessors");
    const exports = module.instantiate(memory.memory, hostImports(list, memory, this.stringSize));
    return exports as Record<string, CallableFunction>;
  }
}

/** Accessors of expressions that a check has made, all in one module. */
export function instantiateAccessors(
  expressions: readonly TypedExpression[],
  builtins: BuiltinLowerings,
  memory: MachineMemory,
  stringSize: number,
): Accessor[] {
  const side = new SideModule(memory, stringSize, builtins);
  const { layout } = side.lowering;
  const made = expressions.map((expression): Omit<Accessor, "run"> => {
    const b = side.clause();
    const { type } = expression;
    if (b.isAddress(expression)) {
      const place = layout.reserve(8 + ADDRESS_SIZE) + 7;
      b.lowering.address(b, expression, b.constant(place), 0);
      return { kind: "address", place, size: ADDRESS_SIZE, signed: false };
    }
    const size = sizeOf(type, stringSize) || 8;
    const place = layout.reserve(Math.max(8, size));
    const value = b.lower(expression);
    if (!isByReference(type)) {
      b.storeTrusted(b.constant(place), 0, value, 8);
      return { kind: "integer", place, size, signed: isSigned(type) };
    }
    copyValue(b, b.constant(place), value, type);
    return { kind: resolveType(type).kind === "string" ? "string" : "bytes", place, size, signed: false };
  });
  const exports = side.instantiate();
  return made.map((one, i) => ({ ...one, run: exports[`c${i}`] as Accessor["run"] }));
}

/** How values are added to those of an aggregating function: by the very code that the machine runs. */
export function instantiateUpdate(
  lowered: LoweredAggregating,
  parameters: unknown,
  values: number,
  memory: MachineMemory,
  stringSize: number,
): AggregationUpdate {
  const side = new SideModule(memory, stringSize, NO_BUILTINS);
  const at = side.lowering.layout.reserve(8 * 3);
  const b = side.clause();
  const word = (n: number) => b.loadTrusted(b.constant(at), 8 * n, 8, true);
  lowered.update(b, word(0), Array.from({ length: values }, (_, n) => word(n + 1)), parameters);
  const exports = side.instantiate((backend, [body]) => {
    const entry = (name: string, type: ValueType, wide: (value: Code) => Code) => {
      const puts = Array.from({ length: values }, (_, n) => i64.store(i32.const(at), wide(get(n + 1)), 8 * (n + 1)));
      const code = sequence(i64.store(i32.const(at), i64.extend_i32_u(get(0)), 0), ...puts, call(body, ZERO));
      backend.module.export(
        name,
        backend.module.function({ parameters: [I32, type, type], results: [] }, [], code).index,
      );
    };
    entry("number", F64, i64.trunc_f64_s);
    entry("bigint", I64, (value) => value);
  });
  return exports as unknown as AggregationUpdate;
}
