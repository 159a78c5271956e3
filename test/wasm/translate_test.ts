/** The subset of TypeScript: each construct runs as TypeScript and as WebAssembly, on inputs that a seed decides. */
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { i32, ModuleWriter, TYPE } from "../../lib/wasm/mod.ts";
import { translate, TranslationError } from "../../lib/wasm/translate/mod.ts";
import { bothWays, compareBothWays } from "./both_ways.ts";

/** A function of one expression. */
const of = (parameters: string, result: string, expression: string) =>
  `export function f(${parameters}): ${result} { return ${expression}; }`;
const I = "a: i32, b: i32", U = "a: u32, b: u32", F = "a: f64, b: f64", L = "a: i64, b: i64", V = "a: u64, b: u64";
const COMPARISONS = ["===", "!==", "<", "<=", ">", ">="];

const EXPRESSIONS: Readonly<Record<string, readonly string[]>> = {
  "integers of 32 bits": [
    ...["a + b | 0", "a - b | 0", "a + b >>> 0", "Math.imul(a, b)", "a * 1000 | 0", "a * 48 + b | 0", "-a | 0"],
    ...[
      "a & b",
      "a | b",
      "a ^ b",
      "~a",
      "a << b",
      "a >> b",
      "a << 3",
      "a >> 31",
      "Math.clz32(a)",
      "(a + b - 3) & 0xff",
    ],
    ...["a / 10 | 0", "a / 1000 | 0", "a % 10 | 0", "a / 1 | 0", "Math.min(a, b)", "Math.max(a, b)"],
    ...[
      "a < b ? a : b",
      "a > 5 ? 1 : 0",
      "+(a < b)",
      "+(a === b) + 1 | 0",
      "-7 | 0",
      "(a | 0) >> 3",
      "a < 0 ? -a | 0 : a",
    ],
  ].map((one) => of(I, one.includes(">>> 0") ? "u32" : "i32", one)),
  "integers without a sign": [
    ...["a >>> 0", "a + b >>> 0", "a >>> 4", "a / 10 >>> 0", "a % 60", "a >>> b", "Math.max(a, b)", "a > 100 ? a : b"],
  ].map((one) => of(U, "u32", one)),
  "doubles": [
    ...[
      "a + b",
      "a - b",
      "a * b",
      "a / b",
      "-a",
      "Math.floor(a)",
      "Math.trunc(a / 1000)",
      "Math.min(a, b)",
      "a * 1e6 + b",
    ],
    ...["a > b ? a : b", "a + 1", "a * 0.5", "Math.floor((7 * a + b) / 8)", "a - Math.floor(a / 65536) * 65536"],
  ].map((one) => of(F, "f64", one)).concat(
    ["a | 0", "Math.floor(a / 4294967296) | 0", "a ^ b", "a >> 16"].map((one) => of(F, "i32", one)),
    ["a * 1000000 + b", "a", "a / b", "a / 3", "a + b"].map((one) => of("a: i32, b: u32", "f64", one)),
  ),
  "integers of 64 bits": [
    ...["a + b", "a - b", "a * b", "a * 7n + b", "a << 3n", "-a", "BigInt.asIntN(64, a + b) * 3n"].map((one) =>
      of(L, "i64", `BigInt.asIntN(64, ${one})`)
    ),
    ...["a & b", "a | b", "a ^ b", "a >> 16n", "a >> 63n", "~a", "a / 10n", "a % 10n", "a < b ? a : b", "a & 0xffn"]
      .map((one) => of(L, "i64", one)),
    ...["a / 10n", "a % 7n", "a >> 3n", "a ^ b", "a > b ? a : b", "BigInt.asUintN(64, a + b)"].map((one) =>
      of(V, "u64", one)
    ),
    ...["Number(BigInt.asIntN(32, a))", "+(a === b)", "+(a > 0n)", "+(a === 0n)"].map((one) => of(L, "i32", one)),
    of(L, "u32", "Number(BigInt.asUintN(32, a >> 8n))"),
    of(L, "f64", "Number(a) + Number(b)"),
    of(V, "f64", "Number(a)"),
    of(I, "i64", "BigInt(a) * BigInt(b) / 10n".replace("/ 10n", "").trim().replace(/(.*)/, "BigInt.asIntN(64, $1)")),
    of(U, "i64", "BigInt(a)"),
  ],
  "comparisons": [
    ...[I, U, F, L, V].flatMap((types) => COMPARISONS.map((operator) => of(types, "boolean", `a ${operator} b`))),
    ...["f64", "u32"].flatMap((type) =>
      COMPARISONS.map((operator) => of(`a: i32, b: ${type}`, "boolean", `a ${operator} b`))
    ),
    ...COMPARISONS.map((operator) => of("a: u32, b: i32", "boolean", `a ${operator} 4000000000`)),
    ...COMPARISONS.map((operator) => of("a: u32, b: i32", "boolean", `a ${operator} 7`)),
    of("a: boolean, b: boolean", "boolean", "a === b"),
  ],
  "what holds": [
    ...["a > 1 && b > 1", "a > 1 || b > 1", "!(a > 1)", "!a", "a > b && !(b > 9) || a === 3", "!(a & 1) && !(b & 2)"],
    "a > 1 ? b > 1 : b < 1",
    "true && a > b",
    "false || a > b",
  ].map((one) => of(I, "boolean", one)),
  "loads": [
    ...["bytes[p]", "bytes[p + 3]", "bytes[p] << 8 | bytes[p + 1]", "bytes[p + q]", "bytes[p - 1 + 1]", "bytes[5]"],
    ...["words[p >> 2]", "words[(p >> 2) + 4]", "words[(p >> 2) + (q >> 2)]", "words[(p >> 2) - 2 + 3]", "words[3]"],
    ...["words[p + 8 >> 2]", "words[p + q + 3 >> 2]", "words[(p + 4 >> 2) + (q >> 2) + 1]", "words[p - q + 128 >> 2]"],
    ...["words[(p >> 2) + (q - 4 >> 2) + 2]", "words[p + 9 >> 2]"],
    ...["bytes[p - q + 128]", "bytes[p + (q & 7) + 3]"],
  ].map((one) => of("bytes: Uint8Array, words: Int32Array, p: i32, q: i32", "i32", one)).concat(
    [["getUint8", "i32"], ["getUint16", "i32"], ["getInt32", "i32"], ["getUint32", "u32"], ["getBigInt64", "i64"]]
      .concat(
        [["getBigUint64", "u64"]],
      ).map(([method, type]) =>
        of("view: DataView, p: i32", type, `view.${method}(p + 1${method.endsWith("8") ? "" : ", true"})`)
      ),
    of("doubles: Float64Array, p: i32", "i32", "doubles[p >> 3] > 0 ? 1 : 2"),
    of(
      "memory: HotMemory, p: i32",
      "i32",
      "memory.bytes[p] + memory.words[p >> 2] + memory.view.getUint16(p, true) | 0",
    ),
  ),
};
const body = (parameters: string, result: string, text: string) =>
  `export function f(${parameters}): ${result} {\n${text}\n}`;
