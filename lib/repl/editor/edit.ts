/**
 * The text that is edited: every command is a function from one state to the next. Nothing here knows of a terminal.
 *
 * The keys are those of Emacs, as in readline.
 *
 * @module
 */
import { after, before, widthOf } from "./graphemes.ts";

/** What undo goes back to. */
interface EditState {
  readonly text: string;
  readonly cursor: number;
}

/** A text with its cursor, what was cut from it, and what it was. Offsets are in UTF-16 units, at ends of characters. */
export interface Edit extends EditState {
  /** The column that Up and Down keep to. */
  readonly goal?: number;
  /** What was cut, the last first. */
  readonly cuts: readonly string[];
  readonly undo: readonly EditState[];
  /** What the last command was, where the next depends on it. */
  readonly last?: "cut" | "type" | "yank";
  /** Of a yank: where it starts, and which cut it was. */
  readonly yanked?: { readonly start: number; readonly index: number };
}

/** A command of the editor. */
export type EditCommand = (edit: Edit) => Edit;

const CUTS = 50;
const UNDOS = 500;
const WORD = /[\p{L}\p{N}_$@]/u;

/** A text to edit, the cursor at its end. */
export function editOf(text = "", kept: readonly string[] = []): Edit {
  return { text, cursor: text.length, cuts: kept, undo: [] };
}

/** Puts text in at the cursor. */
export function insert(edit: Edit, text: string): Edit {
  const typing = [...text].length === 1 && text !== "\n";
  // a word that is typed is undone as a whole
  const joined = typing && edit.last === "type" && !/\s/.test(text);
  const changed = replaced(edit, edit.cursor, edit.cursor, text);
  return { ...changed, undo: joined ? edit.undo : changed.undo, last: typing ? "type" : undefined };
}

/** Replaces what is between two offsets; the cursor goes behind the new text. */
export function replaced(edit: Edit, start: number, end: number, text: string): Edit {
  return {
    text: edit.text.slice(0, start) + text + edit.text.slice(end),
    cursor: start + text.length,
    cuts: edit.cuts,
    undo: [...edit.undo.slice(-UNDOS), { text: edit.text, cursor: edit.cursor }],
  };
}

function moved(edit: Edit, cursor: number): Edit {
  return { ...edit, cursor, goal: undefined, last: undefined };
}

/** Cuts; cuts in a row are one. `backwards` when the cursor was at the end of it. */
function cutOut(edit: Edit, start: number, end: number, backwards: boolean): Edit {
  if (start === end) return { ...edit, last: undefined };
  const piece = edit.text.slice(start, end);
  const [newest = "", ...older] = edit.cuts;
  const cuts = edit.last === "cut"
    ? [backwards ? piece + newest : newest + piece, ...older]
    : [piece, ...edit.cuts].slice(0, CUTS);
  return { ...replaced(edit, start, end, ""), cuts, last: "cut" };
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end;
}

function wordStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && !WORD.test(text[at - 1])) at--;
  while (at > 0 && WORD.test(text[at - 1])) at--;
  return at;
}

function wordEnd(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && !WORD.test(text[at])) at++;
  while (at < text.length && WORD.test(text[at])) at++;
  return at;
}

/** The start of what blanks separate, as C-w takes it. */
function blankWordStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && /\s/.test(text[at - 1])) at--;
  while (at > 0 && /\S/.test(text[at - 1])) at--;
  return at;
}

/** To the line before or after; undefined when there is none. */
export function verticalMove(edit: Edit, by: -1 | 1): Edit | undefined {
  const { text, cursor } = edit;
  const start = lineStart(text, cursor);
  const goal = edit.goal ?? widthOf(text.slice(start, cursor));
  if (by < 0 && start === 0 || by > 0 && lineEnd(text, cursor) === text.length) return undefined;
  const target = by < 0 ? lineStart(text, start - 1) : lineEnd(text, cursor) + 1;
  const end = lineEnd(text, target);
  let at = target;
  while (at < end && widthOf(text.slice(target, after(text, at))) <= goal) at = after(text, at);
  return { ...edit, cursor: at, goal, last: undefined };
}

function changeWord(change: (word: string) => string): EditCommand {
  return (edit) => {
    const end = wordEnd(edit.text, edit.cursor);
    return replaced(edit, edit.cursor, end, change(edit.text.slice(edit.cursor, end)));
  };
}

function capitalized(word: string): string {
  const at = word.search(/\p{L}/u);
  return at < 0 ? word : word.slice(0, at) + word[at].toUpperCase() + word.slice(at + 1).toLowerCase();
}

