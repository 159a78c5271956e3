/**
 * The sched provider: threads on and off processors.
 *
 * @module
 */
import { type Hook, HookProvider, type HookRow } from "./hooks.ts";
import type { TracedSystem } from "./system.ts";

const LWP = { native: "struct task_struct *", translated: "lwpsinfo_t *" } as const;
const PROCESS = { native: "struct task_struct *", translated: "psinfo_t *" } as const;
const both = (what: string) => [{ ...LWP, doc: `the thread ${what}` }, { ...PROCESS, doc: "its process" }];
const twice = (name: string) => (hook: Hook) => [hook.parameter(name), hook.parameter(name)];
const QUEUES = "the kernel tells of its queues in functions alone (fbt:::), not in a tracepoint";

const ROWS: readonly HookRow[] = [
  {
    name: "on-cpu",
    doc: "when a thread begins to run on a processor; pid, execname, self-> and curthread are its own",
    hooks: [{ tracepoint: "sched_switch", thread: (hook) => hook.parameter("next") }],
  },
  {
    name: "off-cpu",
    doc: "when a thread is about to leave its processor",
    args: both("that runs next"),
    hooks: [{ tracepoint: "sched_switch", args: twice("next") }],
  },
  {
    name: "preempt",
    doc: "when a thread is about to leave its processor for another, though it could run on",
    hooks: [{
      tracepoint: "sched_switch",
      when: (hook) => [{ source: hook.parameter("preempt"), is: "ne", value: 0 }],
    }],
  },
  {
    name: "sleep",
    doc: "when a thread is about to leave its processor, as it waits for something",
    hooks: [{
      tracepoint: "sched_switch",
      when: (hook) => [
        { source: hook.parameter("preempt"), is: "eq", value: 0 },
        { source: hook.parameter("prev_state"), is: "ne", value: 0 },
      ],
    }],
  },
  {
    name: "wakeup",
    doc: "when a thread is made ready to run, in the thread that wakes it",
    args: both("that is woken"),
    hooks: [{ tracepoint: "sched_wakeup", args: twice("p") }],
  },
  {
    name: "surrender",
    doc: "when a thread asks that others run: sched_yield()",
    args: both("that yields"),
    hooks: [{
      tracepoint: "sys_enter",
      when: (hook) => [hook.call("sched_yield")],
      args: () => [{ kind: "thread" }, { kind: "thread" }],
    }],
  },
  { name: "enqueue", doc: "when a thread is put in the queue of a processor", hooks: [], lacks: QUEUES },
  { name: "dequeue", doc: "when a thread is taken out of the queue of a processor", hooks: [], lacks: QUEUES },
  { name: "tick", doc: "when the clock interrupts a thread", hooks: [], lacks: "use `profile-N`: " + QUEUES },
];
export function schedProvider(system: TracedSystem): HookProvider {
  const stability = { identifier: "Evolving/Evolving/Common", argument: "Evolving/Evolving/Common" };
  return new HookProvider("sched", "threads on and off processors", system, ROWS, stability);
}
