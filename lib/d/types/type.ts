/**
 * D's types: C's (with the sizes of a 64-bit machine, LP64, little endian) and `string`.
 *
 * @module
 */

export interface VoidType {
  readonly kind: "void";
}
export interface IntType {
  readonly kind: "int";
  /** As C spells it: `int`, `unsigned long`, `char`. */
  readonly name: string;
  readonly size: 1 | 2 | 4 | 8;
  readonly signed: boolean;
  readonly isChar: boolean;
  /** Of a bit-field's value: how many of its bits there are. Its size is that of the least integer which holds them. */
  readonly bits?: number;
}
export interface FloatType {
  readonly kind: "float";
  readonly name: string;
  readonly size: 4 | 8 | 16;
}
export interface PointerType {
  readonly kind: "pointer";
  readonly to: DType;
}
export interface ArrayType {
  readonly kind: "array";
  readonly of: DType;
  readonly count: number;
}
export interface Member {
  readonly name: string;
  readonly type: DType;
  /** Byte offset of the member, or of the storage unit of a bit-field. */
  readonly offset: number;
  /** Only for bit-fields: bits from the least significant of the storage unit. */
  readonly bits?: { readonly offset: number; readonly width: number };
  /** Documentation: what it is, its unit, its source. */
  readonly doc?: string;
}
/** Identity matters: a struct is completed in place. */
export interface StructType {
  readonly kind: "struct" | "union";
  /** Tag, or "" if anonymous. */
  readonly tag: string;
  complete: boolean;
  size: number;
  align: number;
  members: Member[];
  /** The library that defines it. */
  library?: string;
  /** It holds a stack, or an address that has a name. */
  readonly traced?: TracedKind;
}
/** What stack() and sym() and their like yield. */
export type TracedKind = "stack" | "sym" | "func" | "mod" | "usym" | "ufunc" | "umod" | "uaddr";
export interface EnumType {
  readonly kind: "enum";
  readonly tag: string;
  complete: boolean;
  members: { readonly name: string; readonly value: bigint }[];
  /** A member is negative. */
  signed?: boolean;
}
export interface FunctionType {
  readonly kind: "function";
  readonly returns: DType;
  readonly parameters: readonly DType[];
  readonly variadic: boolean;
}
export interface TypedefType {
  readonly kind: "typedef";
  readonly name: string;
  readonly of: DType;
}
export interface QualifiedType {
  readonly kind: "qualified";
  readonly qualifier: "const" | "volatile" | "restrict";
  readonly of: DType;
}
/** D's string: `strsize` bytes, by value, ended by a NUL. */
export interface StringType {
  readonly kind: "string";
}
/** Type of an aggregation, a stack, a function name: only builtins accept it. DTrace prints it `<DYN>`. */
export interface DynamicType {
  readonly kind: "dynamic";
  readonly name: string;
}
export type DType =
  | VoidType
  | IntType
  | FloatType
  | PointerType
  | ArrayType
  | StructType
  | EnumType
  | FunctionType
  | TypedefType
  | QualifiedType
  | StringType
  | DynamicType;
