/**
 * Kinds of columns, from what is known of the type and what is known of the expression.
 *
 * @module
 */
import type { ColumnKind } from "./table.ts";

/** What is known of the expression refines what is known of its type, and does not contradict it. */
export function combinedKind(ofType: ColumnKind, ofExpression: ColumnKind | undefined): ColumnKind {
  if (ofExpression === undefined) return ofType;
  if (ofType === "integer") return ofExpression === "time" || ofExpression === "port" ? ofExpression : ofType;
  if (ofType === "string") return ofExpression === "address" || ofExpression === "probe" ? ofExpression : ofType;
  return ofType;
}
