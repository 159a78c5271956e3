/**
 * What clauses of TypeScript record, as tables: a column for each name, in the order in which names come.
 *
 * @module
 */
import {
  type CellValue,
  type ColumnKind,
  describeExpression,
  type ResultTable,
  type TableColumn,
} from "../table/mod.ts";
import type { TraceRecord } from "./record.ts";

interface Rows {
  readonly timestamps: bigint[];
  readonly probes: string[];
  readonly columns: Map<string, CellValue[]>;
  omitted: number;
}

export class OwnRecords {
  readonly #clauses = new Map<number, Rows>();

  /** @param limit rows of a clause that are kept */
  constructor(readonly limit: number) {}

  add({ clause, timestamp, probe, values }: TraceRecord): void {
    let rows = this.#clauses.get(clause);
    if (!rows) this.#clauses.set(clause, rows = { timestamps: [], probes: [], columns: new Map(), omitted: 0 });
    const row = rows.timestamps.length;
    if (row === this.limit) return void rows.omitted++;
    rows.timestamps.push(timestamp);
    rows.probes.push(probe);
    for (const name of Object.keys(values)) {
      if (!rows.columns.has(name)) rows.columns.set(name, Array(row).fill(null));
    }
    for (const [name, column] of rows.columns) column.push(values[name] ?? null);
  }
  tables(): ResultTable[] {
    return [...this.#clauses].map(([clause, rows]): ResultTable => {
      const columns = [
        column("timestamp", rows.timestamps, "time"),
        column("probe", rows.probes, "probe"),
        ...[...rows.columns].map(([name, values]) => valueColumn(name, values)),
      ];
      return {
        kind: "records",
        name: `clause${clause + 1}`,
        title: [...rows.columns.keys()].join(", ") || "firings",
        columns,
        rowCount: rows.timestamps.length,
        omitted: rows.omitted,
        clause,
        probe: rows.probes[0],
      };
    });
  }
}
function column(name: string, values: CellValue[], kind: ColumnKind): TableColumn {
  return { name, label: name, kind, values, ...kind === "time" ? { unit: "ns" as const } : {} };
}
/** Kind and unit as of a member of that name; numbers all alike, as bigints where one of them must be. */
function valueColumn(name: string, values: CellValue[]): TableColumn {
  const { kind, unit } = describeExpression(`args[0]->${name}`);
  const there = values.filter((value) => value !== null);
  const all = (...types: string[]) => there.every((value) => types.includes(typeof value));
  if (all("number", "bigint")) {
    const wide = there.some((value) => typeof value === "bigint");
    const numbers = wide ? values.map((value) => value === null ? null : BigInt(value as number)) : values;
    const fraction = !wide && there.some((value) => !Number.isInteger(value));
    const known = kind === "port" || kind === "time" && wide ? kind : fraction ? "number" : "integer";
    return { ...column(name, numbers, known), ...unit ? { unit } : {} };
  }
  if (all("string")) return column(name, values, kind === "address" ? kind : "string");
  if (there.every((value) => value instanceof Uint8Array)) return column(name, values, "bytes");
  return column(name, values.map((value) => value === null ? null : String(value)), "string");
}
