/** The kernel's description of its types: what a compiler says of the same structs, and what damage does. */
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { alignOf, findMember, memberNames, sizeOf, type StructType, typeName } from "../../../lib/d/types/mod.ts";
import { BtfError, KernelTypes } from "../../../lib/providers/linux/mod.ts";
import { isThere } from "../../programs.ts";
import { type BtfRecord, writeBtf } from "./btf_writer.ts";

const INT = 1,
  POINTER = 2,
  ARRAY = 3,
  STRUCT = 4,
  ENUM = 6,
  FORWARD = 7,
  TYPEDEF = 8,
  CONST = 10,
  FUNCTION = 12,
  PROTOTYPE = 13;
/** 1 int, 2 char, 3 struct task *, 4 char [16], 5 struct task, 6 typedef id, 7 fwd other, 8 const struct task, 9 … */
const TASK: readonly BtfRecord[] = [
  [INT, "int", 4, [0x0100_0020]],
  [INT, "char", 1, [8]],
  [POINTER, "", 5, []],
  [ARRAY, "", 0, [2, 1, 16]],
  [STRUCT, "task", 40, ["pid", 6, 0, "parent", 3, 64, "comm", 4, 128, "", 9, 256], { count: 4 }],
  [TYPEDEF, "id", 1, []],
  [FORWARD, "other", 0, []],
  [CONST, "", 5, []],
  [STRUCT, "", 8, ["low", 1, 3 << 24 | 0, "high", 1, 7 << 24 | 3, "state", 10, 32], { count: 3, isFlagged: true }],
  [ENUM, "state", 4, ["RUNS", 0, "WAITS", -1], { count: 2, isFlagged: true }],
  [POINTER, "", 12, []],
  [PROTOTYPE, "", 0, ["", 13, "", 3, "", 1], { count: 3 }],
  [POINTER, "", 0, []],
  [TYPEDEF, "btf_trace_task_begins", 11, []],
  [PROTOTYPE, "", 0, ["__data", 13, "who", 3, "how", 1], { count: 3 }],
  [FUNCTION, "__traceiter_task_begins", 15, []],
];
const typesOf = (bytes: Uint8Array) => new KernelTypes(() => bytes);

Deno.test("members, their places, bit-fields, anonymous structs, enumerations and tracepoints are read", () => {
  const types = typesOf(writeBtf(TASK));
  const task = types.tag("struct", "task") as StructType;
  strictEqual(task.size, 40);
  deepStrictEqual(memberNames(task), ["pid", "parent", "comm", "low", "high", "state"]);
  strictEqual(typeName(findMember(task, "pid")!.type), "id");
  strictEqual(typeName(findMember(task, "parent")!.type), "struct task *");
  strictEqual(findMember(task, "comm")!.offset, 16);
  const high = findMember(task, "high")!;
  deepStrictEqual([high.offset, high.bits], [32, { offset: 3, width: 7 }]);
  const state = findMember(task, "state")!;
  strictEqual(state.offset, 36);
  deepStrictEqual(state.type.kind === "enum" && state.type.members, [
    { name: "RUNS", value: 0n },
    { name: "WAITS", value: -1n },
  ]);
  strictEqual(alignOf(task), 8);
  deepStrictEqual(types.tracepoints(), ["task_begins"]);
  const { parameters } = types.tracepoint("task_begins")!;
  deepStrictEqual(parameters.map(({ name, type }) => [name, typeName(type)]), [["who", "struct task *"], [
    "how",
    "int",
  ]]);
  strictEqual(types.tag("struct", "other"), undefined);
  strictEqual(types.typedef("task"), undefined);
});
/** Asks for all there is. */
function readAll(bytes: Uint8Array): void {
  const types = typesOf(bytes);
  const visit = (type: StructType, depth: number) => {
    alignOf(type);
    memberNames(type);
    for (const { type: own } of type.members) {
      sizeOf(own);
      const target = own.kind === "pointer" ? own.to : own;
      if (depth < 3 && target.kind === "struct") visit(target, depth + 1);
    }
  };
  const task = types.tag("struct", "task");
  if (task?.kind === "struct") visit(task, 0);
  types.typedef("id");
  for (const name of types.tracepoints()) types.tracepoint(name);
}
Deno.test("what is cut short at any byte, or has any bit turned, is an error of its own or is read", () => {
  const bytes = writeBtf(TASK);
  readAll(bytes);
  for (let length = 0; length < bytes.length; length++) {
    throws(() => readAll(bytes.subarray(0, length)), BtfError, `${length} bytes`);
  }
  let refused = 0;
  for (let at = 0; at < 8 * bytes.length; at++) {
    const damaged = bytes.slice();
    damaged[at >> 3] ^= 1 << at % 8;
    try {
      readAll(damaged);
    } catch (error) {
      ok(error instanceof BtfError, `bit ${at}: ${error}`);
      refused++;
    }
  }
  ok(refused > 500, `${refused}`);
});
const HOSTILE: readonly (readonly [what: string, records: readonly BtfRecord[]])[] = [
  ["a typedef of itself", [[TYPEDEF, "id", 1, []]]],
  ["a pointer to itself", [[TYPEDEF, "id", 2, []], [POINTER, "", 2, []]]],
  ["a struct within itself", [[STRUCT, "task", 8, ["", 1, 0], { count: 1 }]]],
  ["an empty struct within itself", [[STRUCT, "task", 0, ["", 1, 0], { count: 1 }]]],
  ["an array of the struct within itself", [
    [STRUCT, "task", 8, ["next", 2, 0], { count: 1 }],
    [ARRAY, "", 0, [1, 1, 0]],
  ]],
  ["two structs within one another", [
    [STRUCT, "task", 8, ["a", 2, 0], { count: 1 }],
    [STRUCT, "job", 8, ["b", 1, 0], { count: 1 }],
  ]],
  ["a member beyond the end", [[STRUCT, "task", 4, ["a", 2, 8], { count: 1 }], [INT, "int", 4, [0x0100_0020]]]],
  ["an integer of no bits", [[STRUCT, "task", 4, ["a", 2, 0], { count: 1 }], [INT, "int", 4, [0]]]],
  ["an integer of no bytes", [[STRUCT, "task", 4, ["a", 2, 0], { count: 1 }], [INT, "int", 0, [0x0100_0020]]]],
  ["an array of 16 GB", [
    [STRUCT, "task", 4, ["a", 3, 0], { count: 1 }],
    [INT, "int", 4, [0x0100_0020]],
    [ARRAY, "", 0, [2, 2, 0xffff_ffff]],
  ]],
  ["a member of a type that is not there", [[STRUCT, "task", 4, ["a", 77, 0], { count: 1 }]]],
  ["a bit-field wider than its type", [
    [STRUCT, "task", 8, ["a", 2, 40 << 24], { count: 1, isFlagged: true }],
    [INT, "int", 4, [0x0100_0020]],
  ]],
  ["a tracepoint that is no function", [[TYPEDEF, "btf_trace_x", 2, []], [INT, "int", 4, [0x0100_0020]]]],
];
for (const [what, records] of HOSTILE) {
  Deno.test(`${what} is an error`, () => throws(() => readAll(writeBtf(records)), BtfError));
}