function transpose(edit: Edit): Edit {
  const { text } = edit;
  const at = edit.cursor === lineEnd(text, edit.cursor) ? before(text, edit.cursor) : edit.cursor;
  const first = before(text, at), end = after(text, at);
  if (at === 0 || text[first] === "\n" || at === end) return edit;
  return replaced(edit, first, end, text.slice(at, end) + text.slice(first, at));
}

function yank(edit: Edit): Edit {
  const piece = edit.cuts[0];
  if (piece === undefined) return edit;
  return { ...replaced(edit, edit.cursor, edit.cursor, piece), last: "yank", yanked: { start: edit.cursor, index: 0 } };
}

function yankOlder(edit: Edit): Edit {
  if (edit.last !== "yank" || !edit.yanked || edit.cuts.length === 0) return edit;
  const index = (edit.yanked.index + 1) % edit.cuts.length;
  const next = replaced(edit, edit.yanked.start, edit.cursor, edit.cuts[index]);
  return { ...next, undo: edit.undo, last: "yank", yanked: { start: edit.yanked.start, index } };
}

function undo(edit: Edit): Edit {
  const past = edit.undo.at(-1);
  return past ? { ...past, cuts: edit.cuts, undo: edit.undo.slice(0, -1) } : edit;
}

/** Takes the indentation of a line away with one stroke, else a character. */
function deleteBack(edit: Edit): Edit {
  const { text, cursor } = edit;
  const line = text.slice(lineStart(text, cursor), cursor);
  const indented = /^ +$/.test(line) && line.length % 2 === 0;
  return cursor === 0 ? edit : replaced(edit, indented ? cursor - 2 : before(text, cursor), cursor, "");
}

/** Cuts to the end of the line; at its end, the newline. */
function cutLine(edit: Edit): Edit {
  const end = lineEnd(edit.text, edit.cursor);
  return cutOut(edit, edit.cursor, end === edit.cursor ? Math.min(edit.text.length, end + 1) : end, false);
}

/** All commands, by the keys on which they lie. */
const EDIT_COMMANDS: Readonly<Record<string, EditCommand>> = {
  "Left": (edit) => moved(edit, before(edit.text, edit.cursor)),
  "Right": (edit) => moved(edit, after(edit.text, edit.cursor)),
  "C-Left": (edit) => moved(edit, wordStart(edit.text, edit.cursor)),
  "C-Right": (edit) => moved(edit, wordEnd(edit.text, edit.cursor)),
  "Home": (edit) => moved(edit, lineStart(edit.text, edit.cursor)),
  "End": (edit) => moved(edit, lineEnd(edit.text, edit.cursor)),
  "C-Home": (edit) => moved(edit, 0),
  "C-End": (edit) => moved(edit, edit.text.length),
  "Backspace": deleteBack,
  "Delete": (edit) => replaced(edit, edit.cursor, after(edit.text, edit.cursor), ""),
  "C-k": cutLine,
  "C-u": (edit) => cutOut(edit, lineStart(edit.text, edit.cursor), edit.cursor, true),
  "C-w": (edit) => cutOut(edit, blankWordStart(edit.text, edit.cursor), edit.cursor, true),
  "M-Backspace": (edit) => cutOut(edit, wordStart(edit.text, edit.cursor), edit.cursor, true),
  "M-d": (edit) => cutOut(edit, edit.cursor, wordEnd(edit.text, edit.cursor), false),
  "C-y": yank,
  "M-y": yankOlder,
  "C-_": undo,
  "C-t": transpose,
  "M-u": changeWord((word) => word.toUpperCase()),
  "M-l": changeWord((word) => word.toLowerCase()),
  "M-c": changeWord(capitalized),
  "M-Enter": (edit) => insert(edit, "\n"),
};

/** Other keys for the same commands. */
const SAME: Readonly<Record<string, string>> = {
  "C-b": "Left",
  "C-f": "Right",
  "M-b": "C-Left",
  "M-f": "C-Right",
  "M-Left": "C-Left",
  "M-Right": "C-Right",
  "C-a": "Home",
  "C-e": "End",
  "C-h": "Backspace",
  "M-C-h": "M-Backspace",
  "C-Backspace": "M-Backspace",
  "C-Delete": "M-d",
  "M-Delete": "M-d",
  "C-j": "M-Enter",
  "S-Enter": "M-Enter",
};

/** The command of a key. */
export function editCommand(key: string): EditCommand | undefined {
  const name = Object.hasOwn(SAME, key) ? SAME[key] : key;
  return Object.hasOwn(EDIT_COMMANDS, name) ? EDIT_COMMANDS[name] : undefined;
}
