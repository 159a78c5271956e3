/**
 * What the lowering of all clauses shares: the memory's layout, and how each aggregation's keys are kept.
 *
 * @module
 */
import type { Aggregation, TypedExpression, TypedProgram, TypedStatement } from "../../d/check/mod.ts";
import { isByReference, resolveType, sizeOf } from "../../d/types/mod.ts";
import type { AggregationDescription, BufferSizes, FieldDescription } from "../../image/mod.ts";
import type { HostFunction, LoweredAggregating } from "../builder.ts";
import { Layout, round } from "../layout.ts";
import { isAddress, isShortText } from "./addresses.ts";
import { ADDRESS_SIZE } from "./clause_builder.ts";

/** How one aggregation lies in the buffer. */
export interface AggregationPlan {
  readonly description: AggregationDescription;
  readonly lowered: LoweredAggregating;
  /** Key bytes, rounded to whole words. */
  readonly keyBytes: number;
}
type Aggregate = Extract<TypedStatement, { kind: "aggregate" }>;

export class ProgramLowering {
  readonly layout: Layout;
  readonly plans = new Map<number, AggregationPlan>();
  /** Functions of the host that clauses call, in the order of their first use. */
  readonly hosts = new Set<HostFunction>();

  constructor(readonly typed: TypedProgram, readonly sizes: BufferSizes, base?: number) {
    this.layout = new Layout(sizes, typed.variables, base);
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
  #plan(aggregation: Aggregation, uses: readonly Aggregate[]): AggregationPlan {
    const lowered = aggregation.definition as unknown as LoweredAggregating;
    let offset = 0;
    const keys = uses[0].keys.map((key, i): FieldDescription => {
      const all = uses.map((use) => use.keys[i]);
      const address = all.some(isAddress) && all.every((one) => isAddress(one) || isShortText(one));
      const size = address ? ADDRESS_SIZE : this.keySize(key);
      const align = address || isByReference(key.type) && resolveType(key.type).kind === "string"
        ? 1
        : Math.min(size, 8);
      const at = round(offset, align);
      offset = at + size;
      const label = key.span.source.text.slice(key.span.start, key.span.end);
      return { offset: at, size, type: key.type, label, ...(address ? { address: true as const } : {}) };
    });
    return {
      lowered,
      keyBytes: round(offset, 8),
      description: {
        id: aggregation.id,
        name: aggregation.name,
        function: aggregation.definition.name,
        ...labelOf(uses[0].args[0]),
        parameters: aggregation.parameters,
        keys,
        keySize: offset,
        valueSize: lowered.valueSize(aggregation.parameters),
      },
    };
  }
  keySize(key: TypedExpression): number {
    return sizeOf(key.type, this.sizes.stringSize) || 8;
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
