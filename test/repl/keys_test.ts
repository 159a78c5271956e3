import { deepStrictEqual, strictEqual } from "node:assert";
import { cleanPaste, KeyParser, type KeyPress } from "../../lib/repl/editor/mod.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const names = (keys: readonly KeyPress[]) =>
  keys.map(({ name, text }) => text === undefined ? name : `${name}(${text})`);

/** Sequences of xterm's ctlseqs, of the Linux console, of kitty's `CSI u`. */
const SEQUENCES: readonly (readonly [string, string])[] = [
  ["\x01", "C-a"],
  ["\x1f", "C-_"],
  ["\r", "Enter"],
  ["\n", "C-j"],
  ["\t", "Tab"],
  ["\x7f", "Backspace"],
  ["\x1b[A", "Up"],
  ["\x1bOA", "Up"],
  ["\x1b[1;5C", "C-Right"],
  ["\x1b[1;2A", "S-Up"],
  ["\x1b[1;3D", "M-Left"],
  ["\x1b[1;6D", "C-S-Left"],
  ["\x1b[3~", "Delete"],
  ["\x1b[3;5~", "C-Delete"],
  ["\x1b[1~", "Home"],
  ["\x1b[H", "Home"],
  ["\x1b[Z", "S-Tab"],
  ["\x1b[[A", "Up"],
  ["\x1bb", "M-b"],
  ["\x1b\r", "M-Enter"],
  ["\x1b\x7f", "M-Backspace"],
  ["\x1b<", "M-<"],
  ["\x1b[13;2u", "S-Enter"],
  ["\x1b[27;5;13~", "C-Enter"],
  ["\x1b[97;5u", "C-a"],
  ["\x1b[97;1u", "text(a)"],
  ["\x1b[?62;4;22c", "reply(\x1b[?62;4;22c)"],
  ["\x1b_Gi=1;OK\x1b\\", "reply(\x1b_Gi=1;OK\x1b\\)"],
  ["日本", "text(日本)"],
];

for (const [sequence, key] of SEQUENCES) {
  Deno.test(`keys: ${JSON.stringify(sequence)} is ${JSON.stringify(key)}, whole and byte by byte`, () => {
    deepStrictEqual(names(new KeyParser().feed(encode(sequence))), [key]);
    const parser = new KeyParser();
    const keys = [...encode(sequence)].flatMap((byte) => parser.feed(Uint8Array.of(byte)));
    if (key === "text(日本)") deepStrictEqual(names(keys), ["text(日)", "text(本)"]);
    else deepStrictEqual(names(keys), [key]);
  });
}

Deno.test("keys: a lone Escape is one when nothing follows", () => {
  const parser = new KeyParser();
  deepStrictEqual(parser.feed(encode("\x1b")), []);
  strictEqual(parser.isWaiting, true);
  deepStrictEqual(names(parser.flush()), ["Escape"]);
  strictEqual(parser.isWaiting, false);
});

Deno.test("keys: what no terminal sends is dropped, and what follows is read", () => {
  deepStrictEqual(names(new KeyParser().feed(encode("\x1b[999~x\x1b[5;5;5ay"))), ["text(x)", "text(y)"]);
});

Deno.test("keys: Alt with a character takes that character only", () => {
  deepStrictEqual(names(new KeyParser().feed(encode("\x1bfoo"))), ["M-f", "text(oo)"]);
});

Deno.test("keys: a paste is one key, also in pieces, whatever is in it", () => {
  const parser = new KeyParser();
  const bytes = encode("a\x1b[200~one\r\ntwo\x1b[A\x03\ttab日\x1b[201~b");
  const keys = [...bytes].flatMap((byte) => parser.feed(Uint8Array.of(byte)));
  deepStrictEqual(names(keys), ["text(a)", "paste(one\ntwo[A\ttab日)", "text(b)"]);
});

Deno.test("keys: a paste keeps no control characters that could act later", () => {
  strictEqual(cleanPaste("a\x1b]0;title\x07b\x00c\u009bd\rE"), "a]0;titlebcd\nE");
});
