/**
 * Every node of a checked program, for those who look for some of them.
 *
 * @module
 */

/** Links out of the tree of expressions and statements. */
const OUTWARD = new Set(["type", "span", "variable", "aggregation", "definition", "slot", "descriptions", "data"]);

/** Visits the node, or those of a list, and all below, in the order in which they stand. */
export function walkTyped(node: unknown, visit: (node: object) => void): void {
  if (typeof node !== "object" || node === null) return;
  if (Array.isArray(node)) {
    for (const part of node) walkTyped(part, visit);
    return;
  }
  visit(node);
  for (const name in node) {
    const part = (node as Record<string, unknown>)[name];
    if (typeof part === "object" && !OUTWARD.has(name)) walkTyped(part, visit);
  }
}
