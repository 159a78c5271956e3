/** Programs as eBPF, interpreted, against the same programs as WebAssembly, and against the model of D's rules. */
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { Assembler, JumpTooFar } from "../../../lib/codegen/ebpf/assembler.ts";
import { kernelProviders, KernelTypes } from "../../../lib/providers/linux/mod.ts";
import { kernelTracing } from "../../../lib/session/linux/mod.ts";
import { sharedProgram, tryOnBoth } from "../../fuzz/kernel.ts";
import { casesOf, programOf } from "../../fuzz/expressions.ts";
import { traceInKernel } from "../../session/in_kernel.ts";
import { trace } from "../../session/in_process.ts";
import { SimulatedKernel } from "./interpreter.ts";
import { answerOf, PROGRAMS, SETTINGS } from "./programs.ts";

const PROVIDERS = kernelProviders({
  architecture: "x86_64",
  readText: () => undefined,
  types: new KernelTypes(() => undefined),
});
const simulated = (kernel = new SimulatedKernel()) => ({ ...kernelTracing(PROVIDERS, kernel, 1), takesAll: true });

Deno.test("programs give the same answer as eBPF and as WebAssembly", async () => {
  for (const text of PROGRAMS) {
    const expected = answerOf(await trace(text, SETTINGS));
    const found = answerOf(await traceInKernel(text, { ...SETTINGS, system: simulated() }));
    strictEqual(found, expected, text);
  }
});
Deno.test("60 random programs give the same answer as eBPF and as WebAssembly", async () => {
  const system = simulated();
  let printed = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const [here, there] = await tryOnBoth(seed, system);
    strictEqual(there, here, `seed ${seed}:\n${sharedProgram(seed)}`);
    if (!here.startsWith("refused")) printed++;
  }
  ok(printed > 50);
});
Deno.test("random expressions have the values of D's rules as eBPF", async () => {
  let compared = 0;
  for (const seed of [1, 2, 3]) {
    const cases = casesOf(seed, 60);
    const { output } = await traceInKernel([{ flag: "s", name: "model.d", text: programOf(cases) }], {
      options: [{ name: "quiet" }],
      system: simulated(),
    });
    const lines = new Map(output.split("\n").map((line) => [line.split(" ")[0], line]));
    cases.forEach(({ text, expected }, n) => {
      strictEqual(lines.get(String(n)), expected, `seed ${seed}: ${text}`);
      if (expected !== undefined) compared++;
    });
  }
  ok(compared > 100);
});
Deno.test("instructions are encoded as RFC 9669 has them", () => {
  const asm = new Assembler();
  const end = asm.label();
  asm.constant(0, 5);
  asm.constant(1, 0x1122334455667788n);
  asm.alu("add", 0, 1);
  asm.aluConstant("rsh", 0, 3);
  asm.load(2, 10, -8, 4);
  asm.store(10, -16, 3, 8);
  asm.storeConstant(10, -24, -1, 1);
  asm.jumpIfConstant("slt", 0, -2, end);
  asm.map(1, 7);
  asm.call(1);
  asm.swap(0, 16);
  asm.moveHalf(4, 5);
  asm.atomicAdd(1, 0, 2);
  asm.place(end);
  asm.exit();
  const { bytes, references } = asm.finish();
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 8) {
    lines.push([...bytes.subarray(at, at + 8)].map((byte) => byte.toString(16).padStart(2, "0")).join(" "));
  }
  deepStrictEqual(lines, [
    "b7 00 00 00 05 00 00 00", // mov r0, 5
    "18 01 00 00 88 77 66 55", // lddw r1, 0x1122334455667788
    "00 00 00 00 44 33 22 11",
    "0f 10 00 00 00 00 00 00", // add r0, r1
    "77 00 00 00 03 00 00 00", // rsh r0, 3
    "61 a2 f8 ff 00 00 00 00", // ldxw r2, [r10 - 8]
    "7b 3a f0 ff 00 00 00 00", // stxdw [r10 - 16], r3
    "72 0a e8 ff ff ff ff ff", // stb [r10 - 24], -1
    "c5 00 06 00 fe ff ff ff", // jslt r0, -2, +6
    "18 11 00 00 00 00 00 00", // lddw r1, map
    "00 00 00 00 00 00 00 00",
    "85 00 00 00 01 00 00 00", // call 1
    "dc 00 00 00 10 00 00 00", // be16 r0
    "bc 54 00 00 00 00 00 00", // mov32 r4, r5
    "db 21 00 00 00 00 00 00", // lock add [r1], r2
    "95 00 00 00 00 00 00 00", // exit
  ]);
  deepStrictEqual(references, [{ at: 9, map: 7 }]);
});
Deno.test("a jump that an instruction cannot hold is refused", () => {
  const asm = new Assembler();
  const end = asm.label();
  asm.jump(end);
  for (let i = 0; i < 0x8000; i++) asm.constant(0, 0);
  asm.place(end);
  asm.exit();
  throws(() => asm.finish(), JumpTooFar);
});
Deno.test("what the kernel cannot compute is refused by name, before anything is loaded", async () => {
  const loaded: unknown[] = [];
  const kernel = new SimulatedKernel();
  kernel.loadProgram = (request) => (loaded.push(request), { file: 0, log: "" });
  const functions = [`strtok("a b", " ")`, `strjoin("a", "b")`, `json("{}", "a")`, `lltostr(5)`];
  const variables = ["ppid", "cwd", "root", "zonename", "caller", "ipl", "jid", "vmregs[0]"];
  for (const asked of [...functions, ...variables].map((text) => `trace(${text});`)) {
    await traceInKernel(`BEGIN { ${asked} exit(0); }`, { ...SETTINGS, system: simulated(kernel) }).then(
      () => ok(false, asked),
      (error) => strictEqual(error.diagnostics[0].tag, "D_NET_UNAVAILABLE"),
    );
  }
  deepStrictEqual(loaded, []);
});
Deno.test("a record for which there is no room is a drop, and counted", async () => {
  const many = Array.from({ length: 60 }, (_, i) => `BEGIN { trace("${i}"); }`).join(" ");
  const { messages } = await traceInKernel(`${many} BEGIN { exit(0); }`, {
    options: [{ name: "quiet" }, { name: "bufsize", value: "4k" }],
    limits: SETTINGS.limits,
    system: simulated(),
  });
  ok(/^\d+ drops on CPU 0$/.test(messages[0]), messages.join());
});
Deno.test("facts of the process are the kernel's", async () => {
  const kernel = new SimulatedKernel({ pid: 71, tid: 72, uid: 1000, gid: 100, comm: "worker", nowNs: 5n });
  const text = `BEGIN { printf("%s %d %d %d %d", execname, pid, tid, uid, gid); @[execname] = count(); exit(0); }`;
  const { output } = await traceInKernel(text, { ...SETTINGS, system: simulated(kernel) });
  strictEqual(output.split("\n")[0], "worker 71 72 1000 100");
  ok(output.includes("  worker                                                            1"));
});