const STATEMENTS: Readonly<Record<string, readonly string[]>> = {
  "stores": [
    ...[
      "bytes[p] = a",
      "bytes[p + 2] |= 5",
      "bytes[p] += 1",
      "bytes[p]++",
      "words[p >> 2] = a + q",
      "words[(p >> 2) + 1]--",
    ],
    ...[
      "words[p >> 2] ^= words[q >> 2]",
      "words[(p >> 2) + 3] -= q",
      "bytes[p + q] = a >> 8",
      "words[p >> 2] &= ~0xffff",
    ],
    ...["bytes.fill(7, p, p + 9)", "bytes.copyWithin(p, q, q + 13)", "bytes.fill(a, p, p + (q & 3))"],
  ].map((one) => body("bytes: Uint8Array, words: Int32Array, p: i32, q: i32, a: i32", "void", `${one};`)).concat(
    ["setUint8", "setUint16", "setInt32", "setUint32"].map((method) =>
      body(
        "view: DataView, p: i32, a: i32",
        "void",
        `view.${method}(p + 3, a + 1${method.endsWith("8") ? "" : ", true"});`,
      )
    ),
    body("view: DataView, p: i32, a: i64", "void", "view.setBigInt64(p + 1, a + 1n, true);"),
    body("view: DataView, p: i32, a: u64", "void", "view.setBigUint64(p, a, true);"),
    body("view: DataView, p: i32, a: f64", "void", "view.setFloat64(p, a, true);"),
    body(
      "doubles: Float64Array, words: Int32Array, p: i32, a: f64",
      "void",
      "doubles[p >> 3] = a * 2; words[p >> 2] = a;",
    ),
    body("memory: HotMemory, p: i32", "void", "const { bytes, words } = memory; bytes[p] = words[p >> 2];"),
  ),
  "variables": [
    "let c = a; c = c + b | 0; const d = c ^ a; return d;",
    "let c: f64 = a; c *= 3; c += b; return Math.floor(c / 5) | 0;",
    "let c = 0, d = 5; c += 4; d--; c++; c -= 1; { let c = 9; d = d + c | 0; } return c + d | 0;",
    "let c = 1; c <<= 4; c |= b; c >>= 2; c &= 0xffff; c ^= a; return c;",
    "const K = 12; const L = K * 4 + 1; return a + L | 0;",
    "let c: u32 = 7; c = a >>> 1; return c / 3 | 0;",
  ].map((one) => body(I, "i32", one)),
  "conditions": [
    "if (a > b) return 1; return 2;",
    "if (a > b) { return 1; } else if (a === 0) { return 3; } return 2;",
    "let c = 0; if (a & 1) c = 5; else c = 6; if (!(b & 1)) {} else c += 1; return c;",
    "let c = 1; if (a > 0 && b > 0 || a === b) { if (a < 100) c = 2; } return c;",
    "if (false) return a; if (true) { return b; } return 3;",
    "if (a === 3) {} return a;",
    "if (!(a > 0 && (b > 0 || a === b))) return 1; return 2;",
    "if (a > 0 || (b > 0 && !(a === b || a < -5))) return 1; return 2;",
    "let c = 0; if (a > b ? a > 3 : !(b > 3)) c = 1; else c = 2; return c;",
    "let c = 0; if (a > 0 && true) c = 1; if (false || !(b > 0)) c |= 2; if (true && a > b || false) c |= 4; return c;",
    "let c = 0; if ((a & 1) && (b & 1)) { if (a > b || b > 9) c = 1; else c = 2; } else if (!a || !b) c = 3; return c;",
    "let c = 0; if (a > 2 && b > 2) {} else c = 1; return c;",
  ].map((one) => body(I, "i32", one)),
  "loops": [
    "let c = 0; for (let i = 0; i < n; i++) c = c + i * 3 | 0; return c;",
    "let c = 0; while (n > 0) { n--; if (n === 7) continue; if (n === 3) break; c += 1; } return c;",
    "let c = 0, i = 0; do { i++; if (i % 3 === 1) continue; c = c + i | 0; } while (i < n); return c;",
    "let c = 0; for (let i = 0; i < n; i++) { if (i & 1) continue; for (let j = i; ; j += 2) { if (j > 20) break; c += 1; } } return c;",
    "for (let i = 0; i < n; i++) { if (i > 5) return i; } return -1;",
    "let c = 0; for (; c < n;) c += 2; return c;",
    "let c = n; for (let i = 2; i < 9; i += 3) { const d = i * 2; c = c + d + i | 0; if (c > 40) return i; } return c;",
    "let c = n; for (let i = 0; i < 8; i++) for (let j = 1; j < i; j++) c = c ^ i * j; return c;",
    "let i = 0; for (;;) { if (i >= n) return i; i++; }",
    "let c = 0, i = 0; while (i < n && c < 20 || i < 3) { i++; if (i === 2 || i > 4 && (i & 1) !== 0) continue; c = c + i | 0; } return c;",
    "let c = 0; do { c++; if (c > 9 || c > n && c !== 3) break; } while (!(c > 12 || c === n)); return c;",
    "let c = 0; for (let i = 0; i < n; i++) { let d = 0; do { d++; if (d === 2) break; } while (d < i); c = c + d | 0; } return c;",
  ].map((one) => body("n: i32", "i32", one)),
  "calls": [
    `${of(I, "i32", "twice(a) + twice(b + 1 | 0) | 0")} function twice(x: i32): i32 { return x * 2 | 0; }`,
    `${of(I, "i32", "least(a, b)")} function least(x: i32, y: i32): i32 { if (x < y) return x; return y; }`,
    `${
      of(I, "i32", "g(a, b) + g(b, a) | 0")
    } function g(x: i32, y: i32): i32 { if (x < y) return x - y | 0; return h(y) | 0; }
     function h(x: i32): i32 { let c = x; while (c > 10) { c >>= 1; if (c === 12) return 99; } return c; }`,
    `${of("n: i32", "i32", "sum(n)")} function sum(n: i32): i32 { return n <= 0 ? 0 : n + sum(n - 1 | 0) | 0; }`,
    `${body("words: Int32Array, p: i32, a: i32", "void", "put(words, p >> 2, a); put(words, (p >> 2) + 1 | 0, 5);")}
     function put(w: Int32Array, at: i32, value: i32): void { if (value === 0) return; w[at] = value; w[at + 2] = at; }`,
    `${of(I, "i32", "choose(a, true) ^ choose(b, false)")}
     /** @inline */ function choose(x: i32, isUp: boolean): i32 { if (isUp) { return x + 1 | 0; } x = x * 5 | 0; return x; }`,
    `${of(F, "f64", "g(a, b)")} function g(x: f64, y: f64): f64 { x = x + y; return x / 2; }`,
    `${body("n: i32", "i32", "let c = 0; for (let i = 0; i < n; i++) { step(i); c += 1; } return c;")}
     function step(i: i32): void { for (;;) { if (i > 3) return; i++; } }`,
    ...["if (is(a, b)) return 1; return 2;", "if (!is(a, b) || is(b, a)) return 1; return 2;"].map((one) =>
      `${body(I, "i32", one)}
     /** @inline */ function is(x: i32, y: i32): boolean { if (x > y) return x > 3; if (x === y || y < 0) { return true; } return less(y, x) && x !== 2; }
     function less(x: i32, y: i32): boolean { return (x & 7) < (y & 7); }`
    ),
    `${body(I, "i32", "let c = 0; while (goes(c, a)) { c++; if (c > b && goes(c, b)) break; } return c;")}
     /** @inline */ function goes(x: i32, y: i32): boolean { for (let i = 0; i < 4; i++) { if (i === x) return i < y; } return x < 9 && x > y; }`,
    `${body(I, "i32", "if (up(a) && up(b) || !up(a)) return 5; return 6;")}
     /** @inline */ function up(x: i32): boolean { x = x - 1 | 0; if (x < 0) return false; return x > 2 ? x < 7 : x === 1; }`,
    `${of(I, "boolean", "both(a > 3, b > 3)")} function both(x: boolean, y: boolean): boolean { return x && y; }`,
  ],
  "the host": [
    `interface Host {\n  note(a: i32, b: f64): void;\n  answer(a: i32, b: i32): i32;\n}
     ${
      body(
        `host: Host, ${I}`,
        "i32",
        "host.note(a, b); if (a > 0) host.note(1, 2.5); return host.answer(a, b | 1) + 1 | 0;",
      )
    }`,
  ],
};
for (const [name, texts] of Object.entries({ ...EXPRESSIONS, ...STATEMENTS })) {
  Deno.test(`${name}: TypeScript and WebAssembly agree`, () => {
    texts.forEach((text, i) => compareBothWays(bothWays(text), i + 1));
  });
}
Deno.test("constants and functions come from other files, through what passes them on", () => {
  const files = {
    "layout.ts": "export const END = { SEEN: 1, WORDS: 28 } as const;\nexport const BYTES: number = END.WORDS * 4;",
    "time.ts":
      "import { END } from './layout.ts';\nexport function ofEnd(w: Int32Array, e: i32): i32 { return w[e + END.SEEN]; }",
    "mod.ts": "export * from './layout.ts';\nexport { ofEnd } from './time.ts';",
  };
  const text = `import { BYTES, END, ofEnd } from "./mod.ts";
const MASK = BYTES - 1 & ~(1 << END.SEEN);
export function f(words: Int32Array, p: i32): i32 { return ofEnd(words, p >> 2) & MASK | BYTES; }`;
  compareBothWays(bothWays(text, files), 5);
});

