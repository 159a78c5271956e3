/**
 * Sizes, alignments and the layout of structs as the C ABI of 64-bit little-endian machines has them
 * (System V psABI for AMD64, section 3.1.2).
 *
 * @module
 */
import type { DType, Member, StructType } from "./type.ts";
import { resolveType } from "./classify.ts";

/** Bytes a value takes; 0 for void, functions and incomplete types. Strings take `stringSize`. */
export function sizeOf(type: DType, stringSize = 256): number {
  const resolved = resolveType(type);
  switch (resolved.kind) {
    case "int":
    case "float":
      return resolved.size;
    case "pointer":
      return 8;
    case "array":
      return resolved.count * sizeOf(resolved.of, stringSize);
    case "struct":
    case "union":
      return resolved.complete ? resolved.size : 0;
    case "enum":
      return resolved.complete ? 4 : 0;
    case "string":
      return stringSize;
    default:
      return 0;
  }
}
/** Alignment in bytes, at least 1. */
export function alignOf(type: DType): number {
  const resolved = resolveType(type);
  switch (resolved.kind) {
    case "int":
    case "float":
      return resolved.size;
    case "pointer":
      return 8;
    case "array":
      return alignOf(resolved.of);
    case "struct":
    case "union":
      return Math.max(1, resolved.align);
    case "enum":
      return 4;
    default:
      return 1;
  }
}

/** A member as declared: bits for a bit-field; no name for padding (`int : 3`) and anonymous structs. */
export interface DeclaredMember {
  readonly name: string;
  readonly type: DType;
  readonly bits?: number;
  readonly doc?: string;
}

/** Gives each member its place and completes the struct or union in place. */
export function layOut(struct: StructType, declared: readonly DeclaredMember[], stringSize = 256): void {
  const members: Member[] = [];
  /** Position of the next free bit, kept as whole bytes and bits so that large structs stay exact. */
  let byte = 0, bit = 0, align = 1, size = 0;
  const union = struct.kind === "union";
  for (const member of declared) {
    const unit = sizeOf(member.type, stringSize);
    const unitAlign = alignOf(member.type);
    if (union) byte = bit = 0;
    if (member.bits === undefined) {
      if (bit > 0) byte++, bit = 0;
      byte = roundUp(byte, unitAlign);
      align = Math.max(align, unitAlign);
      members.push({ name: member.name, type: member.type, offset: byte, doc: member.doc });
      byte += unit;
    } else if (member.bits === 0) {
      if (bit > 0) byte++, bit = 0;
      byte = roundUp(byte, unitAlign);
    } else {
      const start = Math.floor(byte / unit) * unit;
      const used = (byte - start) * 8 + bit;
      const [at, offset] = used + member.bits > unit * 8 ? [start + unit, 0] : [start, used];
      if (member.name !== "") {
        align = Math.max(align, unitAlign);
        members.push({
          name: member.name,
          type: member.type,
          offset: at,
          bits: { offset, width: member.bits },
          doc: member.doc,
        });
      }
      const end = offset + member.bits;
      byte = at + Math.floor(end / 8);
      bit = end % 8;
    }
    size = Math.max(size, byte + (bit > 0 ? 1 : 0));
  }
  struct.members = members;
  struct.align = align;
  struct.size = roundUp(size, align);
  struct.complete = true;
}
function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

/** A member by name, looked for in anonymous structs and unions too, with its offset from the outer start. */
export function findMember(struct: StructType, name: string): Member | undefined {
  for (const member of struct.members) {
    if (member.name === name) return member;
    const inner = resolveType(member.type);
    if (member.name === "" && (inner.kind === "struct" || inner.kind === "union")) {
      const found = findMember(inner, name);
      if (found) return { ...found, offset: found.offset + member.offset };
    }
  }
  return undefined;
}
/** Names of all members, those of anonymous structs included. */
export function memberNames(struct: StructType): string[] {
  return struct.members.flatMap((member) => {
    const inner = resolveType(member.type);
    return member.name !== "" || (inner.kind !== "struct" && inner.kind !== "union")
      ? [member.name]
      : memberNames(inner);
  });
}
