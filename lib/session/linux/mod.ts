/**
 * The running kernel of Linux behind a session: its providers, its machine, and what it says when it refuses.
 *
 * @module
 */
import { emitKernelImage, type KernelImage, PROGRAM_TYPE, type Site } from "../../codegen/ebpf/mod.ts";
import type { TypedProgram } from "../../d/check/mod.ts";
import { markedLine } from "../../diagnostic/mod.ts";
import type { ProbeInformation } from "../../d/check/mod.ts";
import {
  type Attachment,
  BtfError,
  type KernelAbility,
  type KernelProvider,
  kernelProviders,
  type KernelTypes,
  LINUX_LIBRARIES,
  ownProvider,
  type ProgramFile,
  UnavailableProbe,
} from "../../providers/linux/mod.ts";
import {
  closeFile,
  ElfError,
  ElfFile,
  isKernelFile,
  KernelError,
  KernelMachine,
  linux,
  type LinuxKernel,
  openPieces,
  possibleProcessors,
  readKernelText,
  ringSize,
  SystemSymbols,
} from "../../sources/linux/mod.ts";
import { SessionError, type SystemMachine, type SystemRequest, type SystemTracing } from "../settings.ts";
import { KernelAbilities } from "./abilities.ts";
import { attachProgram } from "./attach.ts";
import { kernelTypes, TYPES } from "./types.ts";
import { refusalText } from "./refusal.ts";

export { examineKernel, type SystemAbility } from "./examine.ts";
export { watchProcess } from "./process.ts";

/** The kernel that runs here. @throws Deno.errors.NotCapable without `--allow-ffi` */
export function openKernel(): SystemTracing {
  const types = kernelTypes();
  const abilities = new KernelAbilities(types);
  const can = (what: KernelAbility) => abilities.can(what);
  const system = { architecture: Deno.build.arch, readText: readKernelText, types, can, openProgram };
  const known = isKernelFile(TYPES) ? types : undefined;
  return kernelTracing(kernelProviders(system), linux, possibleProcessors(), known, () => can("uprobe-multi"));
}
function openProgram(path: string): ProgramFile | string | undefined {
  const opened = openPieces(path);
  if (!opened) return undefined;
  try {
    const elf = new ElfFile((offset, length) => opened.read(offset, length));
    const { names: libraries, loader } = elf.libraries();
    const offsetOf = (address: number) => elf.offsetOf(address);
    return { functions: elf.functionNames(), probes: elf.probes(), libraries, loader, offsetOf };
  } catch (error) {
    if (error instanceof ElfError) return error.message;
    throw error;
  } finally {
    opened.close();
  }
}
/** Any kernel with these providers. */
export function kernelTracing(
  providers: readonly KernelProvider[],
  kernel: LinuxKernel,
  processors: number,
  types?: KernelTypes,
  isMany = () => false,
): SystemTracing {
  return {
    providers: [ownProvider, ...providers],
    types,
    libraries: LINUX_LIBRARIES,
    enable: (request) => new EnabledKernel(providers, kernel, processors, request, types, isMany),
  };
}

/** Memory of the kernel for records, however many processors there are. */
const MAX_RING_BYTES = 64 * 2 ** 20;

class EnabledKernel implements SystemMachine {
  readonly image: KernelImage;
  readonly machine: KernelMachine;
  readonly symbols = new SystemSymbols();
  readonly #attached: number[] = [];

