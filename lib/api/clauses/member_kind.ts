/**
 * What TypeScript has in place of a D type. The generator of the probes' types and the views at run time both ask here, so
 * that they cannot differ.
 *
 * @module
 */
import { type DType, type Member, resolveType, type StructType } from "../../d/types/mod.ts";

export type MemberKind =
  /** A number. Whole numbers of 64 bits too: one that no number holds exactly is an error, not a near miss. */
  | { readonly kind: "number"; readonly size: number }
  /** Nanoseconds since 1970, which no number holds exactly: a bigint. */
  | { readonly kind: "time" }
  /** Text, addresses too. */
  | { readonly kind: "text" }
  /** Members of its own; a pointer may be null. */
  | { readonly kind: "view"; readonly struct: StructType; readonly pointer: boolean }
  /** An array of numbers. */
  | { readonly kind: "numbers"; readonly size: 1 | 2 | 4 | 8; readonly count: number; readonly signed: boolean };

/** Undefined for what TypeScript has no use for. */
export function memberKind(type: DType, doc = ""): MemberKind | undefined {
  const resolved = resolveType(type);
  switch (resolved.kind) {
    case "int":
      return resolved.size === 8 && doc.includes("nanoseconds")
        ? { kind: "time" }
        : { kind: "number", size: resolved.size };
    case "enum":
      return { kind: "number", size: 4 };
    case "string":
      return { kind: "text" };
    case "struct":
    case "union":
      return resolved.complete ? { kind: "view", struct: resolved, pointer: false } : undefined;
    case "pointer": {
      const to = resolveType(resolved.to);
      if ((to.kind === "struct" || to.kind === "union") && to.complete) {
        return { kind: "view", struct: to, pointer: true };
      }
      return undefined;
    }
    case "array": {
      const of = resolveType(resolved.of);
      if (of.kind !== "int") return undefined;
      if (of.isChar && of.signed) return { kind: "text" };
      return { kind: "numbers", size: of.size, count: resolved.count, signed: of.signed };
    }
    default:
      return undefined;
  }
}
/** Members by name, those of anonymous structs and unions included. */
export function membersOf(struct: StructType): Member[] {
  return struct.members.flatMap((member) => {
    const inner = resolveType(member.type);
    if (member.name !== "") return [member];
    return inner.kind === "struct" || inner.kind === "union" ? membersOf(inner) : [];
  });
}
/** Members that number the flow an argument is about: whatever state a clause keeps by flow goes by them. */
export const FLOW_NUMBERS: ReadonlySet<string> = new Set([
  "cs_cid",
  "tcps_addr",
  "udps_addr",
  "udplites_addr",
  "sctps_addr",
]);
