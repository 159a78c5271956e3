import { deepStrictEqual, strictEqual } from "node:assert";
import { type EditorState, type EditorStep, LineHistory, newEditor, offer, press } from "../../lib/repl/editor/mod.ts";

const ENTRIES = ["tcp:::send { @ = count(); }", "let a = 1", "ip:::receive\n{ @ = count(); }", "a + 1"];

/** Presses keys; a string of one letter or more that is no key is typed. */
function play(keys: readonly string[], entries = ENTRIES, from: EditorState = newEditor()): EditorStep {
  const history = new LineHistory(entries);
  let step: EditorStep = { state: from };
  for (const key of keys) {
    const typed = key.match(/^'(.*)'$/s);
    step = press(step.state, typed ? { name: "text", text: typed[1] } : { name: key }, history);
  }
  return step;
}
const textOf = (keys: readonly string[]) => play(keys).state.edit.text;

Deno.test("history: Up and Down go through it, and back to what was typed", () => {
  strictEqual(textOf(["Up"]), "a + 1");
  strictEqual(textOf(["C-p", "C-p"]), ENTRIES[2]);
  strictEqual(textOf(["Up", "Up", "Down", "Down"]), "");
});

Deno.test("history: in an entry of several lines Up goes through its lines first", () => {
  const two = play(["Up", "Up"]).state;
  strictEqual(two.edit.text, ENTRIES[2]);
  const up = play(["Up"], ENTRIES, two).state;
  strictEqual(up.edit.text, ENTRIES[2]);
  strictEqual(up.edit.cursor <= "ip:::receive".length, true);
  strictEqual(play(["Up", "Up"], ENTRIES, two).state.edit.text, ENTRIES[1]);
});

Deno.test("history: Up looks for what begins as what is typed", () => {
  strictEqual(textOf(["'tcp'", "Up"]), ENTRIES[0]);
  strictEqual(textOf(["'tcp'", "Up", "Down"]), "tcp");
  deepStrictEqual(play(["'nothing such'", "Up"]).effect, { kind: "bell" });
});

Deno.test("search: Ctrl-R finds the newest, again the next older", () => {
  strictEqual(textOf(["C-r", "'count'"]), ENTRIES[2]);
  strictEqual(textOf(["C-r", "'count'", "C-r"]), ENTRIES[0]);
  const failed = play(["C-r", "'count'", "C-r", "C-r"]).state;
  strictEqual(failed.edit.text, ENTRIES[0]);
  strictEqual(failed.search?.failed, true);
});

Deno.test("search: capitals count only when there is one in the query", () => {
  const entries = ["BEGIN { exit(0); }"];
  strictEqual(play(["C-r", "'begin'"], entries).state.edit.text, entries[0]);
  strictEqual(play(["C-r", "'Begin'"], entries).state.search?.failed, true);
});

Deno.test("search: Enter runs it, Escape leaves it to be edited, Ctrl-G gives up, a key of the editor goes on", () => {
  deepStrictEqual(play(["C-r", "'let'", "Enter"]).effect, { kind: "enter" });
  strictEqual(textOf(["C-r", "'let'", "Escape", "'!'"]), "let! a = 1");
  strictEqual(textOf(["'x'", "C-r", "'let'", "C-g"]), "x");
  strictEqual(textOf(["C-r", "'let'", "C-e", "';'"]), "let a = 1;");
  strictEqual(textOf(["C-r", "'lex'", "Backspace"]), "let a = 1");
});

Deno.test("keys with an effect", () => {
  deepStrictEqual(play(["Enter"]).effect, { kind: "enter" });
  deepStrictEqual(play(["Tab"]).effect, { kind: "complete" });
  deepStrictEqual(play(["C-c"]).effect, { kind: "interrupt" });
  deepStrictEqual(play(["C-d"]).effect, { kind: "leave" });
  strictEqual(textOf(["'ab'", "Home", "C-d"]), "b");
  deepStrictEqual(play(["F5"]).effect, { kind: "bell" });
});

Deno.test("a tab can be typed after Ctrl-V", () => strictEqual(textOf(["C-v", "Tab"]), "\t"));

Deno.test("a bracket that closes goes back to where its line began", () => {
  const open = play(["'f {'", "M-Enter", "'  '"]).state;
  strictEqual(play(["'}'"], [], open).state.edit.text, "f {\n}");
});

const MEMBERS = ["ip_saddr", "ip_daddr", "ip_sport"].map((text) => ({ text, kind: "field" }));
const offered = (text: string, candidates = MEMBERS, start = 0) => {
  const { state } = play([`'${text}'`]);
  return offer(state, { start, end: text.length, candidates });
};

Deno.test("completion: one way is taken, none is a bell", () => {
  const one = offered("ip_d", MEMBERS.slice(1, 2)).state;
  deepStrictEqual([one.edit.text, one.menu], ["ip_daddr", undefined]);
  deepStrictEqual(offered("x", []).effect, { kind: "bell" });
});

Deno.test("completion: the common part is put in, and a menu is shown", () => {
  const { edit, menu } = offered("i").state;
  deepStrictEqual([edit.text, menu?.selected, menu?.candidates.length], ["ip_", -1, 3]);
});

Deno.test("completion: Tab and Shift-Tab choose, Enter takes, Escape gives up, typing goes on", () => {
  const { state } = offered("i");
  const keys = (...names: string[]) => play(names, [], state).state;
  strictEqual(keys("Tab").edit.text, "ip_saddr");
  strictEqual(keys("Tab", "Down").edit.text, "ip_daddr");
  strictEqual(keys("S-Tab").edit.text, "ip_sport");
  deepStrictEqual([keys("Tab", "Enter").edit.text, keys("Tab", "Enter").menu], ["ip_saddr", undefined]);
  strictEqual(keys("Tab", "Escape").edit.text, "ip_");
  strictEqual(keys("Tab", "' x'").edit.text, "ip_saddr x");
  strictEqual(keys("Tab", "Tab", "Tab", "Tab").edit.text, "ip_saddr");
});

Deno.test("history: what is not kept", () => {
  const history = new LineHistory(["a"]);
  deepStrictEqual(["a", " secret", "", "b\n"].map((entry) => history.add(entry)), [false, false, false, true]);
  deepStrictEqual(history.entries, ["a", "b"]);
});
