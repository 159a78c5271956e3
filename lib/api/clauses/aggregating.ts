/**
 * DTrace's aggregating functions for clauses of TypeScript: the same numbers, keys, order and text as `@name[key] = …`.
 *
 * @module
 */
import { aggregating } from "../../builtins/mod.ts";
import type { CheckContext, TypedExpression } from "../../d/check/mod.ts";
import { INT } from "../../d/types/mod.ts";
import type { AggregationResult } from "../../engine/aggregation/mod.ts";
import type { HostAggregationShape, Key, KeyTable } from "./host_aggregations.ts";
import { keyLayout } from "./host_keys.ts";
import { exact } from "../record.ts";
import { nowRunning, running, type RunningState } from "./running.ts";

/**
 * As many keys as there are names.
 * @internal
 */
type Keys<Names extends readonly string[]> = { readonly [Index in keyof Names]: Key };

let serial = 0;
const LIMIT = 2 ** 63;

/** An aggregating object, whichever. */
export type AnyAggregating = Aggregating<readonly string[]>;

/** One that nothing was added to, as a result. */
export function nothingOf({ name, keys, shape }: AnyAggregating): AggregationResult {
  const { fields, size } = keyLayout(keys, [], () => undefined);
  const description = { id: 0, name, function: shape.function, parameters: shape.parameters, keys: fields };
  return {
    description: { ...description, keySize: size, valueSize: 0 },
    form: aggregating.get(shape.function)!.form,
    entries: () => [],
  };
}
/**
 * What all share: a name, the names of the keys, and a table in each run.
 * @internal
 */
class Aggregating<Names extends readonly string[]> {
  /** What it is, apart from any run. */
  readonly shape: HostAggregationShape;
  #run: RunningState | undefined;
  #table: KeyTable | undefined;

  constructor(
    fn: string,
    /** Without `@`. */
    readonly name: string,
    /** Names of the keys. */
    readonly keys: Names,
    values: number,
    parameters?: unknown,
  ) {
    if (!/^[A-Za-z_]\w*$/.test(name)) throw new TypeError(`\`${name}\` is not a name for an aggregation`);
    this.shape = { function: fn, name, keys, values, parameters, serial: serial++ };
  }
  protected table(): KeyTable {
    if (running !== undefined && running === this.#run) return this.#table!;
    const run = nowRunning(`\`${this.name}\``);
    this.#table = run.aggregations.table(this.shape);
    this.#run = run;
    return this.#table;
  }
  /** D's `clear(@name)`, at once: keys stay, values become zero. */
  clear(): void {
    this.table().clear();
  }
  /**
   * D's `trunc(@name, limit)`, at once: without a limit nothing stays, else those with the greatest values, or with the
   * least for a negative limit. @throws RangeError
   */
  trunc(limit = 0): void {
    if (!Number.isInteger(limit)) throw new RangeError(`trunc: ${limit} is not a whole number`);
    this.table().truncate(limit);
  }
  #requireKeys({ length }: readonly Key[]): void {
    if (length === this.keys.length) return;
    const names = this.keys.length === 0 ? "" : ` (${this.keys.join(", ")})`;
    throw new TypeError(`\`${this.name}\` has ${this.keys.length} keys${names}, not ${length}`);
  }
  /** The value of some keys as of now. */
  protected read(keys: readonly Key[]): number | bigint | undefined {
    this.#requireKeys(keys);
    const table = this.table();
    const address = table.known(keys);
    return address === 0 ? undefined : exact(table.scalar(address)!);
  }
  /** The address of the value of some keys, 0 where there is no room. */
  protected find(table: KeyTable, keys: readonly Key[]): number {
    if (keys.length !== this.keys.length) this.#requireKeys(keys);
    switch (keys.length) {
      case 0:
        return table.find0();
      case 1:
        return table.find1(keys[0]);
      case 2:
        return table.find2(keys[0], keys[1]);
      default:
        return table.find(keys);
    }
  }
  protected put(table: KeyTable, address: number, value: number | bigint, weight: number | bigint): void {
    if (address === 0) return;
    if (typeof value === "number" && typeof weight === "number") {
      if (!(value >= -LIMIT && value < LIMIT && weight >= -LIMIT && weight < LIMIT)) outside(this.name, value);
      table.updateNumber(address, value, weight);
    } else table.updateBigint(address, wide(this.name, value), wide(this.name, weight));
  }
}
function wide(name: string, value: number | bigint): bigint {
  if (typeof value === "bigint") return value;
  if (!Number.isFinite(value)) outside(name, value);
  return BigInt(Math.trunc(value));
}
function outside(name: string, value: unknown): never {
  if (typeof value !== "number") throw new TypeError(`a ${typeof value} cannot be added to \`${name}\``);
  throw new RangeError(`${value} cannot be added to \`${name}\`: it is not a 64-bit number`);
}

/**
 * What has one value for each key, which clauses can read.
 * @internal
 */
