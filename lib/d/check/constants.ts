/**
 * Integer constant expressions in declarations.
 *
 * @module
 */
import type { Expression } from "../syntax/mod.ts";
import type { CheckState } from "./state.ts";
import { checkExpression } from "./expressions.ts";
import { constantOf, isError } from "./value.ts";

/** Value of a constant expression; undefined if it is none, "error" if that was reported. */
export function checkConstant(state: CheckState, expression: Expression): bigint | undefined | "error" {
  const value = checkExpression(state, expression);
  return isError(value) ? "error" : constantOf(value);
}
