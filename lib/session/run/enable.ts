/**
 * From a checked program to one that is ready to fire: the image, its machine, and the consumer of what it records.
 *
 * @module
 */
import { emitImage, type EmittedImage } from "../../codegen/mod.ts";
import { createMemory, instantiate, MEMORY_BYTES } from "../../codegen/wasm/mod.ts";
import type { ProbeInformation } from "../../d/check/mod.ts";
import { CompileError } from "../../diagnostic/mod.ts";
import { Consumer, type ConsumerSettings } from "../../engine/consume/mod.ts";
import { enableImage, type Enabling, EnablingError, type ProbeRegistry, probeText } from "../../engine/probe/mod.ts";
import type { BufferSizes, Image, Machine, MachineMemory } from "../../image/mod.ts";
import type { Compilation } from "../compile/mod.ts";
import {
  ProgramError,
  type ProgramText,
  type SessionClient,
  SessionError,
  type SystemMachine,
  type SystemTracing,
} from "../settings.ts";
import type { PacketFiles } from "./packet_files.ts";
import { chooseSizes, overlongRecords, reserveEnd } from "./sizes.ts";

export interface EnableRequest {
  readonly compilation: Compilation;
  readonly client: SessionClient;
  readonly recording: Pick<ConsumerSettings, "collect" | "sink" | "silent">;
  /** Where packets may be kept, which is destructive. */
  readonly packetFiles?: PacketFiles;
  /** What runs the program instead of this process. */
  readonly system?: SystemTracing;
}
export interface Enabled {
  readonly consumer: Consumer;
  readonly enabling: Enabling;
  readonly system?: SystemMachine;
}

/** @throws SessionError where tracing cannot begin, ProgramError for what is found wrong while code is made */
export function enableProgram(
  { compilation, client, recording, packetFiles, system: tracing }: EnableRequest,
): Enabled {
  const { options, registry, builtins, checker, settings: { programs, hostClauses } } = compilation;
  return withReasons(programs, () => {
    const memory = createMemory(compilation.host.memoryBytes);
    const { sizes, lowered } = chooseSizes(options, memory.bytes.length);
    if (sizes.principal === 0) throw new RangeError("Invalid argument");
    if (!options.flag("quietresize")) lowered.forEach((message) => client.warn(message));
    const { image, machine, system } = tracing
      ? inSystem(compilation, client, tracing, sizes, memory)
      : inProcess(compilation, sizes, memory);
    if (options.text("bufpolicy") === "fill") reserveEnd(image, ownProbe(registry, "END").id);
    const overlong = overlongRecords(image, (probe) => probeText(registry.get(probe)!));
    if (!options.isSilent) overlong.forEach((line) => client.warn(line));
    const consumer = new Consumer({
      machine,
      image,
      catalog: registry,
      options,
      actions: builtins.actions,
      aggregating: builtins.aggregating,
      output: client.output,
      warn: (message) => client.warn(message),
      reopen: client.reopen?.bind(client),
      openPackets: packetFiles && ((path) => packetFiles.open(path)),
      system: client.system?.bind(client),
      terminal: client.terminal,
      compared: client.compared,
      names: { isUtc: compilation.host.clock.isUtc, symbols: system?.symbols },
      watch: client.record?.bind(client),
      ...recording,
    });
    const enabling = enableImage(machine, image, registry, consumer, { destructive: options.flag("destructive") });
    const { stringSize } = image.sizes;
    const expression = (text: string) => compilation.expression(text);
    const exit = system?.exit.bind(system);
    hostClauses?.enable({ memory, stringSize, probes: registry, builtins, checker, expression, exit });
    return { consumer, enabling, system };
  });
}
interface Made {
  readonly image: Image;
  readonly machine: Machine;
  readonly system?: SystemMachine;
}
function inProcess(compilation: Compilation, sizes: BufferSizes, memory: MachineMemory): Made {
  const image = emit(compilation, sizes, memory.bytes.length);
  compilation.passes.begin();
  const machine = instantiate(image, memory);
  compilation.passes.done("instantiate");
  return { image, machine };
}
function inSystem(
  { checker, builtins, registry, passes, options, settings }: Compilation,
  client: SessionClient,
  tracing: SystemTracing,
  sizes: BufferSizes,
  memory: MachineMemory,
): Made {
  const typed = checker.finish();
  // refused before anything of it comes into the kernel
  if (typed.destructive && !options.flag("destructive")) throw new EnablingError("Destructive actions not allowed");
  passes.begin();
  const maxPlaces = options.size("maxplaces");
  const tell = settings.verbose ? (message: string) => client.warn(message) : undefined;
  const system = tracing.enable({
    typed,
    sizes,
    probes: registry,
    builtins,
    memory,
    tell,
    target: settings.target?.pid,
    maxPlaces,
  });
  passes.done("instantiate");
  return { image: system.image, machine: system.machine, system };
}
/** The image alone, for memory of the usual size. @throws as {@linkcode enableProgram} does */
export function lowerProgram(compilation: Compilation): EmittedImage {
  const { sizes } = chooseSizes(compilation.options, MEMORY_BYTES);
  return withReasons(compilation.settings.programs, () => emit(compilation, sizes, MEMORY_BYTES));
}
function emit(compilation: Compilation, sizes: BufferSizes, memoryBytes: number): EmittedImage {
  const { checker, builtins, registry, passes } = compilation;
  passes.begin();
  const passed = (pass: "lower" | "emit") => passes.done(pass);
  return emitImage(checker.finish(), { sizes, probes: registry, builtins, memoryBytes, passed });
}
/** What cannot be enabled, or is found wrong while it is lowered, in the session's own words. */
function withReasons<T>(programs: readonly ProgramText[], enable: () => T): T {
  try {
    return enable();
  } catch (error) {
    if (error instanceof EnablingError || error instanceof RangeError) {
      throw new SessionError(`could not enable tracing: ${error.message}`);
    }
    if (error instanceof CompileError) {
      // found while lowering: it belongs to the program in which it stands
      const at = error.diagnostics[0]?.span?.source;
      const program = programs.find(({ text }) => text === at?.text) ?? programs[0];
      throw new ProgramError(program, error.diagnostics, error.message);
    }
    throw error;
  }
}
/** A probe of the tracing process itself. */
export function ownProbe(registry: ProbeRegistry, name: "BEGIN" | "END"): ProbeInformation {
  return registry.match({ provider: "dtrace", module: "", function: "", name })[0];
}
