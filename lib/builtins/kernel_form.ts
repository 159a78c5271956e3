/**
 * Builtins where programs run in a kernel: what is different about them stands in their definitions.
 *
 * @module
 */

/** What a definition says instead of what it says of packets. */
export type KernelForm<Definition> = Partial<Definition> & {
  /** It takes the kernel's description of its own types. */
  readonly needsTypes?: true;
};
interface Formed {
  readonly name: string;
  readonly unavailable?: string;
  readonly kernel?: KernelForm<{ readonly unavailable?: string }>;
}
const NO_TYPES = "this kernel does not describe its types (/sys/kernel/btf/vmlinux)";
/** What is not read from the kernel, and must not be taken for a zero. */
export const NOT_READ = { unavailable: "it is not read from the kernel" } as const;

/** Definitions as they are in a kernel. */
export function inKernel<Definition extends Formed>(
  definitions: ReadonlyMap<string, Definition>,
  hasTypes: boolean,
): ReadonlyMap<string, Definition> {
  const formed = new Map<string, Definition>();
  for (const [name, definition] of definitions) {
    const { kernel } = definition;
    const why = kernel?.needsTypes && !hasTypes ? { unavailable: NO_TYPES } : {};
    // what packets cannot answer a kernel may
    formed.set(name, kernel ? { ...definition, unavailable: undefined, ...kernel, ...why } : definition);
  }
  return formed;
}
