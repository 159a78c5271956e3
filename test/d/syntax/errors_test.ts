/** Mistakes in the text: one test for each tag, with the place. */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { diagnostics, parse } from "./tree.ts";

const TABLE: [tag: string, name: string, text: string, place: string][] = [
  ["D_SYNTAX", "operand_missing", "BEGIN { 1 + ; }\n", ";"],
  ["D_SYNTAX", "statement_not_closed", "BEGIN { if (1) { trace(1); }\n", ""],
  ["D_SYNTAX", "bracket_not_closed", "BEGIN { @a[1 = count(); }\n", ";"],
  ["D_SYNTAX", "comment_not_closed", "/* open", "/*"],
  ["D_SYNTAX", "empty_struct", "struct s { };\n", "}"],
  ["D_SYNTAX", "empty_enum", "enum e { };\n", "}"],
  ["D_SYNTAX", "inline_without_value", "inline int x;\n", ";"],
  ["D_SYNTAX", "predicate_without_body", "BEGIN /1/\n", "1/"],
  ["D_SYNTAX", "two_predicates", "BEGIN /1/ /2/ {}\n", "1/ /2/"],
  ["D_STR_NL", "newline_in_string", 'BEGIN { x = "abc\n"; }\n', '"'],
  ["D_CHR_NL", "newline_in_character", "BEGIN { x = 'a\n'; }\n", "'"],
  ["D_INT_DIGIT", "octal", "BEGIN { 09; }\n", "9"],
  ["D_INT_OFLOW", "integer", "BEGIN { x = 99999999999999999999; }\n", "99999999999999999999"],
  ["D_CHR_NULL", "empty", "BEGIN { ''; }\n", "''"],
  ["D_CHR_OFLOW", "long", "BEGIN { 'abcdefghi'; }\n", "'abcdefghi'"],
  ["D_MACRO_UNDEF", "argument", "BEGIN { $5; }\n", "$5"],
  ["D_MACRO_UNDEF", "variable", "BEGIN { $nope; }\n", "$nope"],
  ["D_PRAGCTL_INVAL", "define", "#define X 1\nBEGIN\n", "#define X 1"],
  ["D_PRAGMA_MALFORM", "line", "#line x\nBEGIN\n", "#line x"],
  ["D_PDESC_INVAL", "five_parts", "a:b:c:d:e {}\n", "a:b:c:d:e"],
  ["D_DECL_COMBO", "two_structs", "struct a struct b c;\n", "struct"],
  ["D_DECL_PROTO_VARARGS", "array", "int a[int, ...];\n", "[int, ..."],
];
for (const [tag, name, text, place] of TABLE) {
  Deno.test(`err.${tag}.${name}.d`, () => {
    const [first] = diagnostics(text);
    strictEqual(first?.tag, tag);
    ok(first.span);
    ok(text.slice(first.span.start).startsWith(place), `at ${JSON.stringify(text.slice(first.span.start))}`);
  });
}
Deno.test("all mistakes of a text are found, ten at most", () => {
  const text = "BEGIN { 1 + ; }\nEND { x = ; }\nBEGIN { @a[; }\n";
  deepStrictEqual(diagnostics(text).map(({ span }) => text.slice(0, span!.start).split("\n").length), [1, 2, 3]);
  strictEqual(diagnostics("BEGIN { 1 + ; }\n".repeat(30)).length, 10);
});
Deno.test("nesting deeper than any program needs is refused, not a stack overflow", () => {
  for (const open of ["(", "-", "!", "{ if (1) "]) {
    strictEqual(diagnostics(`BEGIN { x = ${open.repeat(20000)} 1; }\n`).length > 0, true, open);
  }
});
Deno.test("an empty text, only comments, only pragmas", () => {
  for (const text of ["", "\n", "/* c */\n", "#pragma D option quiet\n"]) parse(text);
});
