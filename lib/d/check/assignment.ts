/**
 * Assignment: to variables, which it may declare, to memory, and of aggregating functions to aggregations.
 *
 * @module
 */
import type { Span } from "../../diagnostic/mod.ts";
import type { Assignment, Expression } from "../syntax/mod.ts";
import {
  compatibleArgument,
  compatiblePointers,
  type DType,
  ERROR_TYPE,
  isInteger,
  isPointer,
  isSizelessPointer,
  isString,
  referencedType,
  resolveType,
  sizeOf,
} from "../types/mod.ts";
import { assignAggregation } from "./aggregations.ts";
import { combine, incompatible } from "./binary.ts";
import { convertTo } from "./conversions.ts";
import { type StoreTarget, untypedTarget, variableValue } from "./identifiers.ts";
import { indexTarget } from "./index_expression.ts";
import { fitsVariable } from "./measure.ts";
import { scopeOf } from "./members.ts";
import { kindOfName, lookUpBinding } from "./names.ts";
import type { CheckState, VariableEntry } from "./check_state.ts";
import { expandTranslation } from "./translators.ts";
import type { ArithmeticOperator, TypedExpression, VariableScope } from "./typed.ts";
import { errorValue, isError, operandOf, type TypedValue, typeNameOf, valueOf } from "./value.ts";
import { warnIfCut } from "./wide_constants.ts";

/** Checks the left side. Variables that are not known are made, without a type. */
export function assignableTarget(state: CheckState, node: Expression): StoreTarget {
  if (node.kind === "identifier" && node.scope === undefined) {
    if (
      !lookUpBinding(state, node.name) && !state.globals.has(node.name) && node.name !== "self" &&
      node.name !== "this" && kindOfName(state, node.name) === undefined
    ) {
      return untypedTarget(state.newVariable("global", node.name, ERROR_TYPE), [], node.span);
    }
    return existing(state.globals.get(node.name), [], node.span) ?? state.checkOperand(node);
  }
  if (node.kind === "member") {
    const scope = scopeOf(node);
    if (scope) return scopedTarget(state, scope, node.name, node.span);
  }
  if (node.kind === "index") {
    const target = indexTarget(state, node);
    if (target) return target;
  }
  return state.checkOperand(node);
}
function scopedTarget(state: CheckState, scope: VariableScope, name: string, span: Span): StoreTarget {
  const entry = state.scope(scope).get(name) ?? state.newVariable(scope, name, ERROR_TYPE);
  return existing(entry, [], span) ?? checkOperandOf(state, entry, span);
}
function checkOperandOf(_state: CheckState, entry: VariableEntry, span: Span): StoreTarget {
  return entry.variable.type === ERROR_TYPE ? errorValue(span) : variableValue(entry, [], span);
}
/** The entry as a target if it has no type yet. */
function existing(
  entry: VariableEntry | undefined,
  keys: readonly TypedExpression[],
  span: Span,
): StoreTarget | undefined {
  return entry && !entry.typed && !entry.variable.keys ? untypedTarget(entry, keys, span) : undefined;
}
/** Gives an untyped variable its type. */
export function settle(state: CheckState, target: StoreTarget, type: DType): void {
  const entry = target.untyped!;
  entry.variable.type = type;
  entry.typed = true;
  fitsVariable(state, entry.variable, target.span);
}

/** D_OP_LVAL and D_OP_WRITE. */
export function requireWritable(state: CheckState, target: TypedValue, operator: string): boolean {
  if (target.place && target.writable) return true;
  if (!target.place && !target.variable) {
    state.reporter.error("D_OP_LVAL", `\`${operator}\` cannot store here: this is not a variable`, target.span, {
      plain: `operator ${operator} requires modifiable lvalue as an operand`,
      help: operator === "=" ? ["`==` compares"] : undefined,
    });
  } else {
    state.reporter.error(
      "D_OP_WRITE",
      `\`${operator}\` cannot change this: D only writes its own variables`,
      target.span,
      {
        plain: `operator ${operator} can only be applied to a writable variable`,
      },
    );
  }
  return false;
}

