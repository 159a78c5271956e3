/**
 * Operators that take a type: casts, sizeof, offsetof, xlate.
 *
 * @module
 */
import type { Cast, Offsetof, SizeofType, Xlate } from "../syntax/mod.ts";
import {
  compatibleTypes,
  ERROR_TYPE,
  findMember,
  isPointer,
  isScalar,
  isString,
  isStringLike,
  isVoid,
  memberNames,
  resolveType,
  sizeOf,
  STRING,
  typeName,
  UNSIGNED_LONG,
} from "../types/mod.ts";
import { convertTo } from "./conversions.ts";
import { translated } from "./value.ts";
import { typeOfName } from "./specifiers.ts";
import { type CheckState, STABLE } from "./check_state.ts";
import { suggest } from "./suggest.ts";
import { findTranslator } from "./translators.ts";
import { errorValue, isError, type TypedValue, typeNameOf, valueOf } from "./value.ts";

export function checkCast(state: CheckState, node: Cast): TypedValue {
  const { span } = node;
  const type = typeOfName(state, node.type);
  const operand = state.checkOperand(node.operand);
  if (type === ERROR_TYPE || isError(operand)) return errorValue(span);
  const from = operand.type, to = resolveType(type);
  const plain = !operand.translation && !operand.action && !operand.aggregation;
  const allowed = plain && (compatibleTypes(type, from) ||
    (isScalar(type) && (isScalar(from) || resolveType(from).kind === "function")) ||
    isVoid(type) ||
    (to.kind === "pointer" && (isPointer(from) || isString(from))) ||
    (to.kind === "string" && (isScalar(from) || isPointer(from) || isStringLike(from))));
  if (!allowed) {
    const [l, r] = [typeNameOf(operand), typeName(type)];
    state.reporter.error("D_CAST_INVAL", `\`${l}\` cannot be cast to \`${r}\``, span, {
      plain: `invalid cast expression: "${l}" to "${r}"`,
    });
    return errorValue(span);
  }
  const attributes = operand.attributes ?? STABLE;
  if (isVoid(type)) {
    return { ...valueOf({ ...operand.expression, type, span } as typeof operand.expression), attributes };
  }
  if (to.kind === "string" && !isString(from)) {
    return { ...valueOf({ kind: "to-string", operand: operand.expression, type: STRING, span }), attributes };
  }
  const converted = convertTo(operand.expression, type);
  return { ...valueOf({ ...converted, span }), attributes, writable: to.kind === "pointer" };
}

export function checkSizeofType(state: CheckState, node: SizeofType): TypedValue {
  const type = typeOfName(state, node.type);
  if (type === ERROR_TYPE) return errorValue(node.span);
  const size = sizeOf(type, state.stringSize);
  if (size === 0) {
    state.reporter.error("D_SIZEOF_TYPE", `the size of \`${typeName(type)}\` is not known`, node.span, {
      plain: "cannot apply sizeof to an operand of unknown size",
    });
    return errorValue(node.span);
  }
  return unsignedConstant(state, size, node.span);
}
function unsignedConstant(state: CheckState, value: number, span: TypedValue["span"]): TypedValue {
  const type = state.types.byText("size_t") ?? UNSIGNED_LONG;
  return valueOf({ kind: "integer", value: BigInt(value), type, span });
}

export function checkOffsetof(state: CheckState, node: Offsetof): TypedValue {
  const { span } = node;
  const type = typeOfName(state, node.type);
  if (type === ERROR_TYPE) return errorValue(span);
  const struct = resolveType(type);
  if ((struct.kind !== "struct" && struct.kind !== "union") || !struct.complete) {
    state.reporter.error("D_OFFSETOF_TYPE", `\`${typeName(type)}\` has no members`, node.type.span, {
      plain: "offsetof operand must be a struct or union type",
    });
    return errorValue(span);
  }
  const member = findMember(struct, node.member);
  if (!member) {
    state.reporter.error("D_UNKNOWN", `\`${node.member}\` is not a member of \`${typeName(type)}\``, span, {
      plain: `failed to determine offset of ${node.member}: Structure or union member name not found`,
      help: suggest(node.member, memberNames(struct)),
    });
    return errorValue(span);
  }
  if (member.bits) {
    state.reporter.error("D_OFFSETOF_BITFIELD", "a bit-field has no offset in bytes", span, {
      plain: `cannot take offset of a bit-field: ${node.member}`,
    });
    return errorValue(span);
  }
  return unsignedConstant(state, member.offset, span);
}

export function checkXlate(state: CheckState, node: Xlate): TypedValue {
  const { span } = node;
  const type = typeOfName(state, node.type);
  const operand = state.checkOperand(node.operand);
  if (type === ERROR_TYPE || isError(operand)) return errorValue(span);
  const translator = operand.translation ? undefined : findTranslator(state, operand, type);
  if (!translator) {
    const [l, r] = [typeNameOf(operand), typeName(type)];
    state.reporter.error("D_XLATE_NONE", `there is no translator from \`${l}\` to \`${r}\``, span, {
      plain: `cannot translate from "${l}" to "${r}"`,
    });
    return errorValue(span);
  }
  const pointer = resolveType(type).kind === "pointer";
  return translated(valueOf(operand.expression), translator, pointer);
}
