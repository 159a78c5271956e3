/**
 * `a[k]`: elements of arrays and associative arrays, arguments of probes, keys of aggregations.
 *
 * @module
 */
import type { Span } from "../../diagnostic/mod.ts";
import type { Index } from "../syntax/mod.ts";
import { type ArrayType, type DType, ERROR_TYPE, isByReference, resolveType } from "../types/mod.ts";
import { checkAggregationIndex } from "./aggregations.ts";
import { probeArgument } from "./arguments.ts";
import { combine } from "./binary.ts";
import {
  badReference,
  readVariable,
  type StoreTarget,
  undefinedVariable,
  untypedTarget,
  variableValue,
} from "./identifiers.ts";
import { callInline } from "./inlines.ts";
import { keyTypes, oneConstant } from "./keys.ts";
import { scopeOf } from "./members.ts";
import { followPointer } from "./pointers.ts";
import { isVisible, kindOfName, lookUpBinding } from "./names.ts";
import { checkSignature } from "./prototypes.ts";
import type { CheckState, VariableEntry } from "./check_state.ts";
import type { TypedExpression, VariableScope } from "./typed.ts";
import { constantOf, errorValue, isError, type TypedValue, valueOf } from "./value.ts";

export function checkIndex(state: CheckState, node: Index): TypedValue {
  const { object, span } = node;
  if (object.kind === "aggregation" || (object.kind === "index" && object.object.kind === "aggregation")) {
    return checkAggregationIndex(state, node);
  }
  if (object.kind === "identifier" && object.scope === undefined) {
    const named = indexOfName(state, node, object.name);
    if (named) return named;
  }
  const scope = object.kind === "member" ? scopeOf(object) : undefined;
  if (object.kind === "member" && scope) {
    const entry = state.scope(scope).get(object.name);
    if (!entry) {
      node.keys.forEach((key) => state.checkOperand(key));
      if (scope === "this") return noLocalArray(state, object.name, span);
      return undefinedVariable(state, scope, object.name, span);
    }
    if (entry.variable.keys) return element(state, entry, node);
  }
  return elementOfArray(state, state.checkOperand(object), node);
}
/** What an indexed bare name means, or undefined if it is a scalar that may hold an array or pointer. */
function indexOfName(state: CheckState, node: Index, name: string): TypedValue | undefined {
  if (lookUpBinding(state, name)) return undefined;
  const inline = state.inlines.get(name);
  if (inline && !inline.busy) {
    return inline.parameters ? callInline(state, inline, state.checkAll(node.keys), node.span) : undefined;
  }
  const entry = state.globals.get(name);
  if (entry) return entry.variable.keys ? element(state, entry, node) : undefined;
  const definition = state.environment.builtins.variables.get(name);
  if (definition?.indexed && isVisible(state, definition.since)) {
    const keys = state.checkAll(node.keys);
    if (keys.some(isError)) return errorValue(node.span);
    return definition.type === undefined
      ? probeArgument(state, definition, keys, node.span)
      : indexedBuiltin(state, definition, keys, node.span);
  }
  const kind = kindOfName(state, name);
  if (kind === "scalar") return undefined;
  if (kind) return badReference(state, kind, name, "associative array", node.object.span);
  if (name === "self" || name === "this") return undefined;
  const keys = state.checkAll(node.keys);
  if (keys.some(isError)) return errorValue(node.span);
  return undefinedVariable(state, "global", name, node.span);
}
function indexedBuiltin(
  state: CheckState,
  definition: import("./builtin_definitions.ts").VariableDefinition,
  keys: readonly TypedValue[],
  span: Span,
): TypedValue {
  const index = oneConstant(state, definition.name, keys, span);
  if (index === undefined) return errorValue(span);
  if (index < 0n) {
    state.reporter.error("D_REGS_IDX", `\`${definition.name}[]\` begins at 0`, span, {
      plain: `index ${index} is out of range for array ${definition.name}`,
    });
    return errorValue(span);
  }
  const type = state.types.byText(definition.type!)!;
  return valueOf({ kind: "builtin", definition, args: [keys[0].expression], type, span });
}
function noLocalArray(state: CheckState, name: string, span: Span): TypedValue {
  state.reporter.error("D_ARR_LOCAL", `\`this->${name}\` cannot be an associative array`, span, {
    plain: `local variables may not be used as associative arrays: ${name}`,
    help: ["use a global or `self->` array"],
  });
  return errorValue(span);
}