Deno.test("a function of the host that stands for a table calls the one that its argument chooses", () => {
  const text = (line: string) =>
    `interface Host {\n  /** @table Functions. */\n  ${line}\n  note(a: i32): void;\n}
export function f(host: Host, a: i32): i32 { host.note(a); return host.choose(a + 1 | 0) | 0; }`;
  const read = (line: string) => () => text(line);
  const { bytes } = translate(read("choose(which: i32): i32;"), "f.ts", ["f"]);
  const answers = new ModuleWriter(), memory = new WebAssembly.Memory({ initial: 1 }), noted: number[] = [];
  for (const answer of [7, 8]) {
    answers.export(
      `a${answer}`,
      answers.function({ parameters: [], results: [TYPE.I32] }, [], i32.const(answer)).index,
    );
  }
  const { a7, a8 } = answers.instantiate(memory) as Record<string, () => number>;
  const choose = new WebAssembly.Table({ element: "anyfunc", initial: 3 });
  choose.set(1, a7);
  choose.set(2, a8);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    host: { memory, choose, note: (a: number) => void noted.push(a) },
  });
  const f = exports.f as (a: number) => number;
  deepStrictEqual([f(1), f(0), noted], [8, 7, [1, 0]]);
  // no function stands there
  throws(() => f(-1), WebAssembly.RuntimeError);
  for (const wrong of ["choose(which: i32, of: i32): i32;", "choose(which: f64): i32;", "choose(): i32;"]) {
    throws(() => translate(read(wrong), "f.ts", ["f"]), /`choose` of `Host` has one i32/);
  }
});

