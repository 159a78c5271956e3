/**
 * The checked program: names resolved, types known, conversions explicit, translators applied.
 *
 * The value of an expression of by-reference type (string, array, struct, union) is the address of its
 * bytes, everything else is an integer in a 64-bit register, as in DTrace's own machine.
 *
 * @module
 */
import type { Span } from "../../diagnostic/mod.ts";
import type { DType } from "../types/mod.ts";

/** What an action does to the rules about speculation, recording and order. */
export interface ActionTraits {
  /** Records data for the consumer. */
  readonly records: boolean;
  readonly destructive?: boolean;
  readonly special?: "speculate" | "commit" | "discard" | "exit";
  /** It reads all that was captured of the packet, whatever its arguments are. */
  readonly wholePacket?: true;
}
/** A builtin as a checked program refers to it: by its name all else is found. */
export interface BuiltinReference {
  readonly name: string;
  /** Why it compiles and yet cannot be enabled here. */
  readonly unavailable?: string;
}
interface Typed {
  readonly type: DType;
  readonly span: Span;
}
export type VariableScope = "global" | "self" | "this";
/** A variable that the program declared, by declaration or by first assignment. */
export interface Variable {
  /** Unique in the program, in order of first appearance, from 0. */
  readonly id: number;
  readonly name: string;
  readonly scope: VariableScope;
  type: DType;
  /** Key types of an associative array; undefined for a scalar. */
  keys?: readonly DType[];
}
/** A value computed once and used several times: inputs of translators, parameters of inlines. */
export interface Slot {
  readonly id: number;
  readonly type: DType;
}
export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%" | "&" | "|" | "^" | "<<" | ">>";
export type CompareOperator = "==" | "!=" | "<" | "<=" | ">" | ">=";
/** Bits of a storage unit of so many bytes, from the least significant. */
export interface BitField {
  readonly offset: number;
  readonly width: number;
  readonly unit: 1 | 2 | 4 | 8;
}
export type StoragePlace =
  | {
    readonly kind: "variable";
    readonly variable: Variable;
    readonly keys: readonly TypedExpression[];
    readonly type: DType;
  }
  /** Memory at an address; bits for a bit-field in the storage unit at that address. */
  | {
    readonly kind: "memory";
    readonly address: TypedExpression;
    readonly type: DType;
    readonly bits?: BitField;
  };
