/**
 * Names: bound parameters, variables, inlines, built-in variables, and everything that may not stand alone.
 *
 * @module
 */
import type { Span } from "../../diagnostic/mod.ts";
import type { Identifier } from "../syntax/mod.ts";
import { type DType, ERROR_TYPE, isByReference, LONG, resolveType } from "../types/mod.ts";
import { isStableEnough } from "./attributes.ts";
import { inlineValue } from "./inlines.ts";
import { isVisible, kindOfName, lookUpBinding } from "./names.ts";
import { helpForName, helpForReference } from "./other_words.ts";
import type { CheckState, VariableEntry } from "./check_state.ts";
import { suggest } from "./suggest.ts";
import type { TypedExpression, VariableScope } from "./typed.ts";
import { errorValue, translated, type TypedValue, valueOf } from "./value.ts";

export function checkIdentifier(state: CheckState, node: Identifier): TypedValue {
  const { name, span } = node;
  if (node.scope !== undefined) return kernelSymbol(state, node);
  const bound = lookUpBinding(state, name);
  if (bound) return { ...bound, span };
  const inline = state.inlines.get(name);
  if (inline && !inline.busy) {
    if (inline.parameters) return badReference(state, "associative array", name, "scalar", span);
    return inlineValue(state, inline, span);
  }
  const entry = state.globals.get(name);
  if (entry) {
    if (entry.variable.keys) return badReference(state, "associative array", name, "scalar", span);
    return readVariable(state, entry, [], span);
  }
  const definition = state.environment.builtins.variables.get(name);
  if (definition && isVisible(state, definition.since)) {
    if (definition.indexed) return badReference(state, "associative array", name, "scalar", span);
    if (!isStableEnough(state, definition, span)) return errorValue(span);
    const type = state.types.byText(definition.type ?? "int64_t") ?? LONG;
    return {
      ...valueOf({ kind: "builtin", definition, args: [], type, span }),
      name,
      variable: true,
      place: undefined,
    };
  }
  const kind = name === "self" || name === "this" ? "pointer" : kindOfName(state, name);
  if (kind) return badReference(state, kind, name, "scalar", span);
  state.reporter.error("D_IDENT_UNDEF", `\`${name}\` is not defined`, span, {
    plain: `failed to resolve ${name}: Unknown variable name`,
    label: "not found",
    help: helpForName(state, name, scalarNames(state)),
  });
  return errorValue(span);
}
function* scalarNames(state: CheckState): Iterable<string> {
  for (const bindings of state.bindings) yield* bindings.keys();
  yield* state.globals.keys();
  yield* state.inlines.keys();
  yield* state.environment.builtins.variables.keys();
}
/** D_IDENT_BADREF. */
export function badReference(state: CheckState, kind: string, name: string, as: string, span: Span): TypedValue {
  const article = /^[aeiou]/.test(kind) ? "an" : "a";
  state.reporter.error("D_IDENT_BADREF", `\`${name}\` is ${article} ${kind}, not a ${as}`, span, {
    plain: `${kind} '${name}' may not be referenced as ${as}`,
    help: helpForReference(kind, name),
  });
  return errorValue(span);
}
function kernelSymbol(state: CheckState, node: Identifier): TypedValue {
  const shown = `${node.scope}\`${node.name}`;
  state.reporter.error("D_IDENT_UNDEF", `there is no symbol \`${node.name}\` here`, node.span, {
    plain: `failed to resolve ${shown}: Unknown symbol name`,
    notes: ["kernel symbols exist where a running kernel is traced, not in network traffic"],
  });
  return errorValue(node.span);
}

const PREFIX: Record<VariableScope, string> = { global: "", self: "self->", this: "this->" };

/** Reads a variable that is known by name; it must have been declared or assigned before, in source order. */
export function readVariable(
  state: CheckState,
  entry: VariableEntry,
  keys: readonly TypedExpression[],
  span: Span,
): TypedValue {
  const { variable } = entry;
  if (!entry.typed) return undefinedVariable(state, variable.scope, variable.name, span);
  if (variable.type === ERROR_TYPE) return errorValue(span);
  return variableValue(entry, keys, span);
}
/** D_VAR_UNDEF. */
export function undefinedVariable(state: CheckState, scope: VariableScope, name: string, span: Span): TypedValue {
  const shown = PREFIX[scope] + name;
  state.reporter.error("D_VAR_UNDEF", `\`${shown}\` has no value yet: nothing above declares or assigns it`, span, {
    plain: `${shown} has not yet been declared or assigned`,
    help: suggest(name, [...state.scope(scope)].filter(([, other]) => other.typed).map(([other]) => other))
      .map((line) => line.replace("`", "`" + PREFIX[scope])),
  });
  return errorValue(span);
}
/** The variable as a value, without asking whether it has one. */
export function variableValue(entry: VariableEntry, keys: readonly TypedExpression[], span: Span): TypedValue {
  const { variable } = entry;
  const { type } = variable;
  const resolved = resolveType(type).kind;
  const allocate = isByReference(type) &&
    (keys.length > 0 || (variable.scope === "self" && resolved !== "string"));
  const expression: TypedExpression = { kind: "variable", variable, keys, type, span, ...(allocate && { allocate }) };
  const value: TypedValue = {
    expression,
    type,
    span,
    place: { kind: "variable", variable, keys, type },
    writable: true,
    variable: true,
    name: variable.name,
    attributes: entry.attributes,
  };
  return entry.translator ? translated(value, entry.translator, true) : value;
}

/** A value that is to be stored to; `untyped` if that will give the variable its type. */
export type StoreTarget = TypedValue & { readonly untyped?: VariableEntry };
/** A target whose type is not settled. */
export function untypedTarget(entry: VariableEntry, keys: readonly TypedExpression[], span: Span): StoreTarget {
  const { variable } = entry;
  const type: DType = { kind: "dynamic", name: "<DYN>" };
  return {
    expression: { kind: "variable", variable, keys, type, span },
    type,
    span,
    place: { kind: "variable", variable, keys, type },
    writable: true,
    variable: true,
    name: variable.name,
    untyped: entry,
  };
}
