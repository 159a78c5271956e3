/** A module's text: assembled again, it gives the same bytes. */
import { deepStrictEqual, match, strictEqual, throws } from "node:assert/strict";
import { disassemble, DisassemblyError } from "../../lib/wasm/text/mod.ts";
import {
  block,
  branchIf,
  call,
  callIndirect,
  type Code,
  copyBytes,
  drop,
  f64,
  fillBytes,
  get,
  i32,
  i64,
  loop,
  ModuleWriter,
  rows,
  select,
  set,
  tee,
  TYPE,
  UNREACHABLE,
  when,
} from "../../lib/wasm/mod.ts";
import { i32x4, i64x2, i8x16, v128 } from "../../lib/wasm/vector/mod.ts";
import { LOOP_WASM } from "../../lib/providers/fast_path/loop.wasm.ts";
import { HEADER_PREDICTION_WASM } from "../../lib/packet/tcp/header_prediction.wasm.ts";

const hasAssembler = (() => {
  try {
    return new Deno.Command("wat2wasm", { args: ["--version"] }).outputSync().success;
  } catch {
    return false;
  }
})();
function assembled(text: string): Uint8Array {
  const folder = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(`${folder}/a.wat`, text);
    const args = ["--enable-relaxed-simd", "-o", `${folder}/a.wasm`, `${folder}/a.wat`];
    const { success, stderr } = new Deno.Command("wat2wasm", { args }).outputSync();
    strictEqual(success, true, new TextDecoder().decode(stderr).slice(0, 2000));
    return Deno.readFileSync(`${folder}/a.wasm`);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
const isModule = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** A function of these arguments: two each of i32, i64, f64, v128. */
const TYPES = [TYPE.I32, TYPE.I32, TYPE.I64, TYPE.I64, TYPE.F64, TYPE.F64, TYPE.V128, TYPE.V128] as const;
function moduleOf(body: Code): Uint8Array<ArrayBuffer> {
  const module = new ModuleWriter();
  const host = module.import('say "it"', { parameters: [TYPE.I32], results: [TYPE.I32] });
  module.importTable("functions");
  module.importTable("more");
  const signature = module.signature({ parameters: [TYPE.I32], results: [TYPE.I32] });
  const made = module.function({ parameters: TYPES, results: [] }, [TYPE.I32, TYPE.I32, TYPE.F64], []);
  module.export("f", made.index);
  made.body = rows([body, drop(call(host, get(0))), drop(callIndirect(1, signature, rows([get(0), get(0)])))]);
  module.data(1 << 20, Uint8Array.of(0, 34, 65, 92, 255));
  return module.finish(1 << 21);
}

/** Operators by the name that the text has for them; the writer's own names leave the type away that a conversion is from. */
const FULL: Readonly<Record<string, string>> = { "i32.wrap": "i32.wrap_i64" };
const OPERANDS = { i32: [get(0), get(1)], i64: [get(2), get(3)], f64: [get(4), get(5)] } as const;

Deno.test("every instruction that the writer has is read by its name, with its offset or constant", () => {
  let count = 0;
  for (const [type, operators] of Object.entries({ i32, i64, f64 })) {
    for (const [name, make] of Object.entries(operators)) {
      if (name === "const") continue;
      const isStore = name.startsWith("store"), [left, right] = OPERANDS[type as keyof typeof OPERANDS];
      const write = make as (...operands: (Code | number)[]) => Code;
      const code = isStore
        ? write(get(0), left, 300)
        : name.startsWith("load")
        ? write(get(0), 300)
        : write(left, right);
      const text = disassemble(moduleOf(isStore ? code : drop(code)));
      const full = FULL[`${type}.${name}`] ?? `${type}.${name}`;
      match(text, new RegExp(`^ +${full.replace(".", "\\.")}(?: offset=300(?: align=1)?)?$`, "m"), full);
      count++;
    }
  }
  strictEqual(count > 90, true, String(count));
});

const BODY = rows([
  set(8, i32.const(-2147483648)),
  drop(i64.const(-9223372036854775808n)),
  drop(i64.const(9223372036854775807n)),
  ...[0, -0, 0.1, -1e300, Infinity, -Infinity, NaN, 5e-324].map((value) => drop(f64.const(value))),
  block(loop(branchIf(1, tee(9, i32.eqz(get(8)))), when(get(8), UNREACHABLE, rows([set(8, get(0))])))),
  drop(when(get(8), i32.const(1), i32.const(2), TYPE.I32)),
  drop(select(get(0), get(1), get(8))),
  i32.store16(get(0), get(1), 70000),
  copyBytes(get(0), get(1), i32.const(16)),
  fillBytes(get(0), i32.const(0), i32.const(16)),
  drop(i64.trunc_sat_f64_s(get(4))),
  drop(v128.xor(v128.load(get(0), 16), v128.and(get(6), i8x16.splat(get(1))))),
  drop(v128.shuffle(get(6), get(7), Array.from({ length: 16 }, (_, i) => i * 2 & 31))),
  drop(i8x16.swizzle(get(6), i8x16.shr_u(get(7), 4))),
  drop(i32x4.extractLane(i32x4.replaceLane(i32x4.splat(get(0)), 3, get(1)), 2)),
  drop(i64x2.replaceLane(i64x2.splat(get(2)), 1, get(3))),
]);

Deno.test("blocks are indented, calls have the name of what they call, functions that of their export", () => {
  const text = disassemble(moduleOf(BODY));
  match(
    text,
    /^ {4}block\n {6}loop\n {8}local\.get 8\n {8}i32\.eqz\n {8}local\.tee 9\n {8}br_if 1\n {8}local\.get 8\n {8}if\n/m,
  );
  match(text, /^ {4}call 0 ;; "say \\22it\\22"$/m);
  match(text, /^ {2}\(func \(;1;\) \(type 1\) ;; "f"\n {4}\(local i32 i32 f64\)$/m);
  match(text, /^ {4}call_indirect 1 \(type 0\)$/m);
  match(text, /^ {2}\(data \(i32\.const 1048576\) "\\00\\22A\\5c\\ff"\)\)$/m);
});
Deno.test("what is no module, or ends in the middle, is said", () => {
  const bytes = moduleOf(BODY);
  throws(() => disassemble(new TextEncoder().encode("not a module")), DisassemblyError);
  for (let length = 9; length < bytes.length; length++) {
    try {
      disassemble(bytes.slice(0, length));
    } catch (error) {
      strictEqual(error instanceof DisassemblyError, true, `${length} bytes: ${error}`);
    }
  }
});
Deno.test({
  name:
    "assembled by wat2wasm, the text gives the same bytes: all kinds of instructions, the functions of the fast path",
  ignore: !hasAssembler,
  fn() {
    for (const bytes of [moduleOf(BODY), isModule(LOOP_WASM), isModule(HEADER_PREDICTION_WASM)]) {
      // a section of data without any has no text
      const end = [11, 1, 0], hasNone = end.every((byte, i) => bytes.at(i - 3) === byte);
      deepStrictEqual(assembled(disassemble(bytes)), new Uint8Array(hasNone ? bytes.subarray(0, -3) : bytes));
    }
  },
});
