/**
 * The instructions of WebAssembly by their numbers, and what stands behind each in its bytes (core specification, section 5.4):
 * for reading code again.
 *
 * @module
 */

/** What follows an instruction's number. */
export type Immediate =
  | "none"
  | "block"
  | "depth"
  | "depths"
  | "function"
  | "indirect"
  | "local"
  | "global"
  | "memory"
  | "i32"
  | "i64"
  | "f32"
  | "f64"
  | "v128"
  | "lane"
  | "lanes"
  | "memory index"
  | "two memory indices";

export interface InstructionForm {
  readonly name: string;
  readonly immediate: Immediate;
  /** Of loads and stores: the alignment that the text leaves out, as a power of two. */
  readonly align?: number;
}

const CONTROL: Readonly<Record<number, readonly [name: string, immediate?: Immediate]>> = {
  0x00: ["unreachable"],
  0x01: ["nop"],
  0x02: ["block", "block"],
  0x03: ["loop", "block"],
  0x04: ["if", "block"],
  0x05: ["else"],
  0x0b: ["end"],
  0x0c: ["br", "depth"],
  0x0d: ["br_if", "depth"],
  0x0e: ["br_table", "depths"],
  0x0f: ["return"],
  0x10: ["call", "function"],
  0x11: ["call_indirect", "indirect"],
  0x1a: ["drop"],
  0x1b: ["select"],
  0x20: ["local.get", "local"],
  0x21: ["local.set", "local"],
  0x22: ["local.tee", "local"],
  0x23: ["global.get", "global"],
  0x24: ["global.set", "global"],
  0x3f: ["memory.size", "memory index"],
  0x40: ["memory.grow", "memory index"],
  0x41: ["i32.const", "i32"],
  0x42: ["i64.const", "i64"],
  0x43: ["f32.const", "f32"],
  0x44: ["f64.const", "f64"],
};
/** From 0x28, with the power of two that each moves. */
const MEMORY =
  "i32.load:2 i64.load:3 f32.load:2 f64.load:3 i32.load8_s:0 i32.load8_u:0 i32.load16_s:1 i32.load16_u:1 " +
  "i64.load8_s:0 i64.load8_u:0 i64.load16_s:1 i64.load16_u:1 i64.load32_s:2 i64.load32_u:2 i32.store:2 i64.store:3 " +
  "f32.store:2 f64.store:3 i32.store8:0 i32.store16:1 i64.store8:0 i64.store16:1 i64.store32:2";
const COMPARISONS = "eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u";
const INTEGER = "clz ctz popcnt add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr";
const FLOAT = "abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign";
const of = (type: string, names: string) => names.split(" ").map((name) => `${type}.${name}`);
/** From 0x45. */
const NUMERIC = [
  "i32.eqz",
  ...of("i32", COMPARISONS),
  "i64.eqz",
  ...of("i64", COMPARISONS),
  ...of("f32", "eq ne lt gt le ge"),
  ...of("f64", "eq ne lt gt le ge"),
  ...of("i32", INTEGER),
  ...of("i64", INTEGER),
  ...of("f32", FLOAT),
  ...of("f64", FLOAT),
  ...of("i32", "wrap_i64 trunc_f32_s trunc_f32_u trunc_f64_s trunc_f64_u"),
  ...of("i64", "extend_i32_s extend_i32_u trunc_f32_s trunc_f32_u trunc_f64_s trunc_f64_u"),
  ...of("f32", "convert_i32_s convert_i32_u convert_i64_s convert_i64_u demote_f64"),
  ...of("f64", "convert_i32_s convert_i32_u convert_i64_s convert_i64_u promote_f32"),
  "i32.reinterpret_f32",
  "i64.reinterpret_f64",
  "f32.reinterpret_i32",
  "f64.reinterpret_i64",
  ...of("i32", "extend8_s extend16_s"),
  ...of("i64", "extend8_s extend16_s extend32_s"),
];
/** Behind 0xfc. */
const SATURATING = [
  ...of("i32", "trunc_sat_f32_s trunc_sat_f32_u trunc_sat_f64_s trunc_sat_f64_u"),
  ...of("i64", "trunc_sat_f32_s trunc_sat_f32_u trunc_sat_f64_s trunc_sat_f64_u"),
];
/** Behind 0xfd: those that `vector/` writes, and of the relaxed ones. */
const VECTOR: Readonly<Record<number, InstructionForm>> = {
  0: { name: "v128.load", immediate: "memory", align: 4 },
  12: { name: "v128.const", immediate: "v128" },
  13: { name: "i8x16.shuffle", immediate: "lanes" },
  15: { name: "i8x16.splat", immediate: "none" },
  17: { name: "i32x4.splat", immediate: "none" },
  18: { name: "i64x2.splat", immediate: "none" },
  27: { name: "i32x4.extract_lane", immediate: "lane" },
  28: { name: "i32x4.replace_lane", immediate: "lane" },
  30: { name: "i64x2.replace_lane", immediate: "lane" },
  78: { name: "v128.and", immediate: "none" },
  81: { name: "v128.xor", immediate: "none" },
  109: { name: "i8x16.shr_u", immediate: "none" },
  0x100: { name: "i8x16.relaxed_swizzle", immediate: "none" },
};

const FORMS = new Map<number, InstructionForm>();
for (const [opcode, [name, immediate = "none"]] of Object.entries(CONTROL)) {
  FORMS.set(Number(opcode), { name, immediate });
}
MEMORY.split(" ").forEach((text, i) => {
  const [name, align] = text.split(":");
  FORMS.set(0x28 + i, { name, immediate: "memory", align: Number(align) });
});
NUMERIC.forEach((name, i) => FORMS.set(0x45 + i, { name, immediate: "none" }));

/** First bytes after which the instruction's number stands. */
export const PREFIX = { NUMERIC: 0xfc, VECTOR: 0xfd } as const;

/** The instruction of a number, behind a prefix or without; undefined where none is known. */
export function formOf(opcode: number, prefix?: number): InstructionForm | undefined {
  if (prefix === undefined) return FORMS.get(opcode);
  if (prefix === PREFIX.VECTOR) return VECTOR[opcode];
  if (opcode === 10) return { name: "memory.copy", immediate: "two memory indices" };
  if (opcode === 11) return { name: "memory.fill", immediate: "memory index" };
  return opcode < SATURATING.length ? { name: SATURATING[opcode], immediate: "none" } : undefined;
}