Deno.test("constants come from files with more than types to take out; functions do not", () => {
  const files: Readonly<Record<string, string>> = {
    "f.ts":
      "import { g, K } from './set.ts';\nexport function f(a: i32): i32 { return a + K | 0; }\nexport function h(): i32 { return g(); }",
    "set.ts":
      "export class Set { constructor(readonly a: number) {} }\nexport const K = 7;\nexport function g(): i32 { return 1; }",
  };
  const read = (path: string) => files[path];
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(translate(read, "f.ts", ["f"]).bytes), {
    host: { memory: new WebAssembly.Memory({ initial: 1 }) },
  });
  strictEqual((exports.f as (a: number) => number)(1), 8);
  throws(() => translate(read, "f.ts", ["h"]), /set\.ts:1:1: `g` stands in a file with more than types to take out/);
});

/** What is not part of the subset, and where the message says it is. */
const REFUSED: readonly (readonly [text: string, part: string, message: RegExp])[] = [
  [of(I, "i32", "a + b"), "a + b;", /int where i32 is asked for: bring the sum back by `\| 0`/],
  [of(I, "boolean", "a + b < 3"), "a + b <", /int and i32 together: bring the sum back by `\| 0`/],
  [of(I, "i32", "a * b | 0"), "a * b |", /a product that a double cannot hold: use Math\.imul/],
  [of(L, "i64", "a + b"), "a + b;", /big where i64 is asked for: bring the sum back by BigInt\.asIntN/],
  [of(L, "i64", "a / b"), "a / b;", /a division of i64 is by a constant above 0/],
  [of(I, "i32", "a % b"), "a % b;", /a remainder is of a constant above 0/],
  [of(I, "i32", "Math.hypot(a, b)"), "Math.hypot", /`Math\.hypot` is not part of the subset/],
  [of(I, "i32", "a && b"), "a && b;", /boolean where i32 is asked for/],
  [of(I, "i32", "c"), "c;", /`c` is not a number/],
  [of(I, "i32", "g(a)"), "g(a)", /`g` is not a function that can be translated/],
  [of("a, b: i32", "i32", "b"), "a, b", /a parameter of a hot function needs a type/],
  [of("a: string", "i32", "1"), "a: string", /`string` is not a type of hot functions/],
  ["export function f(a: i32) { return a; }", "function f", /`f` needs the type of what it returns/],
  [body("a: i32", "i32", "try { return a; } catch { return 1; }"), "try", /`TryStatement` is not part of the subset/],
  [body("a: i32", "i32", "for (const x of [1]) return x;\nreturn a;"), "for", /`ForOfStatement` is not part/],
  [body("a: i32", "i32", "let c;\nreturn a;"), "c;", /a variable is `let` or `const`, and has a value/],
  [body("a: i32", "i32", "const c = [a];\nreturn a;"), "[a]", /`ArrayExpression` is not part of the subset/],
  [body("a: i32", "i32", "let c = a;\nc += a;\nreturn c;"), "c += a", /int where i32 is asked for/],
  [
    body("view: DataView, a: i32", "i32", "return view.getInt32(a);"),
    "view.getInt32(a)",
    /`getInt32` is little-endian/,
  ],
  [body("a: i32", "void", "return a;"), "return", /`f` gives nothing back/],
  [`async ${of(I, "i32", "a")}`.replace("async export", "export async"), "async", /neither async nor generators/],
];
Deno.test("what is not part of the subset is an error with its place", () => {
  for (const [text, part, message] of REFUSED) {
    const before = text.slice(0, text.lastIndexOf(part)).split("\n");
    const place = `${before.length}:${before.at(-1)!.length + 1}`;
    throws(() => void translate(() => text, "f.ts", ["f"]), (error) => {
      ok(error instanceof TranslationError, text);
      ok(message.test(error.problem), `${text}\n${error.message}`);
      strictEqual(error.message, `f.ts:${place}: ${error.problem}`, text);
      return true;
    });
  }
});
