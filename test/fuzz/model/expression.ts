/**
 * Expressions of D over integers, their text, and their value by DTrace's rules: 64-bit registers; memory that is cut to
 * the type of a place when it is stored and extended when it is loaded; variables that keep the whole register.
 *
 * @module
 */
import { cut, INT, type IntegerType, promoted, register, seen, UNSIGNED_LONG } from "./types.ts";

/** Where values live between expressions: by the text of the place, "m.b3" or "this->t7". */
export type Places = Map<string, bigint>;

export interface Place {
  readonly text: string;
  readonly type: IntegerType;
  /** Memory is cut to its type, a variable is not. */
  readonly memory: boolean;
}
export interface Expression {
  readonly text: string;
  readonly type: IntegerType;
  /** Known before anything runs. */
  readonly constant?: bigint;
  /** Changes a place. */
  readonly effects: boolean;
  run(places: Places): bigint;
}
/** A division by zero that happens at run time: the rest of the clause is left out. */
export class DivisionFault extends Error {}
/** What a compiler refuses: not an expression. */
export class Refused extends Error {}

function constant(text: string, value: bigint, type: IntegerType): Expression {
  const kept = register(value);
  return { text, type, constant: kept, effects: false, run: () => kept };
}
/** A number as it is written, or the name of an enumerator. */
export function literal(text: string, value: bigint, type: IntegerType): Expression {
  return constant(text, value, type);
}
export function load(place: Place): Expression {
  return { text: place.text, type: place.type, effects: false, run: (places) => read(places, place) };
}
function read(places: Places, { text }: Place): bigint {
  return places.get(text) ?? 0n;
}
function write(places: Places, { text, type, memory }: Place, value: bigint): void {
  places.set(text, memory ? cut(value, type) : register(value));
}

/** `-e`, `~e`, `!e`, `+e` */
export function unary(operator: "-" | "~" | "!" | "+", operand: Expression): Expression {
  const text = `${operator}${operand.text.startsWith(operator) ? " " : ""}${operand.text}`;
  const { type } = operand;
  const apply = (value: bigint): bigint => {
    switch (operator) {
      case "-":
        return register(-value);
      case "~":
        return register(~value);
      case "!":
        return value === 0n ? 1n : 0n;
      case "+":
        return value;
    }
  };
  const result = operator === "!" ? INT : type;
  if (operand.constant === undefined) {
    return { text, type: result, effects: operand.effects, run: (places) => apply(operand.run(places)) };
  }
  const value = apply(operand.constant);
  // a negated unsigned constant has the bits of its type, a negated unsigned value of a variable all 64
  return constant(text, operator === "-" && !type.signed && !type.enumeration ? cut(value, type) : value, result);
}

export type BinaryOperator =
  | ("+" | "-" | "*" | "/" | "%" | "&" | "|" | "^" | "<<" | ">>")
  | ("==" | "!=" | "<" | "<=" | ">" | ">=" | "&&" | "||" | "^^");
const COMPARISONS = new Set(["==", "!=", "<", "<=", ">", ">="]);
const LOGICAL = new Set(["&&", "||", "^^"]);

/** What an operator does with two registers that are seen with the signedness of its type. */
function compute(operator: string, left: bigint, right: bigint, signed: boolean): bigint {
  const l = seen(left, signed), r = seen(right, signed);
  const truth = (value: boolean) => value ? 1n : 0n;
  if ((operator === "/" || operator === "%") && r === 0n) throw new DivisionFault();
  switch (operator) {
    case "+":
      return register(l + r);
    case "-":
      return register(l - r);
    case "*":
      return register(l * r);
    case "/":
      return register(l / r);
    case "%":
      return register(l % r);
    case "&":
      return register(l & r);
    case "|":
      return register(l | r);
    case "^":
      return register(l ^ r);
    case "<<":
      return register(l << (right & 63n));
    case ">>":
      return register(l >> (right & 63n));
    case "==":
      return truth(l === r);
    case "!=":
      return truth(l !== r);
    case "<":
      return truth(l < r);
    case "<=":
      return truth(l <= r);
    case ">":
      return truth(l > r);
    case ">=":
      return truth(l >= r);
    case "^^":
      return truth((left !== 0n) !== (right !== 0n));
  }
  throw new Error(`no operator ${operator}`);
}
export function binary(operator: BinaryOperator, left: Expression, right: Expression): Expression {
  const text = `(${left.text} ${operator} ${right.text})`;
  const effects = left.effects || right.effects;
  if ((operator === "/" || operator === "%") && right.constant === 0n) throw new Refused("division by zero");
  // a comparison and an arithmetic operator see both sides as their common type; a shift as its left side
  const shift = operator === "<<" || operator === ">>";
  const common = shift ? left.type : promoted(left.type, right.type);
  const type = COMPARISONS.has(operator) || LOGICAL.has(operator) ? INT : common;
  const run = (places: Places): bigint => {
    const l = left.run(places);
    if (operator === "&&") return l !== 0n && right.run(places) !== 0n ? 1n : 0n;
    if (operator === "||") return l !== 0n || right.run(places) !== 0n ? 1n : 0n;
    return compute(operator, l, right.run(places), common.signed);
  };
  if (left.constant !== undefined && right.constant !== undefined) {
    // constants of an enumeration are ints
    const value = shift
      ? compute(operator, left.constant, right.constant, common.signed || !!common.enumeration)
      : run(new Map());
    return constant(text, value, type);
  }
  return { text, type, effects, run };
}

