/**
 * The profile provider over the running kernel: samples of every processor, and ticks of one, by its own clocks.
 *
 * @module
 */
import { PROGRAM_TYPE, type Site } from "../../codegen/ebpf/mod.ts";
import type { ProbeInformation } from "../../d/check/mod.ts";
import { parseProfileName, profileProvider } from "../profile.ts";
import type { Attachment, KernelProvider } from "./system.ts";

export const clockProvider: KernelProvider = {
  ...profileProvider,
  meaning: "time: `profile-N` on every processor, `tick-N` on one",
  sites: (probes: readonly ProbeInformation[]): Site[] =>
    probes.map((probe) => {
      const { kind, periodNs } = parseProfileName(probe.name)!;
      const attachment: Attachment = { kind: "clock", periodNs, everywhere: kind === "profile" };
      return {
        programType: PROGRAM_TYPE.PERF_EVENT,
        probes: new Map([[0, probe.id]]),
        args: [{ kind: "counter", of: "kernel" }, { kind: "counter", of: "process" }],
        attachment,
      };
    }),
};
