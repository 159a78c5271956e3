/**
 * The fbt provider: functions of the kernel as they begin and return, by fentry and fexit, or by kprobes.
 *
 * @module
 */
import { PROGRAM_TYPE, type Site, type SiteSource } from "../../codegen/ebpf/mod.ts";
import { isGlob, matchGlob, type ProbeInformation } from "../../d/check/mod.ts";
import { typeName } from "../../d/types/mod.ts";
import type { ProbeDeclaration } from "../../engine/probe/mod.ts";
import { nativeName, NO_TYPES, parameterSource, sizedSource } from "./hooks.ts";
import type { KernelFunction } from "./btf/types.ts";
import { ARGUMENT_PLACES, isKnownProcessor, RESULT_PLACE } from "./registers.ts";
import { type Attachment, type KernelProvider, type TracedSystem, TRACEFS, UnavailableProbe } from "./system.ts";

const MODULE = "vmlinux";
const STABILITY = { identifier: "Private/Private/Unknown", argument: "Private/Private/Unknown" } as const;
const SIDES = ["entry", "return"] as const;
/** BPF_TRACE_FENTRY, BPF_TRACE_FEXIT */
const ATTACH = { entry: 24, return: 25 } as const;
/** Each function by fentry takes a program of its own: of more at once kprobes are quicker. */
const MAX_PROGRAMS = 32;
const MAX_ARGUMENTS = 10;
export const NO_FUNCTIONS = "this kernel has no kprobes and refuses fentry";

export class FunctionProvider implements KernelProvider {
  readonly name = "fbt";
  readonly meaning =
    "functions of the kernel as they begin, with their arguments, and as they return, with their result";
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
    if (!matchGlob(MODULE, module)) return [];
    const { types } = this.system;
    const sides = SIDES.filter((side) => matchGlob(side, name));
    if (sides.length === 0) return [];
    const names = inFunction !== "" && !isGlob(inFunction)
      ? types.function(inFunction) ? [inFunction] : []
      : (this.#names ??= this.#traceable()).filter((one) => matchGlob(one, inFunction));
    return names.flatMap((one) => sides.map((side) => this.#declare(one, side)));
  }
  /** Functions whose types are known, of those that the kernel lets be traced where it says which. */
  #traceable(): string[] {
    const names = [...new Set(this.system.types.functions())].sort();
    const text = TRACEFS.map((root) => this.system.readText(`${root}/available_filter_functions`)).find((one) => one);
    if (text === undefined) return names;
    const allowed = new Set(text.split("\n").map((line) => line.split(" ", 1)[0]));
    return names.filter((name) => allowed.has(name));
  }
  #declare(name: string, side: typeof SIDES[number]): ProbeDeclaration {
    const { types } = this.system;
    return {
      provider: this.name,
      module: MODULE,
      function: name,
      name: side,
      attributes: STABILITY,
      doc: side === "entry" ? "when the function begins" : "when it returns; arg1 is its result",
      get args() {
        const found = types.function(name);
        if (!found) return undefined;
        if (side === "return") return [{ native: "int" }, { native: nativeName(typeName(found.returns)) }];
        return found.parameters.slice(0, MAX_ARGUMENTS).map(({ name, type }) => ({
          native: nativeName(typeName(type)),
          doc: name,
        }));
      },
    };
  }
  sites(probes: readonly ProbeInformation[]): Site[] {
    const { system } = this, can = (what: "fentry" | "kprobe") => system.can?.(what) ?? false;
    const [first] = probes;
    if (!system.types.isThere) throw new UnavailableProbe(first, NO_TYPES);
    if (can("fentry") && probes.length <= MAX_PROGRAMS) return probes.map((probe) => this.#traced(probe));
    if (!can("kprobe")) {
      if (!can("fentry")) throw new UnavailableProbe(first, NO_FUNCTIONS);
      return probes.map((probe) => this.#traced(probe));
    }
    if (!isKnownProcessor(system.architecture)) {
      throw new UnavailableProbe(first, `registers of ${system.architecture} are not known here`);
    }
    return SIDES.flatMap((side) => this.#kprobes(probes.filter(({ name }) => name === side), side));
  }
  #function(probe: ProbeInformation): KernelFunction {
    const found = this.system.types.function(probe.function);
    if (!found) throw new UnavailableProbe(probe, NO_TYPES);
    return found;
  }
  #traced(probe: ProbeInformation): Site {
    const found = this.#function(probe), isReturn = probe.name === "return";
    const arguments_ = found.parameters.slice(0, MAX_ARGUMENTS).map((_, n) => parameterSource(found, n));
    const attachment: Attachment = { kind: "function", name: probe.function };
    return {
      programType: PROGRAM_TYPE.TRACING,
      probes: new Map([[0, probe.id]]),
      args: isReturn ? [NOWHERE, sizedSource(found.returns, 8 * found.parameters.length)] : arguments_,
      load: { attachType: ATTACH[isReturn ? "return" : "entry"], typeId: found.id },
      attachment,
    };
  }
  /** Functions whose arguments are alike in their sizes share a program. */
  #kprobes(probes: readonly ProbeInformation[], side: typeof SIDES[number]): Site[] {
    const groups = new Map<string, { readonly args: readonly SiteSource[]; readonly probes: ProbeInformation[] }>();
    for (const probe of probes) {
      const found = this.#function(probe);
      const args = side === "return"
        ? [NOWHERE, sizedSource(found.returns, RESULT_PLACE)]
        : found.parameters.slice(0, ARGUMENT_PLACES.length).map(({ type }, n) => sizedSource(type, ARGUMENT_PLACES[n]));
      const key = args.map((one) => one.kind === "context" ? `${one.offset} ${one.bytes} ${one.signed}` : one.kind)
        .join();
      const group = groups.get(key) ?? { args, probes: [] };
      group.probes.push(probe);
      groups.set(key, group);
    }
    return [...groups.values()].map(({ args, probes }): Site => {
      const attachment: Attachment = {
        kind: "functions",
        names: probes.map((probe) => probe.function),
        returns: side === "return",
      };
      return {
        programType: PROGRAM_TYPE.KPROBE,
        probes: new Map(probes.map(({ id }, cookie) => [cookie, id])),
        number: { kind: "cookie" },
        args,
        places: probes.length,
        attachment,
      };
    });
  }
}
/** Where a function returns from is not known. */
const NOWHERE: SiteSource = { kind: "constant", value: 0n };
