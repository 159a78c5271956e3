/**
 * From a checked program to what the kernel of Linux loads: maps, and a program for each site.
 *
 * @module
 */
import type { ProbeCatalog, TypedProgram, TypedStatement } from "../../d/check/mod.ts";
import { CompileError, type Span } from "../../diagnostic/mod.ts";
import { type BufferSizes, CONTEXT, type EnabledProbe, type Image } from "../../image/mod.ts";
import type { BuiltinLowerings, Instruction, IrClause } from "../ir/mod.ts";
import { describeClause, enableAll, needsOf } from "../describe/mod.ts";
import { lowerClause, ProgramLowering, round } from "../lower/mod.ts";
import { Analysis, contextWord } from "./analysis.ts";
import { type AssembledProgram, JumpTooFar } from "./assembler.ts";
import { CONTROL, LEVELS, MAP, SHARED_WINDOW, WINDOW } from "./frame.ts";
import { keyParts, TextBounds } from "./keys.ts";
import { KernelLayout, MAP_TYPE, type MapDescription } from "./layout.ts";
import { type PlacedClause, writeProgram } from "./program.ts";
import { TooManyValues } from "./registers.ts";
import { refuseHosted } from "./refuse.ts";
import type { Facts, Site } from "./sites.ts";

export interface KernelRequest {
  readonly sizes: BufferSizes;
  readonly probes: ProbeCatalog;
  readonly builtins: BuiltinLowerings;
  /** Where the enabled probes fire; BEGIN and END among them. */
  readonly sites: readonly Site[];
  readonly facts: Pick<Facts, "member">;
  /** Processors there can be. */
  readonly processors: number;
  /** Bytes of the ring: a power of two, of whole pages. */
  readonly ringBytes: number;
  /** What is added to the kernel's clock to get nanoseconds since 1970. */
  readonly clockOffset: bigint;
}
/** One program, and where it belongs. */
export interface SiteProgram extends AssembledProgram {
  readonly site: Site;
}
/** An image with what the kernel's machine needs to know of it. */
export interface KernelImage extends Image {
  readonly programs: readonly SiteProgram[];
  readonly maps: readonly MapDescription[];
  readonly layout: KernelLayout;
  /** The shared value as it is at the start. */
  readonly shared: Uint8Array<ArrayBuffer>;
  readonly pageBytes: number;
  /** Rows of the maps that find probes by number. */
  readonly tables: readonly { readonly map: number; readonly rows: ReadonlyMap<number, Uint8Array<ArrayBuffer>> }[];
  readonly intermediate: readonly IrClause[];
}
/** A value that every processor has its own of takes at most so many bytes (PCPU_MIN_UNIT_SIZE). */
const MAX_PROCESSOR_VALUE = 32768;
/** Bytes that one alloca() or translator gets at most. */
const MAX_ALLOCATION = 8192n;
/** Entries of an aggregation, where its size is not given. */
const USUAL_ENTRIES = 65_536, USUAL_AGGREGATION = 64 * 2 ** 20;

/** @throws CompileError for what the kernel cannot compute, RangeError for what is too large for it */
export function emitKernelImage(typed: TypedProgram, request: KernelRequest): KernelImage {
  return new KernelEmitter(typed, request).emit();
}

class KernelEmitter {
  readonly #program: ProgramLowering;
  readonly #layout: KernelLayout;
  readonly #enabled: readonly EnabledProbe[];

