/**
 * The types D knows before any declaration: C's arithmetic types on LP64 and the usual typedefs.
 *
 * @module
 */
import type { DType, DynamicType, FloatType, IntType, StringType, TypedefType, VoidType } from "./type.ts";

function int(name: string, size: 1 | 2 | 4 | 8, signed: boolean): IntType {
  return { kind: "int", name, size, signed, isChar: name.endsWith("char") };
}
function float(name: string, size: 4 | 8 | 16): FloatType {
  return { kind: "float", name, size };
}

/** `void`. */
export const VOID: VoidType = { kind: "void" };
/** D's by-value string. */
export const STRING: StringType = { kind: "string" };
export const CHAR = int("char", 1, true);
export const INT = int("int", 4, true);
export const UNSIGNED_INT = int("unsigned int", 4, false);
export const LONG = int("long", 8, true);
export const UNSIGNED_LONG = int("unsigned long", 8, false);
export const LONG_LONG = int("long long", 8, true);
export const UNSIGNED_LONG_LONG = int("unsigned long long", 8, false);

/** Type of an expression that is already reported as wrong: whatever is done with it stays silent. */
export const ERROR_TYPE: DynamicType = { kind: "dynamic", name: "<error>" };
/** Type of aggregations, translated data and arrays without keys. */
export const DYNAMIC: DynamicType = { kind: "dynamic", name: "<DYN>" };
/** What stack() and ustack() yield, in keys. */
export const STACK: DynamicType = { kind: "dynamic", name: "stack" };
/** What sym(), mod() and func() yield. */
export const SYMBOL_ADDRESS: DynamicType = { kind: "dynamic", name: "_symaddr" };
/** What usym(), umod() and uaddr() yield. */
export const USER_SYMBOL_ADDRESS: DynamicType = { kind: "dynamic", name: "_usymaddr" };

const BASE: readonly DType[] = [
  CHAR,
  INT,
  UNSIGNED_INT,
  LONG,
  UNSIGNED_LONG,
  LONG_LONG,
  UNSIGNED_LONG_LONG,
  int("short", 2, true),
  int("unsigned short", 2, false),
  int("signed char", 1, true),
  int("unsigned char", 1, false),
  int("_Bool", 1, false),
  float("float", 4),
  float("double", 8),
  float("long double", 16),
];

/** Typedef names and what they stand for; a later entry may use an earlier one. */
const TYPEDEFS: readonly (readonly [string, string])[] = [
  ["int8_t", "char"],
  ["int16_t", "short"],
  ["int32_t", "int"],
  ["int64_t", "long"],
  ["intptr_t", "long"],
  ["ssize_t", "long"],
  ["uint8_t", "unsigned char"],
  ["uint16_t", "unsigned short"],
  ["uint32_t", "unsigned int"],
  ["uint64_t", "unsigned long"],
  ["uchar_t", "unsigned char"],
  ["ushort_t", "unsigned short"],
  ["uint_t", "unsigned int"],
  ["ulong_t", "unsigned long"],
  ["u_longlong_t", "unsigned long long"],
  ["longlong_t", "long long"],
  ["ptrdiff_t", "long"],
  ["uintptr_t", "unsigned long"],
  ["size_t", "unsigned long"],
  ["id_t", "int"],
  ["pid_t", "int"],
  ["u_char", "unsigned char"],
  ["u_short", "unsigned short"],
  ["u_int", "unsigned int"],
  ["u_long", "unsigned long"],
  ["ushort", "unsigned short"],
  ["uint", "unsigned int"],
  ["ulong", "unsigned long"],
  ["u_int8_t", "uint8_t"],
  ["u_int16_t", "uint16_t"],
  ["u_int32_t", "uint32_t"],
  ["u_int64_t", "uint64_t"],
  ["intmax_t", "long"],
  ["uintmax_t", "unsigned long"],
  ["hrtime_t", "long long"],
  ["uid_t", "unsigned int"],
  ["gid_t", "unsigned int"],
  ["dev_t", "unsigned long"],
  ["off_t", "long"],
  ["off64_t", "long long"],
  ["offset_t", "long long"],
  ["ino_t", "unsigned long"],
  ["mode_t", "unsigned int"],
  ["nlink_t", "unsigned int"],
  ["time_t", "long"],
  ["clock_t", "long"],
  ["suseconds_t", "long"],
  ["useconds_t", "unsigned int"],
  ["socklen_t", "unsigned int"],
  ["sa_family_t", "unsigned short"],
  ["in_addr_t", "uint32_t"],
  ["in_port_t", "uint16_t"],
  ["pri_t", "short"],
  ["processorid_t", "int"],
  ["psetid_t", "int"],
  ["projid_t", "int"],
  ["taskid_t", "int"],
  ["poolid_t", "int"],
  ["ctid_t", "int"],
  ["major_t", "unsigned int"],
  ["minor_t", "unsigned int"],
  ["index_t", "short"],
  ["lwpid_t", "int"],
  ["cpuid_t", "int"],
  ["key_t", "int"],
  ["daddr_t", "long"],
  ["fsid_t", "unsigned long"],
  ["pgcnt_t", "unsigned long"],
  ["spgcnt_t", "long"],
  ["pfn_t", "unsigned long"],
  ["bool", "_Bool"],
];

const LIKE_C = new Map<string, DType>(BASE.map((type) => [(type as IntType).name, type]));

/** A new table of the intrinsic typedefs, by name. */
export function intrinsicTypedefs(): Map<string, TypedefType> {
  const table = new Map<string, TypedefType>();
  for (const [name, of] of TYPEDEFS) {
    table.set(name, { kind: "typedef", name, of: table.get(of) ?? LIKE_C.get(of)! });
  }
  table.set("caddr_t", { kind: "typedef", name: "caddr_t", of: { kind: "pointer", to: CHAR } });
  table.set("boolean_t", {
    kind: "typedef",
    name: "boolean_t",
    of: {
      kind: "enum",
      tag: "",
      complete: true,
      members: [{ name: "B_FALSE", value: 0n }, { name: "B_TRUE", value: 1n }],
    },
  });
  return table;
}

/** An arithmetic type by the name C gives it in full (`unsigned long`). */
export function arithmeticType(name: string): DType | undefined {
  return LIKE_C.get(name);
}

/** Names of floating types that take two words. */
export const FLOATS = { long: "long double" } as const;
