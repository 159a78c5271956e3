/**
 * Operators with two operands: one table says what each asks of its operands and how its result is typed.
 *
 * @module
 */
import type { Span, Tag } from "../../diagnostic/mod.ts";
import type { Binary, BinaryOperator } from "../syntax/mod.ts";
import {
  commonType,
  compatiblePointers,
  compatibleTypes,
  type DType,
  INT,
  isInteger,
  isPointer,
  isScalar,
  isSigned,
  isSizelessPointer,
  isString,
  isStringLike,
  LONG,
  referencedType,
  resolveType,
  sizeOf,
  UNSIGNED_LONG,
  wrapValue,
} from "../types/mod.ts";
import { convertTo } from "./conversions.ts";
import { countExpansion } from "./measure.ts";
import { helpForMixture } from "./other_words.ts";
import { kindOfName } from "./names.ts";
import { type CheckState, STABLE } from "./check_state.ts";
import type { ArithmeticOperator, CompareOperator, TypedExpression } from "./typed.ts";
import { constantOf, errorValue, isError, operandOf, type TypedValue, typeNameOf, valueOf } from "./value.ts";

type Group = "integer" | "arithmetic" | "shift" | "additive" | "compare" | "logical" | "comma";
/** What each operator is; `fold` computes with constants of the common type, given as that type has them. */
const OPERATORS: Record<BinaryOperator, { readonly group: Group; readonly fold?: (l: bigint, r: bigint) => bigint }> = {
  "&": { group: "integer", fold: (l, r) => l & r },
  "|": { group: "integer", fold: (l, r) => l | r },
  "^": { group: "integer", fold: (l, r) => l ^ r },
  "%": { group: "integer", fold: (l, r) => l % r },
  "*": { group: "arithmetic", fold: (l, r) => l * r },
  "/": { group: "arithmetic", fold: (l, r) => l / r },
  "<<": { group: "shift", fold: (l, r) => l << (r & 63n) },
  ">>": { group: "shift", fold: (l, r) => l >> (r & 63n) },
  "+": { group: "additive", fold: (l, r) => l + r },
  "-": { group: "additive", fold: (l, r) => l - r },
  "==": { group: "compare", fold: (l, r) => l === r ? 1n : 0n },
  "!=": { group: "compare", fold: (l, r) => l !== r ? 1n : 0n },
  "<": { group: "compare", fold: (l, r) => l < r ? 1n : 0n },
  "<=": { group: "compare", fold: (l, r) => l <= r ? 1n : 0n },
  ">": { group: "compare", fold: (l, r) => l > r ? 1n : 0n },
  ">=": { group: "compare", fold: (l, r) => l >= r ? 1n : 0n },
  "&&": { group: "logical", fold: (l, r) => l !== 0n && r !== 0n ? 1n : 0n },
  "||": { group: "logical", fold: (l, r) => l !== 0n || r !== 0n ? 1n : 0n },
  "^^": { group: "logical", fold: (l, r) => (l !== 0n) !== (r !== 0n) ? 1n : 0n },
  ",": { group: "comma" },
};

/**
 * Operators of which it makes no difference how their operands are put in brackets, as long as these stay in their order:
 * values are computed in 64 bits, which wrap.
 */
const ASSOCIATIVE: ReadonlySet<BinaryOperator> = new Set(["+", "*", "&", "|", "^", "&&", "||", "^^", ","]);
/** So many of the same operator are halved and halved again: an address list of thousands is not as many levels deep. */
const MANY = 128;

