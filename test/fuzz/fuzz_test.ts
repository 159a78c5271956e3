import { ok } from "node:assert";
import { trySeed } from "./fuzz.ts";

/** A part of what `test/fuzz/fuzz.ts` runs at length; a failure prints its seed and its text. */
Deno.test("300 random programs and mutants: no crash, no hang, the same result twice", async () => {
  const kinds = { ran: 0, refused: 0 };
  for (let seed = 1; seed <= 300; seed++) kinds[(await trySeed(seed)).kind]++;
  // both sides of the compiler are met
  ok(kinds.ran > 100 && kinds.refused > 30, JSON.stringify(kinds));
});
