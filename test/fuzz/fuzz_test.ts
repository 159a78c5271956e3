import { ok } from "node:assert";
import { CaptureFuzzer } from "./captures.ts";
import { trySeed } from "./fuzz.ts";
import { StreamFuzzer } from "./streams.ts";

/** A part of what `test/fuzz/fuzz.ts` runs at length; a failure prints its seed and its text. */
Deno.test("150 random programs and mutants: no crash, no hang, the same result twice", async () => {
  const kinds = { ran: 0, refused: 0 };
  for (let seed = 1; seed <= 150; seed++) kinds[(await trySeed(seed)).kind]++;
  // both sides of the compiler are met
  ok(kinds.ran > 50 && kinds.refused > 15, JSON.stringify(kinds));
});
Deno.test("2000 captures that seeds make: no crash, one answer whole and in pieces, by both paths", async () => {
  const fuzzer = await CaptureFuzzer.make();
  let packets = 0, fast = 0;
  for (let seed = 1; seed <= 2000; seed++) {
    const tried = fuzzer.try(seed);
    packets += tried.packets;
    fast += tried.fast;
  }
  ok(packets > 35_000 && fast > packets / 4, `${fast} of ${packets} packets took the fast path`);
});
Deno.test("2000 streams of TLS that seeds damage: no crash, nothing read but what was captured", () => {
  const fuzzer = new StreamFuzzer(), found = new Set<string>();
  for (let seed = 1; seed <= 2000; seed++) for (const note of fuzzer.try(seed)) found.add(note.split(" ")[0]);
  for (const kind of ["hello", "certificate", "complete", "alert"]) ok(found.has(kind), kind);
});
