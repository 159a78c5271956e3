import { deepStrictEqual, strictEqual } from "node:assert";
import { Random } from "../fuzz/random.ts";
import {
  type Block,
  changeTo,
  clip,
  highlight,
  inColor,
  layOut,
  leaveBlock,
  loadWidths,
  plainPaint,
  type ShownBlock,
} from "../../lib/repl/editor/mod.ts";
import { PaperTerminal } from "./paper_terminal.ts";

await loadWidths();

const lay = (text: string, cursor: number, columns: number) =>
  layOut({ text, cursor, prompt: "> ", continuation: ". ", pieces: [], columns, paint: plainPaint });

Deno.test("layout: prompts, lines, the cursor", () => {
  const { rows, cursor } = lay("ab\ncd", 4, 20);
  deepStrictEqual(rows.map(({ text }) => text), ["> ab", ". cd"]);
  deepStrictEqual(cursor, { row: 1, column: 3 });
});

Deno.test("layout: long lines go on in the next row, and the last column is free", () => {
  const { rows, cursor } = lay("abcdefghij", 10, 10);
  deepStrictEqual(rows.map(({ text }) => text), ["> abcdefg", "hij"]);
  deepStrictEqual(cursor, { row: 1, column: 3 });
});

Deno.test("layout: wide characters are not split", () => {
  const { rows, cursor } = lay("abcdef日本", 8, 10);
  deepStrictEqual(rows.map(({ text, width }) => [text, width]), [["> abcdef", 8], ["日本", 4]]);
  deepStrictEqual(cursor, { row: 1, column: 4 });
});

Deno.test("layout: tabs are to the next eighth column of the line, control characters are shown", () => {
  deepStrictEqual(lay("a\tb\x01", 2, 40).rows[0].text, "> a       b^A");
});

Deno.test("layout: colours go over rows", () => {
  const { rows } = layOut({
    text: '"abcdefgh"',
    cursor: 0,
    prompt: "",
    continuation: "",
    pieces: highlight('"abcdefgh"', "typescript"),
    columns: 9,
    paint: inColor,
  });
  deepStrictEqual(rows.map(({ text }) => text), ['\x1b[32m"abcdefg\x1b[0m', '\x1b[32mh"\x1b[0m']);
});

Deno.test("layout: of a block that is higher than the screen the rows around the cursor are shown", () => {
  const text = Array.from({ length: 20 }, (_, i) => `line ${i}`).join("\n");
  const block = clip(lay(text, text.indexOf("line 10"), 40), 5);
  strictEqual(block.rows.length, 5);
  strictEqual(block.rows[block.cursor.row].text, ". line 10");
});

Deno.test("screen: after any change the screen shows the block and nothing else, under what was there", () => {
  const seed = 20261125;
  const random = new Random(seed);
  const columns = 20;
  for (let round = 0; round < 200; round++) {
    const screen = new PaperTerminal(columns, 12);
    screen.write("before\n");
    let shown: ShownBlock | undefined;
    for (let step = 0; step < 6; step++) {
      const lines = Array.from({ length: 1 + random.below(5) }, () => "x日y ".repeat(random.below(4)));
      const text = lines.join("\n");
      const block: Block = lay(text, random.below(text.length + 1), columns);
      screen.write(changeTo(shown, block, columns));
      shown = { ...block, columns };
      const wanted = ["before", ...block.rows.map(({ text }) => text.trimEnd())];
      const from = `seed ${seed}, round ${round}, step ${step}`;
      deepStrictEqual(screen.lines().slice(-wanted.length), wanted, from);
      deepStrictEqual(screen.cursorAbove(wanted.length - 1), block.cursor, from);
    }
    screen.write(leaveBlock(shown!) + "after");
    strictEqual(screen.lines().at(-1), "after");
  }
});

Deno.test("screen: what is the same is not written again", () => {
  const block = lay("abc", 3, 40);
  strictEqual(changeTo({ ...block, columns: 40 }, block, 40), "");
  const change = changeTo({ ...block, columns: 40 }, lay("abc", 1, 40), 40);
  strictEqual(change.includes("abc"), false);
});

Deno.test("screen: a narrower terminal has broken the rows: all of them go", () => {
  const wide: ShownBlock = { ...lay("a".repeat(30), 30, 40), columns: 40 };
  const screen = new PaperTerminal(20, 12);
  // as a terminal shows the row after it was made narrower
  screen.write(`before\n${wide.rows[0].text}`);
  screen.write(changeTo(wide, lay("a".repeat(30), 30, 20), 20));
  deepStrictEqual(screen.lines(), ["before", "> aaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaa"]);
});
