/**
 * From a checked program to an image.
 *
 * @module
 */
import type { ProbeCatalog, TypedProgram } from "../d/check/mod.ts";
import { CompileError, type Span } from "../diagnostic/mod.ts";
import {
  type BufferSizes,
  type ClauseDescription,
  CONTEXT,
  type EnabledProbe,
  type Image,
  type Needs,
} from "../image/mod.ts";
import type { HostFunction } from "./builder.ts";
import type { IrClause } from "./ir/instructions.ts";
import type { Layout } from "./layout.ts";
import { ProgramLowering } from "./lower/program.ts";
import { lowerClause, type LoweredClause } from "./lower/statements.ts";
import { MEMORY_BYTES } from "./memory.ts";
import { faulted } from "./runtime/faults.ts";
import { Backend, NAME_ROW } from "./wasm/backend.ts";
import { ClauseWriter, NOW } from "./wasm/clause.ts";
import { block, branchIf, ByteWriter, call, type Code, i32, rows, sequence, TYPE, ZERO } from "../wasm/mod.ts";

export interface EmitRequest {
  readonly sizes: BufferSizes;
  readonly probes: ProbeCatalog;
  /** Bytes of the memory that the machine will run in. */
  readonly memoryBytes?: number;
}
/** An image with what {@linkcode instantiate} needs to know of it. */
export interface EmittedImage extends Image {
  readonly layout: Layout;
  /** In the order in which the module imports them. */
  readonly hosts: readonly HostFunction[];
  /** The intermediate form of each clause. */
  readonly intermediate: readonly IrClause[];
}
const STATUS = i32.load(ZERO, CONTEXT.STATUS);

