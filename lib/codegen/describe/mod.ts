/**
 * What every machine's image tells of a program: what is enabled, and what clauses record.
 *
 * @module
 */
import type { TypedProgram } from "../../d/check/mod.ts";
import type { ClauseDescription, EnabledProbe, MemberReads, Needs } from "../../image/mod.ts";
import type { LoweredClause } from "../lower/mod.ts";
import { membersOf } from "./members.ts";

/** Enabled probe ids in order: a clause after the other, of each its probes. */
export function enableAll(typed: TypedProgram): EnabledProbe[] {
  const enabled: EnabledProbe[] = [];
  typed.clauses.forEach(({ probes }, clause) => {
    for (const probe of probes) enabled.push({ epid: enabled.length + 1, probe, clause });
  });
  return enabled;
}
/** What the consumer knows of a clause. */
export function describeClause(
  typed: TypedProgram,
  { ir, actions, masked }: LoweredClause,
  index: number,
): ClauseDescription {
  const clause = typed.clauses[index];
  return {
    index,
    probes: clause.probes,
    defaultAction: actions.length === 0,
    actions,
    payloadSize: ir.payloadSize,
    masked: masked && actions.length > 0,
    span: clause.span,
  };
}
/** Which arguments the clauses of a probe read, and what of them. */
export function needsOf(clauses: readonly LoweredClause[], enabled: readonly EnabledProbe[]): Needs {
  const args = new Map<number, number>(), members = new Map<number, Map<number, MemberReads>>();
  const byClause = clauses.map(({ ir }) => membersOf(ir));
  for (const { probe, clause } of enabled) {
    args.set(probe, (args.get(probe) ?? 0) | clauses[clause].ir.args);
    const all = members.get(probe) ?? new Map<number, MemberReads>();
    members.set(probe, all);
    for (const [n, read] of byClause[clause]) {
      const known = all.get(n) ?? new Set();
      all.set(n, known === "all" || read === "all" ? "all" : new Set([...known, ...read]));
    }
  }
  return { args, members, time: true };
}
