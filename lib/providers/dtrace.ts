/**
 * The dtrace provider: what happens to tracing itself.
 *
 * @module
 */
import type { ProbeDeclaration, Provider } from "../engine/probe/mod.ts";

/** BEGIN before the first packet, END after the last, ERROR when a clause faults; the ids 1 to 3 in this order. */
const NAMES = ["BEGIN", "END", "ERROR"] as const;

const PROBES = NAMES.map((name): ProbeDeclaration => ({
  provider: "dtrace",
  module: "",
  function: "",
  name,
  attributes: { identifier: "Stable/Stable/Common", argument: "Stable/Stable/Common" },
}));

export const dtraceProvider: Provider = { name: "dtrace", probes: () => PROBES };