/** A sum of a thousand terms leans to the left: it is gone through term by term, not one in the other. */
export function checkBinary(state: CheckState, node: Binary): TypedValue {
  const chain = [node];
  let first = node.left;
  for (; first.kind === "binary"; first = first.left) chain.push(first);
  let left = state.checkOperand(first);
  for (let one = chain.pop(); one; one = chain.pop()) {
    const run = [one];
    if (ASSOCIATIVE.has(one.operator)) {
      while (chain.at(-1)?.operator === one.operator) run.push(chain.pop()!);
    }
    const rights: TypedValue[] = [];
    for (const each of run) {
      if (each !== node && !countExpansion(state)) return errorValue(node.span);
      if (run.length < MANY) left = checkRight(state, each, left);
      else rights.push(state.checkOperand(each.right));
    }
    if (run.length >= MANY) left = combineMany(state, run, [left, ...rights]);
  }
  return left;
}
/** Operands of the same operator, one after the other: in halves, but where something else than numbers is added. */
function combineMany(state: CheckState, run: readonly Binary[], values: readonly TypedValue[]): TypedValue {
  const { operator } = run[0];
  const join = (left: TypedValue, right: TypedValue, { span, operatorSpan }: Binary): TypedValue => {
    if (isError(left) || isError(right)) return errorValue(span);
    const result = combine(state, operator, left, right, span, operatorSpan);
    return isError(result) ? result : { ...result, attributes: leastOf(left, right) };
  };
  if (operator === "+" && !values.every((value) => isPlain(value) && isInteger(value.type))) {
    return values.slice(1).reduce((left, right, i) => join(left, right, run[i]), values[0]);
  }
  const halve = (from: number, to: number): TypedValue => {
    if (to - from === 1) return values[from];
    const middle = from + to >> 1;
    // the operator before the second half stands in the middle of what is put together
    return join(halve(from, middle), halve(middle, to), run[middle - 1]);
  };
  return { ...halve(0, values.length), span: run[run.length - 1].span };
}
function checkRight(state: CheckState, node: Binary, left: TypedValue): TypedValue {
  const { operator, span } = node;
  const { group } = OPERATORS[operator];
  const right = group === "compare" && !isError(left)
    ? enumTag(state, node, left) ?? state.checkOperand(node.right)
    : state.checkOperand(node.right);
  if (isError(left) || isError(right)) return errorValue(span);
  const result = combine(state, operator, left, right, span, node.operatorSpan);
  return isError(result) ? result : { ...result, attributes: leastOf(left, right) };
}
function leastOf(left: TypedValue, right: TypedValue): TypedValue["attributes"] {
  const l = left.attributes ?? STABLE, r = right.attributes ?? STABLE;
  return [Math.min(l[0], r[0]), Math.min(l[1], r[1]), Math.min(l[2], r[2])];
}
/** After an enumeration, a bare name on the right is looked for among its tags first. */
function enumTag(state: CheckState, node: Binary, left: TypedValue): TypedValue | undefined {
  const type = resolveType(left.type);
  if (type.kind !== "enum" || node.right.kind !== "identifier" || node.right.scope !== undefined) return undefined;
  const { name, span } = node.right;
  const tag = type.members.find((member) => member.name === name);
  const inline = state.inlines.get(name);
  if (!tag || (inline?.enumerator && inline.type === type)) return undefined;
  const kind = kindOfName(state, name);
  if (kind) {
    state.reporter.error(
      "D_IDENT_AMBIG",
      `\`${name}\` is a tag of \`${typeNameOf(left)}\` and a ${kind} as well`,
      span,
      {
        plain: `ambiguous use of operator ${node.operator}: ${name} is both a ${
          typeNameOf(left)
        } enum tag and a global ${kind}`,
      },
    );
    return errorValue(span);
  }
  return valueOf({ kind: "integer", value: tag.value, type: left.type, span });
}