export function checkAssignment(state: CheckState, node: Assignment): TypedValue {
  if (node.operator === undefined) {
    if (isAggregationNode(node.target)) return assignAggregation(state, node);
    return assign(state, node);
  }
  return assignWithOperator(state, node, node.operator);
}
function isAggregationNode(node: Expression): boolean {
  return node.kind === "aggregation" || (node.kind === "index" && isAggregationNode(node.object)) ||
    (node.kind === "assignment" && isAggregationNode(node.target));
}
function assign(state: CheckState, node: Assignment): TypedValue {
  const { span } = node;
  const target = assignableTarget(state, node.target);
  const value = state.checkExpression(node.value);
  if (isError(value) || isError(target)) {
    if (target.untyped && !target.untyped.typed) settle(state, target, ERROR_TYPE);
    return errorValue(span);
  }
  if (value.action && !value.action.definition.isValue || value.aggregating || value.aggregation) {
    if (target.untyped) settle(state, target, ERROR_TYPE);
    if (value.action && resolveType(value.type).kind !== "void") return callOnly(state, value, span);
    return incompatible(state, "=", target, value, node.operatorSpan);
  }
  if (value.translation?.pointer) return assignTranslated(state, node, target, value);
  const stored = value.action
    ? { ...value, action: undefined }
    : value.translation
    ? expandTranslation(state, value.translation, value.span)
    : value;
  if (target.untyped) return assignFirst(state, node, target, stored);
  if (!isString(target.type)) {
    const kind = resolveType(target.type).kind;
    if (kind === "array" || kind === "function") return arrayAssigned(state, node, target);
  }
  if (!compatibleArgument(operandOf(target), operandOf(stored))) {
    return incompatible(state, "=", target, stored, node.operatorSpan);
  }
  if (!requireWritable(state, target, "=")) return errorValue(span);
  return store(state, target, stored, span);
}
/** An action that yields something only a key can hold. */
function callOnly(state: CheckState, value: TypedValue, span: Span): TypedValue {
  const { name } = value.action!.definition;
  state.reporter.error(
    "D_CG_EXPR",
    `\`${name}()\` must stand alone or be a key: its result cannot be stored`,
    value.span,
    {
      plain: `tracing function ${name}( ) may not be called from a D expression (D program context required)`,
    },
  );
  return errorValue(span);
}
function arrayAssigned(state: CheckState, node: Assignment, target: TypedValue): TypedValue {
  state.reporter.error("D_OP_ARRFUN", `\`=\` cannot copy a whole \`${typeNameOf(target)}\``, node.operatorSpan, {
    plain: `operator = may not be applied to operand of type "${typeNameOf(target)}"`,
  });
  return errorValue(node.span);
}
/** The first assignment settles the variable's type. */
function assignFirst(state: CheckState, node: Assignment, target: StoreTarget, value: TypedValue): TypedValue {
  const kind = resolveType(value.type).kind;
  const typed = { ...target, type: value.type };
  if (kind === "array" || kind === "function") {
    settle(state, target, ERROR_TYPE);
    return arrayAssigned(state, node, typed);
  }
  if (kind === "void" || kind === "dynamic" || sizeOf(value.type, state.stringSize) === 0) {
    settle(state, target, ERROR_TYPE);
    return incompatible(state, "=", typed, value, node.operatorSpan);
  }
  if (!target.untyped!.typed) settle(state, target, value.type);
  return store(state, typed, value, node.span);
}
/** A translated pointer in a variable stays translated: ours, DTrace refuses it. */
function assignTranslated(state: CheckState, node: Assignment, target: StoreTarget, value: TypedValue): TypedValue {
  const { translator, input } = value.translation!;
  if (target.untyped && !target.untyped.variable.keys) {
    settle(state, target, input.type);
    target.untyped.translator = translator;
  } else if (target.translation?.translator !== translator) {
    if (target.untyped) settle(state, target, ERROR_TYPE);
    return incompatible(state, "=", target, value, node.operatorSpan);
  }
  return store(state, { ...target, type: input.type }, { ...value, expression: input, type: input.type }, node.span);
}
function store(state: CheckState, target: TypedValue, value: TypedValue, span: Span): TypedValue {
  const { type } = target;
  const place = { ...target.place!, type };
  const stored = storedValue(value.expression, type);
  warnIfCut(state, value, type);
  return { ...valueOf({ kind: "assign", target: place, value: stored, type, span }), attributes: value.attributes };
}

