/**
 * What can be said of a cell by its text alone: its language, whether it is whole, where its cursor stands, its words.
 * Light: nothing of the compiler is loaded.
 *
 * @module
 */
export { type CellLanguage, languageOf } from "./cell_language.ts";
export { dCompleteness } from "./completeness.ts";
export { clauseDescriptions, cursorAt, type CursorContext } from "./cursor.ts";
export { highlight, type HighlightedPart, type KnownNames, type PieceStyle } from "./highlight.ts";
export { CELL_WORDS, type DoorWords, withMeaning } from "./meant.ts";
export { wholeProgram } from "./whole_program.ts";
export { progressText } from "./progress_text.ts";
export {
  linuxRequest,
  MagicError,
  type ParsedWords,
  parseWords,
  readCount,
  readDuration,
  readSetting,
  splitWords,
  type WordOption,
} from "./words.ts";
