/**
 * When two types are the same, and when a value of one may stand for the other.
 *
 * @module
 */
import type { DType } from "./type.ts";
import { isInteger, isStringLike, referencedType, resolveType } from "./classify.ts";

/** The very same type: typedef names matter, but not who wrote them. */
export function sameType(left: DType, right: DType): boolean {
  if (left === right) return true;
  if (left.kind !== right.kind) return false;
  switch (left.kind) {
    case "int":
    case "float":
    case "dynamic":
      return left.name === (right as typeof left).name;
    case "typedef":
      return left.name === (right as typeof left).name && sameType(left.of, (right as typeof left).of);
    case "qualified":
      return left.qualifier === (right as typeof left).qualifier && sameType(left.of, (right as typeof left).of);
    case "pointer":
      return sameType(left.to, (right as typeof left).to);
    case "array":
      return left.count === (right as typeof left).count && sameType(left.of, (right as typeof left).of);
    case "function":
      return sameType(left.returns, (right as typeof left).returns);
    case "void":
    case "string":
      return true;
    default:
      return false;
  }
}
/** Same behind typedefs and qualifiers; structs agree by tag and size. */
export function compatibleTypes(left: DType, right: DType): boolean {
  const l = resolveType(left), r = resolveType(right);
  if (l === r) return true;
  if (l.kind !== r.kind) return false;
  switch (l.kind) {
    case "int":
      // a bit-field is an integer of its own width
      return l.name === (r as typeof l).name && l.bits === (r as typeof l).bits;
    case "float":
    case "dynamic":
      return l.name === (r as typeof l).name;
    case "pointer":
      return compatibleTypes(l.to, (r as typeof l).to);
    case "array":
      return l.count === (r as typeof l).count && compatibleTypes(l.of, (r as typeof l).of);
    case "struct":
    case "union":
      return l.tag !== "" && l.tag === (r as typeof l).tag && l.size === (r as typeof l).size;
    case "enum":
      return l.tag === (r as typeof l).tag && l.members.length === (r as typeof l).members.length &&
        l.members.every((member, i) => {
          const other = (r as typeof l).members[i];
          return member.name === other.name && member.value === other.value;
        });
    case "function":
      return compatibleTypes(l.returns, (r as typeof l).returns);
    default:
      return true;
  }
}

/** What compatibility asks of an operand: its type, and whether it is the constant 0. */
export interface Operand {
  readonly type: DType;
  /** Value if it is an integer constant. */
  readonly constant?: bigint;
}

/**
 * Pointers to the same type, either of them to void, or one of them the constant 0. Gives the more
 * specific of both types, or undefined if they do not go together.
 */
export function compatiblePointers(left: Operand, right: Operand): DType | undefined {
  const l = resolveType(left.type), r = resolveType(right.type);
  if (l.kind === "dynamic" || r.kind === "dynamic") return undefined;
  const leftInteger = isInteger(l), rightInteger = isInteger(r);
  if (leftInteger && rightInteger) return undefined;
  if (leftInteger) return left.constant === 0n && pointsSomewhere(r) ? right.type : undefined;
  if (rightInteger) return right.constant === 0n && pointsSomewhere(l) ? left.type : undefined;
  if (!pointsSomewhere(l) || !pointsSomewhere(r)) return undefined;
  const leftTarget = targetOf(l), rightTarget = targetOf(r);
  if (rightTarget.kind === "void") return left.type;
  if (leftTarget.kind === "void") return right.type;
  return compatibleTypes(leftTarget, rightTarget) ? right.type : undefined;
}
function pointsSomewhere(type: DType): boolean {
  return type.kind === "pointer" || type.kind === "array" || type.kind === "string";
}
function targetOf(type: DType): DType {
  return type.kind === "string" ? CHAR_LIKE : resolveType(referencedType(type)!);
}
/** A string counts as an array of char. */
const CHAR_LIKE: DType = { kind: "int", name: "char", size: 1, signed: true, isChar: true };

/** Whether an argument may be passed for a parameter, a key used for a key, a value assigned to a variable. */
export function compatibleArgument(parameter: Operand, argument: Operand): boolean {
  if (isInteger(parameter.type) && isInteger(argument.type)) return true;
  if (isStringLike(parameter.type) && isStringLike(argument.type)) return true;
  const resolved = resolveType(parameter.type);
  if (resolved.kind === "dynamic") {
    const other = resolveType(argument.type);
    return other.kind === "dynamic" && other.name === resolved.name && resolved.name !== "<DYN>";
  }
  if (resolved.kind === "struct" || resolved.kind === "union" || resolved.kind === "function") {
    return compatibleTypes(parameter.type, argument.type);
  }
  return compatiblePointers(parameter, argument) !== undefined;
}
