/**
 * Registers of a process or of the kernel where a probe stops them: where struct pt_regs has them (x86-64: arch/x86/include/asm/ptrace.h).
 *
 * @module
 */
import type { SiteSource } from "../../codegen/ebpf/mod.ts";

/** By the names of 64 bits. */
const PLACES: Readonly<Record<string, number>> = {
  r15: 0,
  r14: 8,
  r13: 16,
  r12: 24,
  rbp: 32,
  rbx: 40,
  r11: 48,
  r10: 56,
  r9: 64,
  r8: 72,
  rax: 80,
  rcx: 88,
  rdx: 96,
  rsi: 104,
  rdi: 112,
  rip: 128,
  rsp: 152,
};
/** The first six arguments of a function, by the C ABI (System V psABI for AMD64). */
export const ARGUMENT_PLACES = ["rdi", "rsi", "rdx", "rcx", "r8", "r9"].map((name) => PLACES[name]);
export const RESULT_PLACE = PLACES.rax;
export const isKnownProcessor = (architecture: string): boolean => architecture === "x86_64";

/** A register by any of its names: `%eax`, `%r8d`, `%sil`, and the byte of it that the name begins at. */
function registerOf(name: string): { readonly place: number; readonly byte: number } | undefined {
  const numbered = /^(r\d+)[dwb]?$/.exec(name);
  if (numbered) return numbered[1] in PLACES ? { place: PLACES[numbered[1]], byte: 0 } : undefined;
  if (name in PLACES) return { place: PLACES[name], byte: 0 };
  const wide = /^e(\w\w)$/.exec(name)?.[1] ?? (/^[a-ds][xpi]$|^bp$|^di$/.test(name) ? name : undefined);
  if (wide !== undefined && `r${wide}` in PLACES) return { place: PLACES[`r${wide}`], byte: 0 };
  const low = /^([abcd])([lh])$/.exec(name);
  if (low) return { place: PLACES[`r${low[1]}x`], byte: low[2] === "h" ? 1 : 0 };
  const pointer = /^(si|di|bp|sp)l$/.exec(name);
  return pointer ? { place: PLACES[`r${pointer[1]}`], byte: 0 } : undefined;
}
const VALUE = /^(-?)([1248])(?:f)?@(.+)$/;
const MEMORY = /^(-?\d+)?\((%\w+)(?:,(%\w+)(?:,([1248]))?)?\)$/;
type Size = 1 | 2 | 4 | 8;

export interface PlacedArgument {
  readonly source: SiteSource;
  /** As D has it. */
  readonly type: string;
}
/** Arguments of a probe as the assembler has them: `8@%rdi -4@12(%rbp) 4@$5`; undefined for one that is kept in another way. */
export function placedArguments(text: string): (PlacedArgument | undefined)[] {
  return text.split(/ +(?=-?[1248]f?@)/).filter((one) => one !== "").map(placedArgument);
}
function placedArgument(text: string): PlacedArgument | undefined {
  const found = VALUE.exec(text);
  if (!found || text.includes("f@")) return undefined;
  const signed = found[1] === "-", bytes = Number(found[2]) as Size, where = found[3];
  const type = `${signed ? "" : "u"}int${8 * bytes}_t`;
  const source = sourceOf(where, bytes, signed);
  return source && { source, type };
}
function sourceOf(where: string, bytes: Size, signed: boolean): SiteSource | undefined {
  if (/^\$-?\d+$/.test(where)) return { kind: "constant", value: BigInt.asIntN(64, BigInt(where.slice(1))) };
  if (where.startsWith("%")) {
    const register = registerOf(where.slice(1));
    return register && { kind: "context", offset: register.place + register.byte, bytes, signed };
  }
  const memory = MEMORY.exec(where);
  if (!memory) return undefined;
  const [, displacement = "0", baseName, indexName, scale = "1"] = memory;
  const base = registerOf(baseName.slice(1)),
    index = indexName === undefined ? undefined : registerOf(indexName.slice(1));
  if (!base || indexName !== undefined && !index || base.place === PLACES.rip) return undefined;
  return {
    kind: "user",
    base: base.place,
    ...index && { index: { register: index.place, scale: Number(scale) } },
    displacement: Number(displacement),
    bytes,
    signed,
  };
}
