/**
 * Values as keys and as arguments of actions.
 *
 * @module
 */
import type { DType } from "../types/mod.ts";
import type { CheckState } from "./state.ts";
import { expandTranslation } from "./translators.ts";
import type { TypedExpression } from "./typed.ts";
import type { Value } from "./value.ts";

/** The type a value has as a key, or undefined if it cannot be one. */
export function asKey(value: Value): DType | undefined {
  return value.translation || value.aggregation || value.aggregating ? undefined : value.type;
}
/** The value as what an action records. A translated pointer keeps a type that only messages know. */
export function asArgument(state: CheckState, value: Value): TypedExpression {
  if (value.translation?.pointer) {
    return {
      ...value.translation.input,
      type: { kind: "dynamic", name: "pointer to translated data" },
    } as TypedExpression;
  }
  if (value.translation) return expandTranslation(state, value.translation, value.span).expression;
  return value.expression;
}