/** An element of a known associative array. */
function element(state: CheckState, entry: VariableEntry, node: Index): TypedValue {
  const keys = state.checkAll(node.keys);
  if (keys.some(isError)) return errorValue(node.span);
  const typed = checkSignature(
    state,
    entry.variable.name,
    "",
    "[ ]",
    entry.variable.keys!,
    keys,
    node.span,
    "converted",
  );
  if (!typed) return errorValue(node.span);
  return readVariable(state, entry, typed, node.span);
}
function elementOfArray(state: CheckState, object: TypedValue, node: Index): TypedValue {
  const takesAddress = state.addressed === node;
  const keys = state.checkAll(node.keys);
  if (isError(object) || keys.some(isError)) return errorValue(node.span);
  if (keys.length > 1) {
    state.reporter.error("D_ARR_BADREF", "this array takes one index", node.span, {
      plain: `cannot access ${object.name ?? "expression"} as an associative array`,
    });
    return errorValue(node.span);
  }
  const sum = combine(state, "+", object, keys[0], node.span, node.span);
  if (isError(sum)) return sum;
  const array = resolveType(object.type);
  if (array.kind === "array" && isOwnObject(object.expression)) {
    if (!takesAddress && !isOfElement(object.expression) && !inBounds(state, array.count, keys[0])) {
      return errorValue(node.span);
    }
    return followPointer(state, { ...bounded(sum, array, keys[0]), writable: object.writable }, node, node.span);
  }
  return followPointer(state, { ...sum, writable: object.writable }, node, node.span);
}

/** Whether it is a variable of the program's or a part of one, not something behind a pointer. */
function isOwnObject(expression: TypedExpression): boolean {
  switch (expression.kind) {
    case "variable":
      return isByReference(expression.type);
    case "at":
      return isOwnObject(expression.address);
    case "convert":
      return isOwnObject(expression.operand);
    case "arithmetic":
      return isOwnObject(expression.left);
    default:
      return false;
  }
}
/** Whether it is a part of an associative array's element: DTrace compiles any index there. */
function isOfElement(expression: TypedExpression): boolean {
  switch (expression.kind) {
    case "variable":
      return expression.variable.keys !== undefined;
    case "at":
      return isOfElement(expression.address);
    case "convert":
      return isOfElement(expression.operand);
    case "arithmetic":
      return isOfElement(expression.left);
    default:
      return false;
  }
}
function inBounds(state: CheckState, count: number, key: TypedValue): boolean {
  const index = constantOf(key);
  if (index === undefined || index >= 0n && index < BigInt(count)) return true;
  state.reporter.error(
    "D_ARR_BOUNDS",
    `the array has ${count} elements, from 0: there is no \`[${index}]\``,
    key.span,
    {
      plain: `index outside array bounds: ${index}, max is ${count}`,
    },
  );
  return false;
}
/** The sum of an array and an index, which must lie within the array when it is computed. */
function bounded(sum: TypedValue, { count }: ArrayType, key: TypedValue): TypedValue {
  const { expression } = sum;
  if (constantOf(key) !== undefined || expression.kind !== "arithmetic") return sum;
  return { ...sum, expression: { ...expression, within: count } };
}

/**
 * `a[k]` on the left of an assignment: makes the associative array if the name is free. Undefined if the node is
 * an ordinary lvalue.
 */
export function indexTarget(state: CheckState, node: Index): StoreTarget | undefined {
  const { object } = node;
  if (object.kind === "identifier" && object.scope === undefined) {
    const { name } = object;
    if (lookUpBinding(state, name) || name === "self" || name === "this") return undefined;
    const entry = state.globals.get(name);
    if (!entry && kindOfName(state, name) !== undefined) return undefined;
    return arrayTarget(state, node, "global", name, entry);
  }
  const scope = object.kind === "member" ? scopeOf(object) : undefined;
  if (object.kind !== "member" || !scope) return undefined;
  return arrayTarget(state, node, scope, object.name, state.scope(scope).get(object.name));
}
function arrayTarget(
  state: CheckState,
  node: Index,
  scope: VariableScope,
  name: string,
  known: VariableEntry | undefined,
): StoreTarget | undefined {
  if (known && !known.variable.keys && known.typed) return undefined;
  const keys = state.checkAll(node.keys);
  if (keys.some(isError)) return errorValue(node.span);
  if (scope === "this") return noLocalArray(state, name, node.span);
  const types: DType[] | undefined = known?.variable.keys?.slice() ?? keyTypes(state, keys, "associative array");
  if (!types) return errorValue(node.span);
  const entry = known ?? state.newVariable(scope, name, ERROR_TYPE);
  entry.variable.keys ??= types;
  const typed = checkSignature(state, name, "", "[ ]", entry.variable.keys, keys, node.span, "converted");
  if (!typed) return errorValue(node.span);
  if (!entry.typed) return untypedTarget(entry, typed, node.span);
  return entry.variable.type === ERROR_TYPE ? errorValue(node.span) : variableValue(entry, typed, node.span);
}
