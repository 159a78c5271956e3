import { deepStrictEqual, strictEqual } from "node:assert";
import { after, before, cut, loadWidths, widthOf } from "../../lib/repl/editor/graphemes.ts";
import { type Edit, editCommand, editOf, insert } from "../../lib/repl/editor/mod.ts";

await loadWidths();

/** `one|two`: a text with its cursor. */
function at(marked: string): Edit {
  const cursor = marked.indexOf("|");
  return { ...editOf(marked.replace("|", "")), cursor };
}
const shown = ({ text, cursor }: Edit) => `${text.slice(0, cursor)}|${text.slice(cursor)}`;
const press = (edit: Edit, ...keys: string[]) => keys.reduce((state, key) => editCommand(key)!(state), edit);

const FAMILY = "👩‍👩‍👧";
const ACCENT = "e\u0301";

/** As GNU readline's manual and Emacs' have them. */
const EDITS: readonly (readonly [what: string, before: string, keys: string[], after: string])[] = [
  ["left over a family", `a${FAMILY}|b`, ["Left"], `a|${FAMILY}b`],
  ["right over a letter of two code points", `|${ACCENT}x`, ["C-f"], `${ACCENT}|x`],
  ["backspace takes a whole character", `a${FAMILY}|`, ["Backspace"], "a|"],
  ["backspace joins lines", "a\n|b", ["Backspace"], "a|b"],
  ["backspace takes an indentation", "a\n    |b", ["Backspace"], "a\n  |b"],
  ["delete", "a|bc", ["Delete"], "a|c"],
  ["words: forward to the end", "|ip_saddr = 1", ["M-f"], "ip_saddr| = 1"],
  ["words: back to the start", "args[2]->ip_saddr|", ["M-b"], "args[2]->|ip_saddr"],
  ["line: start and end are those of the line", "ab\ncd|e\nf", ["C-a"], "ab\n|cde\nf"],
  ["line: end", "ab\n|cde\nf", ["C-e"], "ab\ncde|\nf"],
  ["text: start", "ab\ncd|", ["C-Home"], "|ab\ncd"],
  ["cut to the end of the line", "one| two\nthree", ["C-k"], "one|\nthree"],
  ["cut the newline at the end", "one|\ntwo", ["C-k"], "one|two"],
  ["cut and put back", "one two|", ["C-w", "Home", "C-y"], "two|one "],
  ["cuts in a row are one", "a b c|", ["C-w", "C-w", "C-y"], "a b c|"],
  ["cuts forward in a row are one", "|a b c", ["M-d", "M-d", "End", "C-y"], " ca b|"],
  ["put back an older cut", "x|", ["C-w"], "|"],
  ["cut to the start of the line", "ab\ncd|e", ["C-u"], "ab\n|e"],
  ["transpose before the end", "ab|", ["C-t"], "ba|"],
  ["transpose in the midst", "a|b", ["C-t"], "ba|"],
  ["upper case", "|tcp_flags x", ["M-u"], "TCP_FLAGS| x"],
  ["capital", "|tcp", ["M-c"], "Tcp|"],
  ["undo", "one|", ["C-u", "C-_"], "one|"],
  ["a new line by force", "a|b", ["M-Enter"], "a\n|b"],
];

for (const [what, given, keys, wanted] of EDITS) {
  Deno.test(`edit: ${what}`, () => strictEqual(shown(press(at(given), ...keys)), wanted));
}

Deno.test("edit: an older cut takes the place of the one put back", () => {
  let edit = press(at("one two|"), "C-w", "C-a");
  edit = press({ ...edit, last: undefined }, "C-k");
  strictEqual(shown(press(edit, "C-y")), "one |");
  strictEqual(shown(press(edit, "C-y", "M-y")), "two|");
  strictEqual(shown(press(edit, "C-y", "M-y", "M-y")), "one |");
});

Deno.test("edit: a typed word is undone as a whole, and no more", () => {
  let edit = editOf();
  for (const letter of "ab cd") edit = insert(edit, letter);
  strictEqual(press(edit, "C-_").text, "ab");
  strictEqual(press(edit, "C-_", "C-_").text, "");
});

Deno.test("graphemes: width as terminals count it", () => {
  deepStrictEqual(["a", "日", FAMILY, ACCENT, "🇩🇪", "", "→"].map(widthOf), [1, 2, 2, 1, 2, 0, 1]);
});

Deno.test("graphemes: steps never split a character", () => {
  const text = `a${FAMILY}${ACCENT}\n🇩🇪日`;
  const stops: number[] = [];
  for (let offset = 0; offset < text.length; offset = after(text, offset)) stops.push(offset);
  deepStrictEqual(stops.map((offset) => before(text, after(text, offset))), stops);
});

Deno.test("graphemes: a cut text is as wide as there is room", () => {
  strictEqual(cut("日本語", 5), "日本…");
  strictEqual(cut("日本語", 4), "日…");
  strictEqual(cut("日本語", 6), "日本語");
});
