/**
 * Types and probes in words, for -lv, completion and the reference.
 *
 * @module
 */
import { type DType, resolveType, sizeOf, typeName } from "../types/mod.ts";
import type { ProgramChecker } from "./checker.ts";
import type { ProbeInformation } from "./definitions.ts";

export interface DescribedMember {
  readonly name: string;
  readonly type: string;
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
      offset,
      size: sizeOf(type),
      bits,
      doc,
    })),
  };
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
