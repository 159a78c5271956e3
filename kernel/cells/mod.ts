/**
 * Cells: their language, their magics.
 *
 * @module
 */
export { asksLinux, cellLanguage, type DCellOptions, type LineMagic, parseCellText, type ParsedCell } from "./cell.ts";
export { Captures, hearing } from "./captures.ts";
export { type CellContext, evaluateCell } from "./evaluate.ts";
export { blankMagics } from "./blank_magics.ts";
export { completeMagic } from "./complete_magic.ts";
export { type CellLanguage, languageOf } from "../../lib/notebook/text/mod.ts";
export { type MagicContext } from "./magics.ts";
export { withoutPublishing } from "./publish_magic.ts";
export { NotebookState } from "./notebook_settings.ts";
export { D_CELLS } from "./d_cells.ts";
