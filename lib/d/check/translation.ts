/**
 * Translators: how members of one struct are computed from a value of another type.
 *
 * @module
 */
import type { Translator as TranslatorNode } from "../syntax/mod.ts";
import type { DType, StructType } from "../types/mod.ts";
import type { TypedExpression } from "./typed.ts";
import type { Attributes } from "./value.ts";

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
