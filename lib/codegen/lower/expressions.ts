/**
 * Expressions of the checked program in the intermediate form.
 *
 * @module
 */
import type { TypedExpression } from "../../d/check/mod.ts";
import { isByReference, isSigned, resolveType, sizeOf } from "../../d/types/mod.ts";
import type { IrCompare, Register } from "../ir/mod.ts";
import { lowerAssign, lowerStep } from "./assignments.ts";
import type { ClauseBuilder, ExpressionLowering } from "./clause_builder.ts";
import { compareAddress, lowerAddress } from "./address_code.ts";
import { arithmetic, copyValue, extractBits } from "./operations.ts";
import { addIndex, ownAddress } from "./own_objects.ts";
import { readVariable } from "./variables.ts";

type Of<K extends TypedExpression["kind"]> = Extract<TypedExpression, { readonly kind: K }>;

/** All kinds of expressions. */
export const LOWERED_EXPRESSIONS: ExpressionLowering = { expression: lowerExpression, address: lowerAddress };

function lowerExpression(b: ClauseBuilder, e: TypedExpression): Register {
  switch (e.kind) {
    case "integer":
      return b.constant(e.value);
    case "string":
      return b.dataAddress(e.bytes);
    case "variable":
      return readVariable(b, e);
    case "builtin": {
      const value = b.program.builtins.variables.get(e.definition.name)!.lower(b, e.args);
      if (e.behind !== undefined) b.trust(value, e.behind);
      return value;
    }
    case "load":
      return lowerLoad(b, e);
    case "at":
      return b.lower(e.address);
    case "to-string":
      return b.lower(e.operand);
    case "negate":
      return b.unary("neg", b.lower(e.operand));
    case "complement":
      return b.unary("not", b.lower(e.operand));
    case "not":
      return b.compare("eq", b.lower(e.operand), b.constant(0));
    case "arithmetic":
      return lowerArithmetic(b, e);
    case "compare":
      return b.compare(comparison(e.operator, e.signed), b.lower(e.left), b.lower(e.right));
    case "compare-strings":
      return compareStrings(b, e);
    case "logical":
      return lowerLogical(b, e);
    case "conditional":
      return lowerConditional(b, e);
    case "comma":
      b.lower(e.left);
      return b.lower(e.right);
    case "convert":
      return lowerConvert(b, e);
    case "assign":
      return lowerAssign(b, e);
    case "step":
      return lowerStep(b, e);
    case "call":
      return lowerCall(b, e);
    case "translate":
      return lowerTranslate(b, e);
    case "let":
      b.slots.set(e.slot.id, b.lower(e.value));
      return b.lower(e.body);
    case "slot":
      return b.slots.get(e.slot.id)!;
  }
}

function lowerArithmetic(b: ClauseBuilder, e: Of<"arithmetic">): Register {
  const left = b.lower(e.left);
  if (e.within !== undefined) return addIndex(b, left, e.right, e.within);
  return arithmetic(b, e.operator, left, b.lower(e.right), isSigned(e.type));
}
function lowerCall(b: ClauseBuilder, { definition, args, data }: Of<"call">): Register {
  const lowered = b.program.builtins.subroutines.get(definition.name);
  if (!lowered) return b.program.builtins.actions.get(definition.name)!.asValue!(b, args, data);
  if (!("host" in lowered)) return lowered.lower(b, args, data);
  const given = lowered.given?.(args) ?? [];
  return b.host(lowered.host, ...args.map((arg) => b.lower(arg)), ...given.map((value) => b.constant(value)));
}
const COMPARISONS: Record<string, readonly [signed: IrCompare, unsigned: IrCompare]> = {
  "==": ["eq", "eq"],
  "!=": ["ne", "ne"],
  "<": ["lt_s", "lt_u"],
  "<=": ["le_s", "le_u"],
  ">": ["gt_s", "gt_u"],
  ">=": ["ge_s", "ge_u"],
};
function comparison(operator: string, signed: boolean): IrCompare {
  return COMPARISONS[operator][signed ? 0 : 1];
}

