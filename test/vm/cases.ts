/**
 * What is tried in the machine: a trace, the program that runs beside it, and what it prints.
 *
 * @module
 */
import { BUILT_IN, FUNCTIONS, type ProbeCase, PROCESSES } from "../sources/linux/cases.ts";

export interface MachineCase extends Pick<ProbeCase, "program"> {
  readonly name: string;
  /** In the machine's /p. */
  readonly command?: string;
  /** Lines, sorted; or what the output has. */
  readonly expected: readonly string[] | RegExp;
}
const SMOKE = (program: string) => `${program} tick-1s { exit(0); } END { printf("over\\n"); }`;

export const MACHINE_CASES: readonly MachineCase[] = [
  { name: "proc, sched::surrender", command: "./workload", ...PROCESSES },
  {
    name: "fbt by fentry and fexit",
    command: "./reads",
    program: `fbt::vfs_read:entry /execname == "reads" && args[2] == 1/ {
        @[probename, stringof(args[0]->f_path.dentry->d_name.name), args[2]] = count();
      }
      fbt::vfs_read:return /execname == "reads"/ { @[probename, "zero", args[1]] = count(); }
      END { printa("%s %s %d %@d\\n", @); }`,
    expected: ["entry zero 1 503", "return zero 1 503"],
  },
  {
    name: "fbt by kprobes: more functions than fentry is used for",
    command: "./reads",
    program:
      `fbt::vfs_*:entry /execname == "reads" && probefunc == "vfs_read"/ { @[probename, probefunc, arg2] = count(); }
      fbt::vfs_*:return /execname == "reads" && probefunc == "vfs_read"/ { @[probename, probefunc, arg1] = count(); }
      END { printa("%s %s %d %@d\\n", @); }`,
    expected: ["entry vfs_read 1 503", "return vfs_read 1 503"],
  },
  { name: "pid$target by perf's uprobes", command: "./probes", ...FUNCTIONS },
  { name: "probes that a program was built with", command: "./probes", ...BUILT_IN },
  {
    name: "syscall, curthread, ustack()",
    command: "./stacks",
    program: `syscall::getppid:entry /pid == $target/ {
        @[execname, curthread->tgid == pid, curpsinfo->pr_ppid == ppid] = count(); @s[ustack(3)] = count();
      }
      END { printa("%s %d %d %@d\\n", @); printa("%k%@d\\n", @s); }`,
    expected:
      /^stacks 1 1 130\n[^]*stacks`inner\+0x[0-9a-f]+\nstacks`right\+0x[0-9a-f]+\nstacks`main\+0x[0-9a-f]+\n70\n/m,
  },
  {
    name: "stack() of a function",
    command: "./reads",
    program: `fbt::vfs_read:entry /execname == "reads"/ { @[stack(2)] = count(); } END { printa("%k%@d\\n", @); }`,
    expected: /vmlinux`\w+(?:\+0x[0-9a-f]+)?\nvmlinux`\w+(?:\+0x[0-9a-f]+)?\n503\n/,
  },
  { name: "profile, tick", program: SMOKE("profile-97 { @[arg0 != 0 || arg1 != 0] = count(); }"), expected: /^over$/m },
  {
    name: "sched",
    program: SMOKE(
      "sched:::on-cpu { self->on = 1; } sched:::off-cpu /self->on/ { @ = count(); } sched:::wakeup { @w = count(); }",
    ),
    expected: /^over$/m,
  },
  {
    name: "io",
    program: SMOKE("io:::start, io:::done { @[args[1]->dev_statname] = sum(args[0]->b_bcount); }"),
    expected: /^over$/m,
  },
  {
    name: "rawtp, sdt",
    command: "./reads",
    program: `rawtp:::sched_process_exit /pid == $target/ { printf("raw %s\\n", stringof(args[0]->comm)); }
      sdt:sched::sched_process_exit /pid == $target/ { printf("sdt %s\\n", stringof(args[0])); }`,
    expected: ["raw reads", "sdt reads"],
  },
];
