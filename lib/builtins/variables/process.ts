/**
 * What DTrace knows of the process and the processor on which a probe fires. Packets belong to neither: over a capture
 * these are zero and empty, and only the words that a source fills hold more.
 *
 * @module
 */
import { CONTEXT } from "../../image/mod.ts";
import { NOT_READ } from "../kernel_form.ts";
import type { VariableBuiltin } from "./variable_definition.ts";

const word = (name: string, type: string, offset: number, doc: string, signed = true): VariableBuiltin => ({
  name,
  type,
  doc,
  lower: (b) => b.context(offset, 4, signed),
});
/** Of packets these are constants; of a kernel they would have to be read. */
const constant = (name: string, type: string, value: number, doc: string): VariableBuiltin => ({
  name,
  type,
  doc,
  kernel: NOT_READ,
  lower: (b) => b.constant(value),
});
/** What the stacks tell, of which packets have none. */
const frames = (name: string, type: string, doc: string, offset: number): VariableBuiltin => ({
  name,
  type,
  doc,
  kernel: { lower: (b) => b.context(offset, 8) },
  lower: (b) => b.constant(0),
});
const text = (name: string, value: string, doc: string): VariableBuiltin => ({
  name,
  type: "string",
  doc,
  kernel: NOT_READ,
  lower: (b) => b.dataAddress(new TextEncoder().encode(value)),
});
const KERNEL = "only the running kernel of the traced system knows it; a packet source does not";
const unavailable = (name: string, type: string, doc: string): VariableBuiltin => ({
  name,
  type,
  doc,
  unavailable: KERNEL,
  lower: (b) => b.constant(0),
});
const all: readonly VariableBuiltin[] = [
  word("cpu", "processorid_t", CONTEXT.CPU, "The processor on which the probe fires."),
  word("pid", "pid_t", CONTEXT.PID, "The process that runs; 0 where none does."),
  {
    ...word("ppid", "pid_t", CONTEXT.PPID, "The parent of the process that runs."),
    kernel: { needsTypes: true },
  },
  word("tid", "id_t", CONTEXT.TID, "The thread that runs; 0 where none does.", false),
  word("uid", "uid_t", CONTEXT.UID, "The user that the process runs as.", false),
  word("gid", "gid_t", CONTEXT.GID, "The group that the process runs as.", false),
  word("errno", "int", CONTEXT.ERRNO, "The error of the last system call."),
  {
    name: "execname",
    type: "string",
    doc: "The name of the program that runs; empty where none does.",
    lower(b) {
      const address = b.context(CONTEXT.EXECNAME, 4);
      return b.select(address, address, b.dataAddress(new Uint8Array()));
    },
  },
  text("zonename", "global", "The name of the zone."),
  text("cwd", "", "The working directory of the process that runs."),
  text("root", "/", "The root directory of the process that runs."),
  constant("ipl", "uint_t", 0, "The interrupt priority level."),
  frames("stackdepth", "uint32_t", "Frames on the kernel's stack.", CONTEXT.STACK_DEPTH),
  frames("ustackdepth", "uint32_t", "Frames on the process's stack.", CONTEXT.USER_STACK_DEPTH),
  constant("caller", "uintptr_t", 0, "The program counter just before the probe."),
  frames("ucaller", "uintptr_t", "The program counter of the process.", CONTEXT.USER_CALLER),
  constant("jid", "int", 0, "The number of the jail."),
  text("jailname", "", "The jail's name."),
  { ...constant("vmregs", "uint64_t", 0, "Registers of a virtual machine."), indexed: true },
  {
    ...unavailable("curthread", "struct thread *", "The thread that runs, as the kernel describes it."),
    kernel: { type: "struct task_struct *", needsTypes: true, lower: (b) => b.context(CONTEXT.THREAD, 8) },
  },
  { ...unavailable("uregs", "uint64_t", "Registers of the process that runs."), indexed: true },
];
export { all as process };
