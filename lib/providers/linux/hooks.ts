/**
 * Probes that stand on the kernel's raw tracepoints: a table says of each which tracepoint it is, what must hold, and where its
 * arguments are. What of it this kernel lacks is found out when it is asked for.
 *
 * @module
 */
import { PROGRAM_TYPE, type Site, type SiteCondition, type SiteSource } from "../../codegen/ebpf/mod.ts";
import { matchGlob, type ProbeInformation } from "../../d/check/mod.ts";
import { type DType, resolveType, sizeOf } from "../../d/types/mod.ts";
import type { ProbeDeclaration } from "../../engine/probe/mod.ts";
import type { KernelFunction, KernelTypes } from "./btf/types.ts";
import { syscallNames } from "./syscall_table.ts";
import { type Attachment, type KernelProvider, type TracedSystem, UnavailableProbe } from "./system.ts";

/** Where a kernel's tracepoint has what a probe needs. */
export interface Hook {
  /** A parameter of the tracepoint, as a number of its own size; a pointer is its address. */
  parameter(name: string): SiteSource;
  /** What is reached from a parameter, or from the thread that runs: each member in the struct that the one before leads to. */
  behind(from: string, ...path: readonly (readonly [struct: string, member: string])[]): SiteSource;
  /** An argument of the system call that begins. */
  argument(n: number): SiteSource;
  /** It is that system call which begins or ends. */
  call(name: string): SiteCondition;
  /** The second word that the kernel hands over. */
  readonly second: SiteSource;
}
/** What a probe is at a hook. */
export interface HookedProbe {
  readonly tracepoint: string;
  readonly args?: (hook: Hook) => readonly SiteSource[];
  readonly when?: (hook: Hook) => readonly SiteCondition[];
  readonly thread?: (hook: Hook) => SiteSource;
}
/** A probe of a provider, as it is declared and where it is. */
export interface HookRow {
  readonly name: string;
  readonly doc: string;
  readonly args?: ProbeDeclaration["args"];
  /** Places at which it fires; none: only a function of the kernel would tell of it. */
  readonly hooks: readonly HookedProbe[];
  /** Why there are none. */
  readonly lacks?: string;
}
/** The thread that runs, as a name of where a path begins. */
export const THREAD = "(thread)";
const MODULE = "vmlinux";
export const NO_TYPES = "this kernel does not describe its types (/sys/kernel/btf/vmlinux)";
/**
 * Of the registers that a process enters the kernel with: where struct pt_regs has the arguments, and the number of the call.
 * x86-64: rdi, rsi, rdx, r10, r8, r9, orig_rax.
 */
export const REGISTERS = { x86_64: { args: [112, 104, 96, 56, 72, 64], number: 120 } } as const;
/** __USER32_CS: code of 32 bits runs in that segment, whose name stands in struct pt_regs; its calls have numbers of their own. */
const CODE_SEGMENT = 136, SEGMENT_32 = 0x23;
/** Of a system call on x86-64: it is not one of a program of 32 bits. */
export const IS_64: SiteCondition = {
  source: { kind: "behind", pointer: 0, offset: CODE_SEGMENT, bytes: 8 },
  is: "ne",
  value: SEGMENT_32,
};
const SYSTEM_CALLS = new Set(["sys_enter", "sys_exit"]);

