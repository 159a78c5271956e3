import { deepStrictEqual, ok } from "node:assert";
import { casesOf, programOf, tryExpressions } from "./expressions.ts";

/** A part of what `deno task fuzz-expressions` runs at length; a difference shows its seed and its clause. */
Deno.test("5,000 random expressions have the values that D's rules give them", async () => {
  for (let seed = 1; seed <= 25; seed++) deepStrictEqual(await tryExpressions(seed), []);
});
Deno.test("the expressions meet faults, bit-fields, enumerations, assignments and inlines", () => {
  const text = programOf(casesOf(1));
  for (const part of ["b.f", "m.f", "this->t", "self->s", "++", "<<=", "half[", "(enum level)", "/{", "? "]) {
    ok(text.includes(part) || part === "/{" && /\/ \{/.test(text), part);
  }
  ok(casesOf(1).some(({ expected }) => expected === undefined));
});
