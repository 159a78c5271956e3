/**
 * Inlines: names and arrays that stand for an expression.
 *
 * @module
 */
import type { Span } from "../../diagnostic/mod.ts";
import type { Inline as InlineNode } from "../syntax/mod.ts";
import {
  compatibleArgument,
  compatibleTypes,
  type DType,
  ERROR_TYPE,
  INT,
  resolveType,
  typeName,
} from "../types/mod.ts";
import { convertTo } from "./conversions.ts";
import { fitsMachine } from "./measure.ts";
import { kindOfName } from "./names.ts";
import { takePragmas } from "./pragmas.ts";
import { checkSignature } from "./prototypes.ts";
import { checkPrototype, specifiedType, typeOfDeclarator } from "./specifiers.ts";
import { type CheckState, type InlineEntry, STABLE } from "./check_state.ts";
import type { Slot, TypedExpression } from "./typed.ts";
import { errorValue, isError, operandOf, type TypedValue, typeNameOf, valueOf } from "./value.ts";

/** `inline T name = e;` and `inline T name[P a, …] = e;`. A library's are checked when they are first used. */
export function declareInline(state: CheckState, node: InlineNode): void {
  const { reporter } = state;
  const { declarator } = node;
  const name = declarator.name ?? "";
  const span = declarator.nameSpan ?? node.span;
  if (node.specifiers.storage.length > 0) {
    reporter.error("D_DECL_BADCLASS", "an inline takes no storage class", node.specifiers.storage[0].span, {
      plain: "specified storage class not appropriate for inline declaration",
    });
    return;
  }
  if (name === "") {
    reporter.error("D_DECL_USELESS", "the inline needs a name", node.span, {
      plain: "inline declaration requires a name",
    });
    return;
  }
  const kind = kindOfName(state, name);
  if (kind) {
    reporter.error("D_DECL_IDRED", `\`${name}\` is defined already, as a ${kind}`, span, {
      plain: `identifier redefined: ${name}\n\t current: inline definition\n\tprevious: ${kind} ${
        state.inlines.has(name) ? "inline" : ""
      }`,
    });
    return;
  }
  const first = declarator.derivations[0];
  if (first?.kind === "array" && !first.parameters) {
    reporter.error("D_DECL_ARRNULL", "an inline array is given by the types of its keys", first.span, {
      plain: first.count
        ? `inline declaration cannot be of scalar array type: ${name}`
        : `inline declaration requires array tuple signature: ${name}`,
    });
    return;
  }
  const array = first?.kind === "array" ? first : undefined;
  const value = array ? { ...declarator, derivations: declarator.derivations.slice(1) } : declarator;
  const type = typeOfDeclarator(state, specifiedType(state, node.specifiers), value);
  if (type === ERROR_TYPE) return;
  if (!hasValue(state, type, name, span)) return;
  const parameters = array ? checkPrototype(state, array.parameters!, "array", { anonymous: true }) : undefined;
  const pragma = takePragmas(state, name);
  const entry: InlineEntry = {
    name,
    type,
    parameters,
    node,
    generation: state.generation,
    attributes: pragma.attributes ?? STABLE,
    version: pragma.version ?? 0,
  };
  state.inlines.set(name, entry);
  if (state.library) return;
  if (!parameters) inlineValue(state, entry, node.value.span);
  else {
    const slots = parameters.map((parameter): TypedValue => {
      const slot = state.newSlot(parameter.type);
      return valueOf({ kind: "slot", slot, type: slot.type, span: parameter.span });
    });
    bodyOf(state, entry, slots, node.value.span);
  }
}

