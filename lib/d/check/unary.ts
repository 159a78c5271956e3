/**
 * Operators with one operand.
 *
 * @module
 */
import type { Tag } from "../../diagnostic/mod.ts";
import type { Step, Unary } from "../syntax/mod.ts";
import {
  INT,
  isDynamic,
  isInteger,
  isPointer,
  isScalar,
  isSigned,
  isSizelessPointer,
  isString,
  isStringLike,
  referencedType,
  resolveType,
  sizeOf,
  STRING,
  typeName,
  UNSIGNED_LONG,
  wrapValue,
} from "../types/mod.ts";
import { assignableTarget, requireWritable, settle } from "./assignment.ts";
import { convertTo } from "./conversions.ts";
import { followPointer } from "./pointers.ts";
import { type CheckState, STABLE } from "./check_state.ts";
import { expandTranslation } from "./translators.ts";
import { constantOf, errorValue, isError, type TypedValue, typeNameOf, valueOf } from "./value.ts";

export function checkUnary(state: CheckState, node: Unary): TypedValue {
  if (node.operator === "&") state.addressed = node.operand;
  const operand = state.checkOperand(node.operand);
  if (isError(operand)) return errorValue(node.span);
  const value = unary(state, node, operand);
  return isError(value) ? value : { attributes: operand.attributes ?? STABLE, ...value };
}
function unary(state: CheckState, node: Unary, operand: TypedValue): TypedValue {
  const { operator, span } = node;
  const fail = (tag: Tag, message: string, plain: string) => {
    state.reporter.error(tag, message, span, { plain });
    return errorValue(span);
  };
  switch (operator) {
    case "+":
    case "-":
      if (!isInteger(operand.type) || operand.translation) {
        return fail(
          "D_OP_ARITH",
          `\`${operator}\` takes numbers, not \`${typeNameOf(operand)}\``,
          `operator ${operator} requires an operand of arithmetic type`,
        );
      }
      return operator === "+" ? { ...operand, place: undefined, span } : negate(operand, node);
    case "~":
      if (!isInteger(operand.type) || operand.translation) {
        return fail(
          "D_OP_INT",
          `\`~\` takes integers, not \`${typeNameOf(operand)}\``,
          "operator ~ requires an operand of integral type",
        );
      }
      return complement(operand, node);
    case "!": {
      if (!isScalar(operand.type) || operand.translation) {
        return fail(
          "D_OP_SCALAR",
          `\`!\` takes numbers and pointers, not \`${typeNameOf(operand)}\``,
          "operator ! requires an operand of scalar type",
        );
      }
      const constant = constantOf(operand);
      if (constant !== undefined) {
        return valueOf({ kind: "integer", value: constant === 0n ? 1n : 0n, type: INT, span });
      }
      return valueOf({ kind: "not", operand: operand.expression, type: INT, span });
    }
    case "*":
      return dereference(state, operand, node);
    case "&":
      return addressOf(state, operand, node);
    case "sizeof":
      return sizeOfValue(state, operand, node);
    case "stringof":
      if ((!isScalar(operand.type) && !isPointer(operand.type) && !isStringLike(operand.type)) || operand.translation) {
        return fail(
          "D_STRINGOF_TYPE",
          `\`stringof\` cannot make a string of \`${typeNameOf(operand)}\``,
          `cannot apply stringof to a value of type ${typeNameOf(operand)}`,
        );
      }
      return valueOf(
        isString(operand.type)
          ? operand.expression
          : { kind: "to-string", operand: operand.expression, type: STRING, span },
      );
  }
}
function negate(operand: TypedValue, node: Unary): TypedValue {
  const constant = constantOf(operand);
  const { type, span } = { type: operand.type, span: node.span };
  if (constant === undefined) return valueOf({ kind: "negate", operand: operand.expression, type, span });
  // DTrace cuts what is unsigned while it parses, when an enumerator is not a number yet
  const isKept = isSigned(type) || resolveType(type).kind === "enum";
  const value = isKept ? BigInt.asIntN(64, -constant) : wrapValue(-constant, type);
  return valueOf({ kind: "integer", value, type, span });
}
function complement(operand: TypedValue, node: Unary): TypedValue {
  const constant = constantOf(operand);
  const { type } = operand;
  if (constant !== undefined) {
    return valueOf({ kind: "integer", value: BigInt.asIntN(64, ~constant), type, span: node.span });
  }
  return valueOf({ kind: "complement", operand: operand.expression, type, span: node.span });
}