  constructor(readonly typed: TypedProgram, readonly request: KernelRequest) {
    refuseHosted(typed, request.builtins);
    const { sizes, builtins } = request;
    // buffers are the kernel's own: of the layout only variables, constants and staged keys are used
    const none = { principal: 0, aggregation: 0, dynamic: 0, speculation: 0, scratch: 0 };
    this.#program = new ProgramLowering(typed, { ...sizes, ...none }, builtins, WINDOW, SHARED_WINDOW);
    this.#layout = new KernelLayout(this.#program.layout, WINDOW);
    this.#enabled = enableAll(typed);
  }
  emit(): KernelImage {
    const { typed, request } = this, layout = this.#layout;
    const clauses = typed.clauses.map((clause) => lowerClause(this.#program, clause));
    const irs = clauses.map(({ ir }) => ir);
    this.#planNames(irs);
    layout.maps.push(...this.#firstMaps());
    this.#planAggregations();
    this.#planVariables(irs);
    for (const { address, bytes } of layout.own.data) layout.texts.set(address, bytes);
    const analyses = irs.map((ir) => new Analysis(ir, (i, constants) => this.#ownConstant(i, constants)));
    for (const site of request.sites) this.#placeBytes(site);
    const tables: KernelImage["tables"][number][] = [];
    const programs = request.sites.map((site) => this.#siteProgram(site, irs, analyses, tables));
    // sizes are known only now
    layout.maps[MAP.PAGES] = { ...layout.maps[MAP.PAGES], valueSize: this.#pageBytes };
    layout.maps[MAP.SHARED] = { ...layout.maps[MAP.SHARED], valueSize: CONTROL.BYTES + round(layout.sharedBytes, 8) };
    const bytes = new Uint8Array(programs.reduce((sum, { bytes: { length } }) => sum + length, 0));
    programs.reduce((at, one) => (bytes.set(one.bytes, at), at + one.bytes.length), 0);
    return {
      program: { kind: "ebpf", bytes },
      programs,
      maps: layout.maps,
      layout,
      shared: this.#sharedBytes(),
      pageBytes: this.#pageBytes,
      tables,
      intermediate: irs,
      enabled: this.#enabled,
      clauses: clauses.map((clause, i) => describeClause(typed, clause, i)),
      aggregations: [...this.#program.plans.values()].map(({ description }) => description),
      needs: needsOf(clauses, this.#enabled),
      sizes: request.sizes,
      destructive: typed.destructive,
      options: typed.options,
    };
  }
  get #pageBytes(): number {
    return round(this.#layout.page.window + this.#layout.windowBytes, 8);
  }
  #firstMaps(): MapDescription[] {
    const { processors, ringBytes } = this.request;
    return [
      { type: MAP_TYPE.ARRAY, keySize: 4, valueSize: 0, entries: processors * LEVELS },
      { type: MAP_TYPE.ARRAY, keySize: 4, valueSize: 0, entries: 1, mapped: true },
      { type: MAP_TYPE.RINGBUF, keySize: 0, valueSize: 0, entries: ringBytes },
    ];
  }
  #planNames(irs: readonly IrClause[]): void {
    const parts = new Set<number>();
    for (const ir of irs) if (ir.readsNames) eachInstruction(ir, (i) => i.op === "probe-name" && parts.add(i.part));
    const { probes } = this.request, own = this.#layout.own;
    for (const part of parts) {
      const names = this.#enabled.map(({ probe }) => {
        const { provider, module, function: inFunction, name } = probes.get(probe)!;
        return new TextEncoder().encode([provider, module, inFunction, name][part]);
      });
      const width = round(Math.max(...names.map(({ length }) => length)) + 1, 8), rows = names.length + 1;
      const at = own.reserveShared(width * rows);
      names.forEach((name, i) => own.put(at + width * this.#enabled[i].epid, name));
      const numbersAt = own.reserveShared(8 * rows), numbers = new Map<string, number>();
      names.forEach((name, i) => {
        const number = numbers.get(String(name)) ?? numbers.size;
        numbers.set(String(name), number);
        own.put(numbersAt + 8 * this.#enabled[i].epid, new Uint8Array(BigInt64Array.of(BigInt(number)).buffer));
      });
      const unique = [...numbers.keys()].map((text) => Uint8Array.from(text.split(",").filter(Boolean), Number));
      this.#layout.names.set(part, { at, width, rows, numbersAt, names: unique });
    }
  }
  #planAggregations(): void {
    const { typed, request } = this, layout = this.#layout, own = layout.own;
    const bounds = new TextBounds(typed.clauses, request.probes, request.sizes.stringSize);
    for (const plan of this.#program.plans.values()) {
      const { description, lowered, keyBytes: wholeBytes } = plan;
      const parts = keyParts(plan, bounds);
      const isByLevel = this.#sitesOf(description.id) > 1;
      const partBytes = round(parts.reduce((sum, { size }) => sum + size, 0), 8);
      const keyBytes = partBytes + (isByLevel && partBytes > 0 ? 8 : 0);
      const isFlagged = parts.length === 0 || lowered.initial?.(description.parameters) !== undefined;
      const valueSize = description.valueSize + (isFlagged ? 8 : 0);
      if (valueSize > MAX_PROCESSOR_VALUE) {
        throw new RangeError(
          `a value of \`@${description.name}\` takes ${valueSize} bytes, and the kernel keeps ${MAX_PROCESSOR_VALUE}`,
        );
      }
      const freshAt = own.reserveShared(valueSize);
      own.put(freshAt, freshValue(lowered.initial?.(description.parameters), isFlagged));
      const entries = this.#entries(keyBytes + valueSize + 8);
      const map = layout.maps.length;
      layout.maps.push(
        parts.length === 0
          ? { type: MAP_TYPE.PERCPU_ARRAY, keySize: 4, valueSize, entries: isByLevel ? LEVELS : 1 }
          : { type: MAP_TYPE.PERCPU_HASH, keySize: keyBytes, valueSize, entries, grows: true },
      );
      const isWhole = !isByLevel && parts.length === 1 && parts[0].from === 0 && keyBytes === wholeBytes;
      const packedAt = parts.length === 0 || isWhole ? 0 : own.reserve(keyBytes);
      layout.aggregations.set(description.id, { plan, map, parts, keyBytes, isByLevel, isFlagged, packedAt, freshAt });
    }
    this.#limitTexts(bounds);
  }
  /** Programs that add to an aggregation. */
  #sitesOf(aggregation: number): number {
    const clauses = new Set<number>();
    this.#program.typed.clauses.forEach(({ body }, i) => namesAggregation(body ?? [], aggregation) && clauses.add(i));
    const probes = new Set(this.#enabled.filter(({ clause }) => clauses.has(clause)).map(({ probe }) => probe));
    const isError = this.#enabled.some(({ clause, probe }) =>
      clauses.has(clause) && probe === this.#dtraceProbe("ERROR")
    );
    // any program may fault
    if (isError) return this.request.sites.length;
    return this.request.sites.filter((site) => [...site.probes.values()].some((probe) => probes.has(probe))).length;
  }
  #entries(bytes: number): number {
    const { aggregation } = this.request.sizes;
    const most = Math.round(USUAL_ENTRIES * Math.max(1, aggregation / USUAL_AGGREGATION));
    return Math.max(1, Math.min(most, Math.floor(aggregation / bytes)));
  }
  /** Texts of keys are looked at only as far as they go into the kernel's key. */
  #limitTexts(bounds: TextBounds): void {
    this.#program.staged.forEach(({ aggregation, at }) => {
      const plan = this.#program.plans.get(aggregation)!;
      plan.description.keys.forEach(({ offset, size }, i) => {
        if (bounds.name(aggregation, i) !== undefined) this.#layout.nameNumbers.add(at + offset);
        this.#layout.textLimits.set(at + offset, Math.min(size, round(bounds.of(aggregation, i), 8)));
      });
    });
  }
  #planVariables(irs: readonly IrClause[]): void {
    const layout = this.#layout, { dynamic } = this.request.sizes;
    let largest = 8;
    for (const ir of irs) {
      eachInstruction(ir, (i) => {
        if (i.op !== "find" && i.op !== "delete") return;
        const known = layout.variables.get(i.variable);
        const valueBytes = i.op === "find" ? i.valueSize : known?.valueBytes ?? 8;
        largest = Math.max(largest, valueBytes);
        const map = known?.map ?? layout.maps.length;
        layout.variables.set(i.variable, { map, keyBytes: i.keySize, valueBytes });
        const entries = Math.max(1, Math.floor(dynamic / (i.keySize + valueBytes + 16)));
        layout.maps[map] = { type: MAP_TYPE.HASH, keySize: i.keySize, valueSize: valueBytes, entries, grows: true };
      });
    }
    layout.zerosAt = layout.own.reserveShared(largest);
  }
  /** What the kernel's code knows of a value before it runs. */
  #ownConstant(i: Instruction, constants: readonly (bigint | undefined)[]): bigint | undefined {
    const layout = this.#layout;
    if (contextWord(i, constants) === CONTEXT.EXECNAME) return BigInt(layout.commAt);
    if (i.op === "helper" && i.name === "allocate") {
      const size = constants[i.args[0]];
      if (size === undefined) return undefined;
      return size >= 0n && size <= MAX_ALLOCATION ? BigInt(this.#storable(round(Number(size), 8))) : 0n;
    }
    if (i.op === "host" && i.function.name === "stack") {
      const at = layout.own.reserve(8 * (1 + Number(constants[i.args[0]])));
      layout.hostPlaces.set(i, at);
      return BigInt(at);
    }
    if (i.op === "host" && i.function.name === "address") {
      const at = layout.own.reserve(16);
      layout.hostPlaces.set(i, at);
      return BigInt(at);
    }
    if (i.op === "host" && (i.function.name === "copyinstr" || i.function.name === "copyin")) {
      const size = i.function.name === "copyin" ? layout.copyBytes : round(layout.page.stringSize, 8);
      const at = this.#storable(size);
      layout.hostPlaces.set(i, at);
      return BigInt(at);
    }
    return undefined;
  }
  #storable(size: number): number {
    const base = this.#layout.own.reserve(size);
    this.#layout.storable.push({ base, size });
    return base;
  }
  #placeBytes({ args }: Site): void {
    for (const source of args) {
      if (source.kind !== "bytes" && source.kind !== "text" || this.#layout.sourcePlaces.has(source)) continue;
      this.#layout.sourcePlaces.set(source, this.#layout.own.reserve(round(source.size, 8)));
    }
  }
  #siteProgram(
    site: Site,
    irs: readonly IrClause[],
    analyses: readonly Analysis[],
    tables: KernelImage["tables"][number][],
  ): SiteProgram {
    const { request } = this;
    const probes = new Set(site.probes.values());
    const ofSite = this.#enabled.filter(({ probe }) => probes.has(probe));
    const indices = [...new Set(ofSite.map(({ clause }) => clause))].sort((a, b) => a - b);
    const isSingle = site.number === undefined;
    const place = (clause: number, column: number, epid: number | undefined): PlacedClause => ({
      ir: irs[clause],
      analysis: analyses[clause],
      index: clause,
      epid,
      column,
    });
    const clauses = indices.map((clause, column) =>
      place(clause, column, isSingle ? ofSite.find((one) => one.clause === clause)!.epid : undefined)
    );
    const [errorProbe, endProbe] = ["ERROR", "END"].map((name) => this.#dtraceProbe(name));
    const errorClauses = this.#enabled.filter(({ probe }) => probe === errorProbe).map(({ clause, epid }, n) =>
      place(clause, n, epid)
    );
    const table = isSingle ? undefined : this.#table(site, ofSite, indices, tables);
    try {
      const program = writeProgram({
        site,
        clauses,
        errorClauses,
        errorProbe,
        layout: this.#layout,
        facts: { ...request.facts, result: site.result, isOfOther: site.thread !== undefined },
        isEnd: probes.has(endProbe),
        table,
        clockOffset: request.clockOffset,
      });
      return { ...program, site };
    } catch (error) {
      if (error instanceof JumpTooFar || error instanceof TooManyValues) {
        throw tooLarge(this.typed.clauses[indices[0]].span);
      }
      throw error;
    }
  }
  #dtraceProbe(name: string): number {
    return this.request.probes.match({ provider: "dtrace", module: "", function: "", name })[0]?.id ?? 0;
  }
  /** Rows of a site of several probes: u32 probe, then the enabled probe id of each clause. */
  #table(
    site: Site,
    ofSite: readonly EnabledProbe[],
    indices: readonly number[],
    tables: KernelImage["tables"][number][],
  ): number {
    const map = this.#layout.maps.length;
    const valueSize = round(4 * (1 + indices.length), 8);
    const byProbe = Map.groupBy(ofSite, ({ probe }) => probe);
    const rows = new Map<number, Uint8Array<ArrayBuffer>>();
    for (const [number, probe] of site.probes) {
      const enabled = byProbe.get(probe);
      if (!enabled) continue;
      const row = new Uint32Array(valueSize / 4);
      row[0] = probe;
      for (const { clause, epid } of enabled) row[1 + indices.indexOf(clause)] = epid;
      rows.set(number, new Uint8Array(row.buffer));
    }
    const entries = Math.max(...rows.keys()) + 1;
    this.#layout.maps.push({ type: MAP_TYPE.ARRAY, keySize: 4, valueSize, entries });
    tables.push({ map, rows });
    return map;
  }
  #sharedBytes(): Uint8Array<ArrayBuffer> {
    const { own, sharedBytes } = this.#layout;
    const bytes = new Uint8Array(CONTROL.BYTES + round(sharedBytes, 8));
    for (const { address, bytes: part } of own.data) bytes.set(part, CONTROL.BYTES + address - SHARED_WINDOW);
    return bytes;
  }
}
function namesAggregation(statements: readonly TypedStatement[], id: number): boolean {
  return statements.some((one) =>
    one.kind === "aggregate" && one.aggregation.id === id ||
    one.kind === "if" && (namesAggregation(one.then, id) || namesAggregation(one.else, id))
  );
}
function freshValue(initial: readonly bigint[] | undefined, isFlagged: boolean): Uint8Array {
  const words = [...isFlagged ? [1n] : [], ...initial ?? []];
  return new Uint8Array(BigInt64Array.from(words).buffer);
}
function eachInstruction(ir: IrClause, visit: (i: Instruction) => void): void {
  const inList = (list: readonly Instruction[]): void => {
    for (const i of list) {
      visit(i);
      if (i.op !== "if") continue;
      inList(i.then);
      inList(i.otherwise);
    }
  };
  inList(ir.predicate);
  inList(ir.body);
}
function tooLarge(span: Span): CompileError {
  return new CompileError([{
    tag: "D_WASM_PROGRAM",
    severity: "error",
    message: "this clause is larger than the machine takes",
    span: { ...span, end: Math.min(span.end, span.start + 1) },
    help: ["divide it into several clauses of the same probe"],
  }]);
}