/** What every assignment makes of its right side: constants become of the target's type, all else stays as it is. */
function storedValue(value: TypedExpression, type: DType): TypedExpression {
  const isConstant = value.kind === "integer" && isInteger(type);
  return isConstant || isString(type) ? convertTo(value, type) : value;
}
function assignWithOperator(state: CheckState, node: Assignment, operator: ArithmeticOperator): TypedValue {
  const { span } = node;
  const shown = `${operator}=`;
  const target = assignableTarget(state, node.target);
  const value = state.checkOperand(node.value);
  if (target.untyped && !target.untyped.typed) {
    settle(state, target, ERROR_TYPE);
    const { scope, name } = target.untyped.variable;
    const full = (scope === "global" ? "" : scope + "->") + name;
    state.reporter.error(
      "D_VAR_UNDEF",
      `\`${full}\` has no value yet that \`${shown}\` could start from`,
      target.span,
      {
        plain: `${full} has not yet been declared or assigned`,
        help: [`assign it first, with \`${full} = …\``],
      },
    );
    return errorValue(span);
  }
  if (isError(target) || isError(value)) return errorValue(span);
  if (operator === "+" || operator === "-") return addTo(state, node, operator, target, value);
  const checked = combine(state, operator, target, value, span, node.operatorSpan);
  if (isError(checked)) return checked;
  if (!requireWritable(state, target, shown)) return errorValue(span);
  return modify(state, target, operator, value, span);
}
function addTo(
  state: CheckState,
  node: Assignment,
  operator: "+" | "-",
  target: TypedValue,
  value: TypedValue,
): TypedValue {
  const { span } = node;
  const shown = `${operator}=`;
  if (isString(target.type) || isString(value.type) || target.translation || value.translation) {
    return incompatible(state, shown, target, value, node.operatorSpan);
  }
  if (isInteger(target.type) && isInteger(value.type)) {
    if (!requireWritable(state, target, shown)) return errorValue(span);
    return modify(state, target, operator, value, span);
  }
  if (!isPointer(target.type) || isSizelessPointer(target.type)) {
    state.reporter.error("D_OP_VFPTR", `\`${shown}\` cannot step over \`${typeNameOf(target)}\``, node.operatorSpan, {
      plain: `operator ${shown} requires left-hand scalar operand of known size`,
      ...target.aggregation && { help: ["`@ = count();` adds one at each firing, `@ = sum(value);` a value"] },
    });
    return errorValue(span);
  }
  if (!isInteger(value.type) && !compatiblePointers(operandOf(target), operandOf(value))) {
    return incompatible(state, shown, target, value, node.operatorSpan);
  }
  if (!requireWritable(state, target, shown)) return errorValue(span);
  const size = BigInt(sizeOf(referencedType(target.type)!, state.stringSize) || 1);
  const steps = combine(
    state,
    "*",
    value,
    valueOf({ kind: "integer", value: size, type: value.type, span }),
    value.span,
  );
  return modify(state, target, operator, isInteger(value.type) ? steps : value, span);
}
function modify(
  state: CheckState,
  target: TypedValue,
  operator: ArithmeticOperator,
  given: TypedValue,
  span: Span,
): TypedValue {
  const { type } = target;
  warnIfCut(state, given, type);
  const value = storedValue(given.expression, type);
  return valueOf({ kind: "assign", target: { ...target.place!, type }, operator, value, type, span });
}
