/**
 * What the lowering of all clauses shares: the memory's layout, and how each aggregation's keys are kept.
 *
 * @module
 */
import {
  type AggregationVariable,
  eachStatement,
  partsOf,
  type TypedExpression,
  type TypedProgram,
  type TypedStatement,
  type Variable,
} from "../../d/check/mod.ts";
import { isString } from "../../d/types/mod.ts";
import type { AggregationDescription, BufferSizes } from "../../image/mod.ts";
import type { BuiltinLowerings, HostFunction, LoweredAggregating } from "../ir/mod.ts";
import { MemoryLayout, round } from "./memory_layout.ts";
import { planKeys } from "./aggregation_keys.ts";
import { ADDRESS_TEXT, areAddresses } from "./address_values.ts";

/** How one aggregation lies in the buffer. */
export interface AggregationPlan {
  readonly description: AggregationDescription;
  readonly lowered: LoweredAggregating;
  /** Key bytes, rounded to whole words. */
  readonly keyBytes: number;
}
type Aggregate = Extract<TypedStatement, { kind: "aggregate" }>;

export class ProgramLowering {
  readonly layout: MemoryLayout;
  readonly plans = new Map<number, AggregationPlan>();
  /** Functions of the host that clauses call, in the order of their first use. */
  readonly hosts = new Set<HostFunction>();
  /** Where keys of aggregations are put together, a place for each statement. */
  readonly staged: { readonly aggregation: number; readonly at: number }[] = [];
  #addressKeys: Map<number, readonly boolean[]> | undefined;

  constructor(
    readonly typed: TypedProgram,
    readonly sizes: BufferSizes,
    readonly builtins: BuiltinLowerings,
    base?: number,
    /** Where what all processors share lies apart, in a machine that has several; threads have variables of their own there. */
    readonly sharedBase?: number,
  ) {
    this.layout = new MemoryLayout(sizes, typed.variables, base, sharedBase);
    const uses = new Map<number, Aggregate[]>();
    for (const clause of typed.clauses) {
      eachAggregate(clause.body ?? [], (use) => {
        const of = uses.get(use.aggregation.id);
        if (of) of.push(use);
        else uses.set(use.aggregation.id, [use]);
      });
    }
    for (const aggregation of typed.aggregations) {
      const all = uses.get(aggregation.id);
      // one that is only named (`clear(@a)`) was never given a function
      if (all) this.plans.set(aggregation.id, this.#plan(aggregation, all));
    }
  }
  /** Which keys of an associative array are addresses in every place where it is named. */
  addressKeys({ id, keys }: Variable): readonly boolean[] {
    this.#addressKeys ??= this.#findAddressKeys();
    return this.#addressKeys.get(id) ?? (keys ?? []).map(() => false);
  }
  #findAddressKeys(): Map<number, readonly boolean[]> {
    const found = new Map<number, readonly boolean[]>();
    const arrays = this.typed.variables.filter(({ keys }) => keys?.some(isString));
    if (arrays.length === 0 || this.sizes.stringSize < ADDRESS_TEXT) return found;
    const uses = new Map<number, (readonly TypedExpression[])[]>(arrays.map(({ id }) => [id, []]));
    eachExpression(this.typed, (e) => {
      const named = e.kind === "variable" ? e : e.kind === "assign" || e.kind === "step" ? e.target : undefined;
      if (named?.kind === "variable") uses.get(named.variable.id)?.push(named.keys);
    });
    for (const { id, keys } of arrays) {
      const of = uses.get(id)!;
      found.set(id, keys!.map((type, i) => isString(type) && areAddresses(this.builtins, of.map((one) => one[i]))));
    }
    return found;
  }
  #plan(aggregation: AggregationVariable, uses: readonly Aggregate[]): AggregationPlan {
    const lowered = this.builtins.aggregating.get(aggregation.definition.name)!;
    const { keys, keySize, comparedSize } = planKeys(uses.map((use) => use.keys), this.sizes.stringSize, this.builtins);
    return {
      lowered,
      keyBytes: round(keySize, 8),
      description: {
        id: aggregation.id,
        name: aggregation.name,
        function: aggregation.definition.name,
        ...labelOf(uses[0].args[0]),
        parameters: aggregation.parameters,
        keys,
        keySize,
        ...(comparedSize < keySize ? { comparedSize } : {}),
        valueSize: lowered.valueSize(aggregation.parameters),
      },
    };
  }
}
function labelOf(aggregated: TypedExpression | undefined): { label?: string } {
  if (!aggregated) return {};
  const { source, start, end } = aggregated.span;
  return { label: source.text.slice(start, end) };
}
/** Visits every expression of a program, once where it is shared. */
function eachExpression({ clauses }: TypedProgram, visit: (expression: TypedExpression) => void): void {
  const seen = new Set<TypedExpression>();
  const waiting: TypedExpression[] = [];
  const enter = (expression: TypedExpression) => {
    waiting.push(expression);
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      visit(next);
      waiting.push(...partsOf(next));
    }
  };
  for (const { predicate, body } of clauses) {
    if (predicate) enter(predicate);
    eachStatement(body ?? [], (expressions) => expressions.forEach(enter));
  }
}
function eachAggregate(statements: readonly TypedStatement[], visit: (use: Aggregate) => void): void {
  for (const statement of statements) {
    if (statement.kind === "aggregate") visit(statement);
    if (statement.kind !== "if") continue;
    eachAggregate(statement.then, visit);
    eachAggregate(statement.else, visit);
  }
}
