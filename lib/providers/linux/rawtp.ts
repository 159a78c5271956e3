/**
 * The rawtp provider: the kernel's tracepoints with what their hooks are handed, before it becomes a record.
 *
 * @module
 */
import { PROGRAM_TYPE, type Site } from "../../codegen/ebpf/mod.ts";
import { isGlob, matchGlob, type ProbeInformation } from "../../d/check/mod.ts";
import { typeName } from "../../d/types/mod.ts";
import type { ProbeDeclaration } from "../../engine/probe/mod.ts";
import { nativeName, NO_TYPES, parameterSource } from "./hooks.ts";
import { type Attachment, type KernelProvider, type TracedSystem, UnavailableProbe } from "./system.ts";

const MODULE = "vmlinux";
const STABILITY = { identifier: "Private/Private/Unknown", argument: "Private/Private/Unknown" } as const;
/** D's arguments are ten. */
const MAX_ARGUMENTS = 10;

export class RawTracepointProvider implements KernelProvider {
  readonly name = "rawtp";
  readonly meaning =
    "the kernel's tracepoints as their hooks see them: args[] are what these are handed, by the kernel's types";
  readonly source = "the kernel's description of its types, BTF";
  readonly makesFresh = true;
  #names: readonly string[] | undefined;
  constructor(readonly system: TracedSystem) {}
  probes(): readonly ProbeDeclaration[] {
    return [];
  }
  provide(
    { module, function: inFunction, name }: { module: string; function: string; name: string },
  ): ProbeDeclaration[] {
    if (!matchGlob(MODULE, module) || !matchGlob("", inFunction)) return [];
    const { types } = this.system;
    if (name !== "" && !isGlob(name)) return types.tracepoint(name) ? [this.#declare(name)] : [];
    this.#names ??= types.tracepoints().sort();
    return this.#names.filter((one) => matchGlob(one, name)).map((one) => this.#declare(one));
  }
  #declare(name: string): ProbeDeclaration {
    const { types } = this.system;
    return {
      provider: this.name,
      module: MODULE,
      function: "",
      name,
      attributes: STABILITY,
      get args() {
        return types.tracepoint(name)?.parameters.slice(0, MAX_ARGUMENTS).map(({ name, type }) => ({
          native: nativeName(typeName(type)),
          doc: name,
        }));
      },
    };
  }
  sites(probes: readonly ProbeInformation[]): Site[] {
    return probes.map((probe): Site => {
      const prototype = this.system.types.tracepoint(probe.name);
      if (!prototype) throw new UnavailableProbe(probe, NO_TYPES);
      const attachment: Attachment = { kind: "raw", name: probe.name };
      return {
        programType: PROGRAM_TYPE.RAW_TRACEPOINT,
        probes: new Map([[0, probe.id]]),
        args: prototype.parameters.slice(0, MAX_ARGUMENTS).map((_, n) => parameterSource(prototype, n)),
        attachment,
      };
    });
  }
}
