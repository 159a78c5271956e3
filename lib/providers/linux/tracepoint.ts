/**
 * The sdt provider: the kernel's own tracepoints, a module for each group, with the fields of their records as arguments.
 *
 * @module
 */
import { PROGRAM_TYPE, type Site, type SiteSource } from "../../codegen/ebpf/mod.ts";
import { isGlob, matchGlob, type ProbeInformation } from "../../d/check/mod.ts";
import type { ProbeDeclaration } from "../../engine/probe/mod.ts";
import { fieldType, type FormatField, type Tracepoints } from "./formats.ts";
import { type Attachment, type KernelProvider, NO_TRACEFS, UnavailableProbe } from "./system.ts";

const STABILITY = { identifier: "Private/Private/Unknown", argument: "Private/Private/Unknown" } as const;
/** Bytes of a text at the end of a record that are looked at. */
const DISTANT_BYTES = 256;

export class TracepointProvider implements KernelProvider {
  readonly name = "sdt";
  readonly meaning = "the kernel's own tracepoints; the module is their group, args[] the fields of their records";
  readonly source = "the files of tracefs";
  readonly makesFresh = true;
  constructor(readonly tracepoints: Tracepoints) {}

  probes(): readonly ProbeDeclaration[] {
    return [];
  }
  provide(
    { module, function: inFunction, name }: { module: string; function: string; name: string },
  ): ProbeDeclaration[] {
    if (!matchGlob("", inFunction)) return [];
    const { names } = this.tracepoints;
    // where the kernel does not say which there are, one that is named is taken to be there: why it cannot fire is said later
    const isNamed = module !== "" && name !== "" && !isGlob(module) && !isGlob(name);
    if (names.length === 0 && isNamed) return [this.#declare(module, name)];
    return names.filter(([group, own]) => group !== "syscalls" && matchGlob(group, module) && matchGlob(own, name)).map(
      ([group, own]) => this.#declare(group, own),
    );
  }
  #declare(group: string, name: string): ProbeDeclaration {
    const { tracepoints } = this;
    return {
      provider: this.name,
      module: group,
      function: "",
      name,
      attributes: STABILITY,
      get args() {
        return tracepoints.format(group, name)?.fields.map((field) => ({ native: fieldType(field), doc: field.name }));
      },
    };
  }
  sites(probes: readonly ProbeInformation[]): Site[] {
    return probes.map((probe): Site => tracepointSite(this.tracepoints, probe, probe.module, probe.name));
  }
}
/** @throws UnavailableProbe */
function tracepointSite(tracepoints: Tracepoints, probe: ProbeInformation, group: string, name: string): Site {
  const format = tracepoints.format(group, name);
  if (!format) throw new UnavailableProbe(probe, NO_TRACEFS);
  const attachment: Attachment = { kind: "tracepoint", id: format.id, name: `${group}:${name}` };
  return {
    programType: PROGRAM_TYPE.TRACEPOINT,
    probes: new Map([[0, probe.id]]),
    args: format.fields.map(fieldSource),
    attachment,
  };
}
function fieldSource({ offset, size, signed, count, isDistant }: FormatField): SiteSource {
  if (isDistant) return { kind: "bytes", offset, size: DISTANT_BYTES, isDistant };
  if (count !== undefined || ![1, 2, 4, 8].includes(size)) return { kind: "bytes", offset, size };
  return { kind: "context", offset, bytes: size as 1 | 2 | 4 | 8, signed };
}