/** `(type)e`: the bits of the new type; nothing is done to one of the same size and signedness. */
export function cast(type: IntegerType, operand: Expression): Expression {
  const text = `(${type.name})${operand.text}`;
  const from = operand.type;
  const apply = (value: bigint): bigint => {
    const fromSize = sizeOf(from), size = sizeOf(type);
    if (fromSize === size && from.signed === type.signed) return value;
    if (size <= fromSize || !from.signed) {
      return size === 8 ? value : cut(value, { bits: 8 * size, signed: type.signed });
    }
    const extended = cut(value, { bits: 8 * fromSize, signed: true });
    return type.signed || size === 8 ? extended : cut(extended, { bits: 8 * size, signed: false });
  };
  if (operand.constant !== undefined) return constant(text, castConstant(operand.constant, from, type), type);
  return { text, type, effects: operand.effects, run: (places) => apply(operand.run(places)) };
}
/** Computed constants may be wider than their type: a cast to another size or signedness cuts them to theirs first. */
function castConstant(value: bigint, from: IntegerType, to: IntegerType): bigint {
  if (sizeOf(from) === sizeOf(to) && from.signed === to.signed) return value;
  const whole = (type: IntegerType) => ({ bits: 8 * sizeOf(type), signed: type.signed || type.enumeration === true });
  return cut(cut(value, whole(from)), whole(to));
}
/** Bytes that a value of the type takes; of a bit-field those of the smallest unit that holds it. */
export function sizeOf({ bits }: IntegerType): 1 | 2 | 4 | 8 {
  return bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8;
}

/** A constant condition chooses while the text is parsed; what it does not choose is nowhere. */
export function conditional(condition: Expression, then: Expression, otherwise: Expression): Expression {
  const text = `(${condition.text} ? ${then.text} : ${otherwise.text})`;
  if (condition.constant !== undefined) {
    const chosen = condition.constant !== 0n ? then : otherwise;
    return { ...chosen, text, run: (places) => chosen.run(places) };
  }
  return {
    text,
    type: then.type === otherwise.type ? then.type : promoted(then.type, otherwise.type),
    effects: condition.effects || then.effects || otherwise.effects,
    run: (places) => (condition.run(places) !== 0n ? then : otherwise).run(places),
  };
}
export function comma(left: Expression, right: Expression): Expression {
  return {
    text: `(${left.text}, ${right.text})`,
    type: right.type,
    effects: left.effects || right.effects,
    run(places) {
      left.run(places);
      return right.run(places);
    },
  };
}
export function sizeofType(type: IntegerType): Expression {
  return constant(`sizeof (${type.name})`, BigInt(sizeOf(type)), UNSIGNED_LONG);
}

/** A constant that is stored takes the type of the place first. */
function stored(place: Place, value: Expression): Expression {
  if (value.constant === undefined) return value;
  return constant(value.text, castConstant(value.constant, value.type, place.type), place.type);
}
export type AssignmentOperator = "=" | `${"+" | "-" | "*" | "/" | "%" | "&" | "|" | "^" | "<<" | ">>"}=`;

/** `place = e` and its kin; the value is the register that was stored, also where memory kept less of it. */
export function assign(operator: AssignmentOperator, place: Place, value: Expression): Expression {
  if ((operator === "/=" || operator === "%=") && value.constant === 0n) throw new Refused("division by zero");
  const kept = stored(place, value);
  return {
    text: `(${place.text} ${operator} ${value.text})`,
    type: place.type,
    effects: true,
    run(places) {
      const old = operator === "=" ? 0n : read(places, place);
      const given = kept.run(places);
      const result = operator === "=" ? given : compute(operator.slice(0, -1), old, given, place.type.signed);
      write(places, place, result);
      return result;
    },
  };
}
export function step(operator: "++" | "--", postfix: boolean, place: Place): Expression {
  return {
    text: postfix ? `${place.text}${operator}` : `(${operator}${place.text})`,
    type: place.type,
    effects: true,
    run(places) {
      const old = read(places, place);
      const next = register(old + (operator === "++" ? 1n : -1n));
      write(places, place, next);
      return postfix ? old : next;
    },
  };
}
