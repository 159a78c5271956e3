/**
 * Figures of `probebook trace` beside bpftrace, where both may run: what counting and a line add to a system call, and a start.
 *
 * The words of $BPFTRACE start bpftrace (`chroot /srv/newer bpftrace`), else the one on the path.
 *
 * @module
 */
import { ours } from "./ours.ts";
import { type Measured, median, present, race } from "./measure.ts";

/** System calls of the workload, two for each byte. */
const CALLS = 400_000, LINES = 100_000;
const workload = (calls: number) => `dd if=/dev/zero of=/dev/null bs=1 count=${calls / 2} status=none`;

export async function linuxFigures(rounds: number): Promise<void> {
  console.log("\nthe running kernel, time of processors");
  const bpftrace = (Deno.env.get("BPFTRACE") ?? "bpftrace").split(" ");
  const [none] = (await race([{ name: "none", command: trace("BEGIN { exit(0); }"), rounds: 1 }])).get("none")!;
  if (none.status !== 0) return console.log("  the kernel runs no programs for this process: left out");
  const hasPeer = bpftrace.length > 1 || present(bpftrace[0]);
  if (!hasPeer) console.log("  bpftrace is not here: left out");
  const peer = (program: string, calls?: number) => {
    const command = calls === undefined ? [] : ["-c", `/usr/bin/${workload(calls)}`];
    return [...bpftrace, "-q", ...command, "-e", program];
  };
  const contenders = [
    { name: "start", command: trace("BEGIN { exit(0); } syscall::getppid:entry { @ = count(); }"), rounds },
    { name: "calls", command: ["/usr/bin/env", ...workload(CALLS).split(" ")], rounds },
    { name: "calls of lines", command: ["/usr/bin/env", ...workload(LINES).split(" ")], rounds },
    { name: "count", command: trace("syscall:::entry { @[execname, probefunc] = count(); }", CALLS), rounds },
    {
      name: "lines",
      command: trace('syscall:::entry /execname == "dd"/ { printf("%d %d\\n", pid, arg0); }', LINES),
      rounds,
    },
  ];
  const entry = "tracepoint:raw_syscalls:sys_enter";
  const peers = [
    {
      name: "start, bpftrace",
      command: peer("BEGIN { exit(); } tracepoint:syscalls:sys_enter_getppid { @ = count(); }"),
      rounds,
    },
    { name: "count, bpftrace", command: peer(`${entry} { @[comm, args.id] = count(); }`, CALLS), rounds },
    {
      name: "lines, bpftrace",
      command: peer(`${entry} /comm == "dd"/ { printf("%d %d\\n", pid, args.args[0]); }`, LINES),
      rounds,
    },
  ];
  report(await race(hasPeer ? [...contenders, ...peers] : contenders));
}
/** `probebook trace` from its bundle. */
function trace(program: string, calls?: number): string[] {
  const [deno, run, ...words] = ours("trace", "-q", "-n", program);
  return [deno, run, "--allow-ffi", ...words, ...calls === undefined ? [] : ["-c", workload(calls)]];
}
function report(results: ReadonlyMap<string, readonly Measured[]>): void {
  const cpu = (name: string) => median((results.get(name) ?? []).map(({ cpuSeconds }) => cpuSeconds));
  const peak = (name: string) => Math.max(0, ...(results.get(name) ?? []).map(({ peakBytes }) => peakBytes)) / 1e6;
  const failed = [...results].filter(([, runs]) => runs.some(({ status }) => status !== 0)).map(([name]) => name);
  if (failed.length > 0) console.log(`  FAILED: ${failed.join(", ")}`);
  const added = (name: string, calls: number, plain: string, of: string) =>
    (cpu(`${name}${of}`) - cpu(`start${of}`) - cpu(plain)) / calls * 1e9;
  for (const of of results.has("start, bpftrace") ? ["", ", bpftrace"] : [""]) {
    console.log(
      `  ${of === "" ? "probebook" : "bpftrace "}  start ${cpu(`start${of}`).toFixed(3)} s, ${
        peak(`start${of}`).toFixed(0)
      } MB; ` +
        `a call counted ${added("count", CALLS, "calls", of).toFixed(0)} ns, ` +
        `a line ${added("lines", LINES, "calls of lines", of).toFixed(0)} ns`,
    );
  }
  if (!results.has("start, bpftrace")) return;
  const ratio = (name: string, calls: number, plain: string) =>
    (added(name, calls, plain, "") / added(name, calls, plain, ", bpftrace")).toFixed(2);
  console.log(
    `  ratios: start ${(cpu("start") / cpu("start, bpftrace")).toFixed(2)} (goal: 0.5), ` +
      `count ${ratio("count", CALLS, "calls")} (goal: 0.6), line ${
        ratio("lines", LINES, "calls of lines")
      } (goal: 0.1)`,
  );
}
