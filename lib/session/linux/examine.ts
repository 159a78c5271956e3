/**
 * What the kernel that runs lets this process do, found out by trying: versions and configurations tell less.
 *
 * @module
 */
import { PROGRAM_TYPE } from "../../codegen/ebpf/mod.ts";
import { NO_FUNCTIONS } from "../../providers/linux/mod.ts";
import {
  closeFile,
  isKernelFile,
  KernelError,
  linux,
  onlineProcessors,
  openClock,
  openRawTracepoint,
  readKernelText,
} from "../../sources/linux/mod.ts";

import { KernelAbilities, NOTHING, perfKind } from "./abilities.ts";
import { kernelTypes, TYPES } from "./types.ts";

export interface SystemAbility {
  readonly what: string;
  readonly state: "yes" | "no" | "partly";
  readonly detail?: string;
  /** The one command that changes it. */
  readonly mend?: string;
}
const RIGHTS = "run as root, or give the program the capabilities CAP_BPF and CAP_PERFMON";
/** Kinds of maps that programs here use. */
const HASH = 5, RING = 27;

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
  findings.push(...functions());
  return findings;
}
/** Functions of the kernel, and of processes. */
function functions(): SystemAbility[] {
  const types = kernelTypes(), abilities = new KernelAbilities(types);
  const ways = (["fentry", "kprobe"] as const).filter((one) => abilities.can(one));
  const isMany = abilities.can("uprobe-multi");
  const known = isKernelFile(TYPES);
  const noTypes = { detail: `${TYPES} is not there: the kernel was built without BTF` };
  return [
    {
      what: "types of the kernel (BTF: rawtp, proc, sched, io, curthread)",
      state: known ? "yes" : "no",
      ...known ? {} : noTypes,
    },
    {
      what: "functions of the kernel (fbt:::)",
      state: ways.length > 0 ? "yes" : "no",
      detail: ways.length > 0 ? `by ${ways.join(" and ")}` : NO_FUNCTIONS,
    },
    {
      what: "functions and probes of processes (pid$target:::)",
      state: isMany || perfKind("uprobe") !== undefined ? "yes" : "no",
      detail: isMany ? "many at once" : "one by one: before Linux 6.6 that takes CAP_SYS_ADMIN",
    },
  ];
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
