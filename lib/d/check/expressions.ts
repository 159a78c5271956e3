/**
 * Checks one expression: what each kind of node means stands in the file it is sent to.
 *
 * @module
 */
import type { Expression } from "../syntax/mod.ts";
import { constantType, STRING } from "../types/mod.ts";
import { checkAggregationName } from "./aggregations.ts";
import { checkAssignment } from "./assignment.ts";
import { checkBinary } from "./binary.ts";
import { checkCall } from "./calls.ts";
import { checkCast, checkOffsetof, checkSizeofType, checkXlate } from "./casts.ts";
import { checkConditional } from "./conditional.ts";
import { checkIdentifier } from "./identifiers.ts";
import { checkIndex } from "./index_expression.ts";
import { countExpansion, tooDeep } from "./measure.ts";
import { checkMember } from "./members.ts";
import type { CheckState } from "./check_state.ts";
import { checkStep, checkUnary } from "./unary.ts";
import { errorValue, type TypedValue, valueOf } from "./value.ts";

/** Nesting beyond this is refused, so that hostile programs cannot exhaust the stack. */
const DEEPEST = 400;
let depth = 0;

export function checkAny(state: CheckState, node: Expression): TypedValue {
  if (depth >= DEEPEST) {
    tooDeep(state, state.expanding ?? node.span, DEEPEST);
    return errorValue(node.span);
  }
  if (!countExpansion(state)) return errorValue(node.span);
  depth++;
  try {
    return dispatch(state, node);
  } finally {
    depth--;
  }
}
function dispatch(state: CheckState, node: Expression): TypedValue {
  switch (node.kind) {
    case "integer": {
      const type = constantType(node);
      if (type) return valueOf({ kind: "integer", value: node.value, type, span: node.span });
      state.reporter.error("D_INT_OFLOW", "the integer fits no type", node.span, {
        plain: `integer constant 0x${node.value.toString(16)} cannot be represented in any built-in integral type`,
      });
      return errorValue(node.span);
    }
    case "string":
      return valueOf({ kind: "string", bytes: node.bytes, type: STRING, span: node.span });
    case "identifier":
      return checkIdentifier(state, node);
    case "aggregation":
      return checkAggregationName(state, node);
    case "member":
      return checkMember(state, node);
    case "index":
      return checkIndex(state, node);
    case "call":
      return checkCall(state, node);
    case "unary":
      return checkUnary(state, node);
    case "step":
      return checkStep(state, node);
    case "binary":
      return checkBinary(state, node);
    case "assignment":
      return checkAssignment(state, node);
    case "conditional":
      return checkConditional(state, node);
    case "cast":
      return checkCast(state, node);
    case "sizeof-type":
      return checkSizeofType(state, node);
    case "offsetof":
      return checkOffsetof(state, node);
    case "xlate":
      return checkXlate(state, node);
  }
}
