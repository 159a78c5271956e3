/**
 * Types of what is known of a place in a program: stacks, addresses with a name. In memory they are a process, 0 for the kernel,
 * and addresses of 64 bits.
 *
 * @module
 */
import { resolveType } from "./classify.ts";
import { UNSIGNED_LONG } from "./intrinsic.ts";
import type { DType, StructType, TracedKind } from "./type.ts";

const known = new Map<string, StructType>();

/** One type for each kind and count of addresses. */
export function tracedType(kind: TracedKind, addresses: number): StructType {
  const key = `${kind} ${addresses}`;
  let type = known.get(key);
  if (!type) {
    const size = 8 + 8 * addresses;
    const frames: DType = { kind: "array", of: UNSIGNED_LONG, count: addresses };
    type = {
      kind: "struct",
      tag: kind,
      traced: kind,
      complete: true,
      size,
      align: 8,
      members: [{ name: "process", type: UNSIGNED_LONG, offset: 0 }, { name: "address", type: frames, offset: 8 }],
    };
    known.set(key, type);
  }
  return type;
}
/** What of that kind a type is. */
export function tracedKind(type: DType): TracedKind | undefined {
  const resolved = resolveType(type);
  return resolved.kind === "struct" ? resolved.traced : undefined;
}
