/** Stacks of the kernel and of processes: a program in C calls the kernel from known places, a known number of times. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { trace } from "../../session/in_process.ts";
import { runTrace } from "./permitted.ts";
import { workloadTest } from "./workload.ts";

const BUILD = {
  source: "stacks.c",
  flags: ["-O0"],
};
const PROBE = "syscall::getppid:entry /pid == $target/";
/** Stacks as lists of functions, with the number behind each. */
function stacksOf(output: string): [frames: string[], count: number][] {
  return output.trim().split("\n\n").map((block) => {
    const lines = block.trim().split("\n").map((line) => line.trim());
    return [lines.slice(0, -1).map((line) => line.replace(/\+0x.*/, "")), Number(lines.at(-1))];
  });
}
workloadTest("a process's stacks are keys, with the functions of a program that has ended", async (program) => {
  const { output, errors } = await runTrace("-q", "-n", `${PROBE} { @[ustack(3)] = count(); }`, "-c", program);
  const found = stacksOf(output).sort((a, b) => a[1] - b[1]);
  // main calls from two places, which are two stacks
  deepStrictEqual(found, [
    [["stacks`inner", "stacks`left", "stacks`main"], 30],
    [["stacks`inner", "stacks`left", "stacks`main"], 30],
    [["stacks`inner", "stacks`right", "stacks`main"], 70],
  ], errors);
}, BUILD);
workloadTest(
  "the kernel's stack has its functions and nothing of tracing; symbols that are equal are one key",
  async (program) => {
    const { output, errors } = await runTrace(
      "-q",
      "-n",
      `${PROBE} { @[stack(2)] = count(); @n[usym(ucaller), umod(ucaller)] = count(); @d[stackdepth > 2, ustackdepth > 2] = count(); }
     END { printa("%k %@d|", @); printa("%A %A %@d|", @n); printa("%d %d %@d", @d); }`,
      "-c",
      program,
    );
    const [stack, symbols, depths] = output.trim().split("|").map((part) => part.trim());
    const frames = stack.split("\n").map((line) => line.trim().replace(/\+0x.*/, ""));
    strictEqual(frames.pop(), "130", errors);
    strictEqual(frames.length, 2);
    // what the kernel itself calls at the beginning of a call is there, what tracing has put upon it is not
    ok(frames.every((frame) => /^vmlinux`\w+/.test(frame) && !/`(?:bpf_|__bpf_|__traceiter_)/.test(frame)), output);
    strictEqual(symbols, "stacks`inner stacks 130");
    strictEqual(depths, "1 1 130");
  },
  BUILD,
);
workloadTest("a stack is a value: kept in a variable, printed by %k, and as an action", async (program) => {
  const { output } = await runTrace(
    "-q",
    "-n",
    `${PROBE} { this->s = ustack(2); printf("<%k>", this->s); ustack(1); ufunc(ucaller); exit(0); }`,
    "-c",
    program,
  );
  const plain = output.replace(/\+0x[0-9a-f]+/g, "").trimEnd();
  strictEqual(plain, "<\nstacks`inner\nstacks`left\n>\n              stacks`inner\n  stacks`inner");
}, BUILD);
Deno.test("of packets stacks and symbols are empty, as keys too", async () => {
  const { output } = await trace(
    `BEGIN { @[stack()] = count(); @s[sym(arg0)] = count(); printf("<%k>", ustack()); exit(0); }`,
  );
  ok(output.includes("<\n>"), output);
  ok(/\n +1\n/.test(output) && /0x0 +1\n/.test(output), output);
});
workloadTest("where another thread runs than clauses see a stack is refused", async () => {
  const { code, errors } = await runTrace("-n", "sched:::on-cpu { @[stack()] = count(); }");
  strictEqual(code, 1);
  match(errors, /stacks are not known at a probe that fires before its thread runs/);
}, BUILD);
