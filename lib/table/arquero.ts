/**
 * The way to Arquero: the columns are handed over as they are. Arquero is loaded when this is first called.
 *
 * @module
 */
import type { ColumnTable } from "npm:arquero@8.0.3";
import type { ResultTable } from "./table.ts";

/**
 * Columns by name, in order. Integers are numbers where the whole column is safe, else bigints; times are bigints,
 * nanoseconds since 1970 UTC; what was not recorded is null.
 */
export async function toArquero(table: ResultTable): Promise<ColumnTable> {
  return arqueroTable(await loadArquero(), table);
}
/** The library, loaded once. */
export async function loadArquero(): Promise<typeof import("npm:arquero@8.0.3")> {
  return await import("./arquero_library.ts");
}
/** The same with Arquero at hand. */
export function arqueroTable(arquero: typeof import("npm:arquero@8.0.3"), table: ResultTable): ColumnTable {
  const columns = table.columns.map(({ name, values }): [string, unknown] => [name, values]);
  return arquero.table(columns as never);
}
