/**
 * Cells of D run as pages run them, and what identifies the tables that come of them.
 *
 * @module
 */
import { type CellResults, type ProgramRequest, runCell, type TableDigest } from "../page/mod.ts";
import type { ResultTable } from "../table/mod.ts";
import { plainValue } from "./compare_results.ts";
import { sha256 } from "./digests.ts";

export type CaptureBytes = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** How all cells of an investigation are run. */
export interface RunManner {
  /** `2026-11-30`: when it is for cells that ask the time. */
  readonly date: string;
  readonly charts: boolean;
  /** Milliseconds that a cell may take. */
  readonly limitMs?: number;
}
/** The moment at which cells run that have no captures. */
export const recordedMs = ({ date }: Pick<RunManner, "date">): number => Date.parse(date) || 0;

/** @param names of captures, in their order */
export async function runProgram(
  { program, settings, given }: Pick<ProgramRequest, "program" | "settings" | "given">,
  { names, captures, manner }: {
    readonly names: readonly string[];
    readonly captures: CaptureBytes;
    readonly manner: RunManner;
  },
): Promise<CellResults> {
  const files = names.map((name) => ({ name, data: captures.get(name)! }));
  const { charts, limitMs } = manner;
  return await runCell({ program, settings, given, recordedMs: recordedMs(manner), charts, limitMs, captures: files });
}
export async function digestsOf(tables: readonly ResultTable[]): Promise<TableDigest[]> {
  return await Promise.all(tables.map(async (table) => {
    const { name, columns, rowCount } = table;
    const head = columns.map((column) => [column.name, column.kind, column.unit ?? ""]);
    const rows = Array.from({ length: rowCount }, (_, row) => columns.map(({ values }) => plainValue(values.at(row))));
    return { name, rows: rowCount, sha256: await sha256(JSON.stringify([head, rows])) };
  }));
}
