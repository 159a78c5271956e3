/**
 * The module of a program: a function for each clause, and one that is exported for each probe, `p` and its id.
 *
 * @module
 */
import type { ProbeCatalog } from "../../d/check/mod.ts";
import { CompileError, type Span } from "../../diagnostic/mod.ts";
import { CONTEXT, type EnabledProbe } from "../../image/mod.ts";
import { block, branchIf, ByteWriter, call, type Code, i32, rows, sequence, TYPE, ZERO } from "../../wasm/mod.ts";
import type { HostFunction, IrClause } from "../ir/mod.ts";
import type { AggregationPlan, MemoryLayout } from "../lower/mod.ts";
import { Backend } from "./backend.ts";
import { ClauseWriter, NOW } from "./clause.ts";
import { faulted } from "./runtime/faults.ts";

export interface ModuleRequest {
  readonly layout: MemoryLayout;
  readonly clauses: readonly { readonly ir: IrClause; readonly span: Span }[];
  /** By the aggregation's id. */
  readonly plans: ReadonlyMap<number, AggregationPlan>;
  /** In the order in which the module imports them. */
  readonly hosts: readonly HostFunction[];
  readonly enabled: readonly EnabledProbe[];
  readonly probes: ProbeCatalog;
  /** Where the table of probes' names lies; 0 without one. */
  readonly namesAt: number;
  /** Bytes of the memory that the machine will run in. */
  readonly memoryBytes: number;
}
const STATUS = i32.load(ZERO, CONTEXT.STATUS);

/** @throws CompileError for a clause that is too large */
export function emitModule(request: ModuleRequest): Uint8Array<ArrayBuffer> {
  const { layout, plans, memoryBytes, namesAt, hosts } = request;
  const backend = new Backend(layout, plans, memoryBytes, namesAt, hosts);
  writeFunctions(backend, request);
  for (const { address, bytes } of layout.data) backend.module.data(address, bytes);
  return backend.module.finish(memoryBytes);
}
/** What engines of WebAssembly take of one function: 50,000 locals, 7,654,321 bytes. */
const MAX_LOCALS = 49_000, MAX_BYTES = 7_600_000;
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
function writeFunctions(backend: Backend, { clauses, enabled, probes }: ModuleRequest): void {
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
  const onFault = module.function({ parameters: [TYPE.I32], results: [] });
  backend.faulted = onFault.index;
  const errorClauses = (byProbe.get(errorProbe) ?? []).map(run);
  const onFaultCode = faulted(backend.layout, errorProbe, errorClauses, NOW);
  onFault.locals = onFaultCode.locals;
  onFault.body = onFaultCode.body;
  const writer = new ByteWriter();
  clauses.forEach(({ ir, span }, i) => {
    const { locals, body } = new ClauseWriter(backend, ir).write();
    // in a row at once: the nested pieces of one clause after the other need not be kept
    writer.length = 0;
    writer.code(body);
    if (locals.length > MAX_LOCALS || writer.length > MAX_BYTES) throw tooLarge(span);
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
