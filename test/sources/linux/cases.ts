/**
 * Programs with what they print when a program in C does what it does: for tests here and in a machine of its own (test/vm).
 *
 * @module
 */
export interface ProbeCase {
  readonly program: string;
  /** Lines, sorted. */
  readonly expected: readonly string[];
}
/** Where two probes fire at one place with interrupts off, each has an aggregation of its own: the kernel can make one key. */
const PROCESSES_PROGRAM = `
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
export const PROCESSES: ProbeCase = {
  program: PROCESSES_PROGRAM,
  expected: [
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
};
export const FUNCTIONS: ProbeCase = {
  program: `pid$target:a.out:twice:entry { printf("%s %s %d\\n", probefunc, probename, arg0); }
     pid$target:probes:twice:return { printf("%s %s %d\\n", probemod, probename, arg1); }`,
  expected: [0, 1, 2, 3, 4].flatMap((n) => [`twice entry ${n}`, `probes return ${2 * n}`]).sort(),
};
export const BUILT_IN: ProbeCase = {
  program: `app$target:::request-begin { printf("%s %d %d %d %d\\n", probefunc, args[0], args[1], args[2], args[3]); }`,
  expected: [0, 1, 2, 3, 4].map((n) => `request ${n === 0 ? 0 : -n} ${1000000000000 + n} ${200 + n} -7`).sort(),
};
