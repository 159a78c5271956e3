/**
 * Values as keys and as arguments of actions.
 *
 * @module
 */
import type { Span } from "../../diagnostic/mod.ts";
import { type DType, isDynamic, isVoid } from "../types/mod.ts";
import type { CheckState } from "./check_state.ts";
import { expandTranslation } from "./translators.ts";
import type { TypedExpression } from "./typed.ts";
import { constantOf, type TypedValue, typeNameOf } from "./value.ts";

/** The type a value has as a key, or undefined if it cannot be one. */
function asKey(value: TypedValue): DType | undefined {
  return value.translation || value.aggregation || value.aggregating ? undefined : value.type;
}
/** The value as what an action records. A translated pointer keeps a type that only messages know. */
export function asArgument(state: CheckState, value: TypedValue): TypedExpression {
  if (value.translation?.pointer) {
    return {
      ...value.translation.input,
      type: { kind: "dynamic", name: "pointer to translated data" },
    } as TypedExpression;
  }
  if (value.translation) return expandTranslation(state, value.translation, value.span).expression;
  return value.expression;
}
/** The signature that first keys give; D_KEY_TYPE for what cannot be a key. */
export function keyTypes(state: CheckState, keys: readonly TypedValue[], kind: string): DType[] | undefined {
  const types: DType[] = [];
  keys.forEach((key, i) => {
    const type = asKey(key);
    const keyable = type !== undefined && !isVoid(type) && !(isDynamic(type) && !key.action);
    if (keyable) return void types.push(type);
    state.reporter.error("D_KEY_TYPE", `\`${typeNameOf(key)}\` cannot be a key`, key.span, {
      plain: `${typeNameOf(key)} expression may not be used as ${kind} index: key #${i + 1}`,
    });
  });
  return types.length === keys.length ? types : undefined;
}
/** The single constant index that args[] and uregs[] take. */
export function oneConstant(
  state: CheckState,
  name: string,
  keys: readonly TypedValue[],
  span: Span,
): bigint | undefined {
  if (keys.length !== 1) {
    const count = `${keys.length} arg${keys.length === 1 ? " " : "s "}`;
    state.reporter.error("D_PROTO_LEN", `\`${name}[]\` takes one index`, span, {
      plain: `${name}[ ] prototype mismatch: ${count}passed, 1 expected`,
    });
    return undefined;
  }
  const index = constantOf(keys[0]);
  if (index === undefined) {
    state.reporter.error("D_PROTO_ARG", `the index of \`${name}[]\` must be an integer constant`, keys[0].span, {
      plain: `${name}[ ] argument #1 is incompatible with prototype:\n\tprototype: integer constant\n\t argument: ${
        typeNameOf(keys[0])
      }`,
    });
  }
  return index;
}