class Scalar<Names extends readonly string[]> extends Aggregating<Names> {
  /** The value as of now, in the clause of a `tick` for example; undefined where there is none with these keys. */
  get(...keys: Keys<Names>): number | bigint | undefined {
    return this.read(keys as unknown as readonly Key[]);
  }
  /** Keys and values as of now, in the order in which the keys were first met. */
  entries(): { readonly keys: Keys<Names>; readonly value: number | bigint }[] {
    const table = this.table();
    return table.entries.map(({ keys, address }) => ({
      keys: keys as unknown as Keys<Names>,
      value: exact(table.scalar(address)!),
    }));
  }
}
/** Counts how often it is reached. */
export class Count<Names extends readonly string[] = readonly string[]> extends Scalar<Names> {
  /** `@name[keys] = count()` */
  add(...keys: Keys<Names>): void {
    const table = this.table();
    const address = this.find(table, keys as unknown as readonly Key[]);
    if (address !== 0) table.updateNumber(address, 0, 0);
  }
}
/** Takes a value at a time: `sum`, `min`, `max`, `avg`, `stddev`. */
export class Summary<Names extends readonly string[] = readonly string[]> extends Scalar<Names> {
  /** `@name[keys] = sum(value)`; a fraction is cut off, as D has whole numbers only. */
  add(value: number | bigint, ...keys: Keys<Names>): void {
    const table = this.table();
    this.put(table, this.find(table, keys as unknown as readonly Key[]), value, 0);
  }
}
/** Takes a value at a time, which may count more than once: `quantize`, `lquantize`, `llquantize`. */
export class Distribution<Names extends readonly string[] = readonly string[]> extends Aggregating<Names> {
  /** `@name[keys] = quantize(value)` */
  add(value: number | bigint, ...keys: Keys<Names>): void {
    const table = this.table();
    this.put(table, this.find(table, keys as unknown as readonly Key[]), value, 1);
  }
  /** `@name[keys] = quantize(value, weight)` */
  weigh(value: number | bigint, weight: number | bigint, ...keys: Keys<Names>): void {
    const table = this.table();
    this.put(table, this.find(table, keys as unknown as readonly Key[]), value, weight);
  }
}

/** `@name[keys] = count()` */
export function count<const Names extends readonly string[]>(name: string, ...keys: Names): Count<Names> {
  return new Count("count", name, keys, 0);
}
/** `@name[keys] = sum(value)`: modulo 2^64, as D's. */
export function sum<const Names extends readonly string[]>(name: string, ...keys: Names): Summary<Names> {
  return new Summary("sum", name, keys, 1);
}
/** `@name[keys] = min(value)` */
export function min<const Names extends readonly string[]>(name: string, ...keys: Names): Summary<Names> {
  return new Summary("min", name, keys, 1);
}
/** `@name[keys] = max(value)` */
export function max<const Names extends readonly string[]>(name: string, ...keys: Names): Summary<Names> {
  return new Summary("max", name, keys, 1);
}
/** `@name[keys] = avg(value)` */
export function avg<const Names extends readonly string[]>(name: string, ...keys: Names): Summary<Names> {
  return new Summary("avg", name, keys, 1);
}
/** `@name[keys] = stddev(value)` */
export function stddev<const Names extends readonly string[]>(name: string, ...keys: Names): Summary<Names> {
  return new Summary("stddev", name, keys, 1);
}
/** `@name[keys] = quantize(value)`: buckets by powers of two. */
export function quantize<const Names extends readonly string[]>(name: string, ...keys: Names): Distribution<Names> {
  return new Distribution("quantize", name, keys, 2);
}
/** `@name[keys] = lquantize(value, low, high, step)`: buckets of equal width. @throws RangeError */
export function lquantize<const Names extends readonly string[]>(
  name: string,
  { low, high, step = 1 }: { readonly low: number; readonly high: number; readonly step?: number },
  ...keys: Names
): Distribution<Names> {
  return new Distribution("lquantize", name, keys, 2, parametersOf("lquantize", [low, high, step]));
}
/** `@name[keys] = llquantize(value, factor, low, high, steps)`: orders of magnitude in equal steps. @throws RangeError */
export function llquantize<const Names extends readonly string[]>(
  name: string,
  { factor, low, high, steps }: {
    readonly factor: number;
    readonly low: number;
    readonly high: number;
    readonly steps: number;
  },
  ...keys: Names
): Distribution<Names> {
  return new Distribution("llquantize", name, keys, 2, parametersOf("llquantize", [factor, low, high, steps]));
}

/** Parameters as the function's own check makes them of constants, with the same rules. */
function parametersOf(name: string, constants: readonly number[]): unknown {
  const span = { source: { name, text: name, kind: "script" }, start: 0, end: 0 } as const;
  const values = [0, ...constants].map((value): TypedExpression => {
    if (!Number.isSafeInteger(value)) throw new RangeError(`${name}: ${value} is not a whole number`);
    return { kind: "integer", type: INT, span, value: BigInt(value) };
  });
  const context: Partial<CheckContext> = {
    constant: (expression) => expression.kind === "integer" ? expression.value : undefined,
    error(_tag, message) {
      throw new RangeError(message.replaceAll("`", ""));
    },
    isInteger: () => true,
    isPointer: () => false,
  };
  return aggregating.get(name)!.check(context as CheckContext, values, span).parameters;
}