/** A pointer and the constant that is added to it. */
function splitAddress(address: TypedExpression): { readonly base: TypedExpression; readonly offset: number } {
  let base = address, offset = 0;
  for (;;) {
    if (base.kind === "arithmetic" && base.operator === "+" && base.right.kind === "integer") {
      offset += Number(base.right.value);
      base = base.left;
    } else if (
      base.kind === "convert" && resolveType(base.type).kind === "pointer" && sizeOf(base.operand.type) === 8
    ) {
      base = base.operand;
    } else return { base, offset };
  }
}
function lowerLoad(b: ClauseBuilder, e: Of<"load">): Register {
  const size = e.bits?.unit ?? sizeOf(e.type) as 1 | 2 | 4 | 8;
  const signed = isSigned(e.type);
  const own = ownAddress(b, e.address, size);
  if (own) {
    const wide = e.bits ? false : signed;
    const unit = own.sure ? b.loadTrusted(own.at, 0, size, wide) : b.load(own.at, size, wide);
    return e.bits ? extractBits(b, unit, e.bits, signed) : unit;
  }
  const { base, offset } = splitAddress(e.address);
  const register = b.lower(base);
  if (!e.bits) return b.loadAt(register, offset, size, signed);
  return extractBits(b, b.loadAt(register, offset, size, false), e.bits, signed);
}
function lowerConvert(b: ClauseBuilder, e: Of<"convert">): Register {
  const value = b.lower(e.operand);
  const size = sizeOf(e.type);
  if (size === 8 || size === 0 || isByReference(e.type)) return value;
  return b.extend(value, size as 1 | 2 | 4, isSigned(e.type));
}
/** 0 or 1 of any value. */
function truth(b: ClauseBuilder, e: TypedExpression): Register {
  const value = b.lower(e);
  return isTruth(e) ? value : b.compare("ne", value, b.constant(0));
}
function isTruth(e: TypedExpression): boolean {
  return e.kind === "compare" || e.kind === "compare-strings" || e.kind === "logical" || e.kind === "not";
}
function lowerLogical(b: ClauseBuilder, e: Of<"logical">): Register {
  const left = truth(b, e.left);
  if (e.operator === "^^") return b.binary("xor", left, truth(b, e.right));
  const result = b.variable(left);
  const other = () => b.assign(result, truth(b, e.right));
  if (e.operator === "&&") b.if(left, other);
  else b.if(left, () => {}, other);
  return result;
}
function lowerConditional(b: ClauseBuilder, e: Of<"conditional">): Register {
  const condition = b.condition(e.condition);
  const result = b.variable(b.constant(0));
  b.if(condition, () => b.assign(result, b.lower(e.then)), () => b.assign(result, b.lower(e.else)));
  return result;
}
function compareStrings(b: ClauseBuilder, e: Of<"compare-strings">): Register {
  if (e.operator === "==" || e.operator === "!=") {
    const [address, other] = b.isAddress(e.left) ? [e.left, e.right] : [e.right, e.left];
    if (b.isAddress(address)) {
      const equal = compareAddress(b, address, other);
      if (equal !== undefined) return e.operator === "==" ? equal : b.compare("eq", equal, b.constant(0));
    }
  }
  const order = b.helper("compare_strings", b.lower(e.left), b.lower(e.right));
  return b.compare(comparison(e.operator, true), order, b.constant(0));
}
/** A struct made in scratch, all zero but for the members that the translator gives. */
function lowerTranslate(b: ClauseBuilder, e: Of<"translate">): Register {
  const size = sizeOf(e.type, b.stringSize);
  const address = b.helper("allocate", b.constant(size));
  b.helper("zero_bytes", address, b.constant(size));
  for (const member of e.members) {
    const value = b.lower(member.value);
    if (isByReference(member.type)) {
      const to = b.binary("add", address, b.constant(member.offset));
      copyValue(b, to, value, member.type);
    } else b.storeTrusted(address, member.offset, value, (sizeOf(member.type) || 8) as 1 | 2 | 4 | 8);
  }
  return address;
}
