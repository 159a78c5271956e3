import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import {
  encodeText,
  formatPrintf,
  type FormatValue,
  MAXIMUM_WIDTH,
  parseFormat,
  type PrintfFormat,
} from "../../../lib/engine/format/mod.ts";

function value(given: number | bigint | string | Uint8Array, size = 4, signed = true): FormatValue {
  if (typeof given === "string") {
    return { value: new TextEncoder().encode(given + "\0"), size: given.length + 1, signed };
  }
  if (given instanceof Uint8Array) return { value: given, size: given.length, signed };
  return { value: BigInt(given), size, signed };
}
function print(format: string, ...values: (number | bigint | string | Uint8Array | FormatValue)[]): string {
  const parsed = parseFormat(format);
  ok(!("mistake" in parsed), format);
  return formatPrintf(
    parsed as PrintfFormat,
    values.map((v) => typeof v === "object" && "size" in v && "value" in v ? v : value(v as number)),
  );
}
const u64 = (v: bigint) => value(v, 8, false);
const i64 = (v: bigint) => value(v, 8, true);
const double = (v: number) => new Uint8Array(new Float64Array([v]).buffer);

Deno.test("plain C conversions are as C's printf has them", () => {
  const table: [string, string, ...Parameters<typeof print>[1][]][] = [
    ["%d", "-42", -42],
    ["%5d|", "   42|", 42],
    ["%-5d|", "42   |", 42],
    ["%05d", "-0042", -42],
    ["%+d % d", "+1  2", 1, 2],
    ["%.3d", "007", 7],
    ["%8.3d|", "     007|", 7],
    ["%08.3d|", "     007|", 7],
    // Unlike in C, of `-` and `0` the later wins.
    ["%-08d|", "00000007|", 7],
    ["%0-8d|", "7       |", 7],
    ["%i", "-1", -1],
    ["%u", "4294967295", -1],
    ["%x %X", "ffffffff FF", -1, 255],
    ["%#x %#X %#o", "0xff 0XFF 0377", 255, 255, 255],
    ["%#x", "0", 0],
    ["%#010x", "0x000000ff", 255],
    ["%#o", "0", 0],
    ["%d", "9223372036854775807", i64(0x7fffffffffffffffn)],
    ["%d", "-9223372036854775808", i64(-0x8000000000000000n)],
    ["%d", "18446744073709551615", u64(0xffffffffffffffffn)],
    ["%i", "-1", u64(0xffffffffffffffffn)],
    ["%x", "ffffffffffffffff", i64(-1n)],
    ["%u", "255", value(-1, 1)],
    ["%d", "-1", value(-1, 1)],
    ["%d", "255", value(255, 1, false)],
    ["%s|%5s|%-5s|%.2s|", "ab|   ab|ab   |ab|", "ab", "ab", "ab", "abc"],
    ["%c%c", "Az", 65, 122],
    ["%3c|%-3c|", "  A|A  |", 65, 65],
    ["100%%", "100%"],
    ["%p", "ff", u64(255n)],
    ["%?x", "              ff", u64(255n)],
    ["%'d", "1234567", 1234567],
    ["%*d|", "   42|", 5, 42],
    ["%*d|", "42   |", -5, 42],
    ["%.*d|", "00042|", 5, 42],
    ["%*.*d|", "  042|", 5, 3, 42],
    ["%.0d", "0", 0],
    ["%hd %ld %lld %hx %lx %llx", "1 2 3 4 5 6", value(1, 2), i64(2n), i64(3n), value(4, 2), i64(5n), i64(6n)],
  ];
  for (const [format, expected, ...values] of table) strictEqual(print(format, ...values), expected, format);
});

Deno.test("floating-point conversions are exact", () => {
  const table: [string, number, string][] = [
    ["%f", 1.5, "1.500000"],
    ["%.2f", 2.675, "2.67"],
    ["%.1f", 0.25, "0.2"],
    ["%.1f", 0.35, "0.3"],
    ["%10.3f|", -1.23456, "    -1.235|"],
    ["%f", 1e22, "10000000000000000000000.000000"],
    ["%e", 12345.678, "1.234568e+04"],
    ["%.3E", 0.00012345, "1.234E-04"],
    ["%g", 0.0001, "0.0001"],
    ["%g", 0.00001, "1e-05"],
    ["%g", 123456789, "1.23457e+08"],
    ["%g", 100000, "100000"],
    ["%#g", 1, "1.00000"],
    ["%+.1f", 1, "+1.0"],
    ["%e", 0, "0.000000e+00"],
    ["%f", Infinity, "inf"],
    ["%F", NaN, ""],
    ["%010.2f", -3.14159, "-000003.14"],
  ];
  for (const [format, number, expected] of table) {
    if (format === "%F") ok("mistake" in parseFormat(format));
    else strictEqual(print(format, double(number)), expected, `${format} ${number}`);
  }
  strictEqual(print("%f", new Uint8Array(new Float32Array([0.5]).buffer)), "0.500000");
});

