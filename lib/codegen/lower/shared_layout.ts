/**
 * What the lowering of all clauses shares: the memory's layout, and how each aggregation's keys are kept.
 *
 * @module
 */
import type { AggregationVariable, TypedExpression, TypedProgram, TypedStatement } from "../../d/check/mod.ts";
import type { AggregationDescription, BufferSizes } from "../../image/mod.ts";
import type { BuiltinLowerings, HostFunction, LoweredAggregating } from "../ir/mod.ts";
import { MemoryLayout, round } from "./memory_layout.ts";
import { planKeys } from "./aggregation_keys.ts";

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

  constructor(
    readonly typed: TypedProgram,
    readonly sizes: BufferSizes,
    readonly builtins: BuiltinLowerings,
    base?: number,
  ) {
    this.layout = new MemoryLayout(sizes, typed.variables, base);
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
function eachAggregate(statements: readonly TypedStatement[], visit: (use: Aggregate) => void): void {
  for (const statement of statements) {
    if (statement.kind === "aggregate") visit(statement);
    if (statement.kind !== "if") continue;
    eachAggregate(statement.then, visit);
    eachAggregate(statement.else, visit);
  }
}