export type TypedExpression =
  | Typed & { readonly kind: "integer"; readonly value: bigint }
  /** NUL is added. */
  | Typed & { readonly kind: "string"; readonly bytes: Uint8Array }
  /** Reads a variable. Of by-reference type: its address; with `allocate` it is made if absent. */
  | Typed & {
    readonly kind: "variable";
    readonly variable: Variable;
    readonly keys: readonly TypedExpression[];
    readonly allocate?: boolean;
  }
  /** Built-in variable; `args` for indexed ones (`args[]`, `uregs[]`), usually a constant. */
  | Typed & {
    readonly kind: "builtin";
    readonly definition: BuiltinReference;
    readonly args: readonly TypedExpression[];
    /** Of a pointer: bytes behind it that the provider vouches for, unless it is NULL. */
    readonly behind?: number;
  }
  /** `*p`, `p->m`, `a[i]`, of scalar type (by-reference types are just their address, see `at`). */
  | Typed & {
    readonly kind: "load";
    readonly address: TypedExpression;
    readonly bits?: BitField;
  }
  /** The bytes at an address taken as a value of by-reference type: nothing to do, but the type. */
  | Typed & { readonly kind: "at"; readonly address: TypedExpression }
  /** `stringof`, or a char array or pointer where a string is expected: bytes up to NUL or strsize. */
  | Typed & { readonly kind: "to-string"; readonly operand: TypedExpression }
  | Typed & { readonly kind: "negate" | "complement" | "not"; readonly operand: TypedExpression }
  /** Both operands have the converted type; pointer arithmetic is already scaled. */
  | Typed & {
    readonly kind: "arithmetic";
    readonly operator: ArithmeticOperator;
    readonly left: TypedExpression;
    readonly right: TypedExpression;
    /** Of an index of an array of the program's own, times the size of an element: it is less than this, else it is a fault. */
    readonly within?: number;
  }
  | Typed & {
    readonly kind: "compare";
    readonly operator: CompareOperator;
    readonly signed: boolean;
    readonly left: TypedExpression;
    readonly right: TypedExpression;
  }
  | Typed & {
    readonly kind: "compare-strings";
    readonly operator: CompareOperator;
    readonly left: TypedExpression;
    readonly right: TypedExpression;
  }
  | Typed & {
    readonly kind: "logical";
    readonly operator: "&&" | "||" | "^^";
    readonly left: TypedExpression;
    readonly right: TypedExpression;
  }
  | Typed & {
    readonly kind: "conditional";
    readonly condition: TypedExpression;
    readonly then: TypedExpression;
    readonly else: TypedExpression;
  }
  | Typed & { readonly kind: "comma"; readonly left: TypedExpression; readonly right: TypedExpression }
  /** To an integer or pointer type: cut to its size and sign- or zero-extended. */
  | Typed & { readonly kind: "convert"; readonly operand: TypedExpression }
  /** Result: the value stored. With an operator: target = target op value. */
  | Typed & {
    readonly kind: "assign";
    readonly target: StoragePlace;
    readonly operator?: ArithmeticOperator;
    readonly value: TypedExpression;
  }
  | Typed & { readonly kind: "step"; readonly target: StoragePlace; readonly delta: bigint; readonly postfix: boolean }
  | Typed & {
    readonly kind: "call";
    readonly definition: BuiltinReference;
    readonly args: readonly TypedExpression[];
    readonly data?: unknown;
  }
  /** A whole translated struct, made in scratch: members' values stored at their offsets. */
  | Typed & {
    readonly kind: "translate";
    readonly members: readonly { readonly offset: number; readonly type: DType; readonly value: TypedExpression }[];
  }
  | Typed & {
    readonly kind: "let";
    readonly slot: Slot;
    readonly value: TypedExpression;
    readonly body: TypedExpression;
  }
  | Typed & { readonly kind: "slot"; readonly slot: Slot };

/** An aggregation variable. */
export interface AggregationVariable {
  /** From 1, in order of first appearance. */
  readonly id: number;
  /** Without the `@`; "_" for the unnamed. */
  readonly name: string;
  definition: BuiltinReference;
  /** What the function's parameters came to (quantize bounds …), in the function's own form; equal in every use. */
  parameters: unknown;
  keys: readonly DType[];
}
/** An argument as an action sees it before anything is evaluated. */
export type TypedArgument =
  | { readonly kind: "expression"; readonly expression: TypedExpression }
  | { readonly kind: "aggregation"; readonly aggregation: AggregationVariable; readonly span: Span };
export type TypedStatement =
  | { readonly kind: "expression"; readonly expression: TypedExpression; readonly span: Span }
  | {
    readonly kind: "if";
    readonly condition: TypedExpression;
    readonly then: readonly TypedStatement[];
    readonly else: readonly TypedStatement[];
    readonly span: Span;
  }
  | {
    readonly kind: "aggregate";
    readonly aggregation: AggregationVariable;
    readonly keys: readonly TypedExpression[];
    readonly args: readonly TypedExpression[];
    readonly span: Span;
  }
  | {
    readonly kind: "action";
    readonly definition: BuiltinReference & { readonly traits: ActionTraits };
    readonly args: readonly TypedArgument[];
    /** What the definition's `check` returned. */
    readonly data: unknown;
    readonly span: Span;
  };
export interface TypedClause {
  readonly index: number;
  readonly descriptions: readonly import("../syntax/mod.ts").ProbeDescription[];
  /** Ids of the probes it matched, ascending. */
  readonly probes: readonly number[];
  readonly predicate?: TypedExpression;
  /** Undefined: default action. */
  readonly body?: readonly TypedStatement[];
  readonly span: Span;
}
export interface TypedProgram {
  readonly clauses: readonly TypedClause[];
  readonly variables: readonly Variable[];
  readonly aggregations: readonly AggregationVariable[];
  /** Options set by `#pragma D option`, in order. */
  readonly options: readonly { readonly name: string; readonly value?: string; readonly span: Span }[];
  /** Whether any clause holds a destructive action. */
  readonly destructive: boolean;
}