export class HookProvider implements KernelProvider {
  readonly makesFresh = true;
  constructor(
    readonly name: string,
    readonly meaning: string,
    readonly system: TracedSystem,
    readonly rows: readonly HookRow[],
    readonly attributes: NonNullable<ProbeDeclaration["attributes"]>,
  ) {}
  get source(): string {
    return "the kernel's raw tracepoints";
  }
  /** Made when they are asked for: what the kernel lacks is found out then. */
  probes(): readonly ProbeDeclaration[] {
    return [];
  }
  provide(
    { module, function: inFunction, name }: { module: string; function: string; name: string },
  ): ProbeDeclaration[] {
    if (!matchGlob(MODULE, module) || !matchGlob("", inFunction)) return [];
    return this.rows.filter((row) => matchGlob(row.name, name)).map((row) => this.#declare(row));
  }
  #declare(row: HookRow): ProbeDeclaration {
    const { system, attributes } = this;
    return {
      provider: this.name,
      module: MODULE,
      function: "",
      name: row.name,
      attributes,
      doc: row.doc,
      args: row.args ?? [],
      get unavailable() {
        return lackOf(row, system.types);
      },
    };
  }
  sites(probes: readonly ProbeInformation[]): Site[] {
    return probes.flatMap((probe) => {
      const row = this.rows.find(({ name }) => name === probe.name)!;
      const lack = lackOf(row, this.system.types);
      if (lack !== undefined) throw new UnavailableProbe(probe, lack);
      return row.hooks.map((hooked) => this.#site(probe, hooked));
    });
  }
  #site(probe: ProbeInformation, { tracepoint, args, when, thread }: HookedProbe): Site {
    const hook = new KernelHook(probe, this.system, tracepoint, this.system.types.tracepoint(tracepoint)!);
    const attachment: Attachment = { kind: "raw", name: tracepoint };
    return {
      programType: PROGRAM_TYPE.RAW_TRACEPOINT,
      probes: new Map([[0, probe.id]]),
      args: args?.(hook) ?? [],
      when: [...when?.(hook) ?? [], ...SYSTEM_CALLS.has(tracepoint) ? [IS_64] : []],
      thread: thread?.(hook),
      attachment,
    };
  }
}
/** Why a probe cannot fire in this kernel. */
function lackOf({ hooks, lacks }: HookRow, types: KernelTypes): string | undefined {
  if (hooks.length === 0) return lacks;
  if (!types.isThere) return NO_TYPES;
  const missing = hooks.find(({ tracepoint }) => !types.tracepoint(tracepoint));
  return missing && `this kernel has no tracepoint ${missing.tracepoint}`;
}
/** A parameter as a word of what the kernel hands over. */
export function parameterSource({ parameters }: KernelFunction, n: number): SiteSource {
  return sizedSource(parameters[n].type, 8 * n);
}
/** A word of what the kernel hands over, as wide as its type. */
export function sizedSource(of: DType, offset: number): SiteSource {
  const type = resolveType(of), size = sizeOf(type);
  const bytes = size === 1 || size === 2 || size === 4 ? size : 8;
  const signed = type.kind === "int" ? type.signed : type.kind === "enum";
  return { kind: "context", offset, bytes, signed };
}
/** What D cannot write as a type is an address. */
export function nativeName(name: string): string {
  return /^(?:const |volatile )*(?:struct |union |enum )?\w+(?: \w+)*(?: \*+| \*(?:const|volatile)?)?$/.test(name) &&
      !/^(?:struct|union) \w+$/.test(name)
    ? name
    : "void *";
}
class KernelHook implements Hook {
  constructor(
    readonly probe: ProbeInformation,
    readonly system: TracedSystem,
    readonly tracepoint: string,
    readonly prototype: KernelFunction,
  ) {}
  #index(name: string): number {
    const found = this.prototype.parameters.findIndex((one) => one.name === name);
    if (found < 0) {
      throw new UnavailableProbe(this.probe, `this kernel's tracepoint ${this.tracepoint} has no \`${name}\``);
    }
    return found;
  }
  parameter(name: string): SiteSource {
    return parameterSource(this.prototype, this.#index(name));
  }
  behind(from: string, ...path: readonly (readonly [string, string])[]): SiteSource {
    const members = path.map(([struct, name]) => {
      const member = this.system.types.member(struct, name);
      if (!member) throw new UnavailableProbe(this.probe, `this kernel's struct ${struct} has no \`${name}\``);
      return member;
    });
    const last = members.at(-1)!, type = resolveType(last.type), size = sizeOf(type);
    return {
      kind: "behind",
      pointer: from === THREAD ? "thread" : 8 * this.#index(from),
      through: members.slice(0, -1).map(({ offset }) => offset),
      offset: last.offset,
      bytes: size === 1 || size === 2 || size === 4 ? size : 8,
      signed: type.kind === "int" && type.signed,
    };
  }
  get #registers(): typeof REGISTERS.x86_64 {
    const registers = REGISTERS[this.system.architecture as keyof typeof REGISTERS];
    if (registers) return registers;
    throw new UnavailableProbe(this.probe, `system calls of ${this.system.architecture} are not known here`);
  }
  argument(n: number): SiteSource {
    return { kind: "behind", pointer: 0, offset: this.#registers.args[n], bytes: 8 };
  }
  call(name: string): SiteCondition {
    const source: SiteSource = { kind: "behind", pointer: 0, offset: this.#registers.number, bytes: 8 };
    const found = [...syscallNames(this.system.architecture) ?? []].find(([, one]) => one === name);
    return { source, is: "eq", value: found![0] };
  }
  readonly second: SiteSource = { kind: "context", offset: 8, bytes: 8 };
}
