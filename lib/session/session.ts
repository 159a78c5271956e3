/**
 * The one place where everything meets: programs are compiled, enabled, run over packets or by the clock, and consumed.
 *
 * @module
 */
import type { EmittedImage } from "../codegen/mod.ts";
import { describeDescription, type ProbeInformation, suggest } from "../d/check/mod.ts";
import { markedLine } from "../diagnostic/mod.ts";
import type { AggregationResult } from "../engine/aggregation/mod.ts";
import { type CollectedRecord, consume, type Consumer, type ConsumerSettings } from "../engine/consume/mod.ts";
import { OPTIONS, Options } from "../engine/options/mod.ts";
import { type Enabling, fire, formatListing, formatStability, ProbeRegistry, probeText } from "../engine/probe/mod.ts";
import type { Host } from "../host/mod.ts";
import { CONTEXT, type MachineMemory } from "../image/mod.ts";
import { providers } from "../providers/mod.ts";
import {
  captureOpener,
  type ClockedRun,
  type Enabled,
  enableProgram,
  type LiveSettings,
  lowerProgram,
  type OpenedPackets,
  ownProbe,
  ownProcess,
  type PacketFiles,
  runByClock,
  runPackets,
  setSystemTime,
  setTimeNs,
  timeNs,
} from "./run/mod.ts";
import { loadLazily } from "./lazy_modules.ts";
import { type CollectedRun, describeProgram, runComment, type RunResult } from "./report/mod.ts";
import type { MergedParts } from "./merged_parts.ts";
import { Compilation } from "./compile/mod.ts";
import {
  type CompiledProgram,
  type GatheredPart,
  ProgramError,
  type Recording,
  type SessionClient,
  type SessionSettings,
  SettingError,
  type SystemMachine,
} from "./settings.ts";

export class Session {
  readonly options = new Options();
  readonly registry: ProbeRegistry;
  /** Made again where a program needs all of the library. */
  compilation: Compilation;
  #compiled: CompiledProgram[] | undefined;
  #interrupted = false;
  /** The run is over a part of the packets; or over parts that were gathered. */
  #part: { readonly hand: (gathered: GatheredPart) => void; began: bigint } | undefined;
  #parts: MergedParts | undefined;
  #consumer: Consumer | undefined;
  #wake: (() => void) | undefined;
  /** Where packets may be kept, which is destructive. */
  #packetFiles: PacketFiles | undefined;

  /** Words go to the client; files, time, decompression come from the host. @throws SettingError for an option that cannot be */
  constructor(readonly settings: SessionSettings, readonly client: SessionClient, readonly host: Host) {
    this.registry = new ProbeRegistry(settings.system?.providers ?? providers);
    for (const { name, value, flag } of settings.options ?? []) {
      const refused = this.options.set(name, value);
      if (refused !== undefined) {
        const isKnown = OPTIONS.some((option) => option.name === name);
        const near = isKnown ? [] : suggest(name, OPTIONS.map((option) => option.name));
        throw new SettingError(`failed to set ${flag ?? `-x ${name}`}: ${refused}`, near);
      }
    }
    this.compilation = new Compilation(this.registry, this.options, settings, host);
  }

