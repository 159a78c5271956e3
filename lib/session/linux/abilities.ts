/**
 * What this kernel can do with this process's programs, found out by trying, once.
 *
 * @module
 */
import { PROGRAM_TYPE } from "../../codegen/ebpf/mod.ts";
import type { KernelAbility, KernelTypes } from "../../providers/linux/mod.ts";
import { closeFile, hasPlaces, KernelError, linux, readKernelText, TRACE } from "../../sources/linux/mod.ts";

const KINDS = "/sys/bus/event_source/devices";
/** The number of a kind of perf's events; undefined where the kernel has none. */
export function perfKind(name: "kprobe" | "uprobe"): number | undefined {
  const text = readKernelText(`${KINDS}/${name}/type`);
  return text === undefined ? undefined : Number(text);
}
/** `r0 = 0; exit` */
export const NOTHING = Uint8Array.of(0xb7, 0, 0, 0, 0, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0);
/** A function that every kernel has, and that is called often. */
const SOME_FUNCTION = "vfs_read";

export class KernelAbilities {
  readonly #known = new Map<KernelAbility, boolean>();
  constructor(readonly types: KernelTypes) {}

  can(what: KernelAbility): boolean {
    if (!this.#known.has(what)) this.#known.set(what, this.#try(what));
    return this.#known.get(what)!;
  }
  #try(what: KernelAbility): boolean {
    switch (what) {
      case "kprobe":
        return perfKind("kprobe") !== undefined;
      case "uprobe-multi":
        return this.#with({ type: PROGRAM_TYPE.KPROBE, attachType: TRACE.UPROBE_MULTI }, hasPlaces);
      case "fentry": {
        const typeId = this.types.function(SOME_FUNCTION)?.id;
        const program = { type: PROGRAM_TYPE.TRACING, attachType: TRACE.FENTRY, typeId };
        return typeId !== undefined && this.#with(program, () => true);
      }
    }
  }
  /** Loads a program that does nothing; false where that is refused. */
  #with(
    request: { readonly type: number; readonly attachType: number; readonly typeId?: number },
    act: (program: number) => boolean,
  ): boolean {
    try {
      const { file } = linux.loadProgram({ ...request, instructions: NOTHING.slice() });
      try {
        return act(file);
      } finally {
        closeFile(file);
      }
    } catch (error) {
      if (error instanceof KernelError) return false;
      throw error;
    }
  }
}
