/** Processes, threads, signals and disks as the kernel tells of them: a program in C does each a known number of times. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { PROCESSES } from "./cases.ts";
import { runTrace } from "./permitted.ts";
import { workloadTest } from "./workload.ts";

workloadTest("what a process does is told, each thing as often as it does it", async (program) => {
  const { code, output, errors } = await runTrace("-q", "-n", PROCESSES.program, "-c", program);
  strictEqual(code, 0, errors);
  const found = output.trim().split("\n").sort();
  deepStrictEqual(
    found,
    PROCESSES.expected,
    errors,
  );
});
workloadTest("a thread that comes on a processor is told as itself, and leaves it as the same", async (program) => {
  const { output, errors } = await runTrace(
    "-q",
    "-n",
    `sched:::on-cpu /pid == $target/ { self->on = tid; @[probename, curthread->pid == tid && curthread->tgid == pid] = count(); }
     sched:::off-cpu /pid == $target && self->on/ { @[probename, self->on == tid && curthread->pid == tid] = count(); self->on = 0; }
     sched:::wakeup /args[1]->pr_pid == $target/ { @[probename, args[0]->pr_lwpid >= $target] = count(); }
     END { printa("%s %d %@d\\n", @); }`,
    "-c",
    program,
  );
  const counts = Object.fromEntries(output.trim().split("\n").map((line) => [line.replace(/ \d+$/, ""), line]));
  deepStrictEqual(Object.keys(counts).sort(), ["off-cpu 1", "on-cpu 1", "wakeup 1"], errors);
  // the last of each of four threads may be seen, or be the end of the trace
  const [on, off] = ["on-cpu 1", "off-cpu 1"].map((name) => Number(counts[name].split(" ")[2]));
  ok(on >= off && on - off <= 4, output);
});
workloadTest(
  "what stands on a function of the kernel alone is in the list, and says why it does not fire",
  async () => {
    const { code, errors } = await runTrace("-n", "sched:::enqueue { @ = count(); }");
    strictEqual(code, 1);
    ok(/sched:vmlinux::enqueue: the kernel tells of its queues in functions alone/.test(errors), errors);
    const { output } = await runTrace("-lv", "-n", "proc:::signal-send, rawtp:::sched_switch");
    ok(/args\[0\]: lwpsinfo_t \*\n\t\targs\[1\]: psinfo_t \*\n\t\targs\[2\]: int\n/.test(output), output);
    ok(/args\[1\]: struct task_struct \*\n\t\targs\[2\]: struct task_struct \*/.test(output), output);
  },
);
workloadTest(
  "calls of programs of 32 bits, which have numbers of their own, are no calls of 64 bits",
  async (program) => {
    // where the kernel runs no such programs, this one is killed
    const { success } = await new Deno.Command(program).output();
    if (!success) return console.log("skipped: this kernel runs no programs of 32 bits");
    const { output, errors } = await runTrace(
      "-q",
      "-n",
      `syscall::writev:entry, syscall::writev:return /pid == $target/ { @n = count(); }
     syscall:::entry /pid == $target/ { @all = count(); } END { printa("%@d", @n); printa(" %@d", @all); }`,
      "-c",
      program,
    );
    ok(/^ \d+$/.test(output.trimEnd()), output + errors);
  },
  { source: "calls32.c", flags: ["-O0", "-no-pie"] },
);