/** Applies an operator to checked operands. */
export function combine(
  state: CheckState,
  operator: BinaryOperator,
  left: TypedValue,
  right: TypedValue,
  span: Span,
  operatorSpan = span,
): TypedValue {
  const { group } = OPERATORS[operator];
  if ((operator === "/" || operator === "%") && constantOf(right) === 0n) {
    state.reporter.error("D_DIV_ZERO", "division by zero", right.span, {
      plain: "expression contains division by zero",
    });
    return errorValue(span);
  }
  switch (group) {
    case "integer":
    case "arithmetic":
      if (!bothAre(left, right, isInteger)) {
        const [tag, kind] = group === "integer"
          ? ["D_OP_INT", "integral"] as const
          : ["D_OP_ARITH", "arithmetic"] as const;
        return wrongOperands(state, tag, operator, kind, left, right, operatorSpan);
      }
      return arithmetic(operator as ArithmeticOperator, left, right, commonType(left.type, right.type), span);
    case "shift":
      if (!bothAre(left, right, isInteger)) {
        return wrongOperands(state, "D_OP_INT", operator, "integral", left, right, operatorSpan);
      }
      return arithmetic(operator as ArithmeticOperator, left, right, left.type, span);
    case "additive":
      return additive(state, operator as "+" | "-", left, right, span, operatorSpan);
    case "compare":
      return compare(state, operator as CompareOperator, left, right, span, operatorSpan);
    case "logical": {
      if (!bothAre(left, right, isScalar)) {
        return wrongOperands(state, "D_OP_SCALAR", operator, "scalar", left, right, operatorSpan);
      }
      const folded = fold(operator, left, right, LONG);
      if (folded !== undefined) return valueOf({ kind: "integer", value: folded, type: INT, span });
      return valueOf({
        kind: "logical",
        operator: operator as "&&",
        left: left.expression,
        right: right.expression,
        type: INT,
        span,
      });
    }
    case "comma":
      return comma(state, left, right, span);
  }
}
function bothAre(left: TypedValue, right: TypedValue, test: (type: DType) => boolean): boolean {
  return isPlain(left) && isPlain(right) && test(left.type) && test(right.type);
}
function isPlain(value: TypedValue): boolean {
  return !value.translation && !value.aggregation && !value.action;
}
function wrongOperands(
  state: CheckState,
  tag: Tag,
  operator: string,
  kind: string,
  left: TypedValue,
  right: TypedValue,
  span: Span,
): TypedValue {
  const wanted = { integral: "integers", arithmetic: "numbers", scalar: "numbers and pointers" }[kind];
  state.reporter.error(
    tag,
    `\`${operator}\` takes ${wanted}, not \`${typeNameOf(left)}\` and \`${typeNameOf(right)}\``,
    span,
    { plain: `operator ${operator} requires operands of ${kind} type` },
  );
  return errorValue(span);
}
/** D_OP_INCOMPAT. */
export function incompatible(
  state: CheckState,
  operator: string,
  left: TypedValue,
  right: TypedValue,
  span: Span,
): TypedValue {
  const l = typeNameOf(left), r = typeNameOf(right);
  state.reporter.error("D_OP_INCOMPAT", `\`${l}\` and \`${r}\` do not go together with \`${operator}\``, span, {
    plain: `operands have incompatible types: "${l}" ${operator} "${r}"`,
    label: "incompatible types",
    help: operator === "+" && isStringLike(left.type) && isStringLike(right.type)
      ? ["strings are put together by `strjoin(a, b)`"]
      : operator === "=" && right.aggregating
      ? [`what is aggregated is kept under a name with \`@\`: \`@x = ${right.aggregating.definition.name}(…)\``]
      : helpForMixture(operator, left, right),
  });
  return errorValue(span);
}
function fold(operator: BinaryOperator, left: TypedValue, right: TypedValue, type: DType): bigint | undefined {
  const l = constantOf(left), r = constantOf(right);
  const { fold } = OPERATORS[operator];
  if (l === undefined || r === undefined || !fold) return undefined;
  const as = isSigned(type) || resolveType(type).kind === "enum" ? BigInt.asIntN : BigInt.asUintN;
  return fold(as(64, l), as(64, r));
}
/**
 * Constants are folded in 64 bits, as DTrace does, and give what variables would: DTrace shifts negative constants to
 * the right as if they were unsigned, and `-8LL >> 1` is not -4.
 */
function arithmetic(
  operator: ArithmeticOperator,
  left: TypedValue,
  right: TypedValue,
  type: DType,
  span: Span,
): TypedValue {
  const folded = fold(operator, left, right, type);
  if (folded !== undefined) {
    const value = sizeOf(type) === 8 ? wrapValue(folded, type) : BigInt.asIntN(64, folded);
    return valueOf({ kind: "integer", value, type, span });
  }
  return valueOf({ kind: "arithmetic", operator, left: left.expression, right: right.expression, type, span });
}

