/**
 * The editor as a whole: from a state and a key to the next state and what is to be done. Editing, recalling, searching
 * and choosing from a menu are here; showing and doing are not.
 *
 * @module
 */
import type { Candidate, Completion } from "../../evaluator/mod.ts";
import { type Edit, editCommand, editOf, insert, replaced, verticalMove } from "./edit.ts";
import type { LineHistory } from "./line_history.ts";
import type { KeyPress } from "./key_parser.ts";

/** Ways to go on, one of them chosen. */
export interface Menu {
  readonly candidates: readonly Candidate[];
  /** -1 while none is chosen. */
  readonly selected: number;
  /** The text before anything was chosen, and what of it is replaced. */
  readonly base: Edit;
  readonly start: number;
  readonly end: number;
}

/** A search of the history. */
export interface Search {
  readonly query: string;
  /** The entry found, and where in it. */
  readonly found?: { readonly index: number; readonly at: number };
  /** Whether there is no (other) entry. */
  readonly failed: boolean;
  /** What was edited before. */
  readonly base: Edit;
}

/** What the editor is at. */
export interface EditorState {
  readonly edit: Edit;
  readonly menu?: Menu;
  readonly search?: Search;
  /** The entry of the history that is shown, what was typed before it, and the prefix that is looked for. */
  readonly recalled?: { readonly index: number; readonly base: Edit; readonly prefix: string };
  /** The next character is taken as it is. */
  readonly quoting?: boolean;
}

/** What is to be done beside showing the new state. */
export type EditorEffect =
  /** Enter: asks what knows the language whether it is complete. */
  | { readonly kind: "enter" }
  /** Tab. */
  | { readonly kind: "complete" }
  | { readonly kind: "interrupt" | "leave" | "clear" | "suspend" | "bell" };

/** A new state and what is to be done. */
export interface EditorStep {
  readonly state: EditorState;
  readonly effect?: EditorEffect;
}

/** An empty line; cuts of the lines before can be put in. */
export function newEditor(cuts: readonly string[] = []): EditorState {
  return { edit: editOf("", cuts) };
}

/** What a key does. */
export function press(state: EditorState, key: KeyPress, history: LineHistory): EditorStep {
  if (key.name === "reply") return { state };
  if (state.search) return pressInSearch(state, state.search, key, history);
  if (state.menu) {
    const step = pressInMenu(state, state.menu, key);
    if (step) return step;
  }
  const closed = { ...state, menu: undefined, quoting: undefined };
  if (state.quoting) return { state: { ...closed, edit: insert(state.edit, quoted(key)) } };
  if (key.name === "text" || key.name === "paste") {
    return { state: { ...closed, edit: typed(state.edit, key.text ?? ""), recalled: undefined } };
  }
  const command = editCommand(key.name);
  if (command) {
    const edit = command(state.edit);
    return { state: { ...closed, edit, recalled: edit.text === state.edit.text ? state.recalled : undefined } };
  }
  return pressSpecial(closed, key.name, history);
}

/** A bracket that closes goes back to where its line began. */
function typed(edit: Edit, text: string): Edit {
  const [, indent] = edit.text.slice(0, edit.cursor).match(/\n([ ]+)$/) ?? [];
  if (!/^[})\]]$/.test(text) || indent === undefined) return insert(edit, text);
  return replaced(edit, edit.cursor - Math.min(2, indent.length), edit.cursor, text);
}

function quoted({ name, text }: KeyPress): string {
  return text ?? ({ "Tab": "\t", "Enter": "\n", "C-j": "\n" })[name] ?? "";
}

function pressSpecial(state: EditorState, key: string, history: LineHistory): EditorStep {
  switch (key) {
    case "Enter":
      return { state, effect: { kind: "enter" } };
    case "Tab":
      return { state, effect: { kind: "complete" } };
    case "C-c":
      return { state, effect: { kind: "interrupt" } };
    case "C-d":
      if (state.edit.text === "") return { state, effect: { kind: "leave" } };
      return { state: { ...state, edit: editCommand("Delete")!(state.edit) } };
    case "C-l":
      return { state, effect: { kind: "clear" } };
    case "C-z":
      return { state, effect: { kind: "suspend" } };
    case "C-r":
      return { state: { ...state, search: { query: "", failed: false, base: state.edit } } };
    case "C-q":
    case "C-v":
      return { state: { ...state, quoting: true } };
    case "Up":
    case "Down": {
      const by = key === "Up" ? -1 : 1;
      const edit = verticalMove(state.edit, by);
      return edit ? { state: { ...state, edit } } : recall(state, by, history);
    }
    case "C-p":
    case "M-p":
      return recall(state, -1, history);
    case "C-n":
    case "M-n":
      return recall(state, 1, history);
    case "M-<":
      return recallAt(state, 0, history);
    case "M->":
      return state.recalled ? { state: { edit: state.recalled.base } } : { state };
    case "Escape":
    case "C-g":
      return { state };
    default:
      return { state, effect: { kind: "bell" } };
  }
}

