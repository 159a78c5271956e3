/**
 * What cells may do.
 *
 * @module
 */
export { permissionsOf as cellPermissions } from "../../lib/evaluator/mod.ts";

/** The module of D cells, for the evaluator's child process. */
export const D_CELLS = import.meta.resolve("../../lib/d_cells/mod.ts");
