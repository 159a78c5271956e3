/** Lines that are written as bytes are the bytes of the text that printf() makes, whatever format, value and room. */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { DType } from "../../../lib/d/types/mod.ts";
import { STRING } from "../../../lib/d/types/mod.ts";
import type { FieldDescription } from "../../../lib/image/mod.ts";
import {
  compileFormat,
  encodeText,
  formatPrintf,
  formatTrace,
  formatValueOf,
  parseFormat,
  type PrintfFormat,
  resultValue,
  traceWriter,
  valueReader,
} from "../../../lib/engine/format/mod.ts";
import { BufferedOutput } from "../../../lib/engine/consume/buffered_output.ts";

function numbers(seed: number): (below: number) => number {
  return (below) => {
    seed = Math.imul(seed ^ seed >>> 15, 0x2c1b3c6d) + 0x9e3779b9 | 0;
    return ((seed ^ seed >>> 13) >>> 0) % below;
  };
}
const integer = (size: 1 | 2 | 4 | 8, signed: boolean): DType => ({
  kind: "int",
  name: "x",
  size,
  signed,
  isChar: false,
});
const CHARACTERS: DType = {
  kind: "array",
  of: { kind: "int", name: "char", size: 1, signed: true, isChar: true },
  count: 12,
};
const WHOLE = ["%d", "%u", "%i", "%x", "%o", "%X", "%c", "%s", "%p"], TEXT = ["%s", "%S"];
const FLAGS = ["", "-", "0", "+", " ", "#", "-0", "12", "-12", "08", ".3", "10.2", "-10.4", "300", "+5", "#9"];
/** Bytes as they are written, in pieces. */
class Written {
  readonly pieces: Uint8Array[] = [];
  write(bytes: Uint8Array): void {
    this.pieces.push(bytes.slice());
  }
  get bytes(): Uint8Array {
    return Uint8Array.from(this.pieces.flatMap((piece) => [...piece]));
  }
}
function fieldOf(random: (below: number) => number): { field: FieldDescription; kind: "number" | "text" } {
  switch (random(4)) {
    case 0:
      return { field: { offset: 8 * random(8), size: 17, type: STRING, address: true }, kind: "text" };
    case 1:
      return { field: { offset: random(64), size: 30, type: STRING }, kind: "text" };
    case 2:
      return { field: { offset: random(64), size: 12, type: CHARACTERS }, kind: "text" };
    default: {
      const size = ([1, 2, 4, 8] as const)[random(4)];
      return { field: { offset: 8 * random(8), size, type: integer(size, random(2) === 0) }, kind: "number" };
    }
  }
}
/** Numbers about the bounds, addresses of all families, texts that end and that do not. */
function fill(bytes: Uint8Array, view: DataView, field: FieldDescription, random: (below: number) => number): void {
  const { offset, size } = field;
  for (let i = 0; i < size; i++) bytes[offset + i] = random(3) === 0 ? 0 : random(256);
  if (field.address) bytes[offset] = [4, 6, 0, 4][random(4)];
  else if (size === 30 && random(2) === 0) bytes.fill(0x61, offset, offset + size);
  else if (size === 8 && field.type.kind === "int") {
    const near = [0n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n, 10n ** 15n][random(6)] + BigInt(random(5) - 2);
    view.setBigInt64(offset, random(2) === 0 ? near : -near, true);
  } else if (random(2) === 0) bytes.fill([0, 0xff, 0x80][random(3)], offset, offset + size);
}

Deno.test("a compiled format writes the bytes of the text that printf() makes", () => {
  const random = numbers(11), bytes = new Uint8Array(256), view = new DataView(bytes.buffer);
  let long = 0;
  for (let round = 0; round < 4000; round++) {
    const fields: FieldDescription[] = [];
    let text = random(2) === 0 ? "a %% é\n" : "";
    for (let n = random(4); n >= 0; n--) {
      const { field, kind } = fieldOf(random), names = kind === "text" ? TEXT : WHOLE;
      fields.push(field);
      const name = names[random(names.length)];
      text += `%${FLAGS[random(FLAGS.length)]}${name.slice(1)}${[" ", "", " \udcff ", "x".repeat(40)][random(4)]}`;
    }
    const format = parseFormat(text) as PrintfFormat;
    const line = compileFormat(format, fields, () => undefined)!;
    const written = new Written(), output = new BufferedOutput(written);
    const expected: number[] = [];
    for (let record = 0; record < 3; record++) {
      for (const field of fields) fill(bytes, view, field, random);
      const values = fields.map((field) => formatValueOf(field, bytes, view, 0));
      expected.push(...encodeText(formatPrintf(format, values)));
      line(bytes, view, 0, output.lines());
    }
    output.flush();
    if (expected.length > 300) long++;
    deepStrictEqual([...written.bytes], expected, text);
  }
  ok(long > 100);
});
Deno.test("trace() as bytes is trace() as text; values are read as they are as data", () => {
  const random = numbers(12), bytes = new Uint8Array(256), view = new DataView(bytes.buffer);
  for (let round = 0; round < 4000; round++) {
    const { field } = fieldOf(random), quiet = random(2) === 0, raw = random(8) === 0;
    fill(bytes, view, field, random);
    const written = new Written(), output = new BufferedOutput(written);
    traceWriter(field, () => quiet, () => raw)(bytes, view, 0, output.lines());
    output.flush();
    const value = formatValueOf(field, bytes, view, 0).value;
    const shown = field.address ? Uint8Array.of(...value as Uint8Array, 0) : value;
    deepStrictEqual(written.bytes, encodeText(formatTrace(shown, field.size, quiet, raw)));
    const data = resultValue(field, bytes, view, 0);
    const isExact = typeof data === "bigint" && Number.isSafeInteger(Number(data));
    deepStrictEqual(valueReader(field)(bytes, view, 0), isExact ? Number(data) : data);
  }
});
Deno.test("text and lines keep their order, and a long line goes through a short buffer", () => {
  const written = new Written(), output = new BufferedOutput(written);
  const bytes = new Uint8Array(200_000).fill(0x62), view = new DataView(bytes.buffer);
  const field: FieldDescription = { offset: 0, size: 150_000, type: STRING };
  const format = parseFormat("[%s|%-70000s]") as PrintfFormat;
  const line = compileFormat(format, [field, { offset: 0, size: 3, type: CHARACTERS }], () => undefined)!;
  output.write("before ");
  line(bytes, view, 0, output.lines());
  output.write(" between ");
  output.writeBytes(Uint8Array.of(0x21));
  line(bytes, view, 0, output.lines());
  output.write(" after");
  output.flush();
  const whole = `[${"b".repeat(150_000)}|${"bbb".padEnd(65536)}]`;
  strictEqual(new TextDecoder().decode(written.bytes), `before ${whole} between !${whole} after`);
  ok(written.pieces.every(({ length }) => length <= 65536));
});
Deno.test("a width that is a value, and an aggregation's, are left to printf()", () => {
  const field: FieldDescription = { offset: 0, size: 4, type: integer(4, true) };
  for (const text of ["%*d", "%.*d", "%@d"]) {
    strictEqual(compileFormat(parseFormat(text) as PrintfFormat, [field, field], () => undefined), undefined);
  }
});
