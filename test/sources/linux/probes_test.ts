/** Functions and probes of a process: a program in C calls them a known number of times, with known arguments. */
import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { placedArguments } from "../../../lib/providers/linux/registers.ts";
import { BUILT_IN, FUNCTIONS } from "./cases.ts";
import { runTrace } from "./permitted.ts";
import { workloadTest } from "./workload.ts";

const BUILD = { source: "probes.c", flags: ["-O0", "-no-pie"] };
const lines = (output: string) => output.trim().split("\n").map((line) => line.trim()).sort();

workloadTest("functions of a process fire as they begin and return, with arguments and results", async (program) => {
  const { code, output, errors } = await runTrace("-q", "-n", FUNCTIONS.program, "-c", program);
  strictEqual(code, 0, errors);
  deepStrictEqual(lines(output), FUNCTIONS.expected, errors);
}, BUILD);
workloadTest(
  "a probe that a program was built with fires, and its counter says that somebody watches",
  async (program) => {
    const { output, errors } = await runTrace("-q", "-n", BUILT_IN.program, "-c", program);
    deepStrictEqual(lines(output), BUILT_IN.expected, errors);
  },
  BUILD,
);
workloadTest("functions of the C library are found by the program's own list of libraries", async (program) => {
  const { output, errors } = await runTrace(
    "-q",
    "-n",
    `pid$target:libc.so.6:exit:entry { @[probefunc] = count(); }
     END { printa("%s %@d\\n", @); }`,
    "-c",
    program,
  );
  deepStrictEqual(lines(output), ["exit 1"], errors);
}, BUILD);
workloadTest(
  "what is not there matches nothing; a function of the kernel says why it cannot fire, or fires",
  async (program) => {
    const none = await runTrace("-n", "pid$target::no_such_function:entry", "-c", program);
    strictEqual(none.code, 1);
    match(none.errors, /does not match any probes/);
    const { code, errors } = await runTrace("-q", "-n", "fbt::vfs_read:entry { exit(0); } tick-10s { exit(1); }");
    if (code !== 0) match(errors, /fbt:vmlinux:vfs_read:entry: this kernel has no kprobes and refuses fentry/);
  },
  BUILD,
);

Deno.test("arguments of probes are read where the assembler has them: registers by all their names, memory, numbers", () => {
  const at = (text: string) => placedArguments(text)[0];
  deepStrictEqual(placedArguments("8@%rdi -4@%r9d 2@%ax").map((one) => one?.source), [
    { kind: "context", offset: 112, bytes: 8, signed: false },
    { kind: "context", offset: 64, bytes: 4, signed: true },
    { kind: "context", offset: 80, bytes: 2, signed: false },
  ]);
  for (const [name, offset] of [["%al", 80], ["%ah", 81], ["%sil", 104], ["%bpl", 32], ["%r15b", 0], ["%esp", 152]]) {
    deepStrictEqual(at(`1@${name}`)?.source, { kind: "context", offset, bytes: 1, signed: false }, String(name));
  }
  deepStrictEqual(at("-8@-24(%rbp)"), {
    type: "int64_t",
    source: { kind: "user", base: 32, displacement: -24, bytes: 8, signed: true },
  });
  deepStrictEqual(at("4@16(%rax,%rcx,4)")?.source, {
    kind: "user",
    base: 80,
    index: { register: 88, scale: 4 },
    displacement: 16,
    bytes: 4,
    signed: false,
  });
  deepStrictEqual(at("-4@$-7")?.source, { kind: "constant", value: -7n });
  // in memory by a name, or as a number of floating point
  for (const text of ["4@counter(%rip)", "8f@%xmm0", "4@%nothing", "x"]) strictEqual(at(text), undefined, text);
});
