/**
 * Types and probes in words, for -lv, completion and the reference.
 *
 * @module
 */
import { type DType, resolveType, sizeOf, typeName } from "../types/mod.ts";
import type { ProgramChecker } from "./checker.ts";
import type { ProbeInformation } from "./builtin_definitions.ts";

export interface DescribedMember {
  readonly name: string;
  readonly type: string;
  /** The type itself, to go on from. */
  readonly of: DType;
  readonly offset: number;
  readonly size: number;
  readonly bits?: { readonly offset: number; readonly width: number };
  readonly doc?: string;
}
export interface DescribedType {
  readonly name: string;
  readonly size: number;
  /** Of a struct or union, or of what a pointer points to. */
  readonly members: readonly DescribedMember[];
  /** The library that defines the struct or union. */
  readonly library?: string;
}
/** A name that a library gives to an expression: a constant, or an array of texts. */
export interface DescribedInline {
  readonly name: string;
  readonly type: string;
  /** The expression as it is written. */
  readonly value: string;
  readonly library: string;
}
/** A type with its members. */
export function describeType(type: DType): DescribedType {
  const resolved = resolveType(type);
  const struct = resolved.kind === "pointer" ? resolveType(resolved.to) : resolved;
  const members = struct.kind === "struct" || struct.kind === "union" ? struct.members : [];
  return {
    name: typeName(type),
    size: sizeOf(type),
    members: members.map(({ name, type, offset, bits, doc }) => ({
      name,
      type: typeName(type),
      of: type,
      offset,
      size: sizeOf(type),
      bits,
      doc,
    })),
    library: "library" in struct ? struct.library : undefined,
  };
}
/** The inlines that libraries declare, in their order. */
export function describeInlines(checker: ProgramChecker): DescribedInline[] {
  const described: DescribedInline[] = [];
  for (const { name, type, parameters, node } of checker.state.inlines.values()) {
    if (!node) continue;
    const { source, start, end } = node.value.span;
    const keys = parameters ? `[${parameters.map((one) => typeName(one.type)).join(", ")}]` : "";
    const value = source.text.slice(start, end).replaceAll(/\s+/g, " ");
    described.push({ name, type: typeName(type) + keys, value, library: source.name });
  }
  return described;
}
/** Types of a probe's args[]; undefined where a library does not know the name. */
export function probeArguments(
  checker: ProgramChecker,
  probe: ProbeInformation,
): { readonly native: DType | undefined; readonly translated: DType | undefined; readonly doc?: string }[] {
  const { types } = checker.state;
  return (probe.args ?? []).map(({ native, translated, doc }) => ({
    native: types.byText(native),
    translated: types.byText(translated ?? native),
    doc,
  }));
}
