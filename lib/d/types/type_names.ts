/**
 * Types as DTrace spells them in messages: `struct foo *`, `int [3]`, `const char *`.
 *
 * @module
 */
import type { DType } from "./type.ts";

/** The type's name. Typedef names stay as written. */
export function typeName(type: DType): string {
  if (isFunctionPointer(type)) return "function pointer";
  if (type.kind === "function") return "function";
  return spell(type, "", "base");
}
function isFunctionPointer(type: DType): boolean {
  return type.kind === "pointer" && type.to.kind === "function";
}
/** `suffix` is what has been derived so far, around the place of the name. */
function spell(type: DType, suffix: string, inner: "base" | "pointer" | "array"): string {
  switch (type.kind) {
    case "pointer":
      return spell(type.to, "*" + suffix, "pointer");
    case "array":
      return spell(type.of, (inner === "pointer" ? `(${suffix})` : suffix) + `[${type.count}]`, "array");
    case "function":
      return spell(type.returns, (inner === "pointer" ? `(${suffix})` : suffix) + "()", "array");
    case "qualified":
      return type.of.kind === "pointer"
        ? spell(type.of, type.qualifier + (suffix === "" ? "" : " " + suffix), inner)
        : `${type.qualifier} ${spell(type.of, suffix, inner)}`;
    default:
      return baseName(type) + (suffix === "" ? "" : " " + suffix);
  }
}
function baseName(type: Exclude<DType, { kind: "pointer" | "array" | "function" | "qualified" }>): string {
  switch (type.kind) {
    case "void":
    case "string":
      return type.kind;
    case "int":
    case "float":
    case "typedef":
      return type.name;
    case "dynamic":
      return type.name === "<DYN>" || type.name === "<error>" ? "dynamic variable" : type.name;
    default:
      return `${type.kind} ${type.tag === "" ? "(anon)" : type.tag}`;
  }
}
