/** json(): RFC 8259's texts, DTrace's selectors. */
import { strictEqual } from "node:assert";
import { Calculator } from "../calculator.ts";

function check(rows: [text: string, selector: string, expected: string | undefined][], stringSize = 256): void {
  for (const [text, selector, expected] of rows) {
    strictEqual(new Calculator(stringSize).callText("json", text, selector), expected, `${text} ${selector}`);
  }
}
Deno.test("values of each kind, as they are written; texts without their quotes", () => {
  const text = ' { "s" : "a\\"b\\u00e9" , "n":-12.5e+3, "t":true,"f":false, "z":null, "o":{ "x" : 1 }, "l":[1, 2 ] } ';
  check([
    [text, "s", 'a\\"b\\u00e9'],
    [text, "n", "-12.5e+3"],
    [text, "t", "true"],
    [text, "f", "false"],
    [text, "z", "null"],
    [text, "o", '{ "x" : 1 }'],
    [text, "l", "[1, 2 ]"],
    [text, "absent", undefined],
  ]);
});
Deno.test("selectors: members by dots, elements by brackets", () => {
  const text = '{"a":[10,{"b":[["x","y"],[]]},"end"],"a.b":1,"0":"zero"}';
  check([
    [text, "a[0]", "10"],
    [text, "a[1].b[0][1]", "y"],
    [text, "a[1].b[1]", "[]"],
    [text, "a[2]", "end"],
    [text, "a[3]", undefined],
    [text, "a.0", "10"],
    [text, "0", "zero"],
    [text, "a[1].c", undefined],
    ["[5,[6,7]]", "[0]", "5"],
    ["[5,[6,7]]", "[1][1]", "7"],
    ["[5,[6,7]]", "1[0]", "6"],
    ["[5,[6,7]]", "[-1]", undefined],
    ['{"":{"":3}}', "", '{"":3}'],
    ['{"":{"":3}}', ".", "3"],
  ]);
});
Deno.test("a path that meets another kind of value is NULL", () => {
  check([
    ['{"a":1,"b":2}', "a.b", undefined],
    ['{"a":"x"}', "a[0]", undefined],
    ['{"a":true}', "a.b", undefined],
    // in an array a name is the number that it begins with, as in DTrace
    ['{"a":[{"b":1}]}', "a.b", '{"b":1}'],
  ]);
});
Deno.test("what is not JSON is NULL, once it is met", () => {
  check([
    ["", "a", undefined],
    ["5", "a", undefined],
    ['{"a":1', "a", undefined],
    ['{"a":"x', "a", undefined],
    ['{"a":0x10}', "a", undefined],
    ['{"a":1-2}', "a", undefined],
    ['{"a":+1}', "a", undefined],
    ['{"a":nil}', "a", undefined],
    ['{"a":True}', "a", undefined],
    ['{"a":"\\u12g4"}', "a", undefined],
    ["{a:1}", "a", undefined],
    ['{"a" 1}', "a", undefined],
    ['{"b":{]},"a":1}', "a", undefined],
    ['{"b":1 "a":2}', "a", undefined],
    ['{"b":1,"a":2', "b", "1"],
    ['{"a":1,}', "b", undefined],
  ]);
});
Deno.test("the text ends at strsize", () => {
  check([['{"a":         1024}', "a", undefined], ['{"a": 1024}', "a", "1024"], ['{"a":false,"b":20}', "b", "20"]], 18);
});
