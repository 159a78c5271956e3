/**
 * The proc provider: processes and threads as they begin and end, programs that are executed, signals.
 *
 * @module
 */
import type { SiteCondition, SiteSource } from "../../codegen/ebpf/mod.ts";
import { type Hook, HookProvider, type HookRow, THREAD } from "./hooks.ts";
import type { TracedSystem } from "./system.ts";

const PROCESS = { native: "struct task_struct *", translated: "psinfo_t *" } as const;
const THREAD_ARGUMENT = { native: "struct task_struct *", translated: "lwpsinfo_t *" } as const;
const SIGNAL_ARGS = [
  { ...THREAD_ARGUMENT, doc: "the thread that gets it" },
  { ...PROCESS, doc: "the process that gets it" },
  { native: "int", doc: "the signal" },
] as const;
/** TRACE_SIGNAL_IGNORED (include/trace/events/signal.h) */
const IGNORED = 1;
/** Bytes of a path that are looked at. */
const PATH_BYTES = 256;
/** SIG_DFL and SIG_IGN handle nothing. */
const LAST_NO_HANDLER = 1;

const isTask = (hook: Hook, from: string, is: "eq" | "ne"): readonly SiteCondition[] => {
  // the first thread of a process has a signal for its parent, the others have none
  const leader = hook.behind(from, ["task_struct", "exit_signal"]);
  return [{ source: leader, is: is === "eq" ? "ne" : "eq", value: -1 }];
};
const task = (name: string) => (hook: Hook) => [hook.parameter(name)];
const twice = (name: string) => (hook: Hook) => [hook.parameter(name), hook.parameter(name)];

const begins = (thread: "eq" | "ne") =>
  ["fork", "vfork", "clone", "clone3"].map((call) => ({
    tracepoint: "sys_exit",
    when: (hook: Hook) => [
      hook.call(call),
      { source: hook.second, is: "eq", value: 0 } as const,
      ...isTask(hook, THREAD, thread),
    ],
  }));
const path = (source: SiteSource): SiteSource => ({ kind: "text", of: source, size: PATH_BYTES });
const signal = (hook: Hook) => [hook.parameter("task"), hook.parameter("task"), hook.parameter("sig")];

const PROCESSES: readonly HookRow[] = [
  {
    name: "create",
    doc: "when a process is made, in the one that makes it",
    args: [{ ...PROCESS, doc: "the new process" }],
    hooks: [{ tracepoint: "sched_process_fork", args: task("child"), when: (hook) => isTask(hook, "child", "eq") }],
  },
  { name: "start", doc: "in a new process, when it first comes to run its program", hooks: begins("eq") },
  {
    name: "exec",
    doc: "when a process asks for another program in its place",
    args: [{ native: "string", doc: "the path of the program; empty where its page is not in memory" }],
    hooks: [["execve", 0] as const, ["execveat", 1] as const].map(([call, n]) => ({
      tracepoint: "sys_enter",
      when: (hook) => [hook.call(call)],
      args: (hook) => [path(hook.argument(n))],
    })),
  },
  {
    name: "exec-failure",
    doc: "when a program could not be executed",
    args: [{ native: "int", doc: "the error, as errno has it" }],
    hooks: ["execve", "execveat"].map((call) => ({
      tracepoint: "sys_exit",
      when: (hook) => [hook.call(call), { source: hook.second, is: "slt", value: 0 }],
      args: (hook) => [{ kind: "negative", of: hook.second }],
    })),
  },
  {
    name: "exec-success",
    doc: "when a program was put in a process's place: execname is its name",
    hooks: [{ tracepoint: "sched_process_exec" }],
  },
  {
    name: "exit",
    doc: "when the last thread of a process ends, in it",
    args: [{
      native: "int",
      doc: "why: CLD_EXITED (1), CLD_KILLED (2) by a signal, CLD_DUMPED (3) with its memory kept",
    }],
    hooks: [{
      tracepoint: "sched_process_exit",
      when: (hook) => [{
        source: hook.behind("p", ["task_struct", "signal"], ["signal_struct", "live"]),
        is: "eq",
        value: 0,
      }],
      args: (hook) => [{ kind: "ending", of: hook.behind("p", ["task_struct", "exit_code"]) }],
    }],
  },
  {
    name: "lwp-create",
    doc: "when a thread is made within a process",
    args: [{ ...THREAD_ARGUMENT, doc: "the new thread" }, { ...PROCESS, doc: "its process" }],
    hooks: [{ tracepoint: "sched_process_fork", args: twice("child"), when: (hook) => isTask(hook, "child", "ne") }],
  },
  { name: "lwp-start", doc: "in a new thread of a process, when it first comes to run", hooks: begins("ne") },
  {
    name: "lwp-exit",
    doc: "when a thread ends, in it: a process's last one too",
    hooks: [{ tracepoint: "sched_process_exit" }],
  },
];
/** struct k_sigaction begins with the struct sigaction that begins with the handler. */
const handler = (hook: Hook) => hook.behind("ka", ["k_sigaction", "sa"]);
const SIGNALS: readonly HookRow[] = [
  {
    name: "signal-send",
    doc: "when a signal is sent, in the process that sends it",
    args: SIGNAL_ARGS,
    hooks: [{ tracepoint: "signal_generate", args: signal }],
  },
  {
    name: "signal-discard",
    doc: "when a signal is sent that its process ignores",
    args: SIGNAL_ARGS,
    hooks: [{
      tracepoint: "signal_generate",
      args: signal,
      when: (hook) => [{ source: hook.parameter("result"), is: "eq", value: IGNORED }],
    }],
  },
  {
    name: "signal-handle",
    doc: "when a thread is about to handle a signal",
    args: [
      { native: "int", doc: "the signal" },
      { native: "struct kernel_siginfo *", doc: "the kernel's description of it" },
      { native: "uintptr_t", doc: "the address of the handler, in the process" },
    ],
    hooks: [{
      tracepoint: "signal_deliver",
      when: (hook) => [{ source: handler(hook), is: "gt", value: LAST_NO_HANDLER }],
      args: (hook) => [hook.parameter("sig"), hook.parameter("info"), handler(hook)],
    }],
  },
  {
    name: "signal-clear",
    doc: "when a signal that a thread waited for is taken",
    args: [{ native: "int", doc: "the signal" }],
    hooks: [{
      tracepoint: "sys_exit",
      when: (hook) => [hook.call("rt_sigtimedwait"), { source: hook.second, is: "sgt", value: 0 }],
      args: (hook) => [hook.second],
    }],
  },
];
export function procProvider(system: TracedSystem): HookProvider {
  const stability = { identifier: "Evolving/Evolving/Common", argument: "Evolving/Evolving/Common" };
  const meaning = "processes: made and ended, programs executed, signals";
  return new HookProvider("proc", meaning, system, [...PROCESSES, ...SIGNALS], stability);
}