/** An inline has a value of a complete type. */
function hasValue(state: CheckState, type: DType, name: string, span: Span): boolean {
  const resolved = resolveType(type);
  if (resolved.kind === "void") {
    state.reporter.error("D_DECL_VOIDOBJ", "an inline has a value, it cannot be void", span, {
      plain: `cannot declare void inline: ${name}`,
    });
    return false;
  }
  if (!("complete" in resolved) || resolved.complete) return true;
  state.reporter.error("D_DECL_INCOMPLETE", `\`${typeName(type)}\` is not complete here`, span, {
    plain: `incomplete struct/union/enum ${typeName(type)}: ${name}`,
  });
  return false;
}

/** A scalar inline at a place where it is used. */
export function inlineValue(state: CheckState, entry: InlineEntry, span: Span): TypedValue {
  if (!entry.value) {
    entry.value = entry.node
      ? bodyOf(state, entry, [], span)
      : valueOf({ kind: "integer", value: 0n, type: INT, span });
  }
  const { value } = entry;
  if (isError(value)) return errorValue(span);
  return { ...value, expression: { ...value.expression, span }, span, attributes: entry.attributes };
}
/** Checks the expression with parameters bound, and that it fits the declared type. */
function bodyOf(state: CheckState, entry: InlineEntry, args: readonly TypedValue[], span: Span): TypedValue {
  const { node, type, name } = entry;
  const { bindings } = state;
  const hidden = bindings.splice(0);
  bindings.push(new Map((entry.parameters ?? []).map((parameter, i) => [parameter.name, args[i]])));
  const { expanding } = state;
  entry.busy = true;
  state.expanding ??= span;
  const value = state.checkExpression(node!.value);
  state.expanding = expanding;
  entry.busy = false;
  bindings.splice(0, bindings.length, ...hidden);
  if (isError(value) || !fitsMachine(state, value.expression, span)) return errorValue(span);
  const fits = value.translation
    ? compatibleTypes(value.type, type)
    : !value.aggregating && !value.aggregation && compatibleArgument({ type }, operandOf(value));
  if (!fits) {
    const [l, r] = [typeName(type), typeNameOf(value)];
    state.reporter.error("D_OP_INCOMPAT", `\`${name}\` is \`${l}\`, this is \`${r}\``, node!.value.span, {
      plain: `inline ${name} definition uses incompatible types: "${l}" = "${r}"`,
    });
    return errorValue(span);
  }
  if (value.translation) return { ...value, type };
  // DTrace puts the constant itself in an inline's place, whatever type the inline is declared to have
  if (!entry.parameters && value.expression.kind === "integer") return { ...valueOf(value.expression), name };
  const expression = convertTo(value.expression, type);
  const alias = expression === value.expression && value.place;
  return { ...valueOf(expression), place: alias ? value.place : undefined, writable: value.writable, name };
}

/** Expressions that may be written twice instead of being kept. */
const CHEAP = new Set(["slot", "integer", "string"]);

/** `f[a, b]`: the body over the arguments, each evaluated once. */
export function callInline(state: CheckState, entry: InlineEntry, args: readonly TypedValue[], span: Span): TypedValue {
  if (args.some(isError)) return errorValue(span);
  const formal = entry.parameters!.map((parameter) => parameter.type);
  const converted = checkSignature(state, entry.name, "", "[ ]", formal, args, span, "converted");
  if (!converted) return errorValue(span);
  const kept: { slot: Slot; value: TypedExpression }[] = [];
  const bound = converted.map((expression, i): TypedValue => {
    if (CHEAP.has(expression.kind) || (expression.kind === "variable" && expression.keys.length === 0)) {
      return valueOf(expression);
    }
    const slot = state.newSlot(formal[i]);
    kept.push({ slot, value: expression });
    return valueOf({ kind: "slot", slot, type: slot.type, span });
  });
  const body = bodyOf(state, entry, bound, span);
  if (isError(body)) return body;
  let expression = body.expression;
  for (const { slot, value } of kept.reverse()) {
    expression = { kind: "let", slot, value, body: expression, type: expression.type, span };
  }
  return { ...valueOf(expression), attributes: entry.attributes };
}
