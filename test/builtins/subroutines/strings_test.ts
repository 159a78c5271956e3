/** Subroutines from texts to texts, positions and numbers. */
import { strictEqual, throws } from "node:assert";
import { FAULT, READABLE_BASE } from "../../../lib/image/mod.ts";
import { Calculator, Faulted } from "../calculator.ts";

type Argument = string | number | bigint;
/** Runs each row's call on a fresh calculator. */
function texts(rows: [call: [string, ...Argument[]], expected: string | undefined][], stringSize = 256): void {
  for (const [[name, ...args], expected] of rows) {
    strictEqual(new Calculator(stringSize).callText(name, ...args), expected, `${name}(${args.join(", ")})`);
  }
}
function numbers(rows: [call: [string, ...Argument[]], expected: number | bigint][]): void {
  for (const [[name, ...args], expected] of rows) {
    const found = BigInt.asIntN(64, new Calculator().call(name, ...args));
    strictEqual(found, BigInt(expected), `${name}(${args.join(", ")})`);
  }
}
function faults(kind: number, stringSize: number, name: string, ...args: Argument[]): void {
  throws(
    () => new Calculator(stringSize).call(name, ...args),
    (error) => error instanceof Faulted && error.kind === kind,
  );
}

Deno.test("strlen, strjoin", () => {
  numbers([[["strlen", ""], 0], [["strlen", "abc"], 3]]);
  strictEqual(new Calculator(4).call("strlen", "abcdef"), 4n);
  texts([[["strjoin", "ab", "cd"], "abcd"], [["strjoin", "", ""], ""], [["strjoin", "", "x"], "x"]]);
  texts([[["strjoin", "ab", "c"], "abc"]], 4);
  faults(FAULT.NOSCRATCH, 4, "strjoin", "ab", "cd");
  faults(FAULT.BADADDR, 256, "strjoin", "ab", 0);
});
Deno.test("strchr, strrchr: the rest of the same text, or NULL", () => {
  texts([
    [["strchr", "a.b.c", 0x2e], ".b.c"],
    [["strrchr", "a.b.c", 0x2e], ".c"],
    [["strchr", "abc", 0x7a], undefined],
    [["strrchr", "abc", 0x7a], undefined],
    [["strchr", "abc", 0], ""],
    [["strrchr", "abc", 0], ""],
    [["strchr", "", 0x61], undefined],
    [["strchr", "abc", 0x162], "bc"],
  ]);
  const calculator = new Calculator();
  const at = calculator.put("a.b");
  strictEqual(calculator.call("strchr", at, 0x2e), BigInt(at + 1));
  texts([[["strchr", "abcdef", 0], undefined], [["strchr", "abcdef", 0x65], undefined]], 4);
});
Deno.test("strstr", () => {
  texts([
    [["strstr", "foobarbar", "bar"], "barbar"],
    [["strstr", "foo", "bar"], undefined],
    [["strstr", "foo", ""], "foo"],
    [["strstr", "", ""], ""],
    [["strstr", "", "x"], undefined],
    [["strstr", "foo", "food"], undefined],
  ]);
});
Deno.test("index: from a position on, as Perl's", () => {
  numbers([
    [["index", "foobarbar", "bar"], 3],
    [["index", "foobarbar", "bar", 4], 6],
    [["index", "foobarbar", "bar", 7], -1],
    [["index", "foobarbar", "bar", -10], 3],
    [["index", "foo", "bar"], -1],
    [["index", "foo", ""], 0],
    [["index", "foo", "", 2], 2],
    [["index", "foo", "", 3], 3],
    [["index", "foo", "", 30], 3],
    [["index", "foo", "o", 3], -1],
    [["index", "", "", 5], 0],
    [["index", "", "x"], -1],
  ]);
});
Deno.test("rindex: up to a position, as Perl's", () => {
  numbers([
    [["rindex", "foobarbar", "bar"], 6],
    [["rindex", "foobarbar", "bar", 5], 3],
    [["rindex", "foobarbar", "bar", 2], -1],
    [["rindex", "foobarbar", "bar", 100], 6],
    [["rindex", "foo", "f", -1], -1],
    [["rindex", "foo", "", -1], 0],
    [["rindex", "foo", ""], 3],
    [["rindex", "foo", "", 1], 1],
    [["rindex", "", "", -5], 0],
    [["rindex", "", "x"], -1],
  ]);
});
Deno.test("substr: positions and lengths from either end, as Perl's", () => {
  texts([
    [["substr", "foobarbaz", 3], "barbaz"],
    [["substr", "foobarbaz", 3, 3], "bar"],
    [["substr", "foobarbaz", 0, 0], ""],
    [["substr", "foobarbaz", 9], ""],
    [["substr", "foobarbaz", 300], ""],
    [["substr", "foobarbaz", 8, 300], "z"],
    [["substr", "foobarbaz", -3], "baz"],
    [["substr", "foobarbaz", -3, 2], "ba"],
    [["substr", "foobarbaz", -12], "foobarbaz"],
    [["substr", "foobarbaz", -12, 5], "fo"],
    [["substr", "foobarbaz", -12, 3], ""],
    [["substr", "foobarbaz", 0, -3], "foobar"],
    [["substr", "foobarbaz", 3, -3], "bar"],
    [["substr", "foobarbaz", -6, -3], "bar"],
    [["substr", "foobarbaz", 7, -3], ""],
    [["substr", "foobarbaz", -12, -3], ""],
    [["substr", "", 0], ""],
    [["substr", "", -1, 1], ""],
  ]);
  texts([[["substr", "foobarbaz", 1, 3], "oo"]], 3);
});
Deno.test("strtok: goes on at the separator that ended the last part", () => {
  const calculator = new Calculator();
  const next = (text: Argument, separators: string) => calculator.callText("strtok", text, separators);
  strictEqual(next("//usr//local/bin", "/"), "usr");
  strictEqual(next(0, "/"), "local");
  calculator.nextClause();
  strictEqual(next(0, "/"), "bin");
  strictEqual(next(0, "/"), undefined);
  strictEqual(next(0, "/"), undefined);
  strictEqual(next("a:b/c", ":"), "a");
  strictEqual(next(0, "/"), ":b");
  strictEqual(next("x y", " "), "x");
  calculator.nextFiring();
  strictEqual(next(0, " "), undefined);
  strictEqual(next("abc", ""), "abc");
  strictEqual(next("   ", " "), undefined);
  faults(FAULT.BADADDR, 256, "strtok", "abc", 0);
});
Deno.test("strtok: strsize counts from where the text began", () => {
  const calculator = new Calculator(6);
  strictEqual(calculator.callText("strtok", "ab cd ef gh", " "), "ab");
  strictEqual(calculator.callText("strtok", 0, " "), "cd");
  strictEqual(calculator.callText("strtok", 0, " "), undefined);
});
Deno.test("toupper, tolower: the letters of ASCII", () => {
  texts([[["toupper", "aZ09{`é"], "AZ09{`é"], [["tolower", "aZ09[@É"], "az09[@É"]]);
  texts([[["toupper", "abcdef"], "ABC"]], 4);
});
Deno.test("basename, dirname: as the shell's commands", () => {
  const rows: [path: string, dirname: string, basename: string][] = [
    ["/foo/bar/baz", "/foo/bar", "baz"],
    ["/foo/bar///baz/", "/foo/bar", "baz"],
    ["/foo", "/", "foo"],
    ["//foo", "/", "foo"],
    ["foo", ".", "foo"],
    ["foo/", ".", "foo"],
    ["foo//bar", "foo", "bar"],
    ["/", "/", "/"],
    ["///", "/", "/"],
    ["", ".", "."],
    [".", ".", "."],
    ["..", ".", ".."],
    ["/.", "/", "."],
  ];
  for (const [path, dirname, basename] of rows) {
    texts([[["dirname", path], dirname], [["basename", path], basename]]);
  }
});
Deno.test("cleanpath: by the text alone", () => {
  texts([
    [["cleanpath", "/foo//bar"], "/foo/bar"],
    [["cleanpath", "/foo/./bar"], "/foo/bar"],
    [["cleanpath", "/foo/../bar"], "/bar"],
    [["cleanpath", "/foo/bar/.."], "/foo/"],
    [["cleanpath", "/foo/bar/../../.."], "/"],
    [["cleanpath", "/../foo"], "/foo"],
    [["cleanpath", "/foo/..bar"], "/foo/..bar"],
    [["cleanpath", "/foo/.bar/."], "/foo/.bar/."],
    [["cleanpath", "./foo"], "./foo"],
    [["cleanpath", "foo/"], "foo/"],
    [["cleanpath", ""], ""],
  ]);
});
Deno.test("lltostr: C's prefixes, a sign to base 10 only", () => {
  texts([
    [["lltostr", 0], "0"],
    [["lltostr", -10n], "-10"],
    [["lltostr", -(2n ** 63n)], "-9223372036854775808"],
    [["lltostr", 255, 16], "0xff"],
    [["lltostr", 0, 16], "0x0"],
    [["lltostr", -1n, 16], "0xffffffffffffffff"],
    [["lltostr", 8, 8], "010"],
    [["lltostr", 0, 8], "0"],
    [["lltostr", 35, 36], "z"],
    [["lltostr", -1n, 2], "1".repeat(64)],
  ]);
  texts([[["lltostr", 123456], "123456"]], 4);
  for (const base of [-1n, 0n, 1n, 37n]) faults(FAULT.ILLOP, 256, "lltostr", 5, base);
});
Deno.test("strtoll: blanks, a sign, digits; overflow wraps", () => {
  numbers([
    [["strtoll", "  \t-42abc"], -42],
    [["strtoll", "+7"], 7],
    [["strtoll", ""], 0],
    [["strtoll", "\n5"], 0],
    [["strtoll", "- 5"], 0],
    [["strtoll", "0x1F", 16], 31],
    [["strtoll", "0xg", 16], 0],
    [["strtoll", "0x1F"], 0],
    [["strtoll", "010", 8], 8],
    [["strtoll", "18", 8], 1],
    [["strtoll", "Zz", 36], 35 * 36 + 35],
    [["strtoll", "9223372036854775807"], 2n ** 63n - 1n],
    [["strtoll", "9223372036854775808"], -(2n ** 63n)],
    [["strtoll", "-9223372036854775808"], -(2n ** 63n)],
  ]);
  for (const base of [0n, 1n, 37n]) faults(FAULT.ILLOP, 256, "strtoll", "5", base);
  faults(FAULT.BADADDR, 256, "strtoll", READABLE_BASE - 1);
});
