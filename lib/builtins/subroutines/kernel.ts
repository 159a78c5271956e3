/**
 * Subroutines about the traced system itself: they compile, and say why packets cannot answer them.
 *
 * @module
 */
import type { SubroutineBuiltin } from "./subroutine_definition.ts";

const UNAVAILABLE = "only the running kernel of the traced system can answer it; a packet source cannot";
function unavailable(name: string, prototype: string, doc: string, destructive = false): SubroutineBuiltin {
  return {
    name,
    prototype,
    doc,
    unavailable: UNAVAILABLE,
    ...(destructive ? { destructive } : {}),
    lower: (b) => b.constant(0),
  };
}
const locks = ["mutex_owned", "mutex_type_adaptive", "mutex_type_spin", "rw_iswriter", "rw_read_held", "rw_write_held"];
const freebsdLocks = ["sx_exclusive_held", "sx_isexclusive", "sx_shared_held"];

export const kernel: readonly SubroutineBuiltin[] = [
  ...[...locks, ...freebsdLocks].map((name) => unavailable(name, "int(uintptr_t *)", "The state of a kernel lock.")),
  unavailable("mutex_owner", "void *(void *)", "The thread that holds a kernel mutex."),
  unavailable("msgsize", "size_t(void *)", "The size of a STREAMS message."),
  unavailable("msgdsize", "size_t(void *)", "The size of the data in a STREAMS message."),
  unavailable("progenyof", "int(pid_t)", "Whether the process descends from another."),
  unavailable("ddi_pathname", "string(void *, int64_t)", "The path of a device."),
  unavailable("d_path", "string(void *)", "The path of a file that the kernel describes."),
  { ...unavailable("getf", "void *(int)", "The kernel's description of an open file."), since: "1.10" },
  unavailable("copyout", "void(void *, uintptr_t, size_t)", "Changes the memory of the process.", true),
  unavailable("copyoutstr", "void(char *, uintptr_t, size_t)", "Changes the memory of the process.", true),
];