  /** All programs, in order. @throws ProgramError, LibraryError */
  async compile(): Promise<readonly CompiledProgram[]> {
    if (this.#compiled) return this.#compiled;
    // most programs need little of D's library; what is wrong with one is judged with all of it
    try {
      return this.#compiled = await this.#compileAll(this.#texts());
    } catch (error) {
      if (!(error instanceof ProgramError) || error.diagnostics.length === 0) throw error;
      this.compilation = new Compilation(this.registry, this.options, this.settings, this.host);
      return this.#compiled = await this.#compileAll();
    }
  }
  async #compileAll(texts?: readonly string[]): Promise<CompiledProgram[]> {
    const compiled: CompiledProgram[] = [];
    this.settings.observer?.begin?.();
    this.compilation.loadLibraries(texts);
    for (const program of this.settings.programs) compiled.push(await this.compilation.compile(program));
    for (const warning of this.compilation.takeWarnings()) this.client.warn(warning);
    return compiled;
  }
  /** What may name something of the library; an included file is not known yet, so -C wants all of it. */
  #texts(): string[] | undefined {
    if (this.options.flag("cpp")) return undefined;
    const { programs, macroArguments = [], hostClauses } = this.settings;
    return [...programs.map(({ text }) => text), ...macroArguments, ...hostClauses?.words ?? []];
  }
  /** Probes that the programs match, or all there are where there is no program. */
  listProbes(): readonly ProbeInformation[] {
    if (this.settings.programs.length === 0) {
      // those that are made when they are asked for, too
      for (const { name, makesFresh } of this.registry.providers) {
        if (makesFresh) this.registry.match({ provider: name, module: "", function: "", name: "" });
      }
      return this.registry.all();
    }
    const ids = new Set(this.compilation.checker.finish().clauses.flatMap(({ probes }) => probes));
    return this.registry.all().filter(({ id }) => ids.has(id));
  }
  /** Descriptions of the programs that match no probe, in four parts, as -l tells them. */
  unmatchedDescriptions(): readonly string[] {
    const descriptions = this.compilation.checker.finish().clauses.flatMap(({ descriptions }) => descriptions);
    return descriptions.filter((one) => this.registry.match(one).length === 0).map(describeDescription);
  }
  /** DTrace's header file for the providers that the programs declare (-h), under that name. */
  async headerText(fileName: string): Promise<string> {
    const { headerText } = await loadLazily<typeof import("./compile/header.ts")>(
      "./compile/header.ts",
      import.meta.url,
    );
    const declared = this.compilation.checker.state.declaredProviders;
    return headerText([...declared].map(([name, { probes }]) => [name, probes]), fileName);
  }
  async formatListing(verbose: boolean): Promise<string> {
    if (!verbose) return formatListing(this.listProbes());
    const { describeTypes } = await loadLazily<typeof import("./compile/describe_types.ts")>(
      "./compile/describe_types.ts",
      import.meta.url,
    );
    return formatListing(this.listProbes(), true, describeTypes(this.options.list("libdir"), this.host.files));
  }

  /** What -v says of a program. */
  formatStability({ program, stability }: CompiledProgram): string {
    return formatStability(describeProgram(program), stability);
  }
  /** Stops the run: what was gathered is kept, and END fires. */
  interrupt(): void {
    this.#interrupted = true;
    this.#wake?.();
  }
  /** While it runs: the aggregations as they would print now. */
  aggregationText(): string {
    return this.#gathered()?.aggregationText() ?? "";
  }
  /** While it runs: the aggregations as they are now. */
  aggregations(): readonly AggregationResult[] {
    return this.#gathered()?.aggregations() ?? [];
  }
  /** While it runs: how many keys its aggregations have now. */
  get entryCount(): number {
    return this.#consumer?.aggregationStore.entryCount ?? 0;
  }
  /** The consumer with all that was gathered until now. */
  #gathered(): Consumer | undefined {
    if (!this.#consumer) return undefined;
    this.settings.hostClauses?.handOver(this.#consumer.aggregationStore);
    return this.#consumer;
  }
  get isInterrupted(): boolean {
    return this.#interrupted;
  }

  /**
   * Runs what was compiled. With `collect` records are handed over instead of printed; a sink sees them as well.
   * @throws SessionError when tracing cannot begin, SourceError for captures that cannot be opened
   */
  async run(collect?: (record: CollectedRecord) => void, recording: Recording = {}): Promise<CollectedRun> {
    return await this.#perform(
      (consumer, enabling, system) => {
        const { captures = [], interfaces = [] } = this.settings;
        if (system) return this.#runSystem(consumer, enabling, system);
        return captures.length + interfaces.length > 0
          ? this.#runPackets(consumer, enabling)
          : this.#runClock(consumer, enabling);
      },
      { ...recording, collect },
    );
  }
  /** BEGIN and END over what runs over parts of the packets have gathered: prints what one run over all prints. */
  async merge(parts: MergedParts, recording: Recording = {}): Promise<CollectedRun> {
    this.#parts = parts;
    const { mergeResults } = await loadLazily<typeof import("./report/merge_results.ts")>(
      "./report/merge_results.ts",
      import.meta.url,
    );
    const result = mergeResults(parts.results);
    return await this.#perform((consumer, enabling) => {
      const { memory } = enabling, { times } = parts;
      if (times) setTimeNs(memory, times.began);
      else setSystemTime(memory, this.host.clock);
      this.#begin(consumer, enabling);
      if (times) setTimeNs(memory, times.ended);
      this.#finish(consumer, enabling);
      return Promise.resolve({ ...result, exitStatus: enabling.exitStatus });
    }, recording);
  }
  async #perform(
    run: (consumer: Consumer, enabling: Enabling, system?: SystemMachine) => Promise<RunResult>,
    recording: Recording & { readonly collect?: (record: CollectedRecord) => void },
  ): Promise<CollectedRun> {
    await this.compile();
    this.#warnOfSilence();
    if (this.client.openWhole && this.options.flag("destructive")) {
      const { PacketFiles } = await loadLazily<typeof import("./run/packet_files.ts")>(
        "./run/packet_files.ts",
        import.meta.url,
      );
      this.#packetFiles = new PacketFiles(this.client);
    }
    const { part, ...consuming } = recording;
    const { consumer, enabling, system } = this.#enable(part ? { ...consuming, silent: true } : consuming);
    this.options.active = true;
    this.#consumer = consumer;
    this.#part = part && { hand: part, began: 0n };
    this.compilation.passes.begin();
    try {
      const result = await run(consumer, enabling, system);
      this.compilation.passes.done("run");
      const { outcome } = this.settings.target ?? {};
      if (outcome !== undefined && !this.options.flag("quiet")) this.client.warn(outcome);
      return { ...result, aggregations: consumer.aggregations() };
    } catch (error) {
      // the reader of the output has closed it: the packets that pcap() was given until then are no less whole
      if (error instanceof Error && error.name === "ClosedPipe") consumer.abandon(true);
      throw error;
    } finally {
      consumer.abandon(false);
      system?.close();
      this.options.active = false;
      this.settings.target?.end();
      this.#consumer = undefined;
    }
  }

  /** A clause none of whose probes can ever fire here is said to be silent, with the reason. */
  #warnOfSilence(): void {
    if (this.options.isSilent) return;
    for (const { probes } of this.compilation.checker.finish().clauses) {
      const known = probes.map((id) => this.registry.get(id)!);
      const [first] = known;
      if (first?.unavailable === undefined || known.some(({ unavailable }) => unavailable === undefined)) continue;
      this.client.warn(`${probeText(first)} cannot fire here: ${first.unavailable}`);
    }
  }
  /** Everything but running: what -e wants to be tried. @throws as {@linkcode run} does */
  lower(): EmittedImage {
    return lowerProgram(this.compilation);
  }
  /** The intermediate form of all clauses as text, in their order: what -S shows. */
  async intermediateText(): Promise<string> {
    const { formatClause } = await loadLazily<typeof import("../codegen/ir/mod.ts")>(
      "../codegen/ir/mod.ts",
      import.meta.url,
    );
    const { clauses } = this.compilation.checker.finish();
    const blocks = this.lower().intermediate.map((ir, i) => {
      const { probes, span } = clauses[i];
      const { line, file } = markedLine(span.source, span.start);
      return formatClause(ir, {
        at: `${file ?? span.source.name}:${line}`,
        probes: probes.map((id) => probeText(this.registry.get(id)!)),
      });
    });
    return blocks.join("\n");
  }
  #enable(
    recording: Pick<ConsumerSettings, "collect" | "sink" | "silent">,
  ): Enabled {
    const { compilation, client, settings: { system } } = this;
    return enableProgram({
      compilation,
      client,
      recording,
      packetFiles: this.#packetFiles,
      system: system && this.#asksSystem() ? system : undefined,
    });
  }
  /** Whether anything but the tracing itself is asked for. */
  #asksSystem(): boolean {
    const { clauses } = this.compilation.checker.finish();
    return this.settings.system!.takesAll === true ||
      clauses.some(({ probes }) => probes.some((id) => this.registry.get(id)!.provider !== "dtrace"));
  }
  /** BEGIN and END fire in the tracing process itself, without arguments; packets belong to no process. */
  #fireOwn(name: "BEGIN" | "END", enabling: Enabling): boolean {
    enabling.memory.words.fill(0, CONTEXT.ARG >> 2, CONTEXT.TIME_SECONDS >> 2);
    enabling.memory.words[CONTEXT.PACKET_END >> 2] = 0;
    const own = ownProcess(enabling.memory, this.host.identity);
    own.enter();
    try {
      return fire(enabling, ownProbe(this.registry, name));
    } finally {
      own.leave();
    }
  }
  /** BEGIN. In a part its variables stay, and what it records is left to the merge. */
  #begin(consumer: Consumer, enabling: Enabling): boolean {
    const over = this.#fireOwn("BEGIN", enabling);
    if (!this.#part) return over;
    this.#part.began = timeNs(enabling.memory);
    consumer.buffer.read(() => {}, false);
    const { aggregationStore } = consumer;
    for (const id of aggregationStore.ids) aggregationStore.truncate(id, undefined);
    return over;
  }
  /** END, what is left in the buffers, aggregations. */
  #finish(consumer: Consumer, enabling: Enabling): void {
    if (this.#interrupted) consumer.interrupted();
    consume(consumer);
    this.#parts?.adopt(consumer.aggregationStore);
    if (!this.#part) this.#fireOwn("END", enabling);
    this.settings.hostClauses?.handOver(consumer.aggregationStore);
    consumer.finish();
    this.#part?.hand({
      store: consumer.aggregationStore,
      times: { began: this.#part.began, ended: timeNs(enabling.memory) },
      losses: consumer.losses,
    });
  }

  /** What a run over packets and one by the clock have in common. */
  #run(consumer: Consumer, enabling: Enabling): ClockedRun {
    const { limits = {}, target } = this.settings;
    return {
      clock: this.host.clock,
      consumer,
      enabling,
      options: this.options,
      limits,
      progress: this.client.progress?.bind(this.client),
      ready: this.client.ready?.bind(this.client),
      isInterrupted: () => this.#interrupted,
      begin: () => this.#begin(consumer, enabling),
      start: async () => await target?.start(),
      finish: () => this.#finish(consumer, enabling),
    };
  }
  async #runClock(consumer: Consumer, enabling: Enabling): Promise<RunResult> {
    return await runByClock({
      ...this.#run(consumer, enabling),
      target: this.settings.target,
      onInterrupt: (wake) => this.#wake = wake,
    });
  }
  async #runSystem(consumer: Consumer, enabling: Enabling, system: SystemMachine): Promise<RunResult> {
    const { runSystem } = await loadLazily<typeof import("./run/system.ts")>("./run/system.ts", import.meta.url);
    return await runSystem({ ...this.#run(consumer, enabling), system, target: this.settings.target });
  }
  async #runPackets(consumer: Consumer, enabling: Enabling): Promise<RunResult> {
    // only live runs need what captures them
    const { interfaces = [] } = this.settings;
    const open = interfaces.length === 0
      ? await captureOpener(this.settings, this.host)
      : await this.#opener(interfaces);
    return await runPackets({
      ...this.#run(consumer, enabling),
      open: (memory) => {
        const opened = open(memory);
        if (this.#packetFiles) this.#packetFiles.source = opened.source;
        return opened;
      },
      registry: this.registry,
      interactive: this.client.interactive ?? false,
      warn: (message) => this.client.warn(message),
    });
  }
  async #opener(interfaces: readonly string[]): Promise<(memory: MachineMemory) => OpenedPackets> {
    const { openInterfaces } = await loadLazily<typeof import("./run/open_interfaces.ts")>(
      "./run/open_interfaces.ts",
      import.meta.url,
    );
    const typed = this.compilation.checker.finish();
    return (memory) => openInterfaces(this.#liveSettings(interfaces), typed, this.registry, memory);
  }
  #liveSettings(interfaces: readonly string[]): LiveSettings {
    const { save, target, verbose = false } = this.settings;
    return {
      interfaces,
      bufferBytes: this.options.isGiven("bufsize") ? this.options.size("bufsize") : undefined,
      save,
      comment: runComment(this.settings),
      verbose,
      opensTunnels: (this.options.text("tunnels") ?? "none") !== "none",
      hasEnded: () => target?.hasEnded() ?? false,
      tell: (message) => this.client.warn(message),
    };
  }
}
