import { strictEqual } from "node:assert";
import { formatAddress, formatTrace, formatTyped } from "../../../lib/engine/format/mod.ts";
import { formatBar, scaleBars } from "../../../lib/engine/aggregation/mod.ts";
import { CHAR, type DType, INT, LONG, STRING, type StructType } from "../../../lib/d/types/mod.ts";
import { bytesOf, integer, text } from "../fake_machine.ts";

Deno.test("trace: numbers by size, strings in 33 columns, dumps", () => {
  strictEqual(formatTrace(5n, 1, false), "   5");
  strictEqual(formatTrace(5n, 2, false), "     5");
  strictEqual(formatTrace(-5n, 4, false), "       -5");
  strictEqual(formatTrace(-5n, 8, false), "               -5");
  strictEqual(formatTrace(-5n, 8, true), "-5");
  strictEqual(formatTrace(text("abc"), 256, false), "  abc                              ");
  strictEqual(formatTrace(text("abc"), 256, true), "abc");
  strictEqual(formatTrace(new TextEncoder().encode("abcd"), 4, true), "  abcd                             ");
  strictEqual(
    formatTrace(new TextEncoder().encode("GET / HTTP/1.1\r\nHost:\x01"), 22, false),
    [
      "",
      "             0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f  0123456789abcdef",
      "         0: 47 45 54 20 2f 20 48 54 54 50 2f 31 2e 31 0d 0a  GET / HTTP/1.1..",
      "        10: 48 6f 73 74 3a 01                                Host:.",
      "",
    ].join("\n"),
  );
});

Deno.test("addresses: RFC 5952 but for a single zero group, as DTrace writes it", () => {
  const table: [number[], string][] = [
    [[4, 10, 0, 0, 1], "10.0.0.1"],
    [[6, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], "2001:db8::1"],
    [[6, 0, 1, 0, 0, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7], "1::2:3:4:5:6:7"],
    [[6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "::"],
    [[6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 1, 2, 3, 4], "::ffff:1.2.3.4"],
    [[0, 60, 63, 62, 0], "<?>"],
    [[0, 0], ""],
  ];
  for (const [bytes, expected] of table) {
    const field = new Uint8Array(17);
    field.set(bytes);
    strictEqual(formatAddress(field, 0), expected);
  }
});

Deno.test("print: scalars, characters, strings, arrays, enumerations", () => {
  const chars: DType = { kind: "array", of: CHAR, count: 4 };
  const table: [DType, Uint8Array, string][] = [
    [INT, integer(255), "int 0xff\n"],
    [LONG, integer(0, 8), "long 0\n"],
    [CHAR, integer(97, 1), "char 'a'\n"],
    [CHAR, integer(0, 1), "char '\\0'\n"],
    [CHAR, integer(4, 1), "char '\\004'\n"],
    [STRING, text("hi"), 'string "hi"\n'],
    [chars, text("ab", 4), 'char [4] "ab"\n'],
    [chars, text("abcd", 4), "char [4] [ 'a', 'b', 'c', 'd' ]\n"],
    [{ kind: "array", of: INT, count: 2 }, bytesOf(integer(1), integer(2)), "int [2] [ 0x1, 0x2 ]\n"],
    [{ kind: "pointer", to: { kind: "void" } }, integer(1, 8), "void * 0x1\n"],
  ];
  for (const [type, bytes, expected] of table) strictEqual(formatTyped(type, bytes), expected);
  const colour: DType = { kind: "enum", tag: "c", complete: true, members: [{ name: "RED", value: 1n }] };
  strictEqual(formatTyped(colour, integer(1)), "enum c RED\n");
  strictEqual(formatTyped(colour, integer(7)), "enum c 7\n");
});

Deno.test("print: a struct, member by member", () => {
  const inner: StructType = { kind: "struct", tag: "in", complete: true, size: 4, align: 4, members: [] };
  inner.members.push({ name: "x", type: INT, offset: 0 });
  const outer: StructType = { kind: "struct", tag: "out", complete: true, size: 24, align: 8, members: [] };
  outer.members.push(
    { name: "p", type: { kind: "pointer", to: { kind: "void" } }, offset: 0 },
    { name: "i", type: inner, offset: 8 },
    { name: "b", type: INT, offset: 12, bits: { offset: 4, width: 3 } },
    { name: "a", type: { kind: "array", of: inner, count: 2 }, offset: 16 },
  );
  const bytes = bytesOf(integer(1, 8), integer(2), integer(0x50), integer(3), integer(4));
  strictEqual(
    formatTyped(outer, bytes),
    [
      "struct out {",
      "    void *p = 0x1",
      "    struct in i = {",
      "        int x = 0x2",
      "    }",
      "    int b :3 = 0x5",
      "    struct in [2] a = [ ",
      "        struct in {",
      "            int x = 0x3",
      "        }, ",
      "        struct in {",
      "            int x = 0x4",
      "        }",
      "    ]",
      "}",
    ].join("\n"),
  );
});

Deno.test("bars: to the right, to the left, both ways, UTF-8", () => {
  const bar = (values: bigint[], index: number, encoding: "ascii" | "utf8" = "ascii") =>
    formatBar(values[index], 1n, scaleBars(values, false), encoding);
  strictEqual(bar([2n, 5n, 1n], 0), `|${"@".repeat(10)}${" ".repeat(30)} 2        \n`);
  strictEqual(bar([-1n], 0), `${"@".repeat(40)}| -1       \n`);
  strictEqual(bar([-2n, 3n], 0), `            @@@@@@@@|${" ".repeat(20)} -2       \n`);
  strictEqual(bar([-2n, 3n], 1), `${" ".repeat(20)}|@@@@@@@@@@@@         3        \n`);
  strictEqual(bar([1n, 63n], 0, "utf8"), `|\u258b${" ".repeat(39)} 1        \n`);
  strictEqual(formatBar(0n, 1n, scaleBars([0n], false), "ascii"), `|${" ".repeat(40)} 0        \n`);
});
