import { deepStrictEqual, strictEqual } from "node:assert";
import {
  alignOf,
  arithmeticType,
  CHAR,
  commonType,
  compatibleArgument,
  compatiblePointers,
  constantType,
  type DeclaredMember,
  type DType,
  findMember,
  INT,
  intrinsicTypedefs,
  layOut,
  LONG,
  sizeOf,
  STRING,
  type StructType,
  typeName,
  UNSIGNED_INT,
  UNSIGNED_LONG,
  VOID,
  wrapValue,
} from "../../../lib/d/types/mod.ts";

const SHORT = arithmeticType("short")!;
function struct(members: DeclaredMember[], kind: "struct" | "union" = "struct"): StructType {
  const made: StructType = { kind, tag: "s", complete: false, size: 0, align: 1, members: [] };
  layOut(made, members);
  return made;
}
/** Offsets and sizes as gcc 12 on x86-64 gives them for the same declarations. */
const LAYOUTS: [string, DeclaredMember[], number, number[], number[]?][] = [
  ["char, int", [{ name: "c", type: CHAR }, { name: "i", type: INT }], 8, [0, 4]],
  ["int, char", [{ name: "i", type: INT }, { name: "c", type: CHAR }], 8, [0, 4]],
  ["char, long, char", [{ name: "a", type: CHAR }, { name: "l", type: LONG }, { name: "b", type: CHAR }], 24, [
    0,
    8,
    16,
  ]],
  ["char, short[3]", [{ name: "c", type: CHAR }, { name: "s", type: { kind: "array", of: SHORT, count: 3 } }], 8, [
    0,
    2,
  ]],
  [
    "bits 3 + 5 + 8 of int",
    [
      { name: "a", type: INT, bits: 3 },
      { name: "b", type: INT, bits: 5 },
      { name: "c", type: INT, bits: 8 },
    ],
    4,
    [0, 0, 0],
    [0, 3, 8],
  ],
  ["a bit-field does not cross its unit", [{ name: "a", type: INT, bits: 20 }, { name: "b", type: INT, bits: 20 }], 8, [
    0,
    4,
  ], [0, 0]],
  [
    "a zero bit-field ends the unit",
    [
      { name: "a", type: INT, bits: 3 },
      { name: "", type: INT, bits: 0 },
      { name: "b", type: INT, bits: 3 },
    ],
    8,
    [0, 4],
    [0, 0],
  ],
  ["a member after bits", [{ name: "a", type: INT, bits: 3 }, { name: "c", type: CHAR }], 4, [0, 1]],
  ["bits after a member share its unit", [{ name: "c", type: CHAR }, { name: "a", type: INT, bits: 9 }], 4, [0, 0], [
    8,
  ]],
];
for (const [name, members, size, offsets, bits] of LAYOUTS) {
  Deno.test(`layout: ${name}`, () => {
    const made = struct(members);
    strictEqual(made.size, size);
    deepStrictEqual(made.members.map((member) => member.offset), offsets);
    if (bits) deepStrictEqual(made.members.flatMap((member) => member.bits ? [member.bits.offset] : []), bits);
  });
}
Deno.test("a union is as large as its largest member and aligned as its strictest", () => {
  const made = struct([{ name: "c", type: { kind: "array", of: CHAR, count: 9 } }, { name: "l", type: LONG }], "union");
  deepStrictEqual([made.size, made.align, made.members[1].offset], [16, 8, 0]);
});
Deno.test("members of an anonymous union are found through it", () => {
  const inner = struct([{ name: "x", type: CHAR }, { name: "y", type: LONG }]);
  const outer = struct([{ name: "a", type: LONG }, { name: "", type: { ...inner, tag: "" } }]);
  strictEqual(findMember(outer, "y")?.offset, 16);
});
Deno.test("huge arrays keep their size", () => {
  strictEqual(sizeOf({ kind: "array", of: LONG, count: 0xffffffff }), 0xffffffff * 8);
});
Deno.test("names are spelled as DTrace spells them", () => {
  const foo: DType = { ...struct([]), tag: "foo" };
  const names: [DType, string][] = [
    [{ kind: "pointer", to: foo }, "struct foo *"],
    [{ kind: "array", of: INT, count: 3 }, "int [3]"],
    [{ kind: "pointer", to: { kind: "qualified", qualifier: "const", of: CHAR } }, "const char *"],
    [{ kind: "pointer", to: { kind: "array", of: INT, count: 3 } }, "int (*)[3]"],
    [{ kind: "array", of: { kind: "pointer", to: INT }, count: 3 }, "int *[3]"],
    [{ kind: "array", of: { kind: "array", of: INT, count: 5 }, count: 3 }, "int [3][5]"],
    [{ kind: "pointer", to: { kind: "function", returns: INT, parameters: [], variadic: false } }, "function pointer"],
    [intrinsicTypedefs().get("uint64_t")!, "uint64_t"],
    [STRING, "string"],
    [VOID, "void"],
  ];
  for (const [type, name] of names) strictEqual(typeName(type), name);
});
Deno.test("constants take the first type that holds them (C99 6.4.4.1)", () => {
  const table: [bigint, boolean, number, number, string | undefined][] = [
    [1n, false, 0, 10, "int"],
    [0x7fffffffn, false, 0, 10, "int"],
    [0x80000000n, false, 0, 10, "long"],
    [0x80000000n, false, 0, 16, "unsigned int"],
    [0xffffffffffffffffn, false, 0, 16, "unsigned long"],
    [0xffffffffffffffffn, false, 0, 10, undefined],
    [1n, true, 0, 10, "unsigned int"],
    [1n, false, 1, 10, "long"],
    [1n, true, 2, 10, "unsigned long long"],
    [1n, false, 2, 10, "long long"],
  ];
  for (const [value, unsigned, longs, base, name] of table) {
    const type = constantType({ value, unsigned, longs, base });
    strictEqual(type && typeName(type), name);
  }
});
Deno.test("the common type is the wider one, or the unsigned one of two equally wide", () => {
  const table: [DType, DType, string][] = [
    [INT, INT, "int"],
    [CHAR, CHAR, "char"],
    [CHAR, INT, "int"],
    [INT, UNSIGNED_INT, "unsigned int"],
    [UNSIGNED_INT, LONG, "long"],
    [LONG, UNSIGNED_LONG, "unsigned long"],
  ];
  for (const [left, right, name] of table) {
    strictEqual(typeName(commonType(left, right)), name);
    strictEqual(typeName(commonType(right, left)), name);
  }
});
Deno.test("values are cut and extended by their type", () => {
  strictEqual(wrapValue(0xfff0n, SHORT), -16n);
  strictEqual(wrapValue(-1n, UNSIGNED_INT), 0xffffffffn);
  strictEqual(wrapValue(300n, CHAR), 44n);
  strictEqual(wrapValue(-1n, UNSIGNED_LONG), 0xffffffffffffffffn);
});
Deno.test("pointers go together when they point to the same, to void, or are 0", () => {
  const pointer = (to: DType): DType => ({ kind: "pointer", to });
  strictEqual(compatiblePointers({ type: pointer(INT) }, { type: pointer(LONG) }), undefined);
  deepStrictEqual(compatiblePointers({ type: pointer(INT) }, { type: pointer(VOID) }), pointer(INT));
  deepStrictEqual(compatiblePointers({ type: pointer(INT) }, { type: INT, constant: 0n }), pointer(INT));
  strictEqual(compatiblePointers({ type: pointer(INT) }, { type: INT, constant: 1n }), undefined);
  strictEqual(compatibleArgument({ type: STRING }, { type: pointer(CHAR) }), true);
  strictEqual(compatibleArgument({ type: STRING }, { type: INT }), false);
  strictEqual(alignOf(pointer(CHAR)), 8);
});
