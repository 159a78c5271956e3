/** Processes, threads, signals and disks as the kernel tells of them: a program in C does each a known number of times. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { runTrace } from "./permitted.ts";
import { workloadTest } from "./workload.ts";

/** Where two probes fire at one place with interrupts off, each has an aggregation of its own: the kernel can make one key. */
const PROGRAM = `
proc:::create /pid == $target/ { @[probename, args[0]->pr_ppid == pid, args[0]->pr_pid > pid] = count(); }
proc:::start /ppid == $target/ { @[probename, 0, 0] = count(); }
proc:::exec-failure /ppid == $target/ { @[probename, args[0], 0] = count(); }
proc:::exit /ppid == $target/ { @[probename, args[0], 0] = count(); }
proc:::exit /pid == $target/ { @["exit of all", args[0], 0] = count(); }
proc:::lwp-create /pid == $target/ { @[probename, args[1]->pr_pid == pid, args[0]->pr_lwpid > pid] = count(); }
proc:::lwp-start /pid == $target/ { @[probename, 0, 0] = count(); }
proc:::lwp-exit /pid == $target/ { @ended[probename, 0, 0] = count(); }
proc:::signal-send /pid == $target && args[1]->pr_pid == pid/ { @sent[probename, args[2], 0] = count(); }
proc:::signal-discard /pid == $target && args[1]->pr_pid == pid/ { @ignored[probename, args[2], 0] = count(); }
proc:::signal-handle /pid == $target/ { @[probename, args[0], args[1]->si_signo] = count(); }
proc:::signal-clear /pid == $target/ { @[probename, args[0], 0] = count(); }
sched:::surrender /pid == $target/ { @[probename, args[0]->pr_lwpid == tid, args[1]->pr_pid == pid] = count(); }
proc:::exec-success /ppid == $target/ { printf("%s %s\\n", probename, execname); }
proc:::exec /ppid == $target/ { printf("%s %s\\n", probename, args[0]); }
END {
  printa("%s %d %d %@d\\n", @);
  printa("%s %d %d %@d\\n", @sent);
  printa("%s %d %d %@d\\n", @ignored);
  printa("%s %d %d %@d\\n", @ended);
}`;

workloadTest("what a process does is told, each thing as often as it does it", async (program) => {
  const { code, output, errors } = await runTrace("-q", "-n", PROGRAM, "-c", program);
  strictEqual(code, 0, errors);
  const found = output.trim().split("\n").sort();
  deepStrictEqual(
    found,
    [
      "create 1 1 4",
      "exec /bin/true",
      "exec /no/such",
      "exec-failure 2 0 1",
      "exec-success true",
      // the one that was killed, and three that ended by themselves
      "exit 1 0 3",
      "exit 2 0 1",
      "exit of all 1 0 1",
      "lwp-create 1 1 3",
      "lwp-exit 0 0 4",
      "lwp-start 0 0 3",
      "signal-clear 1 0 1",
      "signal-discard 12 0 5",
      "signal-handle 10 10 7",
      "signal-send 1 0 1",
      "signal-send 10 0 7",
      "signal-send 12 0 5",
      "start 0 0 4",
      "surrender 1 1 30",
    ],
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
