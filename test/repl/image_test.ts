// deno-lint-ignore-file no-control-regex
import { deepStrictEqual, match, strictEqual } from "node:assert";
import { deflateSync } from "node:zlib";
import { imageProtocol, namesSixel } from "../../lib/repl/conversation/image.ts";
import { imageText } from "../../lib/repl/conversation/image_text.ts";
import { readPng } from "../../lib/repl/conversation/png.ts";
import { halved, sixelText } from "../../lib/repl/conversation/sixel.ts";

/** A PNG of rows that carry their filters. */
function png(width: number, colorType: number, rows: number[][]): Uint8Array {
  const chunk = (type: string, body: Uint8Array) => {
    const bytes = new Uint8Array(body.length + 12);
    new DataView(bytes.buffer).setUint32(0, body.length);
    bytes.set(new TextEncoder().encode(type), 4);
    bytes.set(body, 8);
    return bytes;
  };
  const head = new Uint8Array(13);
  new DataView(head.buffer).setUint32(0, width);
  new DataView(head.buffer).setUint32(4, rows.length);
  head.set([8, colorType, 0, 0, 0], 8);
  const parts = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(Uint8Array.from(rows.flat()))),
    chunk("IEND", new Uint8Array()),
  ];
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

Deno.test("PNG: all five filters, with and without alpha", () => {
  // two pixels a row, told by each filter: [1,2,3] [4,5,6] in every row
  const rows = [
    [0, 1, 2, 3, 4, 5, 6],
    [1, 1, 2, 3, 3, 3, 3],
    [2, 0, 0, 0, 0, 0, 0],
    [3, 1, 1, 2, 2, 2, 2],
    [4, 0, 0, 0, 0, 0, 0],
  ];
  const pixels = readPng(png(2, 2, rows))!;
  deepStrictEqual([...pixels.data], Array.from({ length: 5 }, () => [1, 2, 3, 255, 4, 5, 6, 255]).flat());
  deepStrictEqual([...readPng(png(1, 6, [[0, 9, 8, 7, 6]]))!.data], [9, 8, 7, 6]);
  strictEqual(readPng(Uint8Array.of(1, 2, 3)), undefined);
});

/** Draws sixels again: colour numbers by pixel. */
function drawn(text: string, width: number): number[][] {
  const [, body] = text.match(/^\x1bP0;1;0q"1;1;\d+;\d+([^]*)\x1b\\$/)!;
  const rows: number[][] = [];
  let x = 0, top = 0, color = 0;
  for (const [, chosen, define, many, sixel, move] of body.matchAll(/#(\d+)(;[\d;]+)?|(?:!(\d+))?([?-~])|([$-])/g)) {
    if (chosen !== undefined && define === undefined) color = Number(chosen);
    else if (move === "$") x = 0;
    else if (move === "-") [x, top] = [0, top + 6];
    else if (sixel !== undefined) {
      for (let n = 0; n < Number(many ?? 1); n++, x++) {
        for (let bit = 0; bit < 6; bit++) {
          if ((sixel.charCodeAt(0) - 63) & 1 << bit) (rows[top + bit] ??= Array(width).fill(-1))[x] = color;
        }
      }
    }
  }
  return rows;
}

Deno.test("sixel: what is drawn is the image", () => {
  const width = 13, height = 8;
  const data = new Uint8Array(width * height * 4);
  for (let at = 0; at < width * height; at++) {
    data.set([at % 2 * 255, at % 3 === 0 ? 255 : 0, 51, at === 5 ? 0 : 255], 4 * at);
  }
  const wanted = Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => {
      const at = y * width + x;
      return at === 5 ? 215 : (at % 2 * 5 * 6 + (at % 3 === 0 ? 5 : 0)) * 6 + 1;
    }));
  deepStrictEqual(drawn(sixelText({ width, height, data }), width), wanted);
});

Deno.test("sixel: half the size is the middle of four pixels", () => {
  const data = Uint8Array.from([0, 0, 0, 255, 100, 0, 0, 255, 0, 40, 0, 255, 100, 40, 0, 255]);
  deepStrictEqual(halved({ width: 2, height: 2, data }), { width: 1, height: 1, data: Uint8Array.of(50, 20, 0, 255) });
});

Deno.test("images: kitty in pieces, iTerm2 as one, both as wide as the terminal", () => {
  const kitty = imageText("kitty", "A".repeat(5000), 60)!;
  match(kitty, /^\x1b_Ga=T,f=100,q=2,c=59,m=1;A{4096}\x1b\\\x1b_Gm=0;A{904}\x1b\\\n$/);
  match(imageText("iterm2", "QUJD", 200)!, /^\x1b\]1337;File=inline=1;width=90;preserveAspectRatio=1:QUJD\x07\n$/);
});

Deno.test("images: which terminals show them", () => {
  const of = (variables: Record<string, string>) => imageProtocol((name) => variables[name]);
  strictEqual(of({ TERM: "xterm-kitty" }), "kitty");
  strictEqual(of({ TERM_PROGRAM: "iTerm.app" }), "iterm2");
  strictEqual(of({ TERM_PROGRAM: "WezTerm" }), "iterm2");
  strictEqual(of({ TERM: "xterm-kitty", TMUX: "/tmp/tmux" }), undefined);
  strictEqual(of({ TERM: "xterm-256color" }), undefined);
  deepStrictEqual(["\x1b[?62;4;22c", "\x1b[?4c", "\x1b[?62;22c", "\x1b[?64;14c"].map(namesSixel), [
    true,
    true,
    false,
    false,
  ]);
});
