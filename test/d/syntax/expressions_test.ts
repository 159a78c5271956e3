/** How tight operators bind, as the table in the D language's documentation has it; the same as C's, and `^^`. */
import { strictEqual } from "node:assert";
import { expressionOf } from "./tree.ts";

const TABLE: [source: string, tree: string][] = [
  ["1 + 2 * 3", "(+ 1 (* 2 3))"],
  ["a - b - c", "(- (- a b) c)"],
  ["a ? b : c ? d : e", "(a b (c d e))"],
  ["!a == b", "(== (! a) b)"],
  ["-x->y", "(- (x true y))"],
  ["*p++", "(* (++ true p))"],
  ["a && b || c ^^ d", "(|| (&& a b) (^^ c d))"],
  ["a | b ^ c & d", "(| a (^ b (& c d)))"],
  ["a << 1 + 2", "(<< a (+ 1 2))"],
  ["a < b == c > d", "(== (< a b) (> c d))"],
  ["a, b", "(, a b)"],
  ["x++ + ++y", "(+ (++ true x) (++ false y))"],
  ["&a[1]", "(& (a [1]))"],
  ["a %= 3", "(% a 3)"],
  ["a >>= 1", "(>> a 1)"],
  ["x[1, 2]", "(x [1 2])"],
  ["f(a, b)->c.d", "(((f [a b]) true c) false d)"],
  ["args[2]->ip_saddr", "((args [2]) true ip_saddr)"],
  ["self->x", "(self true x)"],
  ["`a`b", "`a`b"],
  ["mod`sym", "mod`sym"],
  ["(x) + 1", "(+ x 1)"],
  ["sizeof x", "(sizeof x)"],
  ["stringof(x)", "(stringof x)"],
  ["$1 + $pid", "(+ 12 77)"],
  ["$$2", '"eth0"'],
  ["'a'", "97"],
  ["'\\n'", "10"],
  ["0x1F", "31"],
  ["010", "8"],
  ["10ULL", "10"],
  ['"a\\n\\x41\\101"', '"a\\nAA"'],
];
for (const [source, tree] of TABLE) {
  Deno.test(`expression: ${source}`, () => strictEqual(expressionOf(source).replaceAll("undefined ", ""), tree));
}
