/**
 * Providers of the running kernel of Linux: which probes it has, and where they are.
 *
 * @module
 */
import type { Provider } from "../../engine/probe/mod.ts";
import { dtraceProvider } from "../dtrace.ts";
import { clockProvider } from "./clock.ts";
import { Tracepoints } from "./formats.ts";
import { FunctionProvider } from "./fbt.ts";
export { NO_FUNCTIONS } from "./fbt.ts";
import { ioProvider } from "./io.ts";
import { LINUX_LIBRARY_TEXTS } from "./library_texts.ts";
import { ProcessProvider } from "./process.ts";
import { procProvider } from "./proc.ts";
import { RawTracepointProvider } from "./rawtp.ts";
import { schedProvider } from "./sched.ts";
import { SyscallProvider } from "./syscall.ts";
import type { KernelProvider, TracedSystem } from "./system.ts";
import { TracepointProvider } from "./tracepoint.ts";

export { BtfError } from "./btf/reader.ts";
export { KernelTypes } from "./btf/types.ts";
export {
  type Attachment,
  type KernelAbility,
  type KernelProvider,
  type ProgramFile,
  type TracedSystem,
  UnavailableProbe,
} from "./system.ts";

/** In the order in which their probes get ids. */
export function kernelProviders(system: TracedSystem): readonly KernelProvider[] {
  const tracepoints = new Tracepoints(system);
  return [
    clockProvider,
    new SyscallProvider(system, tracepoints),
    procProvider(system),
    schedProvider(system),
    ioProvider(system),
    new TracepointProvider(tracepoints),
    new RawTracepointProvider(system),
    new FunctionProvider(system),
    new ProcessProvider(system),
  ];
}
/** D's library as the kernel of Linux has it: structs that are translated from its own. */
export const LINUX_LIBRARIES = LINUX_LIBRARY_TEXTS.map(([name, text]) => ({
  name,
  path: `lib/providers/linux/dlib/${name}`,
  text,
}));
/** Probes of the tracing itself, which every session has. */
export const ownProvider: Provider = dtraceProvider;