Deno.test("D's own conversions", () => {
  strictEqual(print("%P %P", value(80, 2), value(31337, 2)), "http 31337");
  strictEqual(print("%a %A", u64(0xdeadn), u64(1n)), "0xdead 0x1");
  strictEqual(print("%S", 'a"\n\x01'), 'a\\"\\n\\001\\0');
  strictEqual(print("%C%C", 10, 200), "\\n\\310");
  strictEqual(print("%I", "10.0.0.1"), "10.0.0.1");
  strictEqual(print("%ws", new Uint8Array(new Int32Array([72, 105, 0]).buffer)), "Hi");
  strictEqual(print("%wc", 0x263a), "\u263a");
  match(print("%Y", u64(0n)), /^(1970 Jan {2}1|1969 Dec 31) \d\d:\d\d:\d\d$/);
  match(print("%T", u64(1577836800000000000n)), /^\w{3}, \d\d \w{3} 20(19|20) \d\d:\d\d:\d\d \S+$/);
});

Deno.test("traced bytes that are no ASCII come out as they went in, and count as one column each", () => {
  const text = print("%5s|", new Uint8Array([0xc3, 0xa9, 0]));
  deepStrictEqual([...encodeText(text)], [32, 32, 32, 0xc3, 0xa9, 124]);
  deepStrictEqual([...encodeText(print("é%c", 255))], [0xc3, 0xa9, 0xff]);
  deepStrictEqual([...encodeText("\u{1f600}\udcff")], [0xf0, 0x9f, 0x98, 0x80, 0xff]);
});

Deno.test("widths are bounded", () => {
  strictEqual(print("%99999999999d", 1).length, MAXIMUM_WIDTH);
  strictEqual(print("%.99999999999d", 1).length, MAXIMUM_WIDTH);
  strictEqual(print("%*d", 0x7fffffff, 1).length, MAXIMUM_WIDTH);
  strictEqual(print("%*s", -0x80000000, "x").length, MAXIMUM_WIDTH);
  strictEqual(print("%0d", 1), "1");
  strictEqual(print("%.99999f", double(1)).length, 5002);
});

Deno.test("err.D_SYNTAX.format: what is no format", () => {
  const table: [string, string][] = [
    ["%", "format conversion #1 name expected before end of format string"],
    ["%d %5", "format conversion #2 name expected before end of format string"],
    ["%q", "format conversion #1 is undefined: %q"],
    ["%hhd", "format conversion #1 is undefined: %hhd"],
    ["%1$d", "format conversion #1 uses unsupported positional format (%n$)"],
    ["%1.2.3d", "format conversion #1 has more than one '.' specified"],
    ["%**d", "format conversion #1 has more than one '*' specified for the output width"],
    ["%.**d", "format conversion #1 has more than one '*' specified for the output precision"],
    ["%5%", "format conversion #1 cannot be combined with other format flags: %%"],
  ];
  for (const [format, mistake] of table) {
    const parsed = parseFormat(format);
    strictEqual("mistake" in parsed && parsed.mistake, mistake, format);
  }
});

Deno.test("random formats: a mistake or bounded text, never an exception", () => {
  let seed = 20250101;
  const random = (n: number) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % n;
  const letters = "%%%%0123456789.*-+ #@?'hlLwdiouxXcCsSpPaAkITYeEfgG$z\u00e9";
  for (let round = 0; round < 5000; round++) {
    let format = "";
    for (let i = random(12); i >= 0; i--) format += letters[random(letters.length)];
    const parsed = parseFormat(format);
    if ("mistake" in parsed) continue;
    const values = Array.from(
      { length: random(6) },
      () =>
        random(2) === 0
          ? value(BigInt(random(0x7fffffff)) * 0x12345n - 99n, [1, 2, 4, 8][random(4)])
          : value(Uint8Array.from({ length: [4, 8, 16][random(3)] }, () => random(256))),
    );
    const text = formatPrintf(parsed, values, {}, () => "");
    ok(text.length <= (MAXIMUM_WIDTH + 20) * 12, format);
  }
});
