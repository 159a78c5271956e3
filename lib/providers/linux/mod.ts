/**
 * Providers of the running kernel of Linux: which probes it has, and where they are.
 *
 * @module
 */
import type { Provider } from "../../engine/probe/mod.ts";
import { dtraceProvider } from "../dtrace.ts";
import { clockProvider } from "./clock.ts";
import { Tracepoints } from "./formats.ts";
import { SyscallProvider } from "./syscall.ts";
import type { KernelProvider, TracedSystem } from "./system.ts";
import { TracepointProvider } from "./tracepoint.ts";

export { type Attachment, type KernelProvider, type TracedSystem, UnavailableProbe } from "./system.ts";

/** In the order in which their probes get ids. */
export function kernelProviders(system: TracedSystem): readonly KernelProvider[] {
  const tracepoints = new Tracepoints(system);
  return [clockProvider, new SyscallProvider(system, tracepoints), new TracepointProvider(tracepoints)];
}
/** Probes of the tracing itself, which every session has. */
export const ownProvider: Provider = dtraceProvider;
