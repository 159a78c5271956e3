import { deepStrictEqual, match, strictEqual, throws } from "node:assert";
import { compileCell } from "../../lib/evaluator/cell/compile_cell.ts";
import { typeScriptCompleteness } from "../../lib/evaluator/cell/completeness.ts";
import type { NameKind } from "../../lib/evaluator/cell/cell_declarations.ts";
import { readMappings } from "../../lib/evaluator/cell/line_map.ts";
import { CellSyntaxError } from "../../lib/evaluator/cell/syntax_error.ts";

/** The script of a cell without what is put around it. */
function bodyOf(code: string, declared: Record<string, NameKind> = {}): string {
  const { script } = compileCell(code, 7, new Map(Object.entries(declared)));
  match(script, /^await __probebook\.begin\(7, \d+ *\); /);
  match(script, /\n\/\/# sourceURL=cell-7\.ts$/);
  return script.replace(/^await __probebook\.begin\(7, \d+ *\); /, "").replace(/\n\/\/# sourceURL=cell-7\.ts$/, "");
}

const BODIES: readonly (readonly [what: string, code: string, body: string, declared?: Record<string, NameKind>])[] = [
  ["const becomes let of the same width", "const a: number = 1", "let   a         = 1"],
  ["a pattern too", "const { b, ...c } = x", "let   { b, ...c } = x"],
  ["var where the name is one", "let v = 1", "var v = 1", { v: "variable" }],
  ["let without a value starts anew", "let v", "var v = undefined", { v: "variable" }],
  ["class where the name is a var", "class v {}", "var v = class v {};", { v: "variable" }],
  ["function where the name is a let", "function l() {}", "l = function l() {};", { l: "lexical" }],
  ["two vars of a name stay", "var i = 1; var i = 2", "var i = 1; var i = 2"],
  [
    "inner declarations stay",
    "{ const a = 1 }; f(() => { const b = 2; })",
    "{ const a = 1 }; f(() => { const b = 2; })",
  ],
  ["an object alone is a value", "{ a: 1 }", "({ a: 1 })"],
  ["a block alone is a block", "{ a(); b() }", "{ a(); b() }"],
  ["default import", 'import z from "npm:z"', 'let {"default": z} = await import("npm:z");'],
  [
    "named imports without types",
    'import { a as b, type T } from "node:path"',
    'let {"a": b} = await import("node:path");',
  ],
  ["a namespace", 'import * as n from "npm:n"', 'let n = await import("npm:n");'],
  ["types only", 'import type { T } from "npm:n"', "".padEnd(30)],
  ["for its effect", 'import "npm:n"', 'await import("npm:n");'],
  ["lines are kept", 'import {\n a\n} from "npm:n"\na', 'let {"a": a} = await import("npm:n");\n\n\na'],
  [
    "local files are the child's to resolve",
    'import a from "./a.ts"',
    'let {"default": a} = await import(__probebook.at("./a.ts"));',
  ],
  [
    "attributes",
    'import a from "npm:a" with { type: "json" }',
    'let {"default": a} = await import("npm:a", {with: {type: "json"}});',
  ],
  ["dynamic imports", 'import(name); import("npm:x")', 'import(__probebook.at(name)); import("npm:x")'],
  ["import.meta", "import.meta.url", "__probebook.meta.url"],
  ["export", "export const a = 1", "       let   a = 1"],
  ["a hashbang", "#!/usr/bin/env deno\n1", "///usr/bin/env deno\n1"],
];

for (const [what, code, body, declared] of BODIES) {
  Deno.test(`cell: ${what}`, () => strictEqual(bodyOf(code, declared), body));
}

Deno.test("cell: whether there is a value", () => {
  const hasValue = (code: string) => compileCell(code, 1, new Map()).hasValue;
  strictEqual(hasValue("1"), true);
  strictEqual(hasValue("x = 1"), true);
  strictEqual(hasValue("let x = 1"), false);
  strictEqual(hasValue("for (const a of b) a"), false);
  strictEqual(hasValue("export default 5"), true);
  strictEqual(hasValue("namespace N { export const a = 1 }; N.a"), true);
});

Deno.test("cell: an enum is transformed and places are found again", () => {
  const code = 'import { x } from "./x.ts";\nenum Q {\n  A = 1,\n}\n\nfoo(Q.A);';
  const { script, map } = compileCell(code, 1, new Map());
  match(script, /let \{"x": x\} = await import\(__probebook\.at\("\.\/x\.ts"\)\)/);
  const line = script.split("\n").findIndex((text) => text.startsWith("foo("));
  deepStrictEqual(map!({ line: line + 1, column: 1 }), { line: 6, column: 1 });
});

Deno.test("cell: source maps of several segments on a line", () => {
  // two segments: column 0 is 1:1, column 4 is 2:3
  const map = readMappings("AAAA,IACE");
  deepStrictEqual(map({ line: 1, column: 2 }), { line: 1, column: 1 });
  deepStrictEqual(map({ line: 1, column: 5 }), { line: 2, column: 3 });
});

Deno.test("cell: a syntax error has its place", () => {
  throws(() => compileCell("let a = 1;\nlet b = = 2", 1, new Map()), (error: unknown) => {
    strictEqual(error instanceof CellSyntaxError, true);
    deepStrictEqual((error as CellSyntaxError).place, { line: 2, column: 9 });
    return true;
  });
});

const COMPLETENESS: readonly (readonly [code: string, status: string, indent?: string])[] = [
  ["", "complete"],
  ["// a", "complete"],
  ["let x = 1", "complete"],
  ["/[{(]/", "complete"],
  ["'/*'", "complete"],
  ["{ a: 1 }", "complete"],
  ["enum A { B }", "complete"],
  ["if (true)", "incomplete", ""],
  ["const a =", "incomplete", ""],
  ["foo(", "incomplete", "  "],
  ["class A {\n  f() {", "incomplete", "    "],
  ["`a", "incomplete", ""],
  ["`a ${", "incomplete", "  "],
  ["/* a", "incomplete", ""],
  ["'a' /* b", "incomplete", ""],
  ["function f(): number", "incomplete", ""],
  ["a.", "incomplete", ""],
  ["x = 1 +", "incomplete", ""],
  ["'abc", "invalid"],
  ["let = = 3", "invalid"],
  ["a b", "invalid"],
  ["}", "invalid"],
];

for (const [code, status, indent] of COMPLETENESS) {
  Deno.test(`cell: ${JSON.stringify(code)} is ${status}`, () => {
    deepStrictEqual(typeScriptCompleteness(code), indent === undefined ? { status } : { status, indent });
  });
}
