/**
 * A line editor in pure parts: bytes to keys, keys to states, states to rows, rows to what is written.
 *
 * @module
 */
export { inColor, plainPaint, type Style, type StylePaint } from "./colors.ts";
export { type Edit, editCommand, editOf, insert } from "./edit.ts";
export { cut, graphemesOf, loadWidths, widthOf } from "./graphemes.ts";
export { highlight, type KnownNames } from "../../notebook/text/mod.ts";
export type { StyledPart } from "./screen_layout.ts";
export { HISTORY_ENTRIES, LineHistory } from "./line_history.ts";
export { cleanPaste, KeyParser, type KeyPress } from "./key_parser.ts";
export { below, type Block, clip, layOut, type ScreenRow } from "./screen_layout.ts";
export {
  type EditorEffect,
  type EditorState,
  type EditorStep,
  type Menu,
  newEditor,
  offer,
  press,
} from "./line_editor.ts";
export { menuRows } from "./menu_view.ts";
export { changeTo, leaveBlock, type ShownBlock } from "./screen.ts";
