/**
 * Where cells of D come from.
 *
 * @module
 */
/** The module of D cells, for the evaluator's child process. */
export const D_CELLS = import.meta.resolve("../../lib/notebook/mod.ts");
