/**
 * The dtrace provider: what happens to tracing itself.
 *
 * @module
 */
import type { ProbeDeclaration, Provider } from "../engine/probe/mod.ts";

/** Probes by when they fire, with the ids 1 to 3 in this order. */
const PROBES = {
  BEGIN: "once, before anything else does",
  END: "once, after everything else has",
  ERROR: "when a clause has run into a fault; the arguments say which",
};

const DECLARED = Object.entries(PROBES).map(([name, doc]): ProbeDeclaration => ({
  provider: "dtrace",
  module: "",
  function: "",
  name,
  doc,
  packets: { network: "none", headerBytes: 0 },
  attributes: { identifier: "Stable/Stable/Common", argument: "Stable/Stable/Common" },
}));

export const dtraceProvider: Provider = {
  name: "dtrace",
  meaning: "the tracing itself",
  source: "dtrace(1), the DTrace guide, chapter dtrace provider",
  probes: () => DECLARED,
};
