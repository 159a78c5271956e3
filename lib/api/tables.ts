/**
 * What a run has gathered, as tables for Arquero and as charts; each shows itself in a notebook and in a terminal.
 *
 * @module
 */
import type { ColumnTable } from "npm:arquero@8.0.3";
import { chartOf, type ChartOptions, drawChart, type VegaLiteSpec } from "../chart/mod.ts";
import { chartBundle, tableBundle } from "../picture/mod.ts";
import { arqueroTable, type CellValue, plainText, type ResultTable, rowsOf, tableText } from "../table/mod.ts";

/** How Jupyter's front ends are given a value (Deno's symbol): MIME types and what they hold. */
export const DISPLAY: unique symbol = Symbol.for("Jupyter.display");
/** How a terminal is given a value: text of a width. */
export const TERMINAL: unique symbol = Symbol.for("probebook.terminal");

/** What a terminal is like. */
export interface TerminalLook {
  /** Columns. */
  readonly width: number;
  /** Whether it may be painted. */
  readonly color: boolean;
}

export type Arquero = typeof import("npm:arquero@8.0.3");

/** Rows that a notebook shows of a table. */
const SHOWN_ROWS = 200;

/** How a value shows itself on a console: Deno's symbol. */
export const INSPECT = Symbol.for("Deno.customInspect");
/** Rows that a console shows of a table. */
const CONSOLE_ROWS = 20;
/** A table on a console: all of it where it stands alone, its name and size inside of something else. */
export function inspectTable(kind: string, table: ResultTable, { indentationLvl = 0 }: { indentationLvl?: number }) {
  const { title, rowCount } = table;
  const head = `${kind} ${plainText(title)}`;
  const rows = `${rowCount} row${rowCount === 1 ? "" : "s"}`;
  return indentationLvl > 0 || rowCount === 0
    ? `${head} (${rows})`
    : `${head}\n${tableText(table, { rows: CONSOLE_ROWS }).trimEnd()}`;
}
/** A chart of a table: a Vega-Lite specification that shows itself. */
export class Chart {
  /** The specification, plain data. */
  readonly spec: VegaLiteSpec;
  /** The table that it shows. */
  readonly drawn: ResultTable;
  readonly #options: ChartOptions;

  /** @param options any part of the specification: it takes the place of what was chosen */
  /** `chart()` of a table or an aggregation makes them. */
  constructor(table: ResultTable, options: ChartOptions = {}) {
    this.drawn = table;
    this.#options = options;
    this.spec = chartOf(table, options);
  }
  /** The specification, for what takes specifications. */
  toSpec(): VegaLiteSpec {
    return this.spec;
  }
  /** The specification, so that JSON of a chart is Vega-Lite. */
  toJSON(): VegaLiteSpec {
    return this.spec;
  }
  #draw(look: Partial<TerminalLook> = {}): string {
    const { top, points } = this.#options;
    return drawChart(this.drawn, { ...look, top, points });
  }
  /** For Jupyter: Vega-Lite, a picture (PNG), and text. */
  async [DISPLAY](): Promise<Record<string, unknown>> {
    return await chartBundle(this.spec, this.#draw());
  }
  /** For the REPL: drawn in characters. */
  [TERMINAL](look: TerminalLook): string {
    return this.#draw(look);
  }
}

/**
 * What tables of Arquero do, by the columns of this one.
 * @internal
 */
interface RowVerbs<Row extends object> {
  filter(criteria: (row: Row) => unknown): TypedTable<Row>;
  derive<More extends Record<string, (row: Row) => unknown>>(
    values: More,
  ): TypedTable<Row & { [Name in keyof More]: ReturnType<More[Name]> }>;
  groupby(...names: (keyof Row & string)[]): TypedTable<Row>;
  orderby(...names: (keyof Row & string)[]): TypedTable<Row>;
  rollup<Values extends Record<string, (row: Row) => unknown>>(values: Values): ColumnTable;
  select<Name extends keyof Row & string>(...names: Name[]): TypedTable<Pick<Row, Name>>;
  array<Name extends keyof Row & string>(name: Name): Row[Name][];
  get<Name extends keyof Row & string>(name: Name, row?: number): Row[Name];
  object(row?: number): Row;
  objects(): Row[];
}
/** A table of Arquero whose columns are known. */
export type TypedTable<Row extends object> = RowVerbs<Row> & ColumnTable;

/** A table of a run. `Row` are its columns. */
export class RunTable<Row extends object = Record<string, CellValue>> {
  readonly #arquero: Arquero;
  #table: TypedTable<Row> | undefined;

  /** Runs make them. */
  constructor(readonly resultTable: ResultTable, arquero: Arquero) {
    this.#arquero = arquero;
  }
  /** A name for programs: that of the aggregation, or `clause1` … as the program counts. */
  get name(): string {
    return this.resultTable.name;
  }
  /** For people, from the program. */
  get title(): string {
    return this.resultTable.title;
  }
  /** How many rows. */
  get rowCount(): number {
    return this.resultTable.rowCount;
  }
  /** Names of the columns, in order. */
  get columns(): readonly (keyof Row & string)[] {
    return this.resultTable.columns.map(({ name }) => name as keyof Row & string);
  }
  /** The table for Arquero: `filter`, `derive`, `groupby` … */
  get table(): TypedTable<Row> {
    return this.#table ??= arqueroTable(this.#arquero, this.resultTable) as TypedTable<Row>;
  }
  /** Rows as objects; for small tables. */
  rows(limit = Infinity): Row[] {
    return rowsOf(this.resultTable, limit) as Row[];
  }
  /** The values of a column. */
  column<Name extends keyof Row & string>(name: Name): Row[Name][] {
    const found = this.resultTable.columns.find((column) => column.name === name);
    if (!found) throw new RangeError(`no column \`${name}\` in ${this.name}: there are ${this.columns.join(", ")}`);
    return Array.from({ length: this.rowCount }, (_, row) => found.values.at(row) as Row[Name]);
  }
  /** The chart that fits; `options` are any part of a Vega-Lite specification. */
  chart(options?: ChartOptions): Chart {
    return new Chart(this.resultTable, options);
  }
  /** For `console.log`: the first rows as text. */
  [INSPECT](_: unknown, options: { indentationLvl?: number }): string {
    return inspectTable("RunTable", this.resultTable, options);
  }
  /** For Jupyter: HTML, and text. */
  [DISPLAY](): Record<string, unknown> {
    const { "text/html": html, ...rest } = tableBundle(this.resultTable, SHOWN_ROWS);
    return { "text/html": `<div style="max-height:24em;overflow:auto">${html}</div>`, ...rest };
  }
  /** For the REPL: the first rows, as wide as the terminal. */
  [TERMINAL]({ width, color }: TerminalLook): string {
    return tableText(this.resultTable, { width, color });
  }
}