/** The entry before or after that begins with what was typed. */
function recall(state: EditorState, by: -1 | 1, history: LineHistory): EditorStep {
  const { edit, recalled } = state;
  const base = recalled?.base ?? edit;
  const prefix = recalled?.prefix ?? edit.text.slice(0, edit.cursor);
  const index = history.findPrefix(prefix, recalled?.index ?? history.entries.length, by, edit.text);
  if (index !== undefined) return { state: shown(state, index, base, prefix, history) };
  if (by > 0 && recalled) return { state: { edit: base } };
  return { state, effect: { kind: "bell" } };
}

function recallAt(state: EditorState, index: number, history: LineHistory): EditorStep {
  if (history.entries[index] === undefined) return { state, effect: { kind: "bell" } };
  return { state: shown(state, index, state.recalled?.base ?? state.edit, "", history) };
}

function shown(state: EditorState, index: number, base: Edit, prefix: string, history: LineHistory): EditorState {
  const edit = { ...editOf(history.entries[index], base.cuts), undo: base.undo };
  return { ...state, edit, recalled: { index, base, prefix } };
}

function pressInSearch(state: EditorState, search: Search, key: KeyPress, history: LineHistory): EditorStep {
  const to = (next: Search): EditorStep => ({ state: { ...state, search: next, edit: foundEdit(next, history) } });
  const newest = history.entries.length - 1;
  switch (key.name) {
    case "text": {
      const query = search.query + key.text;
      const found = history.findText(query, search.found?.index ?? newest, -1);
      return to({ ...search, query, found: found ?? search.found, failed: found === undefined });
    }
    case "Backspace":
    case "C-h": {
      const query = [...search.query].slice(0, -1).join("");
      const found = history.findText(query, newest, -1);
      return to({ ...search, query, found, failed: query !== "" && found === undefined });
    }
    case "C-r":
    case "C-s":
    case "Up":
    case "Down": {
      const by = key.name === "C-r" || key.name === "Up" ? -1 : 1;
      const from = search.found ? search.found.index + by : newest;
      const other = search.found && history.entries[search.found.index];
      const found = history.findText(search.query, from, by, other);
      return to({ ...search, found: found ?? search.found, failed: found === undefined });
    }
    case "C-c":
    case "C-g":
      return { state: { edit: search.base } };
    case "Enter":
      return { state: { edit: foundEdit(search, history) }, effect: { kind: "enter" } };
    default: {
      const edit = foundEdit(search, history);
      const accepted: EditorState = { edit };
      return key.name === "Escape" || key.name === "Tab" ? { state: accepted } : press(accepted, key, history);
    }
  }
}

function foundEdit({ found, base, query }: Search, history: LineHistory): Edit {
  if (!found) return base;
  return { ...editOf(history.entries[found.index], base.cuts), cursor: found.at + query.length, undo: base.undo };
}

/** Undefined when the key closes the menu and means what it always means. */
function pressInMenu(state: EditorState, menu: Menu, key: KeyPress): EditorStep | undefined {
  const count = menu.candidates.length;
  const to = (selected: number): EditorStep => ({ state: choose(state, menu, (selected + count) % count) });
  switch (key.name) {
    case "Tab":
    case "Down":
    case "Right":
      return to(menu.selected + 1);
    case "S-Tab":
    case "Up":
    case "Left":
      return to(menu.selected < 0 ? count - 1 : menu.selected - 1);
    case "Enter":
      return menu.selected < 0 ? undefined : { state: { ...state, menu: undefined } };
    case "Escape":
    case "C-g":
      return { state: { ...state, menu: undefined, edit: menu.base } };
    default:
      return undefined;
  }
}

function choose(state: EditorState, menu: Menu, selected: number): EditorState {
  const edit = replaced(menu.base, menu.start, menu.end, menu.candidates[selected].text);
  return { ...state, edit, menu: { ...menu, selected } };
}

/** Ways to go on have been found for the text as it was: the common part is put in; several are shown. */
export function offer(state: EditorState, completion: Completion): EditorStep {
  const { start, end, candidates } = completion;
  if (candidates.length === 0) return { state, effect: { kind: "bell" } };
  const typed = state.edit.text.slice(start, end);
  const common = candidates.map(({ text }) => text).reduce(commonPrefix);
  const edit = common.length > typed.length && common.startsWith(typed)
    ? replaced(state.edit, start, end, common)
    : state.edit;
  if (candidates.length === 1) return { state: { ...state, edit: replaced(state.edit, start, end, common) } };
  const menu: Menu = { candidates, selected: -1, base: edit, start, end: edit === state.edit ? end : edit.cursor };
  return { state: { ...state, edit, menu } };
}

function commonPrefix(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}
