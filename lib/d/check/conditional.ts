/**
 * `c ? a : b`.
 *
 * @module
 */
import type { Tag } from "../../diagnostic/mod.ts";
import type { Conditional } from "../syntax/mod.ts";
import {
  commonType,
  compatiblePointers,
  compatibleTypes,
  type DType,
  isInteger,
  isScalar,
  isString,
  isStringLike,
  STRING,
} from "../types/mod.ts";
import { convertTo } from "./conversions.ts";
import type { CheckState } from "./check_state.ts";
import { constantOf, errorValue, isError, operandOf, type TypedValue, typeNameOf, valueOf } from "./value.ts";

export function checkConditional(state: CheckState, node: Conditional): TypedValue {
  const { span } = node;
  const condition = state.checkOperand(node.condition);
  const constant = isError(condition) ? undefined : constantOf(condition);
  if (constant !== undefined) return state.checkOperand(constant !== 0n ? node.then : node.else);
  const then = state.checkOperand(node.then), otherwise = state.checkOperand(node.else);
  if (isError(condition) || isError(then) || isError(otherwise)) return errorValue(span);
  const fail = (tag: Tag, message: string, plain: string, at = span) => {
    state.reporter.error(tag, message, at, { plain });
    return errorValue(span);
  };
  if (!isScalar(condition.type) || condition.translation || condition.action) {
    return fail(
      "D_OP_SCALAR",
      `the condition must be a number or a pointer, not \`${typeNameOf(condition)}\``,
      "operator ?: expression must be of scalar type",
      condition.span,
    );
  }
  for (const value of [then, otherwise]) {
    if (value.translation || value.aggregation) {
      return fail(
        "D_OP_DYN",
        `\`?:\` cannot choose \`${typeNameOf(value)}\``,
        "operator ?: operands cannot be of dynamic type",
        value.span,
      );
    }
  }
  if (then.action || otherwise.action) {
    return fail(
      "D_OP_ACT",
      "an action cannot depend on `?:`",
      "action cannot be used in a conditional context",
      (then.action ? then : otherwise).span,
    );
  }
  const type = sharedType(then, otherwise);
  if (!type) {
    return fail(
      "D_OP_INCOMPAT",
      `\`?:\` needs both sides alike, not \`${typeNameOf(then)}\` and \`${typeNameOf(otherwise)}\``,
      "operator ?: operands must have compatible types",
    );
  }
  const string = isString(type);
  return valueOf({
    kind: "conditional",
    condition: condition.expression,
    then: string ? convertTo(then.expression, type) : then.expression,
    else: string ? convertTo(otherwise.expression, type) : otherwise.expression,
    type,
    span,
  });
}
function sharedType(then: TypedValue, otherwise: TypedValue): DType | undefined {
  if (compatibleTypes(then.type, otherwise.type)) return then.type;
  if (isInteger(then.type) && isInteger(otherwise.type)) return commonType(then.type, otherwise.type);
  const strings = isString(then.type) || isString(otherwise.type);
  if (strings && isStringLike(then.type) && isStringLike(otherwise.type)) return STRING;
  return compatiblePointers(operandOf(then), operandOf(otherwise));
}
