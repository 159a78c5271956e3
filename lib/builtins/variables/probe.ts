/**
 * What the probe that fires is called, and when it fires.
 *
 * @module
 */
import { CONTEXT } from "../../image/mod.ts";
import type { VariableBuiltin } from "./variable_definition.ts";

const name = (part: "provider" | "module" | "function" | "name", short: string): VariableBuiltin => ({
  name: `probe${short}`,
  type: "string",
  doc: `The ${part}${part === "name" ? "" : "'s name"} of the probe that fires.`,
  lower: (b) => b.probeString(part),
});
export const probe: readonly VariableBuiltin[] = [
  name("provider", "prov"),
  name("module", "mod"),
  name("function", "func"),
  name("name", "name"),
  {
    name: "id",
    type: "uint_t",
    doc: "The id of the probe that fires, as -l prints it.",
    lower: (b) => b.context(CONTEXT.PROBE_ID, 4),
  },
  {
    name: "epid",
    type: "uint_t",
    doc: "The id of the enabled probe: of this clause on this probe.",
    lower: (b) => b.context(CONTEXT.EPID, 4),
  },
  {
    name: "timestamp",
    type: "uint64_t",
    doc: "Nanoseconds: of a packet the time at which it was captured, else the system's.",
    lower: (b) => b.time(),
  },
  {
    name: "vtimestamp",
    type: "uint64_t",
    doc: "The same as timestamp: packets take no processor time.",
    lower: (b) => b.time(),
  },
  {
    name: "walltimestamp",
    type: "int64_t",
    doc: "Nanoseconds since 1970, UTC.",
    lower: (b) => b.time(),
  },
];
