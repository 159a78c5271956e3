/**
 * An expression while it is being checked: the typed expression and what may be done with it.
 *
 * @module
 */
import type { Span } from "../../diagnostic/mod.ts";
import type { TranslatorDeclaration as TranslatorNode } from "../syntax/mod.ts";
import { type DType, ERROR_TYPE, type StructType, typeName } from "../types/mod.ts";
import type { ActionDefinition, AggregatingDefinition } from "./builtin_definitions.ts";
import type { AggregationVariable, StoragePlace, TypedArgument, TypedExpression, TypedStatement } from "./typed.ts";

/** Stability of a name, of what it means and of where it works; smaller is less stable. */
export type Attributes = readonly [name: number, data: number, dependency: number];

/** Translators: how members of one struct are computed from a value of another type. */
export interface TranslatorEntry {
  readonly node: TranslatorNode;
  readonly source: DType;
  readonly output: DType;
  readonly struct: StructType;
  readonly members: ReadonlyMap<string, TranslatorNode["members"][number]>;
  /** Bound version, as one number. */
  version: number;
  attributes: Attributes;
}
/** A value seen through a translator. */
export interface Translation {
  readonly translator: TranslatorEntry;
  /** The untranslated value, of the translator's source type. */
  readonly input: TypedExpression;
  /** `xlate<T *>` and args[]: members with `->`; else with `.`. */
  readonly pointer: boolean;
}

export interface TypedValue {
  readonly expression: TypedExpression;
  readonly type: DType;
  readonly span: Span;
  /** Where it can be stored, if it is an lvalue. */
  readonly place?: StoragePlace;
  /** The lvalue may be written by D. */
  readonly writable?: boolean;
  /** Member that is a bit-field. */
  readonly bitField?: boolean;
  /** Output of a translator: its members are the translator's expressions. */
  readonly translation?: Translation;
  /** A variable or symbol name, for messages. */
  readonly name?: string;
  /** A D variable (whose address cannot be taken). */
  readonly variable?: boolean;
  /** A call of a function that yields nothing D can compute with. */
  readonly action?: {
    readonly definition: ActionDefinition;
    readonly args: readonly TypedArgument[];
    readonly data: unknown;
  };
  readonly aggregating?: { readonly definition: AggregatingDefinition; readonly args: readonly TypedValue[] };
  readonly aggregation?: {
    readonly aggregation?: AggregationVariable;
    readonly name: string;
    readonly assigned: boolean;
  };
  /** What an assigned aggregation does as a statement. */
  readonly statement?: TypedStatement;
  readonly attributes?: Attributes;
}

/** A value that is wrong already: whatever uses it stays silent. */
export function errorValue(span: Span): TypedValue {
  return { expression: { kind: "integer", value: 0n, type: ERROR_TYPE, span }, type: ERROR_TYPE, span };
}
export function isError(value: TypedValue): boolean {
  return value.type === ERROR_TYPE;
}
/** An rvalue. */
export function valueOf(expression: TypedExpression, attributes?: Attributes): TypedValue {
  return { expression, type: expression.type, span: expression.span, attributes };
}
/** Makes a value one that is seen through a translator. */
export function translated(value: TypedValue, translator: TranslatorEntry, pointer: boolean): TypedValue {
  return {
    ...value,
    type: pointer ? { kind: "pointer", to: translator.output } : translator.output,
    translation: { translator, input: value.expression, pointer },
  };
}
/** Value of an integer constant. */
export function constantOf(value: TypedValue): bigint | undefined {
  return value.expression.kind === "integer" && value.expression.type !== ERROR_TYPE
    ? value.expression.value
    : undefined;
}
/** The operand as compatibility sees it. */
export function operandOf(value: TypedValue): { type: DType; constant?: bigint } {
  return { type: value.type, constant: constantOf(value) };
}
/** The type's name as messages give it. */
export function typeNameOf(value: TypedValue): string {
  if (value.translation) return value.translation.pointer ? "pointer to translated data" : "translated data";
  if (value.action) return typeName(value.type);
  if (value.aggregation) return "aggregation";
  if (value.aggregating) return "aggregating function";
  return typeName(value.type);
}
