/**
 * What providers ask of the system, and what they say of where programs are attached.
 *
 * @module
 */
import type { Site } from "../../codegen/ebpf/mod.ts";
import type { ProbeInformation } from "../../d/check/mod.ts";
import type { KernelTypes } from "./btf/types.ts";
import type { Provider } from "../../engine/probe/mod.ts";

export interface TracedSystem {
  /** `x86_64`, `aarch64`. */
  readonly architecture: string;
  /** The text of a file of the kernel; undefined where it cannot be read. */
  readText(path: string): string | undefined;
  /** A program or library: undefined where it cannot be read, a text where it is damaged. */
  openProgram?(path: string): ProgramFile | string | undefined;
  /** Whether the kernel can do that; found out by trying, once. */
  can?(what: KernelAbility): boolean;
  /** The kernel's own types. */
  readonly types: KernelTypes;
}
/** fentry and fexit; kprobes through perf, with the number of their kind; uprobes, many at once. */
export type KernelAbility = "fentry" | "kprobe" | "uprobe-multi";
/** What is asked of a program's file. */
export interface ProgramFile {
  /** By name, with the address. */
  readonly functions: ReadonlyMap<string, {
    readonly address: number;
    readonly size: number;
    readonly isChooser?: true;
  }>;
  readonly probes: readonly {
    readonly provider: string;
    readonly name: string;
    readonly address: number;
    readonly semaphore: number;
    readonly args: string;
  }[];
  readonly libraries: readonly string[];
  readonly loader?: string;
  offsetOf(address: number): number | undefined;
}
/** How a program is attached. */
export type Attachment =
  /** By the name of the tracepoint, with what the kernel hands its hooks. */
  | { readonly kind: "raw"; readonly name: string }
  /** By its number in tracefs, with the record that tracefs describes. */
  | { readonly kind: "tracepoint"; readonly id: number; readonly name: string }
  /** At places of a file, as functions begin there or return. */
  | {
    readonly kind: "file";
    readonly path: string;
    readonly places: readonly { readonly offset: number; readonly semaphore: number; readonly cookie: number }[];
    readonly returns: boolean;
  }
  /** At functions of the kernel, by kprobes. */
  | { readonly kind: "functions"; readonly names: readonly string[]; readonly returns: boolean }
  /** At the function that it was loaded for. */
  | { readonly kind: "function"; readonly name: string }
  /** Every so often, on each processor or on one. */
  | { readonly kind: "clock"; readonly periodNs: bigint; readonly everywhere: boolean };

/** A provider of the kernel's probes: it knows where they fire. */
export interface KernelProvider extends Provider {
  /** Its probes have names of their own as providers. */
  owns?(probe: ProbeInformation): boolean;
  /** @throws UnavailableProbe */
  sites(probes: readonly ProbeInformation[]): Site[];
}
/** The kernel that runs has it not, or does not let this process have it. */
export class UnavailableProbe extends Error {
  override readonly name = "UnavailableProbe";
  constructor(readonly probe: ProbeInformation, readonly reason: string) {
    super(`${probe.provider}:${probe.module}:${probe.function}:${probe.name}: ${reason}`);
  }
}
/** Where tracefs is mounted, the new place first. */
export const TRACEFS = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"] as const;
export const NO_TRACEFS =
  "tracefs, in which the kernel describes its tracepoints, cannot be read: as root, `mount -t tracefs tracefs " +
  "/sys/kernel/tracing`";