const SOURCE = `
#include <stddef.h>
#include <stdio.h>
enum kind { ONE = 1, TWO = 5 };
struct inner { char letter; long number; };
struct task {
  unsigned short a; unsigned int low : 5, high : 9; signed char b; struct inner inner;
  union { int whole; struct { short first, second; }; }; enum kind kind; const char *text; unsigned long long big;
  _Bool yes; int list[3]; struct task *next; double real; void (*call)(int);
};
struct task one;
#define AT(m) printf("%zu ", offsetof(struct task, m));
int main(void) {
  AT(a) AT(b) AT(inner) AT(inner.number) AT(whole) AT(second) AT(kind) AT(text) AT(big) AT(yes) AT(list) AT(next)
  AT(real) AT(call) printf("%zu %zu", sizeof(struct task), _Alignof(struct task));
}`;
Deno.test("offsets are those of the compiler that wrote the description", async () => {
  for (const program of ["gcc", "objcopy"]) if (!isThere(program)) return console.log(`skipped: no ${program}`);
  const folder = Deno.makeTempDirSync();
  try {
    const run = async (program: string, ...args: string[]) => {
      const { success, stdout, stderr } = await new Deno.Command(program, { args, cwd: folder }).output();
      ok(success, new TextDecoder().decode(stderr));
      return new TextDecoder().decode(stdout);
    };
    Deno.writeTextFileSync(`${folder}/a.c`, SOURCE);
    await run("gcc", "-O0", "-o", "a", "a.c");
    await run("gcc", "-gbtf", "-O0", "-c", "a.c");
    await run("objcopy", "--dump-section", ".BTF=a.btf", "a.o");
    const task = typesOf(Deno.readFileSync(`${folder}/a.btf`)).tag("struct", "task") as StructType;
    const at = (name: string) => findMember(task, name)!.offset;
    const { type } = findMember(task, "inner")!;
    const number = at("inner") + findMember(type as StructType, "number")!.offset;
    const names = ["whole", "second", "kind", "text", "big", "yes", "list", "next", "real", "call"];
    const found = [at("a"), at("b"), at("inner"), number, ...names.map(at), task.size, alignOf(task)];
    deepStrictEqual(found, (await run(`${folder}/a`)).split(" ").map(Number));
    const high = findMember(task, "high")!;
    // behind 16 bits of a and 5 of low
    deepStrictEqual(8 * high.offset + high.bits!.offset, 21);
    deepStrictEqual(
      ["a", "b", "big", "yes", "text", "call", "kind"].map((name) => typeName(findMember(task, name)!.type)),
      ["unsigned short", "signed char", "unsigned long long", "_Bool", "const char *", "function pointer", "enum kind"],
    );
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
