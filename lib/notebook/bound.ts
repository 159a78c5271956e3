/**
 * What the cells of TypeScript after a cell of D find of its run, and its types: those of the very columns that came out.
 *
 * @module
 */
import type { Run } from "../api/mod.ts";
import type { ResultTable, TableColumn } from "../table/mod.ts";

/** Names that are there without us stay what they are. */
const OWN = new Set([...Object.getOwnPropertyNames(globalThis), "runs", "display", "notebook"]);

/** Aggregations under their own names, unless that would hide something of the language's. */
export function namesOf({ aggregations }: Run): Record<string, unknown> {
  return Object.fromEntries(Object.entries(aggregations).filter(([name]) => isBound(name)));
}

function isBound(name: string): boolean {
  return name !== "_" && !OWN.has(name);
}

const MODULE = import.meta.resolve("../api/mod.ts");

/** The same as TypeScript declares it. */
export function declarationsOf(run: Run, name: string | undefined): string {
  const of = (type: string) => `import(${JSON.stringify(MODULE)}).${type}`;
  const aggregations = Object.entries(run.aggregations);
  const typed = (some: readonly (readonly [string, { readonly resultTable: ResultTable }])[], type: string) =>
    some.map(([name, { resultTable }]) => `readonly ${name}: ${of(type)}<${rowType(resultTable)}>;`).join(" ");
  const whole = `Omit<${of("Run")}, "aggregations" | "tables"> & {` +
    ` readonly aggregations: { ${typed(aggregations, "Aggregation")} };` +
    ` readonly tables: { ${typed(Object.entries(run.tables), "RunTable")} } }`;
  return [
    `declare const runs: ${of("Run")}[];`,
    `/** The run of the last cell of D. */\ndeclare let _: ${whole};`,
    ...name ? [`declare let ${name}: ${whole};`] : [],
    ...aggregations.filter(([name]) => isBound(name)).map(([name, { resultTable }]) =>
      `/** ${resultTable.title.replaceAll("*/", "")} */\ndeclare let ${name}: ${of("Aggregation")}<${
        rowType(resultTable)
      }>;`
    ),
  ].join("\n");
}

/** `{ ip_saddr: string; count: number }` */
function rowType({ columns }: ResultTable): string {
  return `{ ${columns.map((column) => `${column.name}: ${columnType(column)}`).join("; ")} }`;
}

function columnType({ kind, values }: TableColumn): string {
  switch (kind) {
    case "time":
      return "bigint";
    case "integer":
    case "port":
      return typeof values.at(0) === "bigint" ? "bigint" : "number";
    case "number":
      return "number";
    case "bytes":
      return "Uint8Array";
    default:
      return "string";
  }
}