  constructor(
    readonly providers: readonly KernelProvider[],
    readonly kernel: LinuxKernel,
    processors: number,
    readonly request: SystemRequest,
    types: KernelTypes | undefined,
    /** Programs go to many places of a file at once. */
    readonly isMany: () => boolean,
  ) {
    const { typed, sizes, probes, builtins, memory, tell } = request;
    const enabled = enabledProbes(typed, request);
    try {
      if (asksProcessNames(typed)) this.symbols.follow(request.target === undefined ? [] : [request.target]);
      const own = enabled.filter(({ provider, name }) => provider === "dtrace" && name !== "ERROR");
      const sites = [...own.map(ownSite), ...this.#sites(enabled)];
      const places = sites.reduce((sum, site) => sum + (site.places ?? 1), 0);
      if (places > request.maxPlaces) {
        throw new SessionError(
          `could not enable tracing: ${places} places are asked for, each of which slows down what it traces: ` +
            `-x maxplaces=${places} allows that`,
        );
      }
      this.image = emitKernelImage(typed, {
        sizes,
        probes,
        builtins,
        sites,
        facts: { member: (struct, name) => types?.member(struct, name)?.offset },
        processors,
        // in DTrace every processor has a buffer of that size
        ringBytes: ringSize(Math.min(MAX_RING_BYTES, sizes.principal * processors)),
        clockOffset: kernel.clockOffset(),
      });
      this.machine = new KernelMachine({
        kernel,
        image: this.image,
        memory,
        processors,
        merging: new Map(
          [...builtins.aggregating].map(([name, { merge, isAdditive = false }]) => [name, { merge, isAdditive }]),
        ),
        symbols: this.symbols,
        own: new Set(own.map(({ id }) => id)),
        log: tell,
      });
    } catch (error) {
      throw reasonOf(error, typed);
    }
  }
  #sites(enabled: readonly ProbeInformation[]): Site[] {
    return this.providers.flatMap((provider) => {
      const own = enabled.filter((probe) => provider.owns?.(probe) ?? probe.provider === provider.name);
      return own.length === 0 ? [] : provider.sites(own);
    });
  }
  attach(): void {
    try {
      for (const { file, attachment } of this.machine.attachable) {
        this.#attached.push(...attachProgram(file, attachment as Attachment, () => this.isMany()));
      }
    } catch (error) {
      this.detach();
      throw reasonOf(error, this.request.typed);
    }
  }
  detach(): void {
    for (const file of this.#attached) closeFile(file);
    this.#attached.length = 0;
  }
  drain(consume: () => void): boolean {
    this.symbols.refresh();
    this.machine.flush = consume;
    this.machine.drain();
    return this.machine.status !== 0;
  }
  get isBehind(): boolean {
    return this.machine.isBehind;
  }
  exit(status: number): void {
    this.machine.exit(status);
  }
  wait(ms: number): Promise<void> {
    return this.machine.wait(ms);
  }
  close(): void {
    this.detach();
    this.symbols.close();
    this.machine.close();
  }
}
/** Stacks and addresses of processes are asked for: what these map has to be known. */
const PROCESS_NAMES = /\b(?:ustack|jstack|usym|ufunc|umod|uaddr)\b/;
function asksProcessNames({ clauses }: TypedProgram): boolean {
  return clauses.some(({ span: { source: { text } } }) => PROCESS_NAMES.test(text));
}
function enabledProbes(typed: TypedProgram, { probes }: SystemRequest): ProbeInformation[] {
  const ids = new Set(typed.clauses.flatMap((clause) => clause.probes));
  return [...ids].sort((a, b) => a - b).map((id) => probes.get(id)!);
}
/** BEGIN and END: this process runs them in the kernel itself. */
function ownSite({ id }: ProbeInformation): Site {
  return { programType: PROGRAM_TYPE.RAW_TRACEPOINT, probes: new Map([[0, id]]), args: [], attachment: undefined };
}
function reasonOf(error: unknown, typed: TypedProgram): unknown {
  if (error instanceof KernelError) {
    return new SessionError(`could not enable tracing: ${refusalText(error, typed.clauses.map(placeOf))}`);
  }
  if (error instanceof BtfError || error instanceof UnavailableProbe) {
    return new SessionError(`could not enable tracing: ${error.message}`);
  }
  return error;
}
/** `line 3`, or `file.d:3`. */
function placeOf({ span: { source, start } }: TypedProgram["clauses"][number]): string {
  const { line, file } = markedLine(source, start);
  return source.kind === "specifier" ? `line ${line}` : `${file ?? source.name}:${line}`;
}
