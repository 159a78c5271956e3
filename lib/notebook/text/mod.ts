/**
 * What can be said of a cell by its text alone: its language, whether it is whole, where its cursor stands, its words.
 * Light: nothing of the compiler is loaded.
 *
 * @module
 */
export { type Language, languageOf } from "./cell_language.ts";
export { dCompleteness } from "./completeness.ts";
export { clauseDescriptions, type Cursor, cursorAt } from "./cursor.ts";
export { highlight, type KnownNames, type Piece, type PieceStyle } from "./highlight.ts";
export { wholeProgram } from "./whole_program.ts";
export { progressText } from "./progress_text.ts";
export {
  MagicError,
  type ParsedWords,
  parseWords,
  readCount,
  readDuration,
  readSetting,
  splitWords,
  type WordOption,
} from "./words.ts";
