/**
 * The syscall provider: system calls as they begin and as they return, on two tracepoints that all of them share.
 *
 * @module
 */
import { PROGRAM_TYPE, type Site, type SiteSource } from "../../codegen/ebpf/mod.ts";
import { matchGlob, type ProbeInformation } from "../../d/check/mod.ts";
import type { ProbeDeclaration } from "../../engine/probe/mod.ts";
import { fieldType, type Tracepoints } from "./formats.ts";
import { IS_64, REGISTERS } from "./hooks.ts";
import { syscallNames } from "./syscall_table.ts";
import type { Attachment, KernelProvider, TracedSystem } from "./system.ts";

const MODULE = "vmlinux";
const SIDES = ["entry", "return"] as const;
const STABILITY = { identifier: "Private/Private/Unknown", argument: "Evolving/Evolving/Common" } as const;

export class SyscallProvider implements KernelProvider {
  readonly name = "syscall";
  readonly meaning = "system calls: as they begin, with their arguments, and as they return, with their result";
  readonly source = "the kernel's tracepoints raw_syscalls:sys_enter and sys_exit";
  readonly makesFresh = true;
  readonly #numbers = new Map<string, number>();

  constructor(readonly system: TracedSystem, readonly tracepoints: Tracepoints) {
    for (const [number, name] of syscallNames(system.architecture) ?? []) this.#numbers.set(name, number);
  }
  /** Made when they are asked for: their arguments are read one by one. */
  probes(): readonly ProbeDeclaration[] {
    return [];
  }
  provide(
    { module, function: inFunction, name }: { module: string; function: string; name: string },
  ): ProbeDeclaration[] {
    if (!matchGlob(MODULE, module)) return [];
    return [...this.#numbers.keys()].filter((call) => matchGlob(call, inFunction)).flatMap((call) =>
      SIDES.filter((side) => matchGlob(side, name)).map((side) => this.#declare(call, side))
    );
  }
  #declare(call: string, side: typeof SIDES[number]): ProbeDeclaration {
    const { tracepoints } = this;
    return {
      provider: this.name,
      module: MODULE,
      function: call,
      name: side,
      attributes: STABILITY,
      doc: side === "entry" ? "when the call begins" : "when it returns; arg0 is its result",
      get args() {
        if (side === "return") return [{ native: "long" }];
        const format = tracepoints.format("syscalls", `sys_enter_${call}`);
        return format?.fields.filter(({ name }) => name !== "__syscall_nr").map((field) => ({
          native: fieldType(field),
        }));
      },
    };
  }
  sites(probes: readonly ProbeInformation[]): Site[] {
    const registers = REGISTERS[this.system.architecture as "x86_64"];
    return SIDES.flatMap((side): Site[] => {
      const ofSide = probes.filter(({ name }) => name === side);
      if (ofSide.length === 0) return [];
      const byNumber = new Map(ofSide.map((probe) => [this.#numbers.get(probe.function)!, probe.id]));
      const behind = (offset: number): SiteSource => ({ kind: "behind", pointer: 0, offset, bytes: 8 });
      const second: SiteSource = { kind: "context", offset: 8, bytes: 8 };
      const attachment: Attachment = { kind: "raw", name: side === "entry" ? "sys_enter" : "sys_exit" };
      const common = { programType: PROGRAM_TYPE.RAW_TRACEPOINT, probes: byNumber, when: [IS_64], attachment };
      return side === "entry"
        ? [{ ...common, number: second, args: registers.args.map(behind) }]
        : [{ ...common, number: behind(registers.number), args: [second, second], result: 0 }];
    });
  }
}
