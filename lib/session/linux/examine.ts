/**
 * What the kernel that runs lets this process do, found out by trying: versions and configurations tell less.
 *
 * @module
 */
import { PROGRAM_TYPE } from "../../codegen/ebpf/mod.ts";
import {
  closeFile,
  KernelError,
  linux,
  onlineProcessors,
  openClock,
  openRawTracepoint,
  readKernelText,
} from "../../sources/linux/mod.ts";

export interface SystemAbility {
  readonly what: string;
  readonly state: "yes" | "no" | "partly";
  readonly detail?: string;
  /** The one command that changes it. */
  readonly mend?: string;
}
const RIGHTS = "run as root, or give the program the capabilities CAP_BPF and CAP_PERFMON";
/** `r0 = 0; exit` */
const NOTHING = Uint8Array.of(0xb7, 0, 0, 0, 0, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0);
/** Kinds of maps that programs here use. */
const HASH = 5, RING = 27, KPROBE_TYPE = "/sys/bus/event_source/devices/kprobe/type";

/** @throws Deno.errors.NotCapable without `--allow-ffi` */
export function examineKernel(): readonly SystemAbility[] {
  const findings: SystemAbility[] = [{ what: "Linux", state: "yes", detail: release() }];
  findings.push(attempt("maps (CAP_BPF)", RIGHTS, () => {
    closeFile(linux.createMap({ type: HASH, keySize: 8, valueSize: 8, entries: 8 }));
    closeFile(linux.createMap({ type: RING, keySize: 0, valueSize: 0, entries: 4096 }));
  }));
  findings.push(attempt("system calls (syscall:::)", RIGHTS, () => {
    const { file } = linux.loadProgram({ type: PROGRAM_TYPE.RAW_TRACEPOINT, instructions: NOTHING.slice() });
    try {
      closeFile(openRawTracepoint(file, "sys_enter"));
      linux.testRun(file);
    } finally {
      closeFile(file);
    }
  }));
  findings.push(attempt("samples (profile-N, tick-N)", RIGHTS, () => {
    const { file } = linux.loadProgram({ type: PROGRAM_TYPE.PERF_EVENT, instructions: NOTHING.slice() });
    try {
      closeFile(openClock(file, onlineProcessors()[0], 1_000_000_000n));
    } finally {
      closeFile(file);
    }
  }));
  findings.push(tracefs());
  const kprobes = readKernelText(KPROBE_TYPE) !== undefined;
  findings.push({
    what: "functions of the kernel (fbt:::)",
    state: "no",
    detail: kprobes ? "not traced by this version" : "this kernel has no kprobes",
  });
  return findings;
}
function release(): string {
  return readKernelText("/proc/sys/kernel/osrelease")?.trim() ?? "of an unknown release";
}
function attempt(what: string, mend: string, act: () => void): SystemAbility {
  try {
    act();
    return { what, state: "yes" };
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    return { what, state: "no", detail: error.message, mend };
  }
}
function tracefs(): SystemAbility {
  const what = "tracepoints (sdt:::) and types of arguments";
  const events = readKernelText("/sys/kernel/tracing/available_events") ??
    readKernelText("/sys/kernel/debug/tracing/available_events");
  if (events !== undefined) return { what, state: "yes", detail: `${events.trim().split("\n").length} of them` };
  return { what, state: "no", detail: "tracefs cannot be read", mend: "mount -t tracefs tracefs /sys/kernel/tracing" };
}
