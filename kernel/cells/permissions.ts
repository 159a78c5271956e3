/**
 * What cells may do.
 *
 * @module
 */
import { DEFAULT_PERMISSIONS } from "../../lib/evaluator/mod.ts";

/** The module of D cells, for the evaluator's child process. */
export const D_CELLS = import.meta.resolve("../../lib/d_cells/mod.ts");

/** Permissions for cells: those said replace those of their kind. */
export function cellPermissions(said: readonly string[]): readonly string[] {
  if (said.includes("--allow-all")) return ["--allow-all"];
  const kinds = new Set(said.map((flag) => flag.replace(/=.*$/, "")));
  return [...DEFAULT_PERMISSIONS.filter((flag) => !kinds.has(flag)), ...said];
}