function additive(
  state: CheckState,
  operator: "+" | "-",
  left: TypedValue,
  right: TypedValue,
  span: Span,
  operatorSpan: Span,
): TypedValue {
  if (!isPlain(left) || !isPlain(right)) return incompatible(state, operator, left, right, operatorSpan);
  const leftPointer = stepsLikePointer(left.type), rightPointer = stepsLikePointer(right.type);
  const leftInteger = isInteger(left.type), rightInteger = isInteger(right.type);
  if (leftInteger && rightInteger) return arithmetic(operator, left, right, commonType(left.type, right.type), span);
  if (leftPointer && rightInteger) return displaced(state, operator, left, right, span, false);
  if (leftInteger && rightPointer && operator === "+") return displaced(state, operator, right, left, span, true);
  if (leftPointer && rightPointer && operator === "-" && compatiblePointers(operandOf(left), operandOf(right))) {
    const size = pointedSize(state, right.type);
    const type = state.types.byText("ptrdiff_t") ?? LONG;
    const difference: TypedExpression = {
      kind: "arithmetic",
      operator: "-",
      left: asAddress(left.expression),
      right: asAddress(right.expression),
      type: UNSIGNED_LONG,
      span,
    };
    return valueOf(convertTo(size === 1n ? difference : by("/", difference, size), type));
  }
  return incompatible(state, operator, left, right, operatorSpan);
}
function stepsLikePointer(type: DType): boolean {
  return isString(type) || (isPointer(type) && !isSizelessPointer(type));
}
function pointedSize(state: CheckState, type: DType): bigint {
  const target = isString(type) ? undefined : referencedType(type);
  return BigInt(target ? sizeOf(target, state.stringSize) || 1 : 1);
}
function asAddress(expression: TypedExpression): TypedExpression {
  return convertTo(expression, UNSIGNED_LONG);
}
function by(operator: "*" | "/", left: TypedExpression, factor: bigint): TypedExpression {
  const { span, type } = left;
  if (left.kind === "integer" && operator === "*") return { ...left, value: BigInt.asIntN(64, left.value * factor) };
  return { kind: "arithmetic", operator, left, right: { kind: "integer", value: factor, type, span }, type, span };
}
/** A pointer moved by whole elements. A string moves by bytes and stays a string. */
function displaced(
  state: CheckState,
  operator: "+" | "-",
  pointer: TypedValue,
  distance: TypedValue,
  span: Span,
  swapped: boolean,
): TypedValue {
  const size = pointedSize(state, pointer.type);
  const target = isString(pointer.type) ? undefined : referencedType(pointer.type)!;
  const type: DType = target
    ? resolveType(pointer.type).kind === "array" ? { kind: "pointer", to: target } : pointer.type
    : { kind: "pointer", to: CHARACTER };
  const base = convertTo(pointer.expression, type);
  const steps = size === 1n ? distance.expression : by("*", distance.expression, size);
  const [left, right] = swapped ? [steps, base] : [base, steps];
  const moved: TypedExpression = { kind: "arithmetic", operator, left, right, type, span };
  const value = valueOf(target ? moved : { kind: "at", address: moved, type: pointer.type, span });
  return { ...value, writable: operator === "+" && !swapped && pointer.writable };
}
const CHARACTER: DType = { kind: "int", name: "char", size: 1, signed: true, isChar: true };

function compare(
  state: CheckState,
  operator: CompareOperator,
  left: TypedValue,
  right: TypedValue,
  span: Span,
  operatorSpan: Span,
): TypedValue {
  const strings = isString(left.type) || isString(right.type);
  const fits = isPlain(left) && isPlain(right) && (
    compatibleTypes(left.type, right.type) && !("members" in resolveType(left.type)) ||
    (isInteger(left.type) && isInteger(right.type)) ||
    (strings && isStringLike(left.type) && isStringLike(right.type)) ||
    compatiblePointers(operandOf(left), operandOf(right)) !== undefined
  );
  if (!fits && !translatedPointers(left, right)) return incompatible(state, operator, left, right, operatorSpan);
  if (strings) {
    return valueOf({
      kind: "compare-strings",
      operator,
      left: left.expression,
      right: right.expression,
      type: INT,
      span,
    });
  }
  const integers = isInteger(left.type) && isInteger(right.type);
  const type = integers ? commonType(left.type, right.type) : UNSIGNED_LONG;
  const folded = integers ? fold(operator, left, right, type) : undefined;
  if (folded !== undefined) return valueOf({ kind: "integer", value: folded, type: INT, span });
  return valueOf({
    kind: "compare",
    operator,
    signed: isSigned(type),
    left: left.translation?.input ?? left.expression,
    right: right.translation?.input ?? right.expression,
    type: INT,
    span,
  });
}
/** Whether a translated pointer is compared with NULL: ours, so that a script can ask if there is something to see. */
function translatedPointers(left: TypedValue, right: TypedValue): boolean {
  const pointer = (value: TypedValue) => value.translation?.pointer === true;
  return (pointer(left) && constantOf(right) === 0n) || (pointer(right) && constantOf(left) === 0n);
}
function comma(state: CheckState, left: TypedValue, right: TypedValue, span: Span): TypedValue {
  for (const value of [left, right]) {
    if (value.action) {
      state.reporter.error("D_OP_ACT", "an action cannot be an operand of `,`", value.span, {
        plain: "operator , operands cannot be actions",
      });
      return errorValue(span);
    }
    if (!isPlain(value)) {
      state.reporter.error("D_OP_DYN", `\`,\` cannot take \`${typeNameOf(value)}\``, value.span, {
        plain: "operator , operands cannot be of dynamic type",
      });
      return errorValue(span);
    }
  }
  return valueOf({ kind: "comma", left: left.expression, right: right.expression, type: right.type, span });
}
