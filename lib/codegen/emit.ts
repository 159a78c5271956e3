/**
 * From a checked program to an image.
 *
 * @module
 */
import type { ProbeCatalog, TypedProgram } from "../d/check/mod.ts";
import type { BufferSizes, EnabledProbe } from "../image/mod.ts";
import { describeClause, enableAll, needsOf } from "./describe/mod.ts";
import type { BuiltinLowerings, IrClause } from "./ir/mod.ts";
import { lowerClause, type LoweredClause, type MemoryLayout, ProgramLowering } from "./lower/mod.ts";
import { emitModule, MEMORY_BYTES, NAME_ROW, type WasmImage } from "./wasm/mod.ts";

export interface EmitRequest {
  readonly sizes: BufferSizes;
  readonly probes: ProbeCatalog;
  readonly builtins: BuiltinLowerings;
  /** Bytes of the memory that the machine will run in. */
  readonly memoryBytes?: number;
  /** Called when a pass is over. */
  readonly passed?: (pass: "lower" | "emit") => void;
}
/** An image with what {@linkcode instantiate} needs to know of it. */
export interface EmittedImage extends WasmImage {
  /** The intermediate form of each clause. */
  readonly intermediate: readonly IrClause[];
}
/** Lowers the clauses, writes the program of the machine and describes what it records. */
export function emitImage(typed: TypedProgram, request: EmitRequest): EmittedImage {
  const program = new ProgramLowering(typed, request.sizes, request.builtins);
  const clauses = typed.clauses.map((clause) => lowerClause(program, clause));
  request.passed?.("lower");
  const enabled = enableAll(typed);
  const { layout } = program;
  const namesAt = putNames(layout, clauses, enabled, request.probes);
  const bytes = emitModule({
    layout,
    clauses: clauses.map(({ ir }, i) => ({ ir, span: typed.clauses[i].span })),
    plans: program.plans,
    hosts: [...program.hosts],
    enabled,
    probes: request.probes,
    namesAt,
    memoryBytes: request.memoryBytes ?? MEMORY_BYTES,
  });
  request.passed?.("emit");
  return {
    program: { kind: "wasm", bytes },
    layout,
    hosts: [...program.hosts],
    intermediate: clauses.map(({ ir }) => ir),
    enabled,
    clauses: clauses.map((clause, i) => describeClause(typed, clause, i)),
    aggregations: [...program.plans.values()].map(({ description }) => description),
    needs: needsOf(clauses, enabled),
    sizes: request.sizes,
    destructive: typed.destructive,
    options: typed.options,
  };
}
/** The table of probes' names; nothing when no clause asks for one. */
function putNames(
  layout: MemoryLayout,
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
