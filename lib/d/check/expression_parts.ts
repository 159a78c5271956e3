/**
 * What a checked expression consists of: for whatever walks over expressions.
 *
 * @module
 */
import type { StoragePlace, TypedExpression } from "./typed.ts";

/** The expressions directly inside one. */
export function partsOf(e: TypedExpression): readonly TypedExpression[] {
  switch (e.kind) {
    case "variable":
      return e.keys;
    case "builtin":
    case "call":
      return e.args;
    case "load":
    case "at":
      return [e.address];
    case "to-string":
    case "negate":
    case "complement":
    case "not":
    case "convert":
      return [e.operand];
    case "arithmetic":
    case "compare":
    case "compare-strings":
    case "logical":
    case "comma":
      return [e.left, e.right];
    case "conditional":
      return [e.condition, e.then, e.else];
    case "assign":
      return [...partsOfPlace(e.target), e.value];
    case "step":
      return partsOfPlace(e.target);
    case "translate":
      return e.members.map(({ value }) => value);
    case "let":
      return [e.value, e.body];
    case "integer":
    case "string":
    case "slot":
      return [];
  }
}
const partsOfPlace = (place: StoragePlace): readonly TypedExpression[] =>
  place.kind === "variable" ? place.keys : [place.address];