/** Lowers the clauses and writes the module. */
export function emitImage(typed: TypedProgram, request: EmitRequest): EmittedImage {
  const program = new ProgramLowering(typed, request.sizes);
  const clauses = typed.clauses.map((clause) => lowerClause(program, clause));
  const enabled = enableAll(typed);
  const { layout } = program;
  const namesAt = putNames(layout, clauses, enabled, request.probes);
  const hosts = [...program.hosts];
  const memoryBytes = request.memoryBytes ?? MEMORY_BYTES;
  const backend = new Backend(layout, program.plans, memoryBytes, namesAt, hosts);
  writeFunctions(backend, clauses, enabled, request.probes, typed.clauses.map(({ span }) => span));
  for (const { address, bytes } of layout.data) backend.module.data(address, bytes);
  return {
    wasm: backend.module.finish(memoryBytes),
    layout,
    hosts,
    intermediate: clauses.map(({ ir }) => ir),
    enabled,
    clauses: clauses.map((clause, i) => describe(typed, clause, i)),
    aggregations: [...program.plans.values()].map(({ description }) => description),
    needs: needsOf(clauses, enabled),
    sizes: request.sizes,
    destructive: typed.destructive,
    options: typed.options,
  };
}
function enableAll(typed: TypedProgram): EnabledProbe[] {
  const enabled: EnabledProbe[] = [];
  typed.clauses.forEach(({ probes }, clause) => {
    for (const probe of probes) enabled.push({ epid: enabled.length + 1, probe, clause });
  });
  return enabled;
}
function describe(typed: TypedProgram, { ir, actions, masked }: LoweredClause, index: number): ClauseDescription {
  const clause = typed.clauses[index];
  return {
    index,
    probes: clause.probes,
    defaultAction: actions.length === 0,
    actions,
    payloadSize: ir.payloadSize,
    masked: masked && actions.length > 0,
    span: clause.span,
  };
}
function needsOf(clauses: readonly LoweredClause[], enabled: readonly EnabledProbe[]): Needs {
  const args = new Map<number, number>();
  for (const { probe, clause } of enabled) args.set(probe, (args.get(probe) ?? 0) | clauses[clause].ir.args);
  return { args, time: true };
}
/** The table of probes' names; nothing when no clause asks for one. */
function putNames(
  layout: Layout,
  clauses: readonly LoweredClause[],
  enabled: readonly EnabledProbe[],
  probes: ProbeCatalog,
): number {
  const asks = new Set(clauses.filter(({ ir }) => ir.readsNames));
  if (asks.size === 0) return 0;
  const table = new Uint32Array((enabled.length + 1) * NAME_ROW / 4);
  for (const { epid, probe, clause } of enabled) {
    const information = probes.get(probe);
    if (!information || !asks.has(clauses[clause])) continue;
    const names = [information.provider, information.module, information.function, information.name];
    names.forEach((name, part) => {
      table[epid * NAME_ROW / 4 + part] = layout.constant(new TextEncoder().encode(name));
    });
  }
  const at = layout.reserve(table.byteLength);
  layout.put(at, new Uint8Array(table.buffer));
  return at;
}
/** What engines of WebAssembly take of one function: 50,000 locals, 7,654,321 bytes. */
const MOST_LOCALS = 49_000, MOST_BYTES = 7_600_000;
function tooLarge(span: Span): CompileError {
  return new CompileError([{
    tag: "D_WASM_PROGRAM",
    severity: "error",
    message: "this clause is larger than the machine takes",
    span: { ...span, end: Math.min(span.end, span.start + 1) },
    help: ["divide it into several clauses of the same probe"],
  }]);
}
function idOf(probes: ProbeCatalog, name: string): number {
  return probes.match({ provider: "dtrace", module: "", function: "", name })[0]?.id ?? 0;
}
function writeFunctions(
  backend: Backend,
  clauses: readonly LoweredClause[],
  enabled: readonly EnabledProbe[],
  probes: ProbeCatalog,
  spans: readonly Span[],
): void {
  const { module } = backend;
  const errorProbe = idOf(probes, "ERROR"), endProbe = idOf(probes, "END");
  const functions = clauses.map(() => module.function({ parameters: [TYPE.I32], results: [] }));
  const byProbe = new Map<number, EnabledProbe[]>();
  for (const one of enabled) {
    const of = byProbe.get(one.probe);
    if (of) of.push(one);
    else byProbe.set(one.probe, [one]);
  }
  const run = ({ epid, clause }: EnabledProbe): Code => call(functions[clause].index, i32.const(epid));
  const attend = module.function({ parameters: [TYPE.I32], results: [] });
  backend.faulted = attend.index;
  const errorClauses = (byProbe.get(errorProbe) ?? []).map(run);
  const attending = faulted(backend.layout, errorProbe, errorClauses, NOW);
  attend.locals = attending.locals;
  attend.body = attending.body;
  const writer = new ByteWriter();
  clauses.forEach(({ ir }, i) => {
    const { locals, body } = new ClauseWriter(backend, ir).write();
    // in a row at once: the nested pieces of one clause after the other need not be kept
    writer.length = 0;
    writer.code(body);
    if (locals.length > MOST_LOCALS || writer.length > MOST_BYTES) throw tooLarge(spans[i]);
    functions[i].locals = locals;
    functions[i].body = writer.written.slice();
  });
  for (const [probe, ofProbe] of byProbe) {
    const usesScratch = ofProbe.some(({ clause }) => clauses[clause].ir.usesScratch);
    const unlessExited = probe === endProbe ? [] : branchIf(0, i32.load(ZERO, CONTEXT.EXITED));
    const body = sequence(
      i32.store(ZERO, i32.const(probe), CONTEXT.PROBE_ID),
      usesScratch ? i32.store(ZERO, ZERO, CONTEXT.STRTOK) : [],
      block(rows(ofProbe.flatMap((one) => [unlessExited, run(one)]))),
    );
    const one = module.function({ parameters: [], results: [TYPE.I32] }, [], sequence(body, STATUS));
    module.export(`p${probe}`, one.index);
  }
}
