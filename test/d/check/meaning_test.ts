/** What checked expressions become: types, folded constants, conversions, translators. */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { TypedExpression, TypedStatement } from "../../../lib/d/check/mod.ts";
import { typeName } from "../../../lib/d/types/mod.ts";
import { check, mistakes } from "./world.ts";

/** The expression of the last trace() in a program. */
function traced(text: string): TypedExpression {
  const statement = check(text).clauses.at(-1)!.body!.at(-1) as TypedStatement & { kind: "action" };
  const arg = statement.args[0];
  if (arg.kind !== "expression") throw new Error("not an expression");
  return arg.expression;
}
const of = (expression: string) =>
  traced(`BEGIN { i = 1; l = 2L; c = (char)3; u = 4u; s = "x"; trace(${expression}); }`);

Deno.test("constants are folded in 64 bits, by the signedness of their common type", () => {
  const table: [string, bigint, string][] = [
    ["1 + 2 * 3", 7n, "int"],
    ["7 / -2", -3n, "int"],
    ["-7 % 3", -1n, "int"],
    ["1 << 40", 1n << 40n, "int"],
    ["-1 < 1", 1n, "int"],
    ["-1L < 1UL", 0n, "int"],
    ["!5", 0n, "int"],
    ["~0", -1n, "int"],
    ["'a'", 97n, "int"],
    ["sizeof (int)", 4n, "size_t"],
    ["sizeof (string)", 256n, "size_t"],
    ['sizeof ("abc")', 4n, "size_t"],
    ["sizeof (struct raw)", 24n, "size_t"],
    ["offsetof(struct raw, text)", 8n, "size_t"],
    ["(int32_t)(int16_t)0xfff0", -16n, "int32_t"],
    ["(uint32_t)(int16_t)0xfff0", 0xfffffff0n, "uint32_t"],
    ["(uint16_t)(int32_t)0xfff0", 0xfff0n, "uint16_t"],
    ["LIMIT + 1", 11n, "int"],
    ["NULL", 0n, "int"],
    ["1 ? 2 : nosuch", 2n, "int"],
    ["1 && 0 || 1", 1n, "int"],
    ["1 ^^ 1", 0n, "int"],
  ];
  for (const [text, value, type] of table) {
    const expression = of(text);
    ok(expression.kind === "integer", `${text} is ${expression.kind}`);
    deepStrictEqual([text, expression.value, typeName(expression.type)], [text, value, type]);
  }
});
Deno.test("types of operators are those of the wider operand", () => {
  const table: [string, string][] = [
    ["i + l", "long"],
    ["c + c", "char"],
    ["i + u", "unsigned int"],
    ["c << l", "char"],
    ["i == l", "int"],
    ["&i == 0 ? 1 : 2", ""],
    ["timestamp - i", "uint64_t"],
    ["strlen(s) + 1", "size_t"],
    ['arg0 ? s : "y"', "string"],
    ["i++", "int"],
    ["i, l", "long"],
  ];
  for (const [text, type] of table) if (type) strictEqual(typeName(of(text === "i, l" ? "(i, l)" : text).type), type);
});
Deno.test("comparisons are signed only if the common type is", () => {
  const signed = (text: string) => {
    const compare = of(text);
    return compare.kind === "compare" && compare.signed;
  };
  deepStrictEqual([signed("i < l"), signed("i < u"), signed("timestamp < i"), signed("c < i")], [
    true,
    false,
    false,
    true,
  ]);
  strictEqual(of('s == "y"').kind, "compare-strings");
});
Deno.test("a cast that narrows or changes the sign converts, others do not", () => {
  strictEqual(of("(char)l").kind, "convert");
  strictEqual(of("(unsigned int)i").kind, "convert");
  strictEqual(of("(int)i").kind, "variable");
});
Deno.test("pointers move by whole elements", () => {
  const sum = traced("struct raw *p;\n\nBEGIN { trace(p + 2); }");
  ok(sum.kind === "arithmetic" && sum.right.kind === "integer");
  strictEqual(sum.right.value, 48n);
  const difference = traced("struct raw *p;\n\nBEGIN { trace(p - p); }");
  strictEqual(typeName(difference.type), "ptrdiff_t");
});
Deno.test("members load from their offset, bit-fields with their bits", () => {
  const load = traced("struct raw *p;\n\nBEGIN { trace(p->flags); }");
  ok(load.kind === "load" && load.address.kind === "arithmetic");
  deepStrictEqual(load.bits, { offset: 0, width: 3, unit: 4 });
});
Deno.test("a member of args[] is its translator's expression over the raw argument", () => {
  const length = traced("ip:::send { trace(args[0]->p_length); }");
  ok(length.kind === "load" && length.address.kind === "builtin");
  strictEqual(typeName(length.type), "int");
  const small = traced("ip:::send { trace(args[0]->p_small); }");
  ok(small.kind === "convert" && small.operand.kind === "load");
  strictEqual(typeName(small.type), "uint8_t");
  strictEqual(traced("ip:::send { trace(args[0]->p_text); }").kind, "to-string");
});
Deno.test("an input that costs is kept in a slot", () => {
  const member = traced("ip:::send { trace((xlate <pkt_t *> (((struct raw *)alloca(8))->next))->p_length); }");
  ok(member.kind === "let" && member.body.kind === "load");
});
Deno.test("a variable that holds a translated pointer stays translated", () => {
  const member = traced("ip:::send { this->p = args[0]; trace(this->p->p_length); }");
  ok(member.kind === "let" || member.kind === "load");
});
Deno.test("an inline array is its expression over the key", () => {
  const name = traced("BEGIN { trace(name_of[arg0 + 1]); }");
  ok(name.kind === "let" && name.body.kind === "conditional");
  strictEqual(typeName(name.type), "string");
});
Deno.test("an undeclared variable takes the type of its first assignment; ++ makes an int64_t", () => {
  const { variables } = check('BEGIN { a = 1; b = "x"; self->c[1, "y"] = 2L; d++; }');
  deepStrictEqual(
    variables.map(({ name, scope, type, keys }) => [name, scope, typeName(type), keys?.map(typeName)]),
    [
      ["a", "global", "int", undefined],
      ["b", "global", "string", undefined],
      ["c", "self", "long", ["int", "string"]],
      ["d", "global", "int64_t", undefined],
    ],
  );
});
Deno.test("a predicate may read what the actions assign, and the other way round", () => {
  deepStrictEqual(mistakes("BEGIN /x == 0/ { x = 1; }"), []);
  deepStrictEqual(mistakes("BEGIN /y++/ { trace(y); }"), []);
});
Deno.test("each description makes a clause of its own, typed by its own probes", () => {
  const { clauses } = check("ip:::send, ip:::receive { trace(args[1]); }");
  deepStrictEqual(clauses.map((clause) => clause.probes), [[3], [4]]);
});
Deno.test("aggregations are numbered in order of appearance", () => {
  const { aggregations } = check('BEGIN { @a[1, "x"] = count(); @ = sum(2); @a[2, "y"] = count(); }');
  deepStrictEqual(aggregations.map(({ id, name, keys }) => [id, name, keys.map(typeName)]), [
    [1, "a", ["int", "string"]],
    [2, "_", []],
  ]);
});
Deno.test("the branches of an if obey the order of actions by themselves", () => {
  deepStrictEqual(mistakes("BEGIN { trace(1); if (arg0) { speculate(1); trace(2); } }"), []);
});
Deno.test("a deep or huge program is refused or checked, never a crash", () => {
  strictEqual(mistakes(`BEGIN { trace(${"(".repeat(50)}1${")".repeat(50)}); }`).length, 0);
  strictEqual(mistakes(`BEGIN { trace(${"!".repeat(1000)}arg0); }`)[0].tag, "D_WASM_DEPTH");
});