function dereference(state: CheckState, operand: TypedValue, node: Unary): TypedValue {
  const { span } = node;
  if (operand.translation?.pointer) return expandTranslation(state, operand.translation, span);
  return followPointer(state, operand, node.operand, span);
}
function addressOf(state: CheckState, operand: TypedValue, node: Unary): TypedValue {
  const { span } = node;
  const fail = (tag: Tag, message: string, plain: string) => {
    state.reporter.error(tag, message, span, { plain });
    return errorValue(span);
  };
  if (operand.variable || operand.aggregation) {
    return fail("D_ADDROF_VAR", "a D variable has no address", "cannot take address of dynamic variable");
  }
  if (operand.translation || isDynamic(operand.type)) {
    return fail("D_ADDROF_VAR", "translated data has no address", "cannot take address of dynamic object");
  }
  if (operand.place?.kind !== "memory") {
    return fail("D_ADDROF_LVAL", "this value has no address", "unacceptable operand for unary & operator");
  }
  if (operand.bitField) {
    return fail("D_ADDROF_BITFIELD", "a bit-field has no address", "cannot take address of bit-field");
  }
  return valueOf(convertTo(operand.place.address, { kind: "pointer", to: operand.type }));
}
function sizeOfValue(state: CheckState, operand: TypedValue, node: Unary): TypedValue {
  const { span } = node;
  if (operand.bitField) {
    state.reporter.error("D_SIZEOF_BITFIELD", "a bit-field has no size in bytes", span, {
      plain: "cannot apply sizeof to a bit-field",
    });
    return errorValue(span);
  }
  const size = operand.expression.kind === "string"
    ? operand.expression.bytes.length + 1
    : operand.action || operand.aggregation
    ? 0
    : sizeOf(operand.translation ? operand.translation.translator.output : operand.type, state.stringSize);
  if (size === 0) {
    state.reporter.error("D_SIZEOF_TYPE", `the size of \`${typeNameOf(operand)}\` is not known`, span, {
      plain: "cannot apply sizeof to an operand of unknown size",
    });
    return errorValue(span);
  }
  const type = state.types.byText("size_t") ?? UNSIGNED_LONG;
  return valueOf({ kind: "integer", value: BigInt(size), type, span });
}

/** `++` and `--`; an unknown variable becomes an int64_t. */
export function checkStep(state: CheckState, node: Step): TypedValue {
  const { span, operator } = node;
  const target = assignableTarget(state, node.operand);
  if (isError(target)) return errorValue(span);
  if (target.untyped) settle(state, target, state.types.byText("int64_t")!);
  const operand = target.untyped ? { ...target, type: target.untyped.variable.type } : target;
  const fail = (tag: Tag, message: string, plain: string) => {
    state.reporter.error(tag, message, span, { plain });
    return errorValue(span);
  };
  if (!isScalar(operand.type) || operand.translation || operand.aggregation) {
    return fail(
      "D_OP_SCALAR",
      `\`${operator}\` takes numbers and pointers, not \`${typeNameOf(operand)}\``,
      `operator ${operator} requires operand of scalar type`,
    );
  }
  if (isSizelessPointer(operand.type)) {
    return fail(
      "D_OP_VFPTR",
      `\`${operator}\` cannot step over \`${typeName(operand.type)}\`: its target has no size`,
      `operator ${operator} requires an operand of known size`,
    );
  }
  if (!requireWritable(state, operand, operator)) return errorValue(span);
  const pointed = referencedType(operand.type);
  const size = BigInt(pointed ? sizeOf(pointed, state.stringSize) || 1 : 1);
  const place = { ...operand.place!, type: operand.type };
  return valueOf({
    kind: "step",
    target: place,
    delta: operator === "++" ? size : -size,
    postfix: node.postfix,
    type: operand.type,
    span,
  });
}
